// SPDX-License-Identifier: Apache-2.0
// SQLite, owned: statements, transactions, and its errors in the user's words. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/project/kept_locks.h"

struct sqlite3;
struct sqlite3_stmt;

namespace lathe {

class Database;

/// One prepared statement; finalised with its owner. Parameters count from 1, columns from 0.
class Statement {
  public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    void bind(int index, std::int64_t value);
    void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
    /// NULL where it is not finite.
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    /// The bytes must stay until the statement has run.
    void bind(int index, std::span<const std::byte> value);
    void bind(int index, std::nullptr_t);

    /// True: a row stands ready; false: done.
    Result<bool> step();
    /// Runs to the end and resets, to be bound and run again.
    Result<> run();
    void reset();

    std::int64_t integer(int column) const;
    /// NaN where it is NULL.
    double number(int column) const;
    std::string text(int column) const;
    std::span<const std::byte> blob(int column) const;
    bool isNull(int column) const;
    /// Binds a column's value, as it is, to a parameter of another statement.
    void passOn(int column, Statement& to, int parameter) const;
    /// A column's JSON, null where it is damaged (`check` finds that).
    Json json(int column) const;

  private:
    friend class Database;
    Statement(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
    void bound(int code);

    Database* database_;
    sqlite3_stmt* statement_;
    mutable int failed_ = 0;  ///< a value that memory did not suffice for; the next step says so
};

class Database {
  public:
    struct Mode {
        bool write = true;
        bool immutable = false;  ///< nobody changes the file, and none can be made beside it
        bool create = false;
        bool queryOnly = false;  ///< opened for writing, but only SQLite itself may write (to recover)
        bool strict = true;      ///< off to read what is left of a damaged file
    };
    /// Opens with all hardening against strangers' files (sqlite.org/security.html) and a busy timeout of 5
    /// s.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, const Mode& mode);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    /// Goes back to one file where this was the last connection.
    ~Database();

    Result<Statement> prepare(std::string_view sql);
    /// A statement with its parameters bound, in order.
    template <class... Values>
    Result<Statement> query(std::string_view sql, const Values&... values) {
        LATHE_TRY(statement, prepare(sql));
        int index = 0;
        (statement.bind(++index, values), ...);
        return statement;
    }
    template <class... Values>
    Result<> run(std::string_view sql, const Values&... values) {
        LATHE_TRY(statement, query(sql, values...));
        return statement.run();
    }
    /// Calls `row(statement)` for each row.
    template <class Row, class... Values>
    Result<> each(std::string_view sql, Row row, const Values&... values) {
        LATHE_TRY(statement, query(sql, values...));
        while (true) {
            LATHE_TRY(more, statement.step());
            if (!more) return {};
            row(statement);
        }
    }
    /// Several statements without parameters.
    Result<> script(std::string_view sql);
    /// The only value of a query that gives one number.
    Result<std::int64_t> integer(std::string_view sql);

    std::int64_t lastId() const;
    std::int64_t changes() const;
    /// The last failure in the user's words.
    tl::unexpected<Error> error() const;
    /// Refuses where the file is open for reading only.
    Result<> writable() const;

    /// The name that SQLite opens a file by where there are no locks.
    static std::string withoutLocks(const std::filesystem::path& path);

    /// Stands for the file of that path from now on, and may only be read.
    void becomeReader(const std::filesystem::path& of) {
        path_ = of;
        readOnly_ = true;
    }

    /// From now on nothing that this process does with the file elsewhere takes this opening's locks away.
    /// Nothing happens to a file without a log, whose writers must be able to keep all others out.
    void keepLocks();

    const std::filesystem::path& path() const { return path_; }
    bool readOnly() const { return readOnly_; }

    std::string notice;  ///< see Project::notice

  private:
    friend class Transaction;
    Database(std::filesystem::path path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
    std::filesystem::path path_;
    sqlite3* handle_;
    bool readOnly_ = false;
    KeptLocks locks_;
};

/// A transaction; rolled back unless committed.
class Transaction {
  public:
    /// BEGIN IMMEDIATE, tried for 15 s.
    static Result<Transaction> write(Database& database);
    /// A consistent view for several short reads.
    static Result<Transaction> read(Database& database);
    /// Like write(), and its commit is on the disk when it returns.
    static Result<Transaction> durable(Database& database);
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)), durable_(other.durable_) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<> commit();

  private:
    Transaction(Database& database, bool durable) : database_(&database), durable_(durable) {}
    void end();
    Database* database_;
    bool durable_;
};

/// An error's text for an SQLite result code; `systemCode` is the errno behind it, or 0.
Error databaseError(int code, int systemCode, std::string_view message, const std::filesystem::path& path);
/// True for a result code that says that the file itself is damaged.
bool isCorruption(int code);

}  // namespace lathe
