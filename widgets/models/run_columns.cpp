// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns a table of runs can have, and what they are called.
#include <algorithm>
#include <map>
#include <set>

#include "core/methods/description.h"
#include "core/spec/recipe.h"
#include "widgets/models/run_table_model.h"
#include "widgets/show.h"

namespace lathe {

using ColumnKind = RunColumn::Kind;

QString optionTitle(const QString& key) {
    // Where "Steps" or "Text" would be taken for something else of the same table.
    if (key == QLatin1String("training.steps")) return RunTableModel::tr("Steps asked");
    if (key == QLatin1String("method.init.text")) return RunTableModel::tr("Start text");
    static const auto labels = [] {
        std::map<QString, std::string> all;
        for (const Option& option : allOptions(catalogue())) all.emplace(text(option.key), option.label);
        return all;
    }();
    if (const auto known = labels.find(key); known != labels.end()) return coreText(known->second);
    QString title = key.section('.', -1);
    if (title == "kind" || title == "text") title = key.section('.', -2, -2) + ' ' + title;
    title.replace('_', ' ');
    if (!title.isEmpty()) title[0] = title[0].toUpper();
    return title;
}

std::vector<RunColumn> RunTableModel::usualColumns() const {
    std::vector<RunColumn> columns = {{ColumnKind::Run, {}, tr("Run")},
                                      {ColumnKind::Name, {}, tr("Name")},
                                      {ColumnKind::State, {}, tr("State")},
                                      {ColumnKind::Steps, {}, tr("Steps")}};
    columns.push_back({ColumnKind::Best, "loss", tr("Loss, best")});
    QStringList metrics;
    for (const auto& row : runs_)
        if (const QString metric = mainMetric(row); !metric.isEmpty() && !metrics.contains(metric))
            metrics << metric;
    if (metrics.isEmpty()) metrics << "accuracy";
    for (const QString& metric : metrics)
        columns.push_back({ColumnKind::Best, metric, tr("%1, best").arg(metricLabel(metric))});
    return columns;
}

std::vector<RunColumn> RunTableModel::possibleColumns() const {
    std::vector<RunColumn> columns = {{ColumnKind::Run, {}, tr("Run")},
                                      {ColumnKind::Name, {}, tr("Name")},
                                      {ColumnKind::State, {}, tr("State")},
                                      {ColumnKind::Steps, {}, tr("Steps")}};
    std::set<std::string> names = {"loss"};
    for (const auto& row : runs_)
        for (const auto* values : {&row.best, &row.last})
            for (const auto& [name, value] : *values) names.insert(name);
    for (const auto& name : names) {
        const QString metric = text(name);
        if (metric == "learning_rate" || metric == "gradient_norm" || metric == "resident_mib" ||
            metric == "tokens_a_second")
            continue;
        const QString split = metric.contains('.') ? metric.section('.', 0, 0) : QString();
        const QString label = split.isEmpty() || split == "validation" ? metricLabel(metric)
                                                                       : metricLabel(metric) + ", " + split;
        const bool plainLoss = split == "validation" && lowerIsBetter(metric);
        const QString key = split == "validation" && !plainLoss ? metric.section('.', 1) : metric;
        const QString title = plainLoss ? tr("%1 on validation").arg(label) : label;
        columns.push_back({ColumnKind::Best, key, tr("%1, best").arg(title)});
        columns.push_back({ColumnKind::Last, key, tr("%1, last").arg(title)});
        columns.push_back({ColumnKind::Lowest, key, tr("%1, lowest").arg(title)});
        columns.push_back({ColumnKind::Highest, key, tr("%1, highest").arg(title)});
    }
    columns.push_back({ColumnKind::Seconds, {}, tr("Time")});
    columns.push_back({ColumnKind::Created, {}, tr("Created")});
    columns.push_back({ColumnKind::Device, {}, tr("Device")});
    columns.push_back({ColumnKind::Tags, {}, tr("Tags")});
    columns.push_back({ColumnKind::Note, {}, tr("Note")});
    std::vector<std::string> paths;
    for (const auto& row : runs_) {
        for (auto& path : recipePaths(row.recipe))
            if (path != "recipe" && path != "name" &&
                std::find(paths.begin(), paths.end(), path) == paths.end())
                paths.push_back(path);
    }
    for (const auto& path : paths)
        columns.push_back({ColumnKind::Option, text(path), optionTitle(text(path))});
    return columns;
}

QStringList RunTableModel::differingOptions(const QVector<std::int64_t>& among) const {
    std::vector<const RunRow*> rows;
    for (const auto& row : runs_)
        if (among.isEmpty() || among.contains(row.run)) rows.push_back(&row);
    QStringList keys;
    for (size_t i = 1; i < rows.size(); ++i)
        for (const auto& difference : differences(rows[0]->recipe, rows[i]->recipe)) {
            const QString key = text(difference.key);
            if (key != "name" && key != "recipe" && !keys.contains(key)) keys << key;
        }
    return keys;
}

}  // namespace lathe
