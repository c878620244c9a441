// SPDX-License-Identifier: Apache-2.0
#include "core/project/salvage.h"

#include <array>
#include <cstring>
#include <fstream>

#include "core/base/beside.h"
#include "core/project/database.h"
#include "core/project/opening.h"
#include "core/project/salvage_parts.h"
#include "core/project/schema_scripts.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeader = 100;

/// A file that is gone at the end.
class Temporary {
  public:
    explicit Temporary(fs::path path) : path(std::move(path)) {}
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        std::error_code code;
        for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(fs::path(path) += end, code);
    }
    const fs::path path;
};

Result<std::unique_ptr<Database>> openDamaged(const fs::path& path) {
    std::error_code code;
    const fs::path log = fs::path(path) += "-wal";
    const bool hasLog = fs::exists(log, code) && fs::file_size(log, code) > 0;
    const bool folderWritable = ::access(fs::absolute(path, code).parent_path().c_str(), W_OK) == 0;
    return Database::open(path, {.write = false, .immutable = !folderWritable && !hasLog, .strict = false});
}

bool readable(const Result<std::unique_ptr<Database>>& database) {
    return database && (*database)->integer("SELECT count(*) FROM sqlite_schema").has_value();
}

/// A copy whose first bytes, which every project shares, are those of a new one.
Result<> copyWithHeader(const fs::path& from, const fs::path& model, const fs::path& to) {
    std::error_code code;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, code);
    if (code) return failed("cannot copy the file (" + code.message() + ")", to.string(), "free some space");
    std::array<char, kHeader> header{};
    std::ifstream(model, std::ios::binary).read(header.data(), header.size());
    // The number of pages counts only where these two agree; else SQLite asks the file's size.
    std::memset(header.data() + 24, 1, 4);
    std::memset(header.data() + 92, 2, 4);
    std::memset(header.data() + 32, 0, 8);  // no list of free pages
    std::fstream file(to, std::ios::binary | std::ios::in | std::ios::out);
    file.write(header.data(), header.size());
    file.close();
    if (!file) return failed("cannot mend the copy's header", to.string(), "free some space");
    return {};
}

/// The schema that the file says it has, within what is known.
std::size_t schemaOf(Database& database, std::size_t known) {
    const auto said = database.integer("PRAGMA user_version");
    return said && *said >= 1 && *said <= static_cast<std::int64_t>(known) ? static_cast<std::size_t>(*said)
                                                                           : known;
}

Result<Salvaged> copyAcross(Database& from, const fs::path& to) {
    const auto scripts = schemaScripts();
    Salvaged result;
    const std::size_t schema = schemaOf(from, scripts.size());
    const std::vector<std::string_view> first(scripts.begin(),
                                              scripts.begin() + static_cast<std::ptrdiff_t>(schema));
    // Bringing it forward leaves a backup of what is no one's yet.
    const Temporary backup(to.string() + ".schema-" + std::to_string(schema) + ".backup");
    {
        LATHE_TRY(target, createDatabase(to, first));
        LATHE_CHECK(target->script("PRAGMA foreign_keys = OFF"));
        LATHE_CHECK(copyTables(from, *target, result));
    }
    LATHE_TRY(target, openDatabase(to, Project::Access::ReadWrite, scripts));
    LATHE_CHECK(target->script("PRAGMA foreign_keys = OFF"));
    LATHE_CHECK(makeSound(*target, result));
    return result;
}

}  // namespace

Result<Salvaged> salvageProject(const fs::path& from, const fs::path& to) {
    std::error_code code;
    if (fs::exists(to, code)) return failed("this file exists already", to.string(), "give another name");
    if (!fs::is_regular_file(from, code))
        return failed("there is no such project", from.string(), "check the path");
    const std::string own = besidePath(to).string();
    const Temporary part(own), model(own + "-model"), mended(own + "-mended");
    auto database = openDamaged(from);
    bool header = false;
    if (!readable(database)) {
        static_cast<void>(createDatabase(model.path, schemaScripts()));
        if (auto copied = copyWithHeader(from, model.path, mended.path); !copied)
            return tl::unexpected<Error>(std::move(copied).error());
        database = openDamaged(mended.path);
        header = true;
    }
    if (!readable(database))
        return failed("nothing can be read of this file", from.string(),
                      "go back to a backup (NAME.lathe.schema-N.backup may be one)");
    auto result = copyAcross(**database, part.path);
    if (!result) return result;
    if (header) result->lost.insert(result->lost.begin(), "the file's header was damaged");
    LATHE_TRY(sound, openDatabase(part.path, Project::Access::ReadOnly, schemaScripts()));
    LATHE_CHECK(copyDatabase(*sound, to));
    return result;
}

}  // namespace lathe
