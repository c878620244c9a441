// SPDX-License-Identifier: Apache-2.0
// `check` and `backup`.
#include <functional>

#include "core/base/files.h"
#include "core/project/database.h"
#include "core/project/opening.h"
#include "core/project/project.h"
#include "core/project/schema_scripts.h"

namespace lathe {
namespace {

constexpr std::size_t kMostFindings = 100;

class Findings {
  public:
    void add(std::string text) {
        if (all.size() < kMostFindings) all.push_back(std::move(text));
    }
    /// A question that itself fails is a finding.
    void ask(Database& database, std::string_view sql,
             const std::function<std::string(const Statement&)>& say) {
        if (auto done = database.each(sql,
                                      [&](const Statement& row) {
                                          if (std::string text = say(row); !text.empty())
                                              add(std::move(text));
                                      });
            !done)
            add(done.error().what);
    }
    std::vector<std::string> all;
};

void checkJson(Database& database, Findings& findings) {
    struct Column {
        const char *table, *column, *key;
    };
    static constexpr Column kColumns[] = {{"run", "recipe", "run"},
                                          {"run", "resolved", "run"},
                                          {"run", "failure", "run"},
                                          {"recipe", "recipe", "name"},
                                          {"data_set", "fields", "name"},
                                          {"data_set", "notes", "name"},
                                          {"data_row", "fields", "row"},
                                          {"evaluation", "metrics", "run"},
                                          {"evaluation", "details", "run"},
                                          {"prediction", "scores", "row"},
                                          {"prediction", "measured", "row"},
                                          {"neighbour", "neighbours", "run"},
                                          {"resume_state", "counters", "run"},
                                          {"request", "request", "run"},
                                          {"snapshot_tensor", "shape", "run"},
                                          {"resume_tensor", "shape", "run"}};
    for (const Column& one : kColumns) {
        const std::string table = one.table, column = one.column;
        findings.ask(
            database,
            "SELECT " + std::string(one.key) + " FROM " + table + " WHERE " + column +
                " IS NOT NULL AND NOT json_valid(" + column + ") LIMIT 5",
            [&](const Statement& row) { return table + " " + row.text(0) + ": " + column + " is not JSON"; });
    }
}

void checkTensors(Database& database, const std::string& table, Findings& findings) {
    findings.ask(database,
                 "SELECT run, step, name, min(shape), sum(length(data)), max(length(data)), count(*), "
                 "max(part) FROM " +
                     table + " GROUP BY run, step, position",
                 [&](const Statement& row) -> std::string {
                     const std::string what =
                         "run " + row.text(0) + ", step " + row.text(1) + ", tensor " + row.text(2);
                     double bytes = 4;
                     const Json shape = row.json(3);
                     for (const Json& size : shape.items()) bytes *= size.toNumber(-1);
                     if (bytes != static_cast<double>(row.integer(4)))
                         return what + ": " + row.text(4) + " bytes do not fit the shape " + row.text(3);
                     if (row.integer(6) != row.integer(7) + 1) return what + ": a part is missing";
                     return {};
                 });
}

void checkDataSets(Database& database, Findings& findings) {
    findings.ask(database,
                 "SELECT data_set.name, data_split.name, rows, (SELECT count(*) FROM data_row WHERE data_set "
                 "= data_set.id AND split = "
                 "data_split.name) AS there FROM data_split JOIN data_set ON data_set.id = "
                 "data_split.data_set WHERE ready = 1 AND "
                 "rows <> there",
                 [](const Statement& row) {
                     return "data set " + row.text(0) + ": " + row.text(3) + " rows of " + row.text(1) +
                            " instead of " + row.text(2);
                 });
    struct Set {
        std::int64_t id;
        std::string name, digest;
    };
    std::vector<Set> sets;
    findings.ask(database, "SELECT id, name, digest FROM data_set WHERE ready = 1",
                 [&](const Statement& row) {
                     sets.push_back({row.integer(0), row.text(1), row.text(2)});
                     return std::string();
                 });
    for (const Set& set : sets) {
        Sha256 digest;
        const auto read = database.each(
            "SELECT split, fields FROM data_row WHERE data_set = ?1 ORDER BY row",
            [&](const Statement& row) { digest.add(row.text(0) + "\t" + row.text(1) + "\n"); }, set.id);
        if (!read)
            findings.add("data set " + set.name + ": " + read.error().what);
        else if (digest.finish() != set.digest)
            findings.add("data set " + set.name + ": its rows do not give its digest");
    }
}

}  // namespace

Result<std::vector<std::string>> checkProject(const std::filesystem::path& path) {
    Findings findings;
    LATHE_CHECK(checkHeader(path));
    {  // as it stands: a copy would leave out what is damaged beside the rows
        auto asItIs = openDatabase(path, Project::Access::ReadOnly, schemaScripts(), Older::AsIs);
        if (!asItIs) return std::vector<std::string>{asItIs.error().what};
        findings.ask(**asItIs, "PRAGMA integrity_check(100)",
                     [](const Statement& row) { return row.text(0) == "ok" ? std::string() : row.text(0); });
        if (!findings.all.empty()) return findings.all;
    }
    auto opened = openDatabase(path, Project::Access::ReadOnly, schemaScripts(), Older::Copy);
    if (!opened) return std::vector<std::string>{opened.error().what};
    Database& database = **opened;
    findings.ask(database, "PRAGMA foreign_key_check", [](const Statement& row) {
        return "a row of " + row.text(0) + " belongs to nothing in " + row.text(2);
    });
    checkJson(database, findings);
    checkTensors(database, "snapshot_tensor", findings);
    checkTensors(database, "resume_tensor", findings);
    checkDataSets(database, findings);
    return findings.all;
}

Result<> backupProject(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code code;
    if (std::filesystem::exists(to, code))
        return failed("this file exists already", to.string(), "give another name");
    LATHE_TRY(database, openDatabase(from, Project::Access::ReadOnly, schemaScripts(), Older::AsIs));
    return copyDatabase(*database, to);
}

}  // namespace lathe
