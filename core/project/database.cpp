// SPDX-License-Identifier: Apache-2.0
#include "core/project/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <cmath>
#include <limits>

#include "core/project/disk.h"

namespace lathe {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kBusyTries = 3;
constexpr char kNoSpace[] = "there is no space left on the disk";

/// A path as SQLite's URI, which some characters would end.
std::string uri(const std::filesystem::path& path, bool immutable) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string text = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        if (c == '%' || c == '?' || c == '#') {
            const auto byte = static_cast<unsigned char>(c);
            text += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
        } else {
            text += c;
        }
    }
    return immutable ? text + "?immutable=1" : text;
}

/// What a file from a stranger may not do.
void harden(sqlite3* handle) {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1);  // VACUUM INTO takes one
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 256 << 20);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
}

/// Ends a transaction whatever happens: where memory is short, the word itself may fail a few times.
void takeBack(sqlite3* handle) {
    for (int attempt = 0; attempt < 10 && sqlite3_get_autocommit(handle) == 0; ++attempt)
        sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace

bool isFullDisk(const Error& error) {
    return error.what == kNoSpace;
}

bool isCorruption(int code) {
    return (code & 0xFF) == SQLITE_CORRUPT;
}

Error databaseError(int code, int systemCode, std::string_view message, const std::filesystem::path& path) {
    const auto say = [&](std::string what, std::string todo) {
        return Error{std::move(what), path.string(), std::move(todo), Error::Kind::Work};
    };
    if (systemCode == ENOSPC || systemCode == EDQUOT || (code & 0xFF) == SQLITE_FULL)
        return say(kNoSpace, "free some space and try again");
    switch (code == SQLITE_IOERR_NOMEM ? SQLITE_NOMEM : code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return say("another program has been writing this project for too long", "try again in a moment");
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return say("the project cannot be written", "check the permissions of the file and its folder");
        case SQLITE_CORRUPT:
            return say("the project file is damaged",
                       "run `promptlathe-cli check` on it, and go back to a backup");
        case SQLITE_NOTADB:
            return say("this is not a Promptlathe project, or it is damaged", "give a .lathe file");
        case SQLITE_CANTOPEN:
            return say("the project cannot be opened", "check the path and the permissions of the folder");
        case SQLITE_NOMEM:
            return say("there is not enough memory", "close other programs");
        case SQLITE_IOERR:
            return say("the disk reports an error (" + std::string(message) + ")",
                       "check the disk, and go back to a backup");
        default:
            return say("the project file refuses this (" + std::string(message) + ")",
                       "run `promptlathe-cli check` on it");
    }
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      failed_(other.failed_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(database_, other.database_);
    std::swap(statement_, other.statement_);
    std::swap(failed_, other.failed_);
    return *this;
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

void Statement::bound(int code) {
    if (code != SQLITE_OK) failed_ = code;
}

void Statement::bind(int index, std::int64_t value) {
    bound(sqlite3_bind_int64(statement_, index, value));
}

void Statement::bind(int index, double value) {
    bound(std::isfinite(value) ? sqlite3_bind_double(statement_, index, value)
                               : sqlite3_bind_null(statement_, index));
}

void Statement::bind(int index, std::string_view value) {
    // A null pointer would bind NULL.
    const char* data = value.data() ? value.data() : "";
    bound(sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int index, std::span<const std::byte> value) {
    bound(value.empty() ? sqlite3_bind_zeroblob(statement_, index, 0)
                        : sqlite3_bind_blob64(statement_, index, value.data(), value.size(), SQLITE_STATIC));
}

void Statement::bind(int index, std::nullptr_t) {
    bound(sqlite3_bind_null(statement_, index));
}

Result<bool> Statement::step() {
    if (failed_ != SQLITE_OK) {  // nothing is written that is not what was given
        sqlite3_reset(statement_);
        return tl::unexpected<Error>(
            databaseError(std::exchange(failed_, 0), 0, "a value was not taken", database_->path()));
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const auto error = database_->error();
    sqlite3_reset(statement_);
    return error;
}

Result<> Statement::run() {
    while (true) {
        LATHE_TRY(more, step());
        if (!more) break;
    }
    sqlite3_reset(statement_);
    return {};
}

void Statement::reset() {
    sqlite3_reset(statement_);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

double Statement::number(int column) const {
    if (isNull(column)) return std::numeric_limits<double>::quiet_NaN();
    return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (!data && !isNull(column)) failed_ = SQLITE_NOMEM;
    return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                : std::string();
}

std::span<const std::byte> Statement::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::passOn(int column, Statement& to, int parameter) const {
    to.bound(sqlite3_bind_value(to.statement_, parameter, sqlite3_column_value(statement_, column)));
}

Json Statement::json(int column) const {
    if (isNull(column)) return {};
    auto value = Json::parse(text(column));
    return value ? std::move(*value) : Json();
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, const Mode& mode) {
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
    flags |= mode.write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    if (mode.create) flags |= SQLITE_OPEN_CREATE;
    // A link's target is what is opened, so that -wal and the locks lie beside the file itself.
    std::error_code code;
    std::filesystem::path real = std::filesystem::weakly_canonical(path, code);
    if (code) real = path;
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(uri(real, mode.immutable).c_str(), &handle, flags, nullptr);
    std::unique_ptr<Database> database(new Database(real, handle));
    if (opened != SQLITE_OK) {
        if (!handle) return failed("there is not enough memory", real.string());
        return database->error();
    }
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    harden(handle);
    if (!mode.strict) {  // a schema that is damaged in one place does not hide the rest
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
        sqlite3_exec(handle, "PRAGMA writable_schema = ON", nullptr, nullptr, nullptr);
    }
    database->readOnly_ = !mode.write || mode.queryOnly || sqlite3_db_readonly(handle, "main") == 1;
    LATHE_CHECK(
        database->script(std::string("PRAGMA cell_size_check = ") + (mode.strict ? "ON" : "OFF") +
                         "; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"));
    return database;
}

std::string Database::withoutLocks(const std::filesystem::path& path) {
    return uri(path, false) + "?nolock=1";
}

Database::~Database() {
    if (!handle_) return;
    locks_.release();
    if (!readOnly_) {
        // Without waiting: a file that another program has open stays as it is.
        sqlite3_busy_timeout(handle_, 0);
        sqlite3_exec(handle_, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
    }
    sqlite3_close_v2(handle_);
}

void Database::keepLocks() {
    const auto logged = [&]() -> Result<bool> {
        LATHE_TRY(statement, prepare("PRAGMA journal_mode"));
        LATHE_TRY(more, statement.step());
        return more && statement.text(0) == "wal";
    }();
    // A first reading, so that -shm is there.
    if (!logged || !*logged || !integer("PRAGMA user_version")) return;
    if (const char* file = sqlite3_db_filename(handle_, "main"); file && *file) locks_.take(file);
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_NO_VTAB, &statement, nullptr);
    if (code != SQLITE_OK) return error();
    return Statement(*this, statement);
}

Result<> Database::script(std::string_view sql) {
    const std::string text(sql);
    if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return error();
    return {};
}

Result<std::int64_t> Database::integer(std::string_view sql) {
    LATHE_TRY(statement, prepare(sql));
    LATHE_TRY(more, statement.step());
    return more ? statement.integer(0) : 0;
}

std::int64_t Database::lastId() const {
    return sqlite3_last_insert_rowid(handle_);
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_);
}

tl::unexpected<Error> Database::error() const {
    return tl::unexpected<Error>(databaseError(
        sqlite3_extended_errcode(handle_), sqlite3_system_errno(handle_), sqlite3_errmsg(handle_), path_));
}

Result<> Database::writable() const {
    if (!readOnly_) return {};
    return failed("the project is open for reading only", path_.string(),
                  notice.empty() ? "open it for writing" : notice);
}

Result<Transaction> Transaction::write(Database& database) {
    LATHE_CHECK(database.writable());
    for (int attempt = 1;; ++attempt) {
        const int code = sqlite3_exec(database.handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        if (code == SQLITE_OK) return Transaction(database, false);
        const auto error = database.error();
        takeBack(database.handle_);  // one that began and could not say so
        if ((code & 0xFF) != SQLITE_BUSY || attempt == kBusyTries) return error;
    }
}

Result<Transaction> Transaction::read(Database& database) {
    LATHE_CHECK(database.script("BEGIN"));
    return Transaction(database, false);
}

Result<Transaction> Transaction::durable(Database& database) {
    LATHE_CHECK(database.script("PRAGMA synchronous = FULL"));
    auto transaction = write(database);
    if (!transaction) {
        sqlite3_exec(database.handle_, "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
        return transaction;
    }
    transaction->durable_ = true;
    return transaction;
}

void Transaction::end() {
    if (durable_) sqlite3_exec(database_->handle_, "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
    database_ = nullptr;
}

Transaction::~Transaction() {
    if (!database_) return;
    takeBack(database_->handle_);
    end();
}

Result<> Transaction::commit() {
    if (sqlite3_exec(database_->handle_, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
        return database_->error();
    end();
    return {};
}

}  // namespace lathe
