// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_matrix.h"

#include <algorithm>
#include <set>

#include "widgets/models/run_table_model.h"
#include "widgets/show.h"

namespace lathe {

int TransferMatrix::missing() const {
    int count = 0;
    for (const auto& row : cells)
        for (const auto& cell : row) count += cell.empty();
    return count;
}

QStringList TransferMatrix::metrics() const {
    std::set<std::string> found;
    for (const auto& row : cells)
        for (const auto& cell : row)
            for (const auto& [name, value] : cell) found.insert(name);
    QStringList names;
    if (found.erase("accuracy") > 0) names << QStringLiteral("accuracy");
    for (const std::string& name : found) names << text(name);
    return names;
}

std::vector<RunRow> runsWithPrompts(const Project& project) {
    std::vector<RunRow> kept;
    if (auto runs = listRuns(project))
        for (RunRow& run : *runs)
            if (const auto taken = snapshots(project, run.run); taken && !taken->empty())
                kept.push_back(std::move(run));
    return kept;
}

std::vector<std::int64_t> bestOfEachDataSet(const std::vector<RunRow>& runs) {
    std::map<std::string, const RunRow*> best;
    for (const RunRow& run : runs) {
        const RunRow*& now = best[run.recipe.at("task.data").toString()];
        const auto value = bestOf(run, mainMetric(run));
        const auto before = now ? bestOf(*now, mainMetric(*now)) : std::nullopt;
        if (!now || (value && !before) ||
            (value && before && (lowerIsBetter(mainMetric(run)) ? *value < *before : *value > *before)))
            now = &run;
    }
    std::vector<std::int64_t> numbers;
    for (const auto& [data, run] : best) numbers.push_back(run->run);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

std::string transferSplit(const DataSet& set) {
    return set.rows("test") > 0 ? "test" : set.rows("validation") > 0 ? "validation" : "";
}

TransferMatrix transferMatrix(const Project& project, const std::vector<RunRow>& runs,
                              const std::vector<DataSet>& sets) {
    TransferMatrix matrix;
    for (const DataSet& set : sets)
        if (const std::string split = transferSplit(set); !split.empty())
            matrix.columns.push_back(set.name + "/" + split);
    for (const RunRow& run : runs) {
        TransferMatrix::Row row{run.run, run.name, run.recipe.at("task.data").toString(), -1};
        if (const auto taken = snapshots(project, run.run); taken && !taken->empty()) {
            row.step = taken->back().step;
            for (const SnapshotRow& snapshot : *taken)
                if (snapshot.step == run.bestStep) row.step = run.bestStep;
        }
        std::vector<std::map<std::string, double>> cells(matrix.columns.size());
        if (const auto measured = evaluations(project, run.run))
            for (const EvaluationRow& one : *measured)
                for (std::size_t column = 0; column < cells.size(); ++column)
                    if (one.step == row.step && one.data == matrix.columns[column])
                        cells[column] = one.metrics;
        matrix.rows.push_back(std::move(row));
        matrix.cells.push_back(std::move(cells));
    }
    return matrix;
}

}  // namespace lathe
