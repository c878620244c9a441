// SPDX-License-Identifier: Apache-2.0
// The project file NAME.lathe (DESIGN.md, section 4): one SQLite database, WAL while open, one file when
// closed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lathe {

class Database;  // core/project/database.h, private to this folder

class Project {
  public:
    enum class Access { ReadWrite, ReadOnly };

    /// A new file; refuses one that exists.
    static Result<Project> create(const std::filesystem::path& path);
    /// Migrates older schemas in one transaction with a backup beside them (where they cannot be written, a
    /// copy that is gone when it is closed); newer ones and read-only folders open read-only, which
    /// `notice()` says.
    static Result<Project> open(const std::filesystem::path& path, Access access = Access::ReadWrite);

    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    ~Project();

    const std::filesystem::path& path() const;
    bool readOnly() const;
    /// What the user should know about how the file was opened; empty: nothing.
    const std::string& notice() const;
    Database& database() const { return *database_; }

  private:
    explicit Project(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

/// What `check` found; empty: the file is sound.
Result<std::vector<std::string>> checkProject(const std::filesystem::path& path);
/// A sound copy of a file that may be open (VACUUM INTO).
Result<> backupProject(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace lathe
