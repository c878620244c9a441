// SPDX-License-Identifier: Apache-2.0
// The tensors that a family expects, collected layer by layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/backbones/description.h"

namespace lathe {

class TensorList {
  public:
    /// `base` stands before every name ("model."); a checkpoint that was saved without its head lacks it, so
    /// the names without it count as well.
    explicit TensorList(std::string base) : base_(std::move(base)) {}

    /// A tensor of the model without its head.
    ExpectedTensor& add(const std::string& name, std::vector<std::int64_t> shape);
    /// A tensor of the head: its name is the same in every checkpoint.
    ExpectedTensor& addHead(const std::string& name, std::vector<std::int64_t> shape);
    /// NAME.weight [out, in] and NAME.bias [out].
    void linear(const std::string& name, std::int64_t out, std::int64_t in, bool bias);
    /// NAME.weight and NAME.bias [width]; old TensorFlow names, gamma and beta, count as well.
    void norm(const std::string& name, std::int64_t width, bool bias);

    std::vector<ExpectedTensor> take() { return std::move(tensors_); }

  private:
    std::string base_;
    std::vector<ExpectedTensor> tensors_;
};

/// Numbers in all tensors that a checkpoint must hold.
std::int64_t numbersIn(const std::vector<ExpectedTensor>& tensors);

}  // namespace lathe
