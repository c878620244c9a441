// SPDX-License-Identifier: Apache-2.0
// Where a training step's time goes, by part. A value that is handed down; nothing is timed without one.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

namespace lathe {

enum class StepPart {
    Method,      ///< the method's network, forward and backward
    Plan,        ///< planning, laying out, input embeddings
    Products,    ///< of the stacks' frozen matrices
    Attention,   ///< scores and sums, rotary embedding
    Norms,       ///< with the residual additions
    Activation,  ///< with its bias
    Bias,        ///< the other biases
    Head,        ///< its products
    Loss,        ///< softmax and cross entropy
    Optimizer,
    Count
};

class Profile {
  public:
    static constexpr std::size_t kParts = static_cast<std::size_t>(StepPart::Count);
    static constexpr std::array<const char*, kParts> kNames = {
        "method",     "plan", "products", "attention", "norms",
        "activation", "bias", "head",     "loss",      "optimizer"};

    void add(StepPart part, double seconds) { seconds_[static_cast<std::size_t>(part)] += seconds; }
    double seconds(StepPart part) const { return seconds_[static_cast<std::size_t>(part)]; }

  private:
    std::array<double, kParts> seconds_{};
};

/// Adds the time until its own end to a part.
class Timed {
  public:
    Timed(Profile* profile, StepPart part) : profile_(profile), part_(part) {
        if (profile_) start_ = std::chrono::steady_clock::now();
    }
    ~Timed() {
        if (profile_)
            profile_->add(part_,
                          std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
    }
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;

  private:
    Profile* profile_;
    StepPart part_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace lathe
