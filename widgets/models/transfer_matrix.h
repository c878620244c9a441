// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts on data that they were not trained on: what a project has measured of it, run by data set.
#pragma once

#include <QStringList>
#include <map>
#include <string>
#include <vector>

#include "core/project/data_sets.h"
#include "core/project/runs.h"

namespace lathe {

struct TransferMatrix {
    struct Row {
        std::int64_t run = 0;
        std::string name, trainedOn;
        std::int64_t step = -1;  ///< of the prompt: the best that is stored, else the last
    };
    std::vector<Row> rows;
    std::vector<std::string> columns;                               ///< "reviews/test"
    std::vector<std::vector<std::map<std::string, double>>> cells;  ///< [row][column]; empty: not measured
    int missing() const;
    /// Metrics that any cell has, the main one first.
    QStringList metrics() const;
};

/// Runs that keep a prompt.
std::vector<RunRow> runsWithPrompts(const Project& project);
/// Of each data set that runs were trained on the run that is best on its validation.
std::vector<std::int64_t> bestOfEachDataSet(const std::vector<RunRow>& runs);
/// Test where a data set has it, else validation; "" where it has neither.
std::string transferSplit(const DataSet& set);
TransferMatrix transferMatrix(const Project& project, const std::vector<RunRow>& runs,
                              const std::vector<DataSet>& sets);

}  // namespace lathe
