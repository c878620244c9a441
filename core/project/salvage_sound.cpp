// SPDX-License-Identifier: Apache-2.0
// What was read of a damaged project becomes a sound one.
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/project/salvage_parts.h"
#include "core/project/tensors.h"

namespace lathe {
namespace {

class Mending {
  public:
    Mending(Database& database, Salvaged& result) : database_(database), result_(result) {}

    Result<> all() {
        LATHE_TRY(transaction, Transaction::write(database_));
        LATHE_CHECK(json());
        LATHE_CHECK(lostRuns());
        LATHE_CHECK(tensors("snapshot", TensorTable::Snapshot));
        LATHE_CHECK(tensors("resume_state", TensorTable::Resume));
        LATHE_CHECK(orphans());
        LATHE_CHECK(dataSets());
        return transaction.commit();
    }

  private:
    Result<> change(const std::string& sql, const std::string& words) {
        LATHE_CHECK(database_.run(sql));
        const std::int64_t changed = database_.changes();
        if (changed > 0) result_.lost.push_back(std::to_string(changed) + " " + words);
        return {};
    }

    Result<> json() {
        struct Column {
            const char *table, *column, *instead;  ///< instead: null takes the row out
        };
        static constexpr Column kColumns[] = {{"run", "recipe", "'{}'"},
                                              {"run", "resolved", "'null'"},
                                              {"run", "failure", "NULL"},
                                              {"data_set", "fields", "'[]'"},
                                              {"data_set", "notes", "'[]'"},
                                              {"evaluation", "details", "'{}'"},
                                              {"prediction", "measured", "'{}'"},
                                              {"recipe", "recipe", nullptr},
                                              {"data_row", "fields", nullptr},
                                              {"evaluation", "metrics", nullptr},
                                              {"prediction", "scores", nullptr},
                                              {"neighbour", "neighbours", nullptr},
                                              {"resume_state", "counters", nullptr},
                                              {"request", "request", nullptr}};
        for (const Column& one : kColumns) {
            const std::string table = one.table, column = one.column;
            const std::string broken = " WHERE " + column + " IS NOT NULL AND NOT json_valid(" + column + ")";
            LATHE_CHECK(one.instead
                            ? change("UPDATE " + table + " SET " + column + " = " + one.instead + broken,
                                     "rows of " + table + " lost their " + column)
                            : change("DELETE FROM " + table + broken,
                                     "rows of " + table + " whose " + column + " is no JSON"));
        }
        return {};
    }

    /// Metrics and prompts whose run is gone get a run, so that they can be read and exported.
    Result<> lostRuns() {
        for (const char* table : {"metric", "snapshot"}) {
            LATHE_TRY(insert, database_.prepare(
                                  std::string("INSERT INTO run (run, name, state, recipe, created) SELECT "
                                              "DISTINCT run, 'salvaged ' || run, 'stopped', '{}', ?1 FROM ") +
                                  table + " WHERE run NOT IN (SELECT run FROM run)"));
            insert.bind(1, timestamp());
            LATHE_CHECK(insert.run());
            if (database_.changes() > 0)
                result_.lost.push_back(std::to_string(database_.changes()) +
                                       " runs of which only numbers and prompts are left");
        }
        return database_.run(
            "INSERT INTO run_progress (run, step) SELECT run, coalesce((SELECT max(step) FROM metric WHERE "
            "metric.run = run.run), 0) FROM run WHERE run NOT IN (SELECT run FROM run_progress)");
    }

    Result<> tensors(const std::string& owner, TensorTable table) {
        std::vector<std::pair<std::int64_t, std::int64_t>> all;
        LATHE_CHECK(database_.each("SELECT run, step FROM " + owner, [&](const Statement& row) {
            all.emplace_back(row.integer(0), row.integer(1));
        }));
        std::int64_t dropped = 0;
        for (const auto& [run, step] : all) {
            const auto read = readTensors(database_, table, run, step);
            if (read && !read->empty()) continue;
            ++dropped;
            LATHE_CHECK(database_.run("DELETE FROM " + owner + " WHERE run = ?1 AND step = ?2", run, step));
        }
        if (dropped > 0)
            result_.lost.push_back(std::to_string(dropped) + " rows of " + owner +
                                   " without all their tensors");
        return {};
    }

    /// Rows whose owner is gone, parents before children as the schema lists them.
    Result<> orphans() {
        struct Link {
            std::string table, parent, on, effect, column;
        };
        std::vector<std::string> tables;
        LATHE_CHECK(database_.each("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid",
                                   [&](const Statement& row) { tables.push_back(row.text(0)); }));
        std::vector<Link> links;
        for (const std::string& table : tables) {
            std::int64_t last = -1;
            LATHE_CHECK(database_.each("PRAGMA foreign_key_list(" + table + ")", [&](const Statement& row) {
                const std::string from = row.text(3), to = row.isNull(4) ? from : row.text(4);
                const std::string equal = "p." + to + " = " + table + "." + from;
                if (row.integer(0) == last)
                    links.back().on += " AND " + equal;
                else
                    links.push_back({table, row.text(2), equal, row.text(6), from});
                last = row.integer(0);
            }));
        }
        for (const Link& link : links) {
            const std::string lone =
                " WHERE NOT EXISTS (SELECT 1 FROM " + link.parent + " p WHERE " + link.on + ")";
            if (link.effect == "SET NULL") {
                const std::string& column = link.column;
                LATHE_CHECK(database_.run("UPDATE " + link.table + " SET " + column + " = NULL" + lone +
                                          " AND " + column + " IS NOT NULL"));
            } else {
                LATHE_CHECK(change("DELETE FROM " + link.table + lone,
                                   "rows of " + link.table + " that belong to nothing in " + link.parent));
            }
        }
        return {};
    }

    Result<> dataSets() {
        struct Set {
            std::int64_t id;
            std::string name, digest;
        };
        std::vector<Set> sets;
        LATHE_CHECK(database_.each("SELECT id, name, digest FROM data_set WHERE ready = 1",
                                   [&](const Statement& row) {
                                       sets.push_back({row.integer(0), row.text(1), row.text(2)});
                                   }));
        for (const Set& set : sets) {
            Sha256 sum;
            LATHE_CHECK(database_.each(
                "SELECT split, fields FROM data_row WHERE data_set = ?1 ORDER BY row",
                [&](const Statement& row) { sum.add(row.text(0) + "\t" + row.text(1) + "\n"); }, set.id));
            const std::string digest = sum.finish();
            if (digest == set.digest) continue;
            result_.lost.push_back("data set " + set.name +
                                   " is not what it was: rows are missing or changed");
            LATHE_CHECK(database_.run("UPDATE data_set SET digest = ?2 WHERE id = ?1", set.id, digest));
        }
        LATHE_CHECK(database_.run("DELETE FROM data_split"));
        return database_.run(
            "INSERT INTO data_split (data_set, name, rows) SELECT data_set, split, count(*) FROM data_row "
            "GROUP BY "
            "data_set, split");
    }

    Database& database_;
    Salvaged& result_;
};

}  // namespace

Result<> makeSound(Database& database, Salvaged& result) {
    return Mending(database, result).all();
}

}  // namespace lathe
