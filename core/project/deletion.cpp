// SPDX-License-Identifier: Apache-2.0
#include "core/project/deletion.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/project/deleted_runs.h"

namespace lathe {
namespace {

constexpr int kRowsAtOnce = 5000;

/// Deletes the first rows of a table that belong to an owner; true: some may be left.
Result<bool> deleteSome(Database& database, const std::string& table, const std::string& owner,
                        const std::string& order, std::int64_t id) {
    LATHE_TRY(transaction, Transaction::write(database));
    LATHE_CHECK(database.run("DELETE FROM " + table + " WHERE " + owner + " = ?1 AND " + order +
                                 " <= coalesce((SELECT " + order + " FROM " + table + " WHERE " + owner +
                                 " = ?1 ORDER BY " + order + " LIMIT 1 OFFSET ?2), " + "(SELECT max(" +
                                 order + ") FROM " + table + " WHERE " + owner + " = ?1))",
                             id, kRowsAtOnce));
    const bool some = database.changes() > 0;
    LATHE_CHECK(transaction.commit());
    return some;
}

struct Heavy {
    const char* table;
    const char* owner;
    const char* order;
};

/// Empties the heavy tables first, so that the last transaction is short too. True: nothing is left.
template <std::size_t N>
Result<bool> empty(Database& database, const Heavy (&tables)[N], std::int64_t id, double until) {
    for (const Heavy& heavy : tables)
        while (true) {
            if (steadySeconds() > until) return false;
            LATHE_TRY(some, deleteSome(database, heavy.table, heavy.owner, heavy.order, id));
            if (!some) break;
        }
    return true;
}

Result<std::vector<std::int64_t>> ids(Database& database, std::string_view sql) {
    std::vector<std::int64_t> out;
    LATHE_CHECK(database.each(sql, [&](const Statement& row) { out.push_back(row.integer(0)); }));
    return out;
}

Result<> dropStaleImports(Database& database) {
    std::vector<std::int64_t> stale;
    LATHE_CHECK(database.each("SELECT id, importer FROM data_set WHERE ready = 0", [&](const Statement& row) {
        if (!mayBeAlive(row.text(1))) stale.push_back(row.integer(0));
    }));
    for (const std::int64_t id : stale)
        LATHE_CHECK(database.run("UPDATE data_set SET ready = -1 WHERE id = ?1 AND ready = 0", id));
    return {};
}

}  // namespace

Result<> purge(Database& database, double seconds) {
    const double until = steadySeconds() + seconds;
    LATHE_CHECK(dropStaleImports(database));
    LATHE_TRY(sets, ids(database, "SELECT id FROM data_set WHERE ready = -1"));
    static constexpr Heavy kOfSet[] = {{"data_row", "data_set", "row"}};
    for (const std::int64_t id : sets) {
        LATHE_TRY(done, empty(database, kOfSet, id, until));
        if (!done) return {};
        LATHE_CHECK(database.run("DELETE FROM data_set WHERE id = ?1", id));
    }
    const std::string kept =
        std::to_string(static_cast<std::int64_t>(secondsNow()) - kDeletedDays * 24 * 60 * 60);
    LATHE_CHECK(database.run("UPDATE run SET deleted = 1 WHERE deleted > 1 AND deleted < " + kept));
    LATHE_TRY(runs, ids(database, "SELECT run FROM run WHERE deleted = 1"));
    static constexpr Heavy kOfRun[] = {
        {"metric", "run", "step"}, {"snapshot", "run", "step"}, {"evaluation", "run", "id"}};
    for (const std::int64_t id : runs) {
        LATHE_TRY(done, empty(database, kOfRun, id, until));
        if (!done) return {};
        LATHE_CHECK(database.run("DELETE FROM run WHERE run = ?1", id));
    }
    return {};
}

std::string hostName() {
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "?";
}

std::string bootId() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    file >> id;
    return id.empty() ? "?" : id;
}

std::string processName() {
    return hostName() + " " + bootId() + " " + std::to_string(::getpid());
}

bool mayBeAlive(const std::string& name) {
    const auto parts = split(name, ' ');
    if (parts.size() != 3) return false;
    if (parts[0] != hostName()) return true;
    if (parts[1] != bootId()) return false;
    const long pid = std::atol(std::string(parts[2]).c_str());
    return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

}  // namespace lathe
