// SPDX-License-Identifier: GPL-3.0-or-later
// A run's numbers as charts take them, read from the project.
#pragma once

#include <QVector>
#include <map>

#include "core/project/runs.h"
#include "widgets/forms/file_choice.h"
#include "widgets/plots/line_chart.h"

namespace lathe {

/// A metric's points over steps; empty where the run has none.
QVector<ChartPoint> readCurve(const Project& project, std::int64_t run, std::string_view metric);

/// What a run's evaluations on a split say, by metric: points over steps.
struct EvaluationCurves {
    std::map<std::string, QVector<ChartPoint>> byMetric;
    QVector<ChartPoint> of(const std::string& metric) const;
};
EvaluationCurves readEvaluations(const Project& project, std::int64_t run,
                                 std::string_view split = "validation");

/// "glosses/validation" -> "validation".
std::string splitOf(const std::string& data);

}  // namespace lathe
