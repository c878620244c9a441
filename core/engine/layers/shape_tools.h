// SPDX-License-Identifier: Apache-2.0
// What every family's module takes from its description in the same way.
#pragma once

#include <string_view>

#include "core/backbones/description.h"
#include "core/engine/layers/stack_shape.h"

namespace lathe::layers {

/// The sizes of a backbone's main stack.
inline StackShape sizesOf(const BackboneShape& from, Dtype dtype) {
    StackShape shape;
    shape.width = from.width;
    shape.layers = from.layers;
    shape.heads = from.heads;
    shape.keyValueHeads = from.keyValueHeads;
    shape.headWidth = from.headWidth;
    shape.feedForward = from.feedForward;
    shape.dtype = dtype;
    return shape;
}

/// An activation by the name that descriptions give it (ConfigReader::activation).
inline ActivationKind activationOf(std::string_view name) {
    if (name == "relu") return ActivationKind::Relu;
    if (name == "silu") return ActivationKind::Silu;
    return name == "gelu_tanh" ? ActivationKind::GeluTanh : ActivationKind::Gelu;
}

}  // namespace lathe::layers
