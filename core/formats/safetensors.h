// SPDX-License-Identifier: Apache-2.0
// safetensors files: reading with all of the format's checks, writing float32.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/tensor_source.h"

namespace lathe {

/// Opens one file, mapped. Checks: header at most 100 MB, offsets in order, no hole, no overlap, no trailing
/// bytes, sizes equal to shape times type, no duplicate keys.
Result<std::shared_ptr<const TensorSource>> openSafetensors(const std::filesystem::path& path);
/// All tensors of a (small) file as float32.
Result<TensorMap> readSafetensors(const std::filesystem::path& path);
/// Writes float32 tensors, whole or not at all.
Result<> writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors,
                          const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

}  // namespace lathe
