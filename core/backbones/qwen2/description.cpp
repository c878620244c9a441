// SPDX-License-Identifier: Apache-2.0
// Qwen2 (Yang et al. 2024) and Qwen2.5: Llama's blocks with biases on query, key and value. Hugging Face's
// Qwen2Config.
#include "core/backbones/llama/description_parts.h"

namespace lathe::qwen2 {
namespace {

/// The sliding window where a layer has one, else 0.
std::int64_t windowOf(const Json& config, ConfigReader& read) {
    if (!read.flag("use_sliding_window", false) || config["sliding_window"].isNull()) return 0;
    const Json& types = config["layer_types"];
    if (types.isArray()) {
        for (const Json& type : types.items())
            if (type.toString() != "full_attention") return read.size("sliding_window");
        return 0;
    }
    const bool reached = config["max_window_layers"].toInteger(28) < read.size("num_hidden_layers");
    return reached ? read.size("sliding_window") : 0;
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    llama::Defaults defaults{.family = "qwen2", .context = 32768, .queryBias = true};
    defaults.window = windowOf(config, read);
    return llama::readShape(config, read, defaults);
}

Result<Json> fromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds) {
    return llama::configFromGguf(metadata, holds, "qwen2");
}

}  // namespace

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "qwen2";
    family.label = "Qwen2";
    family.architectures = {"Qwen2ForCausalLM", "Qwen2Model"};
    family.modelTypes = {"qwen2"};
    family.ggufArchitectures = {"qwen2"};
    family.kind = BackboneKind::Decoder;
    family.shape = shape;
    family.tensors = llama::tensors;
    family.ignored = {".rotary_emb.inv_freq"};
    family.configFromGguf = fromGguf;
    family.ggufName = llama::ggufName;
    return family;
}

}  // namespace lathe::qwen2
