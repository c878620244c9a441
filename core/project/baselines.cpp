// SPDX-License-Identifier: Apache-2.0
#include "core/project/baselines.h"

#include "core/base/clock.h"
#include "core/project/database.h"
#include "core/project/run_numbers.h"

namespace lathe {

Result<> recordBaseline(Project& project, const BaselineRow& row) {
    LATHE_CHECK(project.database().writable());
    return project.database().run(
        "INSERT OR REPLACE INTO baseline (kind, settings, recipe, data, examples, metrics, time) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        row.kind, row.settings.dump(), row.recipe.dump(), row.data, row.examples,
        toObject(row.metrics).dump(), timestamp());
}

Result<std::vector<BaselineRow>> listBaselines(const Project& project) {
    std::vector<BaselineRow> rows;
    LATHE_CHECK(project.database().each(
        "SELECT kind, settings, recipe, data, examples, metrics, time FROM baseline ORDER BY data, kind, id",
        [&](const Statement& row) {
            BaselineRow one;
            one.kind = row.text(0);
            one.settings = row.json(1);
            one.recipe = row.json(2);
            one.data = row.text(3);
            one.examples = row.integer(4);
            one.metrics = numbersOf(row.json(5));
            one.time = row.text(6);
            rows.push_back(std::move(one));
        }));
    return rows;
}

}  // namespace lathe
