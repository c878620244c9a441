// SPDX-License-Identifier: Apache-2.0
// Metrics as pure functions of what was measured. One file each, one line in list.inc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lathe {

/// What the rows with a known answer gave.
struct Measured {
    double negativeLogLikelihood = 0;  ///< sum over the true answers' tokens, natural logarithm
    std::int64_t tokens = 0;           ///< how many tokens that was
    std::int64_t lossParts = 0;        ///< what the loss is a mean over: tokens, or rows
    std::vector<std::int32_t> truth;   ///< [rows] class of each row; empty where the task does not decide
    std::vector<std::int32_t> chosen;  ///< [rows] class that was decided for
    bool sameClasses = false;          ///< classes mean the same in every row
    std::vector<bool> exact;           ///< [rows] whether the decoded text is the target; empty: not decoded
};

/// Rows of each pair of classes: true positives, false positives, false negatives, for the classes that
/// occur.
struct ClassCounts {
    std::int64_t right = 0, chosenWrongly = 0, missed = 0;
};
std::map<std::int32_t, ClassCounts> classCounts(const Measured& measured);

/// Every metric that these rows have, by name.
std::map<std::string, double> allMetrics(const Measured& measured);

}  // namespace lathe
