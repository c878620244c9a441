// SPDX-License-Identifier: Apache-2.0
#include "core/engine/decoder_backbone.h"

namespace lathe {

Result<std::vector<std::vector<std::int32_t>>> DecoderBackbone::generate(
    std::span<const std::vector<std::int32_t>>, const TensorMap&, const GenerationOptions&,
    const std::function<bool(std::size_t row, std::int32_t token)>&) {
    return failed("generation is not built yet");
}

}  // namespace lathe
