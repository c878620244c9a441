// SPDX-License-Identifier: Apache-2.0
// Rows of a damaged table, from both ends, and each run's or data set's apart where the middle is gone.
#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/project/salvage_parts.h"

namespace lathe {
namespace {

struct Table {
    std::string name;
    std::vector<std::string> columns;
    std::string order, backwards;  ///< by the primary key
    std::string owner;             ///< the column of the run or data set that a row belongs to; may be empty
};

std::string inQuotes(const std::string& name) {
    return "\"" + name + "\"";
}

Result<std::vector<Table>> tablesOf(Database& database) {
    std::vector<Table> tables;
    LATHE_CHECK(database.each(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
        [&](const Statement& row) {
            tables.push_back({row.text(0), {}, {}, {}, {}});
        }));
    for (Table& table : tables) {
        std::vector<std::pair<std::int64_t, std::string>> key;
        LATHE_CHECK(
            database.each("PRAGMA table_info(" + inQuotes(table.name) + ")", [&](const Statement& row) {
                table.columns.push_back(row.text(1));
                if (row.integer(5) > 0) key.emplace_back(row.integer(5), row.text(1));
                if (row.text(1) == "run" || row.text(1) == "data_set") table.owner = row.text(1);
            }));
        std::sort(key.begin(), key.end());
        if (key.empty()) key.emplace_back(1, "rowid");
        for (const auto& [place, column] : key) {
            const std::string comma = table.order.empty() ? "" : ", ";
            table.order += comma + inQuotes(column);
            table.backwards += comma + inQuotes(column) + " DESC";
        }
        if (table.name == "run" || table.name == "data_set") table.owner.clear();
    }
    return tables;
}

class Copier {
  public:
    Copier(Database& from, Database& to, const Table& table) : from_(from), to_(to), table_(table) {}

    Result<> copy() {
        LATHE_TRY(transaction, Transaction::write(to_));
        LATHE_CHECK(from(""));
        if (broken_ && !table_.owner.empty()) {
            std::set<std::int64_t> owners;
            const std::string of = table_.owner == "run" ? "run" : "id";
            const std::string where = table_.owner == "run" ? "run" : "data_set";
            LATHE_CHECK(to_.each("SELECT " + of + " FROM " + where,
                                 [&](const Statement& row) { owners.insert(row.integer(0)); }));
            for (const std::int64_t id : owners)
                LATHE_CHECK(from(" WHERE " + inQuotes(table_.owner) + " = " + std::to_string(id)));
        }
        return transaction.commit();
    }
    bool broken() const { return broken_; }
    std::int64_t rows() const { return rows_; }
    std::int64_t refused() const { return refused_; }
    const std::string& why() const { return why_; }

  private:
    /// In order until the damage, then backwards until it, or until rows come that are there already.
    Result<> from(const std::string& where) {
        LATHE_TRY(forwards, oneWay(where + " ORDER BY " + table_.order, false));
        if (!forwards) LATHE_CHECK(oneWay(where + " ORDER BY " + table_.backwards, true));
        return {};
    }

    /// False: it ended at something damaged.
    Result<bool> oneWay(const std::string& tail, bool untilKnown) {
        std::string columns, places;
        for (std::size_t i = 0; i < table_.columns.size(); ++i) {
            columns += (i ? ", " : "") + inQuotes(table_.columns[i]);
            places += (i ? ", ?" : "?") + std::to_string(i + 1);
        }
        auto select = from_.prepare("SELECT " + columns + " FROM " + inQuotes(table_.name) + tail);
        if (!select) return ended(select.error());
        LATHE_TRY(insert, to_.prepare("INSERT OR IGNORE INTO " + inQuotes(table_.name) + " (" + columns +
                                      ") VALUES (" + places + ")"));
        while (true) {
            auto more = select->step();
            if (!more) return ended(more.error());
            if (!*more) return true;
            for (std::size_t i = 0; i < table_.columns.size(); ++i)
                select->passOn(static_cast<int>(i), insert, static_cast<int>(i) + 1);
            // A value that its column does not take (a damaged record) is one row, not the end.
            if (const auto put = insert.run(); !put) {
                if (put.error().what.find("no space") != std::string::npos)
                    return tl::unexpected<Error>(put.error());
                ++refused_;
            } else if (to_.changes() > 0) {
                ++rows_;
            } else if (untilKnown) {
                return true;
            }
        }
    }
    bool ended(const Error& error) {
        broken_ = true;
        why_ = error.what;
        return false;
    }

    Database &from_, &to_;
    const Table& table_;
    bool broken_ = false;
    std::int64_t rows_ = 0, refused_ = 0;
    std::string why_;
};

}  // namespace

Result<> copyTables(Database& from, Database& to, Salvaged& result) {
    LATHE_TRY(tables, tablesOf(to));
    for (const Table& table : tables) {
        Copier copier(from, to, table);
        LATHE_CHECK(copier.copy());
        result.rows += copier.rows();
        const std::string rows = std::to_string(copier.rows()) + " rows of " + table.name;
        if (copier.broken()) result.lost.push_back(rows + " were read around damage (" + copier.why() + ")");
        if (copier.refused() > 0)
            result.lost.push_back(std::to_string(copier.refused()) + " rows of " + table.name +
                                  " hold values of another kind");
    }
    return {};
}

}  // namespace lathe
