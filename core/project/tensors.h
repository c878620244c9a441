// SPDX-License-Identifier: Apache-2.0
// Tensors as rows of snapshot_tensor and resume_tensor, in parts of at most 8 MiB. Private to this folder.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/project/database.h"
#include "core/spec/tensor.h"

namespace lathe {

enum class TensorTable { Snapshot, Resume };

/// Within the caller's transaction.
Result<> writeTensors(Database& database, TensorTable table, std::int64_t run, std::int64_t step,
                      const TensorMap& tensors);
/// Refuses tensors whose bytes do not fit their shape.
Result<TensorMap> readTensors(Database& database, TensorTable table, std::int64_t run, std::int64_t step);

}  // namespace lathe
