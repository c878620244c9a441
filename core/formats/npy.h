// SPDX-License-Identifier: Apache-2.0
// NumPy's .npy: little-endian float32, float64 or float16, C order, versions 1 to 3.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/spec/tensor.h"

namespace lathe {

Result<HostTensor> readNpy(const std::filesystem::path& path);
Result<> writeNpy(const std::filesystem::path& path, const HostTensor& tensor);

}  // namespace lathe
