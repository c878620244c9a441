// SPDX-License-Identifier: Apache-2.0
// A model in several files, by its index (model.safetensors.index.json, pytorch_model.bin.index.json).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/formats/tensor_source.h"

namespace lathe {

using OpenTensors = Result<std::shared_ptr<const TensorSource>> (*)(const std::filesystem::path& path);

/// The files that an index names, each once, by name; every one lies in the index's own folder.
Result<std::vector<std::string>> shardNames(const Json& index, const std::string& source);

struct ShardedTensors {
    std::shared_ptr<const TensorSource> tensors;
    std::vector<std::filesystem::path> files;  ///< the index first, then the shards by name
};
/// Opens every shard: each name of the map must stand in the file it names, each tensor in the map, and none
/// in two files.
Result<ShardedTensors> openShards(const std::filesystem::path& index, OpenTensors open);

}  // namespace lathe
