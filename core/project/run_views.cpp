// SPDX-License-Identifier: Apache-2.0
#include "core/project/run_views.h"

#include <algorithm>
#include <optional>

#include "core/project/database.h"
#include "core/project/run_numbers.h"

namespace lathe {

Result<std::map<std::int64_t, MetricRange>> metricRanges(const Project& project,
                                                         const std::vector<std::int64_t>& runs,
                                                         std::string_view metric) {
    Database& database = project.database();
    std::map<std::int64_t, MetricRange> ranges;
    // Complete blocks know their extremes: only the steps behind the last one are read one by one.
    LATHE_TRY(blocks,
              database.prepare("SELECT min(minimum), max(maximum), coalesce(max(block), -1) FROM curve "
                               "WHERE run = ?1 AND name = ?2"));
    LATHE_TRY(steps,
              database.prepare("SELECT min(value), max(value) FROM metric WHERE run = ?1 AND name = ?2 "
                               "AND step >= ?3"));
    for (const std::int64_t run : runs) {
        std::optional<MetricRange> range;
        const auto take = [&](const Statement& row) {
            if (row.isNull(0)) return;
            if (!range) range = MetricRange{row.number(0), row.number(1)};
            range->low = std::min(range->low, row.number(0));
            range->high = std::max(range->high, row.number(1));
        };
        blocks.bind(1, run);
        blocks.bind(2, metric);
        LATHE_TRY(some, blocks.step());
        const std::int64_t behind = some ? (blocks.integer(2) + 1) * kBlockSteps : 0;
        if (some) take(blocks);
        blocks.reset();
        steps.bind(1, run);
        steps.bind(2, metric);
        steps.bind(3, behind);
        LATHE_TRY(more, steps.step());
        if (more) take(steps);
        steps.reset();
        if (range) ranges[run] = *range;
    }
    return ranges;
}

Result<std::vector<StepPrediction>> predictionsOfRow(const Project& project, std::int64_t run,
                                                     std::string_view data, std::int64_t number) {
    std::vector<StepPrediction> rows;
    LATHE_CHECK(project.database().each(
        "SELECT step, label, prediction FROM evaluation JOIN prediction ON prediction.evaluation = "
        "evaluation.id "
        "WHERE run = ?1 AND data = ?2 AND row = ?3 ORDER BY step",
        [&](const Statement& row) {
            rows.push_back({row.integer(0), row.text(1), row.text(2)});
        },
        run, data, number));
    return rows;
}

Result<std::vector<std::int64_t>> predictedRows(const Project& project, std::int64_t run,
                                                std::string_view data) {
    std::vector<std::int64_t> rows;
    LATHE_CHECK(project.database().each(
        "SELECT row FROM prediction WHERE evaluation = (SELECT id FROM evaluation WHERE run = ?1 AND data = "
        "?2 "
        "ORDER BY step DESC LIMIT 1) ORDER BY row",
        [&](const Statement& row) { rows.push_back(row.integer(0)); }, run, data));
    return rows;
}

Result<std::vector<LogRow>> runLog(const Project& project, std::int64_t run, std::int64_t most) {
    std::vector<LogRow> rows;
    LATHE_CHECK(project.database().each(
        "SELECT time, level, text, run FROM (SELECT * FROM log WHERE run = ?1 ORDER BY id DESC LIMIT ?2) "
        "ORDER "
        "BY id",
        [&](const Statement& row) {
            rows.push_back({row.text(0), row.text(1), row.text(2), row.integer(3)});
        },
        run, most));
    return rows;
}

}  // namespace lathe
