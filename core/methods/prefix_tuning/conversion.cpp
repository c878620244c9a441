// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prefix_tuning/conversion.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lathe::prefix_tuning {
namespace {

/// Where the numbers of a stored row stand.
struct Layout {
    std::int64_t tokens = 0, layers = 0, width = 0;  ///< of the backbone's prefix
    std::int64_t slots = 0, submodules = 1;          ///< of the stored row

    std::size_t at(std::int64_t token, std::int64_t layer, bool value) const {
        const std::int64_t slot = submodules * layer % slots;
        return static_cast<std::size_t>((token * slots * 2 + slot * 2 + (value ? 1 : 0)) * width);
    }
};

Result<Layout> layoutOf(const PeftAdapter& adapter, const BackboneShape& shape) {
    const Json& config = adapter.config;
    const std::string where = "adapter_config.json";
    Layout layout;
    layout.layers = shape.layers;
    layout.width = shape.keyValueHeads * shape.headWidth;
    layout.tokens = config["num_virtual_tokens"].toInteger(-1);
    layout.slots = config["num_layers"].toInteger(-1);
    layout.submodules = config["num_transformer_submodules"].toInteger(1);
    const std::int64_t width = config["token_dim"].toInteger(-1);
    if (layout.tokens < 1)
        return failed("num_virtual_tokens is missing or below 1", where, "take another adapter");
    if (layout.submodules < 1 || layout.submodules > 2)
        return failed("num_transformer_submodules is " + std::to_string(layout.submodules), where,
                      "take an adapter with 1 or 2");
    if (width != layout.width)
        return failed("token_dim is " + std::to_string(width) + ", but the backbone's keys are " +
                          std::to_string(layout.width) + " wide",
                      where, "give the backbone that the adapter was trained on");
    const bool decoder = shape.kind != BackboneKind::EncoderDecoder;
    if (layout.slots < 1 || (decoder && layout.slots != layout.layers) || (decoder && layout.submodules != 1))
        return failed("num_layers is " + std::to_string(layout.slots) + " with " +
                          std::to_string(layout.submodules) + " submodules, but the backbone has " +
                          std::to_string(layout.layers) + " layers",
                      where, "give the backbone that the adapter was trained on");
    const std::vector<std::int64_t> expected{layout.tokens, layout.slots * 2 * layout.width};
    if (adapter.embeddings.shape != expected)
        return failed("prompt_embeddings is not [" + std::to_string(expected[0]) + ", " +
                          std::to_string(expected[1]) + "], as its configuration says",
                      "adapter_model.safetensors", "the two files do not belong together");
    return layout;
}

std::string nameOf(const BackboneShape& shape, bool value) {
    return std::string(shape.kind == BackboneKind::Masked ? "encoder" : "decoder") + ".self." +
           (value ? "value" : "key");
}

}  // namespace

Result<TensorMap> fromPeft(const PeftAdapter& adapter, const BackboneShape& shape) {
    LATHE_TRY(layout, layoutOf(adapter, shape));
    const std::vector<float>& stored = adapter.embeddings.data;
    if (!std::all_of(stored.begin(), stored.end(), [](float x) { return std::isfinite(x); }))
        return failed("holds numbers that are not finite", "adapter_model.safetensors",
                      "take another adapter");
    TensorMap out;
    for (const bool value : {false, true}) {
        HostTensor tensor{nameOf(shape, value), {layout.layers, layout.tokens, layout.width}, {}};
        for (std::int64_t layer = 0; layer < layout.layers; ++layer)
            for (std::int64_t token = 0; token < layout.tokens; ++token) {
                const auto from =
                    stored.begin() + static_cast<std::ptrdiff_t>(layout.at(token, layer, value));
                tensor.data.insert(tensor.data.end(), from, from + layout.width);
            }
        out.push_back(std::move(tensor));
    }
    return out;
}

Result<HostTensor> gradientAsStored(const TensorMap& gradient, const PeftAdapter& adapter,
                                    const BackboneShape& shape) {
    LATHE_TRY(layout, layoutOf(adapter, shape));
    HostTensor out{adapter.embeddings.name, adapter.embeddings.shape, {}};
    out.data.resize(static_cast<std::size_t>(out.elements()));
    for (const bool value : {false, true}) {
        const HostTensor* part = find(gradient, nameOf(shape, value));
        if (!part) continue;
        auto from = part->data.begin();
        for (std::int64_t layer = 0; layer < layout.layers; ++layer)
            for (std::int64_t token = 0; token < layout.tokens; ++token) {
                float* to = out.data.data() + layout.at(token, layer, value);
                for (std::int64_t i = 0; i < layout.width; ++i) to[i] += *from++;
            }
    }
    return out;
}

}  // namespace lathe::prefix_tuning
