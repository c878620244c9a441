// SPDX-License-Identifier: Apache-2.0
// Metrics as pure functions of what was measured: one file each, one line in list.inc. A metric takes a few
// numbers of each row and closes over their sums, so that resampling rows costs no more than adding.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// What rows with a known answer gave. Each list holds one entry for every such row, or is empty where the
/// task does not have it.
struct Measured {
    std::vector<double> logLikelihood;  ///< of the right answer, natural logarithm, summed over its tokens
    std::vector<std::int64_t> tokens;   ///< how many tokens that was
    bool lossOverRows = false;  ///< the loss is a mean over rows (task.loss: sentence), else over tokens
    std::vector<std::int32_t> truth;   ///< class of each row
    std::vector<std::int32_t> chosen;  ///< class that was decided for; -1: none of them
    bool sameClasses = false;          ///< classes mean the same in every row
    std::vector<double> confidence;    ///< probability that was given to the chosen class
    std::vector<std::int64_t> rank;    ///< of the right answer among all that could be said, from 1
    std::vector<std::string> texts;    ///< what was written
    std::vector<std::vector<std::string>> references;  ///< of each text: at least one
    std::vector<std::string> group;  ///< rows of one question (MultiRC): they are right together, or not
};

/// A few numbers for each row (or group of rows), row-major.
struct Statistics {
    std::size_t width = 0;
    std::vector<double> numbers;
    std::size_t rows() const { return width == 0 ? 0 : numbers.size() / width; }
};

struct Metric {
    std::string_view name;  ///< as users read it: "p@1"
    bool lowerIsBetter = false;
    bool ofTexts = false;  ///< needs what was written, not likelihoods alone
    /// Nothing where the rows do not have what it measures.
    std::optional<Statistics> (*statistics)(const Measured& measured) = nullptr;
    /// The metric of rows whose statistics add up to this.
    double (*value)(std::span<const double> sums) = nullptr;
};

/// Every metric, in list.inc's order.
std::vector<Metric> allMetrics();
/// The metric of that name, if there is one.
std::optional<Metric> metricNamed(std::string_view name);
/// Every metric that these rows have, by name.
std::map<std::string, double> measure(const Measured& measured);

}  // namespace lathe
