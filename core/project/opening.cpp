// SPDX-License-Identifier: Apache-2.0
#include "core/project/opening.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "core/base/beside.h"
#include "core/base/clock.h"
#include "core/project/file_locks.h"

namespace lathe {
namespace {

/// Smaller files are checked whole before anything else reads them; `check` does it for all.
constexpr std::uintmax_t kCheckedAtOnce = 2 << 20;

std::string number(std::int64_t value) {
    return std::to_string(value);
}

/// The code with which SQLite could not get a page that it wanted to check; 0: none.
int pageError(std::string_view finding) {
    static constexpr std::string_view kWords = "unable to get the page. error code=";
    const auto at = finding.find(kWords);
    if (at == std::string_view::npos) return 0;
    const int code = std::atoi(std::string(finding.substr(at + kWords.size(), 8)).c_str());
    return isCorruption(code) ? 0 : code;
}

std::filesystem::path folderOf(const std::filesystem::path& path) {
    return std::filesystem::absolute(path).parent_path();
}

bool folderTakesFiles(const std::filesystem::path& path) {
    return ::access(folderOf(path).c_str(), W_OK | X_OK) == 0;
}

Result<> goForward(Database& database, const std::vector<std::string_view>& scripts) {
    LATHE_TRY(transaction, Transaction::write(database));
    // Another program may have done it meanwhile.
    LATHE_TRY(now, database.integer("PRAGMA user_version"));
    for (auto version = static_cast<std::size_t>(now); version < scripts.size(); ++version)
        LATHE_CHECK(database.script(scripts[version]));
    if (now < static_cast<std::int64_t>(scripts.size()))
        LATHE_CHECK(
            database.script("PRAGMA user_version = " + number(static_cast<std::int64_t>(scripts.size()))));
    return transaction.commit();
}

Result<> migrate(Database& database, std::int64_t from, const std::vector<std::string_view>& scripts) {
    std::filesystem::path backup = database.path();
    backup += ".schema-" + number(from) + ".backup";
    std::error_code code;
    if (!std::filesystem::exists(backup, code)) LATHE_CHECK(copyDatabase(database, backup));
    LATHE_CHECK(goForward(database, scripts));
    database.notice = "brought from schema " + number(from) + " to " +
                      number(static_cast<std::int64_t>(scripts.size())) +
                      "; the old file lies beside it as " + backup.filename().string();
    return {};
}

/// A copy of an older project, brought forward, that is gone when it is closed: for folders that cannot be
/// written and for those who look without changing.
Result<std::unique_ptr<Database>> forwardCopy(Database& old, std::int64_t from,
                                              const std::vector<std::string_view>& scripts) {
    std::error_code code;
    const auto folder = std::filesystem::temp_directory_path(code);
    if (code) return failed("there is no folder for temporary files", "TMPDIR", "set TMPDIR to one");
    std::string name = (folder / "promptlathe-XXXXXX").string();
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0)
        return failed(std::string("cannot make a copy to bring forward (") + std::strerror(errno) + ")",
                      folder.string(), "set TMPDIR to a folder that can be written");
    ::close(file);
    const auto make = [&]() -> Result<std::unique_ptr<Database>> {
        // VACUUM INTO takes an empty file.
        if (auto copied = old.run("VACUUM INTO ?1", name); !copied) {
            copied.error().where = old.path().string() + ", copied to " + folder.string();
            return tl::unexpected<Error>(std::move(copied).error());
        }
        LATHE_TRY(database, Database::open(name, {.write = true}));
        LATHE_CHECK(goForward(*database, scripts));
        database->becomeReader(old.path());
        database->notice = (old.notice.empty() ? "" : old.notice + "; ") +
                           "written by an older program (schema " + number(from) +
                           "): read as a copy brought to schema " +
                           number(static_cast<std::int64_t>(scripts.size()));
        return database;
    };
    auto database = make();
    ::unlink(name.c_str());  // what is open stays readable
    return database;
}

Result<> syncFile(const std::filesystem::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file >= 0 && ::fsync(file) == 0) {
        ::close(file);
        return {};
    }
    const int reason = errno;
    if (file >= 0) ::close(file);
    return failed(std::string("the disk reports an error (") + std::strerror(reason) + ")", path.string(),
                  "check the disk");
}

