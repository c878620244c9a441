// SPDX-License-Identifier: Apache-2.0
// What the losses and gradients so far say about a run: whether it learns, grows or leaves soft tokens
// unused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/spec/tensor.h"

namespace lathe {

class LossStatistics {
  public:
    LossStatistics() = default;
    /// Windows of an eighth of `steps`, 5 to 25 steps each.
    explicit LossStatistics(std::int64_t steps);

    /// Takes one step's loss and the gradient of what the method computed; returns warnings, each said once a
    /// run:
    /// - after four windows, the fourth's mean is not below the first's by two standard errors;
    /// - a window's mean is above the lowest window's by six standard errors and by half;
    /// - after ten steps, soft tokens and layers that never had a gradient.
    std::vector<std::string> observe(double loss, const TensorMap& gradient);

    Json toJson() const;
    static LossStatistics fromJson(const Json& json);

  private:
    struct Window {
        std::int64_t count = 0;
        double sum = 0, squares = 0;
        double mean() const { return sum / static_cast<double>(count); }
        double squaredError() const;  ///< of the mean
    };
    static Json toJson(const Window& window);
    static Window windowOf(const Json& json);
    void observeWindow(std::vector<std::string>& warnings);
    void observeSlots(const TensorMap& gradient, std::vector<std::string>& warnings);
    static void sayDead(const std::string& name, std::size_t layers, std::size_t tokens,
                        std::string_view alive, std::vector<std::string>& warnings);

    std::int64_t window_ = 25;
    std::int64_t seen_ = 0;
    Window first_, current_, lowest_;
    bool saidRising_ = false;
    std::string alive_;  ///< of each computed vector: '1' once it had a gradient
};

}  // namespace lathe
