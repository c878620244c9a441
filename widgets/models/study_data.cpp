// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_data.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/project/baselines.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kMostSeries = 6;

struct StudyWords {
    Q_DECLARE_TR_FUNCTIONS(lathe::Study)
};

std::optional<double> numberOf(const std::string& value) {
    bool good = false;
    const double number = QString::fromStdString(value).toDouble(&good);
    return good && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::vector<std::string> valuesOf(const SweepTable& table, const std::string& key) {
    std::vector<std::string> values;
    for (const SweepLine& line : table.lines)
        if (const std::string value = settingOf(line, key);
            std::find(values.begin(), values.end(), value) == values.end())
            values.push_back(value);
    return values;
}

bool isNumeric(const SweepTable& table, const std::string& key) {
    const auto values = valuesOf(table, key);
    return std::all_of(values.begin(), values.end(),
                       [](const std::string& value) { return numberOf(value).has_value(); });
}

StudyPoint pointOf(const SweepTable& table, std::size_t index, const std::string& key, bool numeric) {
    const SweepLine& line = table.lines[index];
    const std::string value = settingOf(line, key);
    StudyPoint point;
    point.label = value.empty() ? StudyWords::tr("as the recipe says") : text(value);
    point.x = numeric ? numberOf(value).value_or(0) : std::numeric_limits<double>::quiet_NaN();
    point.mean = line.mean();
    point.deviation = line.deviation().value_or(-1);
    point.values = QVector<double>(line.values.begin(), line.values.end());
    point.best = static_cast<std::int64_t>(index) == table.best;
    point.line = static_cast<int>(index);
    return point;
}

}  // namespace

std::vector<std::string> variedKeys(const SweepTable& table) {
    std::vector<std::string> keys = sweepKeys(table);
    std::erase_if(keys, [&](const std::string& key) { return valuesOf(table, key).size() < 2; });
    return keys;
}

std::string usualKey(const SweepTable& table) {
    const auto keys = variedKeys(table);
    for (const std::string& key : keys)
        if (isNumeric(table, key)) return key;
    return keys.empty() ? std::string() : keys.front();
}

QVector<StudySeries> studySeries(const SweepTable& table, const std::string& key) {
    auto others = variedKeys(table);
    std::erase(others, key);
    const bool numeric = !key.empty() && isNumeric(table, key);
    const bool split = others.size() == 1 && valuesOf(table, others.front()).size() <= kMostSeries;
    std::map<std::string, qsizetype> places;
    QVector<StudySeries> series;
    for (std::size_t i = 0; i < table.lines.size(); ++i) {
        const std::string name = split ? settingOf(table.lines[i], others.front()) : std::string();
        const auto [at, fresh] = places.try_emplace(name, series.size());
        if (fresh) series.append({text(name), {}, split || others.empty()});
        series[at->second].points.append(pointOf(table, i, key, numeric));
    }
    if (numeric)
        for (StudySeries& each : series)
            std::stable_sort(each.points.begin(), each.points.end(),
                             [](const StudyPoint& a, const StudyPoint& b) { return a.x < b.x; });
    return series;
}

QVector<StudyLevel> studyLevels(const Project& project, const SweepTable& table) {
    QVector<StudyLevel> levels;
    const auto baselines = listBaselines(project);
    if (!baselines) return levels;
    const std::string data = table.sweep.recipe.at("task.data").toString() + "/validation";
    const std::string metric = table.metric.substr(table.metric.find('.') + 1);
    for (const BaselineRow& row : *baselines)
        if (const auto value = row.metrics.find(metric);
            row.data == data && value != row.metrics.end() && std::isfinite(value->second))
            levels.append({text(row.kind), value->second});
    return levels;
}

QString optionLabel(const Catalogue& catalogue, const std::string& key) {
    for (const Option& option : allOptions(catalogue))
        if (option.key == key) return coreText(option.label);
    return text(key);
}

QString configurationText(const Catalogue& catalogue, const SweepLine& line) {
    QStringList parts;
    for (const auto& [key, value] : line.settings) parts << optionLabel(catalogue, key) + ' ' + text(value);
    return parts.isEmpty() ? StudyWords::tr("As the recipe says") : parts.join(QStringLiteral(", "));
}

QString studyTitle(const std::string& study) {
    static const std::map<std::string, const char*> titles = {
        {"", QT_TRANSLATE_NOOP("lathe::Study", "Sweep")},
        {"length", QT_TRANSLATE_NOOP("lathe::Study", "Prompt length")},
        {"init", QT_TRANSLATE_NOOP("lathe::Study", "Start of the prompt")},
        {"starts", QT_TRANSLATE_NOOP("lathe::Study", "Starts before training")},
        {"low-data", QT_TRANSLATE_NOOP("lathe::Study", "Few training rows")},
        {"seeds", QT_TRANSLATE_NOOP("lathe::Study", "Seeds")},
        {"prefix-length", QT_TRANSLATE_NOOP("lathe::Study", "Prefix length")},
        {"reparameterization", QT_TRANSLATE_NOOP("lathe::Study", "Prefix by a network or direct")},
        {"depth", QT_TRANSLATE_NOOP("lathe::Study", "All layers or the embedding")},
        {"placement", QT_TRANSLATE_NOOP("lathe::Study", "Prefix or infix")},
        {"encoder", QT_TRANSLATE_NOOP("lathe::Study", "P-tuning's encoder")},
        {"transfer", QT_TRANSLATE_NOOP("lathe::Study", "Transfer between data sets")},
    };
    const auto found = titles.find(study);
    if (found != titles.end()) return StudyWords::tr(found->second);
    QString name = text(study);  // a study that is newer than these words
    name.replace('-', ' ');
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return name;
}

}  // namespace lathe
