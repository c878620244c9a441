// SPDX-License-Identifier: Apache-2.0
// What a step does between its products, each by one kernel of ours on a CUDA device, else by LibTorch's
// plain operations: the same formulas on tensors of any device, by which tests check them. "Narrow" tensors
// are in the run's dtype, all others float32 or int32. Private to the engine.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/engine/device/index.h"
#include "core/engine/device/kernels.h"
#include "core/engine/layers/stack_shape.h"

namespace lathe::device {

struct NormTensors {
    at::Tensor weight, bias;  ///< [width]; an undefined bias: none
};

/// What a norm keeps for the way back.
struct KeptTensors {
    at::Tensor normal, scale;
};

/// Angles of rows: [rows, pairs]; undefined: rows are not turned.
struct Angles {
    at::Tensor cosine, sine;
};

class Ops {
  public:
    /// `kernels` null: plain operations.
    Ops(const layers::StackShape& shape, const Kernels* kernels) : s_(shape), kernels_(kernels) {}

    at::ScalarType narrow() const { return s_.dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16; }

    /// [tokens, width] float32: words' rows times `scale`, those below 0 row ~token of `soft`; plus the
    /// positions'.
    at::Tensor embed(const at::Tensor& tokens, const at::Tensor& table, float scale, const at::Tensor& soft,
                     const at::Tensor& positions, const at::Tensor& positionTable) const;
    Angles angles(const at::Tensor& positions, const at::Tensor& frequencies) const;

    /// x += add + addBias; the norm of x, narrow. `kept` null: nothing is kept. `replaces`: x becomes the
    /// output.
    at::Tensor normForward(at::Tensor& x, const at::Tensor& add, const at::Tensor& addBias,
                           const NormTensors& norm, KeptTensors* kept, bool centred, bool replaces) const;
    /// dx += the norm's input gradient (or with `replaces`, dx = that of dx + dOut), and the sum narrow.
    /// `fresh`: dx holds nothing yet.
    at::Tensor normBackward(at::Tensor& dx, const at::Tensor& dOut, const NormTensors& norm,
                            const KeptTensors& kept, bool centred, bool replaces, bool fresh) const;

    /// Queries with bias, turned: [queries, heads * head width]; and keys and values side by side, gathered
    /// as index.source says: [gathered, 2 * kv width]. `query` and `key` may be columns of one tensor.
    struct Spread {
        at::Tensor query, queryBias, key, keyBias;
        Angles queryAngles, keyAngles;
        at::Tensor trainedKey, trainedValue;  ///< [trained, kv width] float32
    };
    std::pair<at::Tensor, at::Tensor> spread(const Spread& in, const AttentionIndex& index) const;
    /// The way back: gradients of queries into dQueryOut, of keys and values into dKeyOut [rows, 2 * kv
    /// width] (views of one tensor or two), of trained keys into dTrainedKey and dTrainedValue.
    struct Collect {
        at::Tensor dQuery, dKey, dValue;
        Angles queryAngles, keyAngles;
        at::Tensor dQueryOut, dKeyOut, dTrainedKey, dTrainedValue;
    };
    void collect(const Collect& in, const AttentionIndex& index) const;

    /// act(gate) * up, or act(up), of inner + bias.
    at::Tensor activate(const at::Tensor& inner, const at::Tensor& bias) const;
    /// inner becomes its gradient.
    void activateBack(at::Tensor& inner, const at::Tensor& bias, const at::Tensor& dOut) const;

    struct Loss {
        at::Tensor logits;  ///< [rows, at least vocabulary] narrow; with `gradient` becomes it
        std::int64_t vocabulary = 0;
        at::Tensor bias;                   ///< [vocabulary], or undefined
        at::Tensor first, target, weight;  ///< targets of row r: first[r] to first[r + 1] - 1
        double zLoss = 0;
        bool gradient = false, many = false;  ///< many: a row may have more targets than the kernel takes
        at::Tensor loss, logProb;             ///< [rows], [targets]
    };
    void crossEntropy(const Loss& in) const;
    static constexpr std::int64_t kTargetsARow = 64;

  private:
    const layers::StackShape& s_;
    const Kernels* kernels_;
};

/// act(x) as plain operations, and its slope.
at::Tensor activated(const at::Tensor& x, layers::ActivationKind kind);
at::Tensor slope(const at::Tensor& x, layers::ActivationKind kind);

}  // namespace lathe::device
