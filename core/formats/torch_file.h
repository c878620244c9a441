// SPDX-License-Identifier: Apache-2.0
// torch.save's files (pytorch_model.bin): a stored zip of a pickle and the storages' bytes. Read by Pickle
// alone: what is not a tensor's constructor is refused by its name, and nothing is ever called.
#pragma once

#include <filesystem>
#include <memory>

#include "core/formats/tensor_source.h"

namespace lathe {

/// Opens a checkpoint, mapped: a dictionary of names and tensors, or one that holds it as "state_dict",
/// "model_state_dict", "model" or "module". Views (transposed, cut, shared, expanded) are read as what they
/// show. A storage's CRC-32 is checked when it is first read.
Result<std::shared_ptr<const TensorSource>> openTorchFile(const std::filesystem::path& path);

}  // namespace lathe
