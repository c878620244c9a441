// SPDX-License-Identifier: Apache-2.0
#include "core/project/project.h"

#include "core/base/clock.h"
#include "core/project/database.h"
#include "core/project/deletion.h"
#include "core/project/opening.h"
#include "core/project/schema_scripts.h"

namespace lathe {

Project::Project(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;

Project::~Project() {
    // What a deletion left behind is taken out while nobody waits for it.
    if (database_ && !database_->readOnly()) static_cast<void>(purge(*database_, 0.25));
}

Result<Project> Project::create(const std::filesystem::path& path) {
    LATHE_TRY(database, createDatabase(path, schemaScripts()));
    LATHE_CHECK(database->run("INSERT INTO project (key, value) VALUES ('created', ?1), ('program', ?2)",
                              timestamp(), PROMPTLATHE_VERSION));
    return Project(std::move(database));
}

Result<Project> Project::open(const std::filesystem::path& path, Access access) {
    LATHE_TRY(database, openDatabase(path, access, schemaScripts()));
    return Project(std::move(database));
}

const std::filesystem::path& Project::path() const {
    return database_->path();
}
bool Project::readOnly() const {
    return database_->readOnly();
}
const std::string& Project::notice() const {
    return database_->notice;
}

}  // namespace lathe
