// SPDX-License-Identifier: Apache-2.0
// Tensors as files, projects and the engine hand them to each other: named, float32, in row-major order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// Number formats of weights and of the frozen computation.
enum class Dtype { Float32, BFloat16, Float16 };

std::string_view dtypeName(Dtype dtype);  ///< "float32", "bfloat16", "float16"

struct HostTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> data;

    std::int64_t elements() const {
        std::int64_t n = 1;
        for (auto d : shape) n *= d;
        return n;
    }
};

/// A method's trained or computed tensors by name (DESIGN.md, section 4): "prompt" [slots, width],
/// "decoder.self.key" and "decoder.self.value" [layers, tokens, kv heads * head width], "encoder.self.*",
/// "decoder.cross.*", "network.*", "weight.*".
using TensorMap = std::vector<HostTensor>;

/// A weight of the backbone itself, changed by training: "weight." and its name in the checkpoint.
inline constexpr std::string_view kWeightPrefix = "weight.";
inline bool isWeight(const HostTensor& tensor) {
    return tensor.name.starts_with(kWeightPrefix);
}

const HostTensor* find(const TensorMap& tensors, std::string_view name);
HostTensor* find(TensorMap& tensors, std::string_view name);

}  // namespace lathe
