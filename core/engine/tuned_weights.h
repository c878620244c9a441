// SPDX-License-Identifier: Apache-2.0
// A backbone's weights as a run has trained them ("weight.NAME" among its tensors), put in place of its own.
// Private to the engine; free of torch.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/layers/weight_log.h"
#include "core/spec/tensor.h"

namespace lathe {

class TunedWeights {
  public:
    explicit TunedWeights(std::vector<layers::WeightPlace> places);

    const std::vector<layers::WeightPlace>& places() const { return places_; }
    /// Makes the memory hold the tensors' weights, and the backbone's own where there is none of that name. A
    /// copy of each weight that was ever replaced stays until it is back. Refuses names and shapes that the
    /// backbone lacks.
    Result<> put(const TensorMap& tensors);
    /// The backbone's own weight as float32, named "weight.NAME", in the shape that it has in memory.
    Result<HostTensor> own(std::string_view name) const;
    /// A weight as Hugging Face's checkpoints hold it, named NAME.
    Result<HostTensor> asStored(const HostTensor& weight) const;

  private:
    const layers::WeightPlace* find(std::string_view name) const;

    std::vector<layers::WeightPlace> places_;
    std::vector<std::vector<std::byte>> own_;  ///< of each place; empty: memory holds it
    bool changed_ = false;
};

}  // namespace lathe
