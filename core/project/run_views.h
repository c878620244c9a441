// SPDX-License-Identifier: Apache-2.0
// What views ask of runs beyond their rows: extremes of a metric, one example through training, a run's log.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "core/project/runs.h"

namespace lathe {

/// The lowest and the highest finite value that a metric had over a run's steps, by run; runs without one are
/// left out.
struct MetricRange {
    double low = 0, high = 0;
};
Result<std::map<std::int64_t, MetricRange>> metricRanges(const Project& project,
                                                         const std::vector<std::int64_t>& runs,
                                                         std::string_view metric);

/// What a run answered to one row of the data, at each step that was evaluated on it, in order.
struct StepPrediction {
    std::int64_t step = 0;
    std::string label, prediction;
};
Result<std::vector<StepPrediction>> predictionsOfRow(const Project& project, std::int64_t run,
                                                     std::string_view data, std::int64_t row);
/// The rows that a run's newest evaluation on this data has predictions of.
Result<std::vector<std::int64_t>> predictedRows(const Project& project, std::int64_t run,
                                                std::string_view data);

/// The newest `most` rows of a run's log, oldest first. What belongs to a step begins with "step N: ".
Result<std::vector<LogRow>> runLog(const Project& project, std::int64_t run, std::int64_t most = 1000);

}  // namespace lathe
