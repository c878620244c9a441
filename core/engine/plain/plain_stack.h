// SPDX-License-Identifier: Apache-2.0
// A stack's blocks in plain tensors: the formulas of stack_forward.cpp, written again. Private to
// core/engine/plain.
#pragma once

#include "core/engine/layers/stack.h"
#include "core/engine/plain/groups.h"
#include "core/engine/plain/leaves.h"

namespace lathe::plain {

/// Trained keys and values [layers, tokens, kv width]; undefined: none.
struct KeysAndValues {
    at::Tensor key, value;
    std::int64_t tokens() const { return key.defined() ? key.size(1) : 0; }
};

struct StackInput {
    const layers::Stack& stack;
    Leaves& leaves;
    at::Tensor stream;                    ///< [tokens, width]: input embeddings, positions not yet added
    std::vector<std::int64_t> positions;  ///< behind a decoder's prefix
    Groups self, cross;                   ///< key rows: the prefix, then the tokens (the encoder's)
    KeysAndValues prefix, crossPrefix, infix;
    std::vector<std::int64_t> infixSlots;  ///< of each token its slot, or -1
    at::Tensor encoded;                    ///< [encoder's tokens, encoderWidth]
};

/// [tokens, width] behind the last norm.
at::Tensor forward(const StackInput& in);
/// The masked models' transform in front of the head.
at::Tensor transform(const layers::Stack& stack, Leaves& leaves, const at::Tensor& hidden);
/// x W^T + b; no bias: undefined.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace lathe::plain
