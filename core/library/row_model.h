// SPDX-License-Identifier: Apache-2.0
// What the row encoder must know of a backbone, from its shape.
#pragma once

#include "core/backbones/description.h"
#include "core/text/template.h"

namespace lathe {

inline RowModel rowModelOf(const BackboneShape& shape) {
    return {shape.kind, shape.context, shape.decoderStart};
}

}  // namespace lathe
