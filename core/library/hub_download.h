// SPDX-License-Identifier: Apache-2.0
// One file of a hub into the cache's blobs: resumed, checked, whole or not there.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/library/http.h"
#include "core/library/hub_cache.h"
#include "core/library/hub_listing.h"

namespace lathe {

/// What the asker wants, looked at several times a second.
enum class FetchWish { Go, Pause, Stop };

struct BlobTask {
    HubFile
        file;  ///< with its size; without a digest its contents are named by git's SHA-1 once they are here
    std::string url, commit;
    const HubFolder& folder;

    /// What the partial file is called by.
    std::string key() const;
};

struct BlobWatch {
    std::function<FetchWish()> wish;
    std::function<void(std::uint64_t done)> progress;     ///< bytes of this file that are here
    std::function<void(const std::string& state)> state;  ///< "downloading", "paused", "waiting", "retrying"
};

struct BlobEnd {
    bool stopped = false;
    std::string content;  ///< the name among the blobs
};

/// Fetches a file that is not there yet. A partial one is gone on with where the hub gives a range; 200 for a
/// range, a changed ETag or a wrong range starts anew; lost connections and 5xx are tried again. SHA-256 or
/// git's SHA-1 and the size are checked before the file gets its name.
Result<BlobEnd> downloadBlob(Http& http, const HubSettings& settings, const BlobTask& task,
                             const BlobWatch& watch);
/// The error for an answer of 4xx or 5xx.
Error hubRefusal(const HttpReply& reply, const std::string& what);
/// Whether another attempt can help: no answer, 408, 425, 429, 5xx.
bool isPassing(const HttpReply& reply);
/// Waits before attempt `number` (from 1), or as long as Retry-After says (at most a minute); false where
/// `stop` ended it.
bool waitToRetry(const HubSettings& settings, int number, const HttpReply& reply,
                 const std::function<bool()>& stop);

}  // namespace lathe
