// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/sweep_axes.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include "widgets/forms/number_field.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/sweep.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kLines = 4;
const char* const kUsual[kLines] = {"optimizer.learning_rate", "method.tokens", "training.batch",
                                    "optimizer.weight_decay"};

/// "0.01, 0.02" as the command line takes it: no blanks around commas. Only numbers, choices and flags are
/// swept.
QString tight(const QString& values) {
    QStringList parts = values.split(',');
    for (QString& part : parts) part = part.trimmed();
    parts.removeAll(QString());
    return parts.join(',');
}

}  // namespace

SweepAxes::SweepAxes(QWidget* parent) : QWidget(parent) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(grid(1));
    layout->setVerticalSpacing(grid(1));
    layout->setColumnStretch(1, 1);
    for (int i = 0; i < kLines; ++i) {
        Line line{new QComboBox, new QLineEdit};
        line.option->setObjectName(QStringLiteral("axisOption%1").arg(i));
        line.option->setAccessibleName(tr("Option %1 to vary").arg(i + 1));
        line.option->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        line.option->setMinimumContentsLength(20);
        line.values->setObjectName(QStringLiteral("axisValues%1").arg(i));
        line.values->setAccessibleName(tr("Values of option %1").arg(i + 1));
        connect(line.option, &QComboBox::activated, this, &SweepAxes::edited);
        connect(line.values, &QLineEdit::textChanged, this, &SweepAxes::edited);
        layout->addWidget(line.option, i, 0);
        layout->addWidget(line.values, i, 1);
        lines_.push_back(line);
    }
    random_ = new NumberField({.key = "random",
                               .type = OptionType::Integer,
                               .label = "Draw",
                               .optional = true,
                               .minimum = 1,
                               .maximum = 1000});
    random_->setObjectName(QStringLiteral("axisRandom"));
    random_->setAccessibleName(tr("Configurations to draw at random"));
    random_->setPlaceholderText(tr("all"));
    auto* how = new QLabel(tr("Draw at random"));
    auto* hint = new QLabel(tr("Empty: every combination. A range low..high needs a number here."));
    makeSecondary(hint);
    hint->setWordWrap(true);
    auto* last = new QHBoxLayout;
    last->setSpacing(grid(1));
    last->addWidget(random_);
    last->addWidget(hint, 1);
    layout->addWidget(how, kLines, 0);
    layout->addLayout(last, kLines, 1);
    connect(random_, &QLineEdit::textChanged, this, &SweepAxes::edited);
}

void SweepAxes::setRecipe(const Json& recipe, const Catalogue& catalogue) {
    const auto options = recipe.isNull() ? std::vector<Option>{} : sweepOptions(recipe, catalogue);
    int number = 0;
    for (Line& line : lines_) {
        const QString kept =
            line.values->text().isEmpty() ? QString() : line.option->currentData().toString();
        line.option->clear();
        for (const Option& option : options) line.option->addItem(coreText(option.label), text(option.key));
        const QString wanted = kept.isEmpty() ? QLatin1String(kUsual[number]) : kept;
        line.option->setCurrentIndex(std::max(0, line.option->findData(wanted)));
        ++number;
        const Json value =
            recipe.isNull() ? Json() : recipe.at(line.option->currentData().toString().toStdString());
        line.values->setPlaceholderText(
            value.isNull() ? tr("values, with commas between; or low..high")
                           : tr("%1; or values, with commas between").arg(text(value.dump())));
    }
}

QStringList SweepAxes::grids() const {
    QStringList grids;
    for (const Line& line : lines_)
        if (const QString values = line.values->text().trimmed(); !values.isEmpty())
            grids << line.option->currentData().toString() + '=' + tight(values);
    return grids;
}

std::int64_t SweepAxes::random() const {
    const Json value = random_->value();
    return value.isInteger() ? value.toInteger() : 0;
}

Result<std::vector<SweepSettings>> SweepAxes::configurations() const {
    std::vector<SweepAxis> axes;
    for (const QString& grid : grids()) {
        LATHE_TRY(axis, readAxis(grid.toStdString()));
        axes.push_back(std::move(axis));
    }
    return sweepConfigurations(axes, random(), 0);
}

}  // namespace lathe