/// WAL lets readers go on while a worker writes.
Result<> startWriting(Database& database) {
    LATHE_CHECK(database.script("PRAGMA journal_mode = WAL"));
    return database.script(
        "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864; "
        "PRAGMA wal_autocheckpoint = 4000");
}

Result<std::unique_ptr<Database>> openReadOnly(const std::filesystem::path& path, bool folderWritable,
                                               bool locks, std::string notice) {
    if (!locks) {  // as the file stands: who writes it elsewhere cannot be kept out, nor its log be read
        LATHE_TRY(database, Database::open(path, {.write = false, .immutable = true}));
        database->notice = std::move(notice);
        return database;
    }
    // A log beside the file belongs to it, so a file that has one is read with it where that is possible.
    std::error_code code;
    const std::filesystem::path log = std::filesystem::path(path) += "-wal";
    const bool hasLog = std::filesystem::exists(log, code) && std::filesystem::file_size(log, code) > 0;
    auto database = Database::open(path, {.write = false, .immutable = !folderWritable && !hasLog});
    if (folderWritable && (!database || !(*database)->integer("PRAGMA schema_version"))) {
        // A writer died in the middle: its journal must be taken back before the file can be read.
        if (database) database->reset();
        database = Database::open(path, {.write = true, .queryOnly = true});
    }
    if (database) (*database)->notice = std::move(notice);
    return database;
}

}  // namespace

Result<> checkHeader(const std::filesystem::path& path) {
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (!std::filesystem::exists(status))
        return failed("there is no such project", path.string(),
                      "check the path, or make one with `promptlathe-cli new`");
    if (!std::filesystem::is_regular_file(status))
        return failed("this is not a file", path.string(), "give a .lathe file");
    std::array<char, 100> header{};
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return failed(std::string("cannot read the project (") + std::strerror(errno) + ")", path.string(),
                      "check the permissions");
    file.read(header.data(), header.size());
    if (file.gcount() == 0)
        return failed("the file is empty", path.string(),
                      "delete it, and make a project with `promptlathe-cli new`");
    const auto byte = [&](std::size_t at) {
        return static_cast<std::int64_t>(static_cast<unsigned char>(header[at]));
    };
    const std::int64_t application = byte(68) << 24 | byte(69) << 16 | byte(70) << 8 | byte(71);
    const bool sqlite = std::memcmp(header.data(), "SQLite format 3", 16) == 0;
    if (static_cast<std::size_t>(file.gcount()) < header.size() || !sqlite || application != kApplicationId)
        return failed("this is not a Promptlathe project", path.string(), "give a .lathe file");
    return {};
}

Result<std::unique_ptr<Database>> createDatabase(const std::filesystem::path& path,
                                                 const std::vector<std::string_view>& scripts) {
    if (std::error_code code; !std::filesystem::exists(path, code) && !locksWork(folderOf(path)))
        return failed(
            "a project cannot be made here: this file system has no locks, which keep two programs apart",
            path.string(), "choose a folder on a disk of this machine");
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (file < 0) {
        const int reason = errno;
        if (reason == EEXIST)
            return failed("this file exists already", path.string(), "give another name, or open it");
        return failed(std::string("cannot make the project (") + std::strerror(reason) + ")", path.string(),
                      reason == ENOSPC ? "free some space" : "check the folder and its permissions");
    }
    ::close(file);
    const auto make = [&]() -> Result<std::unique_ptr<Database>> {
        LATHE_TRY(database, Database::open(path, {.write = true}));
        {
            LATHE_TRY(transaction, Transaction::write(*database));
            LATHE_CHECK(database->script("PRAGMA application_id = " + number(kApplicationId)));
            for (const std::string_view script : scripts) LATHE_CHECK(database->script(script));
            LATHE_CHECK(database->script("PRAGMA user_version = " +
                                         number(static_cast<std::int64_t>(scripts.size()))));
            LATHE_CHECK(transaction.commit());
        }
        LATHE_CHECK(startWriting(*database));
        database->keepLocks();
        return database;
    };
    auto database = make();
    if (!database) {
        std::error_code code;
        std::filesystem::remove(path, code);
    }
    return database;
}

