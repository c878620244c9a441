// SPDX-License-Identifier: Apache-2.0
// Where the hub and its cache are, and who asks: by the environment variables that the hub's own tools read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.h"

namespace lathe {

struct HubSettings {
    std::string endpoint = "https://huggingface.co";
    std::string token;  ///< sent to the endpoint alone; never written anywhere
    std::filesystem::path cache;
    bool offline = false;
    int attempts = 8;           ///< in a row without a new byte
    double retrySeconds = 0.5;  ///< before the second attempt; doubled each time, at most 5
    double stallSeconds = 30;   ///< without a byte: the connection counts as lost
    /// Bytes free below a folder; replaced in tests.
    std::function<std::uint64_t(const std::filesystem::path&)> freeSpace;
};

/// HF_ENDPOINT; HF_TOKEN, else the file HF_TOKEN_PATH or HF_HOME/token; the cache below; HF_HUB_OFFLINE.
Result<HubSettings> hubSettings();
/// HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub,
/// ~/.cache/huggingface/hub: the first that is set.
std::filesystem::path hubCache();

}  // namespace lathe
