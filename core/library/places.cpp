// SPDX-License-Identifier: Apache-2.0
#include "core/library/places.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/library/hub_cache.h"
#include "core/library/hub_settings.h"
#include "core/library/store.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

fs::path foldersFile() {
    return dataDirectory() / "gguf-folders.json";
}

fs::path whole(const fs::path& path) {
    std::error_code code;
    const fs::path canonical = fs::weakly_canonical(path, code);
    return code ? path.lexically_normal() : canonical;
}

std::vector<fs::path> ggufsIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        std::error_code each;
        if (at->path().extension() == ".gguf" && at->is_regular_file(each)) files.push_back(at->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<> writeFolders(const std::vector<fs::path>& folders) {
    LATHE_CHECK(makeDirectories(dataDirectory()));
    Json list{Json::Array{}};
    for (const fs::path& folder : folders) list.append(folder.string());
    return writeFile(foldersFile(), Json::object({{"folders", std::move(list)}}).pretty());
}

void addHubPlaces(std::vector<BackbonePlace>& places) {
    const auto models = cachedModels(hubCache());
    std::map<std::string, int> current;  // how many of a repository's current snapshot
    for (const CachedModel& model : models)
        if (model.current) ++current[model.repository];
    for (const CachedModel& model : models) {
        std::string id = model.repository;
        if (!model.current) id += "@" + model.commit.substr(0, 8);
        const bool file = model.path.extension() == ".gguf";
        if (file && (!model.current || current[model.repository] > 1))
            id += "/" + model.path.filename().string();
        places.push_back({std::move(id), model.path, "hub", model.repository, model.commit});
    }
}

}  // namespace

Result<std::vector<fs::path>> ggufFolders() {
    std::error_code code;
    if (!fs::exists(foldersFile(), code)) return std::vector<fs::path>{};
    LATHE_TRY(text, readFile(foldersFile(), 1 << 20));
    LATHE_TRY(json, Json::parse(text, foldersFile().string()));
    std::vector<fs::path> folders;
    for (const Json& folder : json["folders"].items())
        if (!folder.string().empty()) folders.emplace_back(folder.string());
    return folders;
}

Result<> addGgufFolder(const fs::path& folder) {
    std::error_code code;
    if (!fs::is_directory(folder, code)) return failed("not a folder", folder.string(), "check the path");
    LATHE_TRY(folders, ggufFolders());
    const fs::path path = whole(folder);
    if (std::find(folders.begin(), folders.end(), path) != folders.end()) return {};
    folders.push_back(path);
    return writeFolders(folders);
}

Result<bool> removeGgufFolder(const fs::path& folder) {
    LATHE_TRY(folders, ggufFolders());
    if (std::erase(folders, whole(folder)) == 0) return false;
    LATHE_CHECK(writeFolders(folders));
    return true;
}

bool isGgufFolder(const fs::path& folder) {
    std::error_code code;
    return fs::is_directory(folder, code) && !fs::exists(folder / "config.json", code) &&
           ggufsIn(folder).size() > 1;
}

Result<std::vector<BackbonePlace>> backbonePlaces() {
    std::vector<BackbonePlace> places;
    addHubPlaces(places);
    LATHE_TRY(records, storeRecords());
    std::set<std::string> ids;
    std::set<fs::path> known;  // what the store has is not said twice
    for (const StoreRecord& record : records) {
        ids.insert(record.id);
        known.insert(whole(record.path));
    }
    LATHE_TRY(folders, ggufFolders());
    for (const fs::path& folder : folders)
        for (const fs::path& file : ggufsIn(folder)) {
            std::string id = backboneIdFor(file);
            if (ids.contains(id)) id = backboneIdFor(file.stem());  // with its quantisation
            if (ids.contains(id)) id = file.string();
            ids.insert(id);
            places.push_back({std::move(id), file, "folder", {}, {}});
        }
    std::erase_if(places, [&](const BackbonePlace& place) { return known.contains(whole(place.path)); });
    return places;
}

Result<std::optional<BackbonePlace>> backbonePlace(const std::string& id) {
    LATHE_TRY(places, backbonePlaces());
    for (BackbonePlace& place : places)
        if (place.id == id) return std::move(place);
    if (const auto name = hubName(id); name && id.find('@') != std::string::npos) {
        const auto commit = HubFolder(hubCache(), name->repository).commitOf(name->revision);
        for (BackbonePlace& place : places)
            if (place.repository == name->repository && commit && place.commit == *commit) {
                place.id = id;
                return std::move(place);
            }
    }
    std::optional<BackbonePlace> found;
    for (BackbonePlace& place : places)
        if (place.source == "hub" && place.id.find('@') == std::string::npos &&
            backboneIdFor(place.repository.substr(place.repository.find('/') + 1)) == id) {
            if (found) return std::nullopt;  // of two owners: the whole name is needed
            found = std::move(place);
        }
    return found;
}

}  // namespace lathe
