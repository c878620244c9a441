// SPDX-License-Identifier: Apache-2.0
// A method's computed tensors as the stacks take them. Private to the engine.
#pragma once

#include "core/backbones/description.h"
#include "core/base/result.h"
#include "core/engine/layers/transformer.h"
#include "core/spec/tensor.h"

namespace lathe {

/// Views into the caller's tensors.
struct Trained {
    const HostTensor* prompt = nullptr;  ///< [slots, width]
    layers::Prefix prefix, encoder,
        cross;             ///< of the main stack, the encoder, and what the main stack reads of it
    layers::Prefix infix;  ///< of the main stack: in place of its soft slots' keys and values

    std::int64_t slots() const { return prompt ? prompt->shape[0] : infix.tokens; }
};

/// Refuses tensors that this backbone has no place for, and sizes that do not fit it.
Result<Trained> readTrained(const TensorMap& tensors, const layers::Transformer& model, BackboneKind kind);
/// The same names and shapes, zeros; `trained` adds its prefixes' gradients to them.
TensorMap gradientOf(const TensorMap& tensors, BackboneKind kind, Trained& trained);

}  // namespace lathe
