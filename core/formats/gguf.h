// SPDX-License-Identifier: Apache-2.0
// GGUF files (versions 2 and 3), mapped; every size and offset is checked before it is used.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/json.h"
#include "core/formats/tensor_source.h"

namespace lathe {

class GgufFile : public TensorSource {
  public:
    /// The metadata as JSON members by their GGUF keys; arrays of strings and numbers included.
    virtual const Json& metadata() const = 0;
    /// The tensors without the metadata, whose tokenizer's tables are many megabytes.
    virtual std::shared_ptr<const TensorSource> tensorsAlone() const = 0;
    bool isGguf() const override { return true; }
};

Result<std::shared_ptr<const GgufFile>> openGguf(const std::filesystem::path& path);

}  // namespace lathe
