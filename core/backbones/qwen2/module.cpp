// SPDX-License-Identifier: Apache-2.0
// Qwen2: Llama's blocks; its GGUF files keep the rows in order.
#include "core/backbones/llama/module_parts.h"

namespace lathe::qwen2 {

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    return llama::makeRotary(input, llama::GgufRows::Halves);
}

}  // namespace lathe::qwen2
