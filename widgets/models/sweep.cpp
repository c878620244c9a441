// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/sweep.h"

#include <QCoreApplication>
#include <algorithm>

#include "core/spec/recipe.h"

namespace lathe {
namespace {

struct SweepWords {
    Q_DECLARE_TR_FUNCTIONS(lathe::Sweep)
};

}  // namespace

/// Texts between commas; a comma in double quotes belongs to its text.
QStringList sweepValues(const QString& line) {
    QStringList parts;
    QString part;
    bool quoted = false;
    for (const QChar c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            parts << part.trimmed();
            part.clear();
        } else {
            part += c;
        }
    }
    parts << part.trimmed();
    parts.removeAll(QString());
    parts.removeDuplicates();
    return parts;
}

std::vector<Option> sweepOptions(const Json& recipe, const Catalogue& catalogue) {
    std::vector<Option> options = applicableOptions(recipe, catalogue);
    std::erase_if(options, [](const Option& option) {
        return option.type == OptionType::Text || option.type == OptionType::Object;
    });
    return options;
}

Result<std::vector<Json>> sweepRecipes(const Json& recipe, const std::vector<TypedAxis>& axes,
                                       const Catalogue& catalogue) {
    const auto options = sweepOptions(recipe, catalogue);
    std::vector<Json> recipes{recipe};
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const TypedAxis& axis = axes[i];
        const QStringList texts = sweepValues(axis.values);
        if (texts.isEmpty()) continue;
        if (i > 0 && axes[0].key == axis.key)
            return failed(SweepWords::tr("both lines sweep the same option").toStdString(), axis.key);
        const auto option = std::find_if(options.begin(), options.end(),
                                         [&](const Option& each) { return each.key == axis.key; });
        if (option == options.end())
            return failed(SweepWords::tr("this option can't be swept here").toStdString(), axis.key);
        std::vector<Json> more;
        for (const Json& each : recipes)
            for (const QString& text : texts) {
                Json made = each;
                LATHE_CHECK(setOption(made, axis.key + '=' + text.toStdString(), catalogue));
                made.setAt("name", each["name"].toString() + ", " +
                                       QString::fromStdString(option->label).toLower().toStdString() + ' ' +
                                       text.toStdString());
                more.push_back(std::move(made));
                if (more.size() > kMostSweepRuns)
                    return failed(SweepWords::tr("more than %1 runs").arg(kMostSweepRuns).toStdString(),
                                  axis.key, SweepWords::tr("give fewer values").toStdString());
            }
        recipes = std::move(more);
    }
    for (const Json& each : recipes)
        if (const auto checked = checkRecipe(each, catalogue); !checked)
            return tl::unexpected<Error>(checked.error());
    return recipes;
}

}  // namespace lathe
