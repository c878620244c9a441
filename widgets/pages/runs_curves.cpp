// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runs_curves.h"

namespace lathe {

QVector<ChartPoint> readCurve(const Project& project, std::int64_t run, std::string_view metric) {
    QVector<ChartPoint> points;
    const auto read = curve(project, run, metric);
    if (!read) return points;
    points.reserve(qsizetype(read->size()));
    for (const auto& point : *read)
        points.append({double(point.step), point.value, point.minimum, point.maximum});
    return points;
}

QVector<ChartPoint> EvaluationCurves::of(const std::string& metric) const {
    const auto at = byMetric.find(metric);
    return at == byMetric.end() ? QVector<ChartPoint>() : at->second;
}

EvaluationCurves readEvaluations(const Project& project, std::int64_t run, std::string_view split) {
    EvaluationCurves curves;
    const auto read = evaluations(project, run);
    if (!read) return curves;
    for (const auto& row : *read) {
        if (splitOf(row.data) != split) continue;
        for (const auto& [name, value] : row.metrics) {
            auto& points = curves.byMetric[name];
            if (!points.isEmpty() && points.last().x >= double(row.step)) points.removeLast();
            points.append(ChartPoint::at(double(row.step), value));
        }
    }
    return curves;
}

std::string splitOf(const std::string& data) {
    return data.substr(data.rfind('/') + 1);
}

}  // namespace lathe
