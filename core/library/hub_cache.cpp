// SPDX-License-Identifier: Apache-2.0
#include "core/library/hub_cache.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/base/json_limited.h"
#include "core/base/text.h"
#include "core/formats/shards.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

bool isThere(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

/// Names within a folder, in order; none where it can't be read.
std::vector<std::string> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code code;
    for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
        names.push_back(at->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// GGUF files of a snapshot, two folders deep.
std::vector<fs::path> ggufsIn(const fs::path& snapshot) {
    std::vector<fs::path> found;
    for (const std::string& name : namesIn(snapshot)) {
        const fs::path path = snapshot / name;
        if (path.extension() == ".gguf" && isThere(path)) found.push_back(path);
        std::error_code code;
        if (fs::is_directory(path, code))
            for (const std::string& inner : namesIn(path))
                if ((path / inner).extension() == ".gguf" && isThere(path / inner))
                    found.push_back(path / inner);
    }
    return found;
}

}  // namespace

std::optional<std::string> HubFolder::commitOf(const std::string& revision) const {
    if (isCommit(revision)) return revision;
    const auto text = readFile(ref(revision), 256);
    if (!text || !isCommit(trimmed(*text))) return std::nullopt;
    return std::string(trimmed(*text));
}

Result<> HubFolder::link(const std::string& commit, const std::string& file,
                         const std::string& digest) const {
    const fs::path place = snapshot(commit) / file;
    LATHE_CHECK(makeDirectories(place.parent_path()));
    fs::path target = "../..";
    for (const char c : file)
        if (c == '/') target = ".." / target;
    target /= fs::path("blobs") / digest;
    std::error_code code;
    if (fs::is_symlink(fs::symlink_status(place, code)) && fs::read_symlink(place, code) == target) return {};
    fs::remove(place, code);
    fs::create_symlink(target, place, code);
    if (code)
        return failed("cannot link this file (" + code.message() + ")", place.string(),
                      "let HF_HUB_CACHE name a folder on a disk that knows links");
    return {};
}

bool holdsWholeModel(const fs::path& folder) {
    if (!isThere(folder / "config.json")) return false;
    for (const char* name : {"model.safetensors", "pytorch_model.bin"}) {
        if (isThere(folder / name)) return true;
        const fs::path index = (folder / name).string() + ".index.json";
        const auto text = readFile(index, 32 << 20);
        if (!text) continue;
        const auto json = parseLimited(*text, index.string(), 300'000);
        if (!json) return true;  // whole, and broken: opening says why
        const auto names = shardNames(*json, index.string());
        if (!names || std::all_of(names->begin(), names->end(),
                                  [&](const auto& shard) { return isThere(folder / shard); }))
            return true;
    }
    return false;
}

std::vector<CachedModel> cachedModels(const fs::path& cache) {
    std::vector<CachedModel> models;
    for (const std::string& name : namesIn(cache)) {
        const std::string repository = hubRepository(name);
        if (repository.empty()) continue;
        const HubFolder folder(cache, repository);
        const auto main = folder.commitOf("main");
        const std::size_t first = models.size();
        for (const std::string& commit : namesIn(folder.path() / "snapshots")) {
            if (!isCommit(commit)) continue;
            const fs::path snapshot = folder.snapshot(commit);
            const bool current = main && commit == *main;
            if (holdsWholeModel(snapshot)) models.push_back({repository, commit, snapshot, current});
            for (const fs::path& gguf : ggufsIn(snapshot))
                models.push_back({repository, commit, gguf, current});
        }
        const bool any = std::any_of(models.begin() + static_cast<std::ptrdiff_t>(first), models.end(),
                                     [](const CachedModel& model) { return model.current; });
        if (!any && models.size() > first) {  // no main: the newest counts
            const std::string commit = models.back().commit;
            for (std::size_t i = first; i < models.size(); ++i)
                models[i].current = models[i].commit == commit;
        }
    }
    return models;
}

}  // namespace lathe
