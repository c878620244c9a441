// SPDX-License-Identifier: Apache-2.0
// Llama (Touvron et al. 2023) and what is built alike: SmolLM2, TinyLlama, Llama 3, Mistral. Hugging Face's
// LlamaConfig and MistralConfig.
#include <algorithm>

#include "core/backbones/llama/description_parts.h"

namespace lathe::llama {
namespace {

bool isMistral(const Json& config) {
    const Json& named = config["architectures"];
    return named.isArray() && named.size() > 0 ? named.items().front().toString().starts_with("Mistral")
                                               : config["model_type"].toString() == "mistral";
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    Defaults defaults{.family = "llama"};
    if (isMistral(config)) {
        defaults.context = 131072;
        // A configuration that does not say it has a window of 4096.
        if (!config.contains("sliding_window") || !config["sliding_window"].isNull())
            defaults.window = read.size("sliding_window", 4096);
    } else {
        read.only("sliding_window", {});
        defaults.queryBias = defaults.outputBias = read.flag("attention_bias", false);
        defaults.mlpBias = read.flag("mlp_bias", false);
    }
    return readShape(config, read, defaults);
}

Result<Json> fromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds) {
    return configFromGguf(metadata, holds, "llama");
}

}  // namespace

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "llama";
    family.label = "Llama";
    family.architectures = {"LlamaForCausalLM", "LlamaModel", "MistralForCausalLM", "MistralModel"};
    family.modelTypes = {"llama", "mistral"};
    family.ggufArchitectures = {"llama"};
    family.kind = BackboneKind::Decoder;
    family.shape = shape;
    family.tensors = tensors;
    family.ignored = {".rotary_emb.inv_freq"};
    family.configFromGguf = fromGguf;
    family.ggufName = ggufName;
    return family;
}

}  // namespace lathe::llama
