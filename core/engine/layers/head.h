// SPDX-License-Identifier: Apache-2.0
// The head over predicted positions, a bounded number of rows of logits at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/engine/layers/arena.h"
#include "core/engine/layers/kernels/kernels.h"
#include "core/engine/layers/product.h"

namespace lathe::layers {

/// The head's matrix [vocabulary, width] and its bias [vocabulary], or none.
struct HeadWeights {
    Matrix matrix;
    float* bias = nullptr;
};

/// Targets grouped by the output (distinct predicted position) that predicts them.
struct Targets {
    std::vector<std::int32_t> first;   ///< [outputs + 1]
    std::vector<std::int32_t> target;  ///< in that order
    std::vector<float> weight;
    std::vector<std::int32_t> place;  ///< place in the batch's order of each
};
Targets groupTargets(std::span<const std::int32_t> outputOf, std::span<const std::int32_t> targets,
                     std::span<const float> weights, std::int64_t outputs);

/// One row of logits as it lies, for as long as the call that it is handed to.
class LogitRow {
  public:
    LogitRow(const void* narrow, std::int64_t vocabulary, const Kernels& kernels, std::vector<float>& wide)
        : narrow_(narrow), vocabulary_(vocabulary), kernels_(kernels), wide_(wide) {}
    /// The lower id of equal ones; -1 where none is a number.
    std::int32_t largest() const {
        return static_cast<std::int32_t>(kernels_.largestAt(narrow_, vocabulary_));
    }
    std::span<const float> wide() const {
        wide_.resize(static_cast<std::size_t>(vocabulary_));
        kernels_.widen(narrow_, wide_.data(), vocabulary_);
        return wide_;
    }

  private:
    const void* narrow_;
    std::int64_t vocabulary_;
    const Kernels& kernels_;
    std::vector<float>& wide_;
};

class Head {
  public:
    /// `only`: the softmax runs over these rows of the head; empty: over all.
    Head(const HeadWeights& head, std::span<const std::int32_t> only, std::int64_t outputs, Arena& arena);
    /// Copies the restricted rows and their bias; call once before the first product.
    void prepare();

    std::int64_t vocabulary() const { return matrix_.rows; }
    std::int64_t rowsAtATime() const { return rows_; }
    /// Logits [count, vocabulary] narrow of `count` <= rowsAtATime() rows of hidden (with room for
    /// productRows()).
    void* logits(const void* hidden, std::int64_t count, Profile* profile = nullptr) const;
    /// The same of few rows (projectFew()).
    void* fewLogits(const void* hidden, std::int64_t count) const;
    /// Of each output, the sum of weight * (cross entropy + z-loss); logProb [targets] in grouped order; with
    /// `gradient`, hidden [outputs, width] becomes its gradient.
    std::vector<double> losses(void* hidden, std::int64_t outputs, const Targets& targets, double zLoss,
                               bool gradient, std::vector<float>& logProb, Profile* profile = nullptr) const;
    /// The products of loss() alone.
    void bareProducts(void* hidden, std::int64_t outputs, Profile* profile) const;

  private:
    void addBias(std::int64_t count, Profile* profile) const;

    HeadWeights whole_;
    Matrix matrix_;
    float* bias_ = nullptr;
    std::vector<std::int32_t> only_;
    std::int64_t rows_ = 0;
    void* logits_ = nullptr;
    const Kernels& kernels_;
};

}  // namespace lathe::layers
