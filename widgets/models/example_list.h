// SPDX-License-Identifier: GPL-3.0-or-later
// What a run answered to each example, worst first, and how often which class was taken for which.
#pragma once

#include <QStringList>
#include <cmath>
#include <vector>

#include "core/project/runs.h"

namespace lathe {

struct Example {
    std::int64_t row = 0;
    QString label, prediction;
    double share = std::nan("");  ///< the probability of the right answer, where it is known
    std::map<std::string, double> scores;
    QString other;  ///< another run's prediction; empty where none is compared
    bool right() const { return label == prediction; }
    /// The two runs answer differently.
    bool disputed() const { return !other.isEmpty() && other != prediction; }
};

enum class ExampleKind { All, Wrong, Right, Disputed };

/// Wrong ones first, the surest of the wrong answers before; then the right ones, the least sure before.
std::vector<Example> examplesOf(const std::vector<Prediction>& predictions,
                                const std::vector<Prediction>& others);

/// Counts of (truth, prediction); classes in the alphabet's order.
struct Confusion {
    QStringList classes;
    std::vector<std::int64_t> counts;  ///< by truth, then prediction
    std::int64_t at(int truth, int prediction) const {
        return counts[static_cast<std::size_t>(truth * classes.size() + prediction)];
    }
    std::int64_t row(int truth) const;
};
/// Empty where there are more than `most` classes: a matrix of those can't be read.
Confusion confusionOf(const std::vector<Example>& examples, int most = 24);

}  // namespace lathe
