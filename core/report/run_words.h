// SPDX-License-Identifier: Apache-2.0
// A run's facts as a report words them; private to this folder.
#pragma once

#include <string>
#include <vector>

#include "core/project/runs.h"
#include "core/report/report.h"

namespace lathe {

/// Four significant digits: "0.8933", "1284", "0.00012"; "-" where it is not finite.
std::string reportNumber(double value);
/// Whether this is a metric of evaluations that a reader wants, not how the machine fared.
bool isResult(const std::string& metric);
/// The metric that this run is judged by ("validation.accuracy"); "" where it has none but losses.
std::string mainMetricOf(const RunRow& run);
/// Every evaluation's metrics with 95% intervals where they were measured, newest step last.
ReportTable evaluationTable(const std::vector<EvaluationRow>& rows);
/// How the test figures came to be chosen, one sentence each.
std::vector<std::string> choosingWords(const std::vector<EvaluationRow>& rows);
/// "run 3: gloss topics".
std::string runTitle(const RunRow& run);

}  // namespace lathe
