// SPDX-License-Identifier: Apache-2.0
// What the row encoder must know of a backbone, from its shape.
#pragma once

#include "core/backbones/description.h"
#include "core/text/template.h"

namespace lathe {

inline RowModel rowModelOf(const BackboneShape& shape) {
    return {shape.kind, shape.context, shape.decoderStart};
}

/// What the decoder of a bare encoder-decoder begins with: its first token, and the one that its configuration forces
/// behind it.
inline std::vector<std::int32_t> bareStart(const BackboneShape& shape) {
    std::vector<std::int32_t> start{shape.decoderStart};
    const std::int64_t forced = shape.config["forced_bos_token_id"].toInteger(-1);
    if (forced >= 0 && forced < shape.vocabulary) start.push_back(static_cast<std::int32_t>(forced));
    return start;
}

/// The token that the configuration wants at the end of a text that gets as long as it may; -1: none.
inline std::int32_t forcedEnd(const BackboneShape& shape) {
    const std::int64_t forced = shape.config["forced_eos_token_id"].toInteger(-1);
    return forced >= 0 && forced < shape.vocabulary ? static_cast<std::int32_t>(forced) : -1;
}

}  // namespace lathe
