// SPDX-License-Identifier: Apache-2.0
// What a hub holds of a model at one commit, and which of it is needed here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/library/hub_names.h"

namespace lathe {

struct HubFile {
    std::string name;
    std::optional<std::uint64_t> size;
    std::string sha256;   ///< of files in the large file storage
    std::string gitBlob;  ///< SHA-1 as git names contents, of the others

    /// The name of its contents in the cache; empty where the hub has not said.
    const std::string& content() const { return sha256.empty() ? gitBlob : sha256; }
};

struct HubListing {
    std::string commit;
    std::vector<HubFile> files;

    const HubFile* find(std::string_view name) const;
};

/// The answer to api/models/NAME/revision/REV?blobs=true. Refuses names that lead out of a folder, commits
/// and digests that are none, negative sizes.
Result<HubListing> hubListing(const Json& answer, const std::string& source);
/// The names that a model needs besides its shards: configuration, tokenizer, card, and the weights' file or
/// index (safetensors before .bin; a GGUF file where it is the only form, or the one that `file` names).
Result<std::vector<std::string>> neededFiles(const HubListing& listing, const std::string& file,
                                             const std::string& repository);

}  // namespace lathe
