// SPDX-License-Identifier: Apache-2.0
// The hub's cache on this machine, in the layout that its own tools use:
// models--OWNER--NAME/{blobs/DIGEST, snapshots/COMMIT/FILE -> ../../blobs/DIGEST, refs/REVISION}.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/library/hub_names.h"

namespace lathe {

/// The places of one model in the cache.
class HubFolder {
  public:
    HubFolder(const std::filesystem::path& cache, const std::string& repository)
        : cache_(cache), name_(hubFolder(repository)) {}

    std::filesystem::path path() const { return cache_ / name_; }
    std::filesystem::path blob(const std::string& digest) const { return path() / "blobs" / digest; }
    /// What has come so far of a blob.
    std::filesystem::path partial(const std::string& digest) const {
        return path() / "blobs" / (digest + ".incomplete");
    }
    std::filesystem::path lock(const std::string& digest) const {
        return cache_ / ".locks" / name_ / (digest + ".lock");
    }
    std::filesystem::path snapshot(const std::string& commit) const { return path() / "snapshots" / commit; }
    std::filesystem::path ref(const std::string& revision) const { return path() / "refs" / revision; }
    /// The commit of a revision, where it was fetched before.
    std::optional<std::string> commitOf(const std::string& revision) const;
    /// Puts a file of a snapshot in its place: a relative link to its blob.
    Result<> link(const std::string& commit, const std::string& file, const std::string& digest) const;

  private:
    std::filesystem::path cache_;
    std::string name_;
};

/// A model's snapshot that holds its weights whole, or one GGUF file of a snapshot.
struct CachedModel {
    std::string repository, commit;
    std::filesystem::path path;  ///< the snapshot's folder or the GGUF file
    bool current = false;        ///< the commit of refs/main, or the only one
};
/// What is whole in the cache, by repository. What is still being fetched is left out.
std::vector<CachedModel> cachedModels(const std::filesystem::path& cache);
/// True where a folder holds config.json and every file of its weights.
bool holdsWholeModel(const std::filesystem::path& folder);

}  // namespace lathe
