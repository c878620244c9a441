// SPDX-License-Identifier: Apache-2.0
// Which tensor of the checkpoint lies where in memory: what a family's module reads is noted here, so that
// weights can be trained and written under their own names. Private to the engine; free of torch.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "core/spec/tensor.h"

namespace lathe::layers {

struct WeightPlace {
    std::string name;                 ///< Hugging Face's
    std::vector<std::int64_t> shape;  ///< as it lies in memory
    void* data = nullptr;
    Dtype dtype = Dtype::Float32;
    bool turned = false;       ///< Hugging Face holds it with rows and columns exchanged
    float scale = 1;           ///< memory = stored * scale + added
    std::vector<float> added;  ///< a row [columns]; empty: zeros

    std::int64_t elements() const;
    std::int64_t bytes() const { return elements() * (dtype == Dtype::Float32 ? 4 : 2); }
};

class WeightLog {
  public:
    /// Safe from several threads.
    void add(WeightPlace place);
    /// A tensor that was changed after it was read.
    void changed(const std::string& name, float scale, std::vector<float> added);
    /// All places, by name.
    std::vector<WeightPlace> take();

  private:
    std::mutex mutex_;
    std::vector<WeightPlace> places_;
};

}  // namespace lathe::layers
