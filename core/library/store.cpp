// SPDX-License-Identifier: Apache-2.0
#include "core/library/store.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/base/text.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostRecordBytes = 1 << 20;

StoreRecord readRecord(const fs::path& file, std::string id) {
    StoreRecord record{std::move(id), {}, {}, file, {}};
    const auto read = [&]() -> Result<Json> {
        LATHE_TRY(text, readFile(file, kMostRecordBytes));
        return Json::parse(text, file.string());
    }();
    if (!read) {
        record.problem = read.error().line();
    } else if (!(*read)["path"].isString() || (*read)["path"].string().empty()) {
        record.problem = file.string() + ": no \"path\" in this record; add the backbone again";
    } else {
        record.path = (*read)["path"].string();
        record.digest = (*read)["digest"].toString();
    }
    return record;
}

std::string lowered(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

fs::path storeDirectory() {
    return dataDirectory() / "backbones";
}

Result<std::vector<StoreRecord>> storeRecords() {
    std::vector<StoreRecord> records;
    std::error_code code;
    const fs::path folder = storeDirectory();
    fs::directory_iterator files(folder, code);
    if (code == std::errc::no_such_file_or_directory) return records;
    if (code)
        return failed("cannot read the library (" + code.message() + ")", folder.string(),
                      "check the permissions");
    std::set<std::string> seen;
    for (; files != fs::directory_iterator(); files.increment(code)) {
        const fs::path file = files->path();
        const std::string name = file.filename().string();
        const bool json = file.extension() == ".json";
        const std::string id = json                          ? file.stem().string()
                               : file.extension() == ".gguf" ? backboneIdFor(file)
                                                             : name;
        if (!isBackboneId(id)) continue;  // half-written files, strangers
        if (!json && seen.contains(id)) continue;
        if (json) std::erase_if(records, [&](const StoreRecord& record) { return record.id == id; });
        seen.insert(id);
        records.push_back(json ? readRecord(file, id) : StoreRecord{id, file, {}, file, {}});
    }
    std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return records;
}

Result<std::optional<StoreRecord>> storeRecord(const std::string& id) {
    if (!isBackboneId(id)) return std::nullopt;
    LATHE_TRY(records, storeRecords());
    for (StoreRecord& record : records)
        if (record.id == id) return std::move(record);
    return std::nullopt;
}

Result<> writeStoreRecord(const StoreRecord& record) {
    LATHE_CHECK(makeDirectories(storeDirectory()));
    const Json json = Json::object({{"id", record.id},
                                    {"path", record.path.string()},
                                    {"digest", record.digest},
                                    {"added", timestamp()}});
    return writeFile(storeDirectory() / (record.id + ".json"), json.pretty());
}

bool isBackboneId(const std::string& id) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !id.empty() && id.size() <= 100 && plain(id[0]) && std::all_of(id.begin(), id.end(), [&](char c) {
        return plain(c) || c == '.' || c == '_' || c == '-';
    });
}

std::string backboneIdFor(const fs::path& path) {
    fs::path whole = path.lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    std::string name = whole.filename().string();
    if (lowered(whole.extension().string()) == ".gguf") {
        name = whole.stem().string();
        static const std::regex quant(R"([-._](i?q[1-8]_[0-9a-z_]+|q8|bf16|f16|f32|fp16|fp32)$)",
                                      std::regex::icase);
        name = std::regex_replace(name, quant, "");
    } else if (whole.parent_path().filename() == "snapshots") {
        // models--OWNER--NAME/snapshots/REVISION
        const std::string repository = whole.parent_path().parent_path().filename().string();
        const auto cut = repository.rfind("--");
        if (cut != std::string::npos) name = repository.substr(cut + 2);
    }
    name = lowered(name);
    for (char& c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_')) c = '-';
    while (!name.empty() && (name[0] == '-' || name[0] == '.' || name[0] == '_')) name.erase(0, 1);
    return name.empty() ? "backbone" : name.substr(0, 100);
}

}  // namespace lathe
