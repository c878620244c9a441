// SPDX-License-Identifier: GPL-3.0-or-later
// Options and metrics of runs as axes of charts: a number or a name a run.
#pragma once

#include <QString>
#include <QVector>
#include <vector>

#include "core/project/runs.h"
#include "widgets/plots/axis_scale.h"

namespace lathe {

struct RunAxis {
    QString key, title;
    QVector<double> values;  ///< as many as runs; NaN where a run has none; of names an index
    AxisScale scale;
};

/// A run's field (run_query.h: a metric's best value, or an option by its path) over these runs. Texts become
/// names in the order of the alphabet.
RunAxis runAxis(const std::vector<const RunRow*>& runs, const QString& key, const QString& title);

/// How strongly an option goes with a metric. Numbers: Spearman's rank correlation. Names: how much of the
/// variance of the metric's ranks lies between them (eta squared). Options that changed together share what
/// one of them did.
struct OptionImportance {
    QString key, title;
    bool ranked = true;  ///< by rank correlation, else by eta squared
    double value = 0;    ///< rho, -1 to 1, or eta squared, 0 to 1
    double share = 0;    ///< of the ranks' variance: rho squared, or eta squared
    double chance = 0;   ///< the share that 1 of 20 random orders of the runs reaches
    int runs = 0;        ///< that have both
};

/// Strongest first; options with one value alone, or of fewer than four runs, are left out. The random orders
/// are the same each time.
std::vector<OptionImportance> optionImportance(const std::vector<RunAxis>& options, const RunAxis& metric);

}  // namespace lathe
