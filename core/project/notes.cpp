// SPDX-License-Identifier: Apache-2.0
// Requests to workers, the log, saved recipes.
#include "core/base/clock.h"
#include "core/project/database.h"
#include "core/project/names.h"
#include "core/project/runs.h"

namespace lathe {

Result<> postRequest(Project& project, std::int64_t run, const Request& request) {
    LATHE_CHECK(project.database().writable());
    return project.database().run("INSERT INTO request (run, request, posted) VALUES (?1, ?2, ?3)", run,
                                  toJson(request).dump(), timestamp());
}

Result<std::vector<Request>> takeRequests(Project& project, std::int64_t run) {
    Database& database = project.database();
    std::vector<Request> requests;
    std::int64_t last = 0;
    LATHE_CHECK(database.each(
        "SELECT id, request FROM request WHERE run = ?1 ORDER BY id",
        [&](const Statement& row) {
            last = row.integer(0);
            if (auto request = readRequest(row.text(1))) requests.push_back(*request);
        },
        run));
    if (last > 0) LATHE_CHECK(database.run("DELETE FROM request WHERE run = ?1 AND id <= ?2", run, last));
    return requests;
}

Result<> addLog(Project& project, std::string_view level, std::string_view text, std::int64_t run) {
    LATHE_CHECK(project.database().writable());
    return project.database().run("INSERT INTO log (time, level, text, run) VALUES (?1, ?2, ?3, ?4)",
                                  timestamp(), level, text, run);
}

Result<std::vector<LogRow>> logRows(const Project& project, std::int64_t most) {
    std::vector<LogRow> rows;
    LATHE_CHECK(project.database().each(
        "SELECT time, level, text, run FROM (SELECT * FROM log ORDER BY id DESC LIMIT ?1) ORDER BY id",
        [&](const Statement& row) {
            rows.push_back({row.text(0), row.text(1), row.text(2), row.integer(3)});
        },
        most));
    return rows;
}

Result<> saveRecipe(Project& project, std::string_view name, const Json& recipe) {
    LATHE_CHECK(project.database().writable());
    LATHE_CHECK(checkName(name, "the recipe's name"));
    return project.database().run(
        "INSERT INTO recipe (name, recipe, changed) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE "
        "SET recipe = excluded.recipe, changed = excluded.changed",
        name, recipe.dump(), timestamp());
}

Result<std::vector<std::pair<std::string, Json>>> savedRecipes(const Project& project) {
    std::vector<std::pair<std::string, Json>> recipes;
    LATHE_CHECK(project.database().each(
        "SELECT name, recipe FROM recipe ORDER BY name",
        [&](const Statement& row) { recipes.emplace_back(row.text(0), row.json(1)); }));
    return recipes;
}

Result<Json> draftRecipe(const Project& project) {
    Json draft;
    LATHE_CHECK(project.database().each("SELECT value FROM project WHERE key = 'draft recipe'",
                                        [&](const Statement& row) { draft = row.json(0); }));
    return draft;
}

Result<Json> keptView(const Project& project, std::string_view name) {
    Json view;
    LATHE_CHECK(project.database().each(
        "SELECT value FROM project WHERE key = 'view ' || ?1",
        [&](const Statement& row) { view = row.json(0); }, name));
    return view;
}

Result<> keepView(Project& project, std::string_view name, const Json& view) {
    LATHE_CHECK(project.database().writable());
    return project.database().run(
        "INSERT INTO project (key, value) VALUES ('view ' || ?1, ?2) ON CONFLICT (key) DO UPDATE SET value = "
        "excluded.value",
        name, view.dump());
}

Result<> keepDraftRecipe(Project& project, const Json& recipe) {
    LATHE_CHECK(project.database().writable());
    return project.database().run(
        "INSERT INTO project (key, value) VALUES ('draft recipe', ?1) ON CONFLICT (key) DO UPDATE SET value "
        "= "
        "excluded.value",
        recipe.dump());
}

}  // namespace lathe
