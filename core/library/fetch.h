// SPDX-License-Identifier: Apache-2.0
// A model from a hub into its cache: one commit, only the files that are needed, whole or not listed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/library/hub_download.h"
#include "core/library/hub_settings.h"

namespace lathe {

struct FetchRequest {
    std::string model;  ///< "OWNER/NAME", "OWNER/NAME@REVISION", "NAME"
    std::string file;   ///< one GGUF file of it; empty: what is needed
};

struct FetchProgress {
    std::string state;  ///< "listing", "downloading", "paused", "waiting", "retrying", "done", "stopped"
    std::string file;
    std::uint64_t fileDone = 0, fileTotal = 0;
    std::uint64_t done = 0, total = 0;  ///< bytes of the whole model
    double bytesASecond = 0, secondsLeft = 0;
};
/// One line of `--progress jsonl`: {"event": "fetch", "state", "file", "file_done", ...}.
Json toJson(const FetchProgress& progress);

struct FetchHooks {
    std::function<FetchWish()> wish;  ///< from the fetching thread, often
    std::function<void(const FetchProgress& progress)>
        tell;  ///< at most ten times a second, and when the state changes
};

struct Fetched {
    bool stopped = false;  ///< by wish: what came stays, and the next fetch goes on
    std::string repository, commit;
    std::filesystem::path path;  ///< the snapshot's folder, or the GGUF file in it
    std::vector<std::string> files;
    std::uint64_t bytes = 0;    ///< of the model
    std::uint64_t fetched = 0;  ///< that came now
};

/// Errors name the file and what to do; a token is never part of one.
Result<Fetched> fetchModel(const FetchRequest& request, const HubSettings& settings, const FetchHooks& hooks);

}  // namespace lathe