Result<> copyDatabase(Database& from, const std::filesystem::path& to) {
    std::error_code code;
    // Beside the target first, so that no half copy carries its name.
    const std::filesystem::path beside = besidePath(to);
    std::filesystem::remove(beside, code);
    // A copy that nobody knows yet needs no locks.
    auto copied = from.run("VACUUM INTO ?1",
                           locksWork(folderOf(to)) ? beside.string() : Database::withoutLocks(beside));
    if (!copied) copied.error().where = to.string();
    if (copied) copied = syncFile(beside, O_RDONLY);
    if (copied) {
        std::filesystem::rename(beside, to, code);
        if (code)
            copied =
                failed("cannot write this file (" + code.message() + ")", to.string(), "check the folder");
    }
    if (!copied) {
        std::filesystem::remove(beside, code);
        return copied;
    }
    // A folder that cannot be synced (some network file systems) holds the copy all the same.
    static_cast<void>(syncFile(std::filesystem::absolute(to, code).parent_path(), O_RDONLY | O_DIRECTORY));
    return {};
}

Result<std::unique_ptr<Database>> openDatabase(const std::filesystem::path& path, Project::Access access,
                                               const std::vector<std::string_view>& scripts, Older older) {
    LATHE_CHECK(checkHeader(path));
    const auto known = static_cast<std::int64_t>(scripts.size());
    const bool folderWritable = folderTakesFiles(path), fileWritable = ::access(path.c_str(), W_OK) == 0;
    const bool locks = !folderWritable || locksWork(folderOf(path));
    std::string notice;
    if (!locks)
        notice =
            "this file system has no locks, which keep two programs apart: opened for reading only, "
            "and what another program wrote last may be missing; copy it to a disk of this machine";
    else if (access == Project::Access::ReadWrite && !fileWritable)
        notice = "the file cannot be written: opened for reading only";
    else if (access == Project::Access::ReadWrite && !folderWritable)
        notice = "the folder cannot be written: opened for reading only";
    const bool write = access == Project::Access::ReadWrite && notice.empty();

    auto opened =
        write ? Database::open(path, {.write = true}) : openReadOnly(path, folderWritable, locks, notice);
    if (!opened) return opened;
    LATHE_TRY(version, (*opened)->integer("PRAGMA user_version"));
    LATHE_TRY(application, (*opened)->integer("PRAGMA application_id"));
    if (application != kApplicationId)
        return failed("this is not a Promptlathe project", path.string(), "give a .lathe file");
    if (version < 1) return failed("the project has no schema", path.string(), "go back to a backup");
    if (version > known) {
        const std::string newer = "made by a newer program (schema " + number(version) + ", this one knows " +
                                  number(known) + "): opened for reading only";
        opened->reset();
        return openReadOnly(path, folderWritable, locks, newer);
    }
    std::error_code code;
    if (std::filesystem::file_size(path, code) <= kCheckedAtOnce) {
        LATHE_TRY(check, (*opened)->query("PRAGMA quick_check(1)"));
        LATHE_TRY(row, check.step());
        const std::string found = row ? check.text(0) : std::string();
        if (const int reason = pageError(found); reason != 0)  // the disk, not the file
            return tl::unexpected<Error>(databaseError(reason, 0, "a page cannot be read", path));
        const bool unread = found.find("failed to get page") != std::string::npos;
        if (found != "ok")
            return failed(std::string("the project file is damaged") +
                              (unread ? ", or the disk cannot read it" : "") + " (" + found + ")",
                          path.string(), "run `promptlathe-cli check` on it, and go back to a backup");
    }
    if (!write) {
        if (version == known || older == Older::AsIs) {
            if (locks) (*opened)->keepLocks();
            return opened;
        }
        if (older == Older::Copy || !fileWritable || !folderWritable || !locks)
            return forwardCopy(**opened, version, scripts);
        opened->reset();
        LATHE_TRY(forward, openDatabase(path, Project::Access::ReadWrite, scripts));
        notice = forward->notice;
        forward.reset();
        return openReadOnly(path, folderWritable, locks, notice);
    }
    LATHE_CHECK(startWriting(**opened));
    if (version < known) LATHE_CHECK(migrate(**opened, version, scripts));
    (*opened)->keepLocks();
    return opened;
}

}  // namespace lathe
