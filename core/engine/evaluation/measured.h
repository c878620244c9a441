// SPDX-License-Identifier: Apache-2.0
// From predictions, new or stored, to what metrics are made of.
#pragma once

#include <string>
#include <vector>

#include "core/metrics/metric.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"

namespace lathe {

/// What predictions of a task mean.
struct MeasuredTask {
    enum class Meaning {
        Classes,     ///< label and prediction are among the same labels in every row
        Candidates,  ///< each row has its own
        Words,       ///< the right one has a rank
        Texts,       ///< what was written stands against references
    };
    Meaning meaning = Meaning::Classes;
    std::vector<std::string> labels;  ///< Classes: their names, in order
    bool lossOverRows = false;
    bool written = true;  ///< Texts: predictions hold what was written, not likelihoods alone
};
MeasuredTask measuredTask(const Recipe& recipe);

/// Predictions whose right answer is known, in their order.
Measured measuredOf(const std::vector<Prediction>& predictions, const MeasuredTask& task);
/// Of each of the same predictions, whether it is right: the label, the first rank, or one of the references.
std::vector<bool> rightRows(const std::vector<Prediction>& predictions, const MeasuredTask& task);

/// Rows by their label (down) and what was decided (across); the last column counts answers that are no
/// label.
struct Confusion {
    std::vector<std::string> labels;
    std::vector<std::vector<std::int64_t>> counts;  ///< [label][decision], one column more than labels
};
Confusion confusionOf(const Measured& measured, const std::vector<std::string>& labels);

}  // namespace lathe
