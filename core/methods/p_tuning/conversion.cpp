// SPDX-License-Identifier: Apache-2.0
#include "core/methods/p_tuning/conversion.h"

namespace lathe::p_tuning {

Result<PeftAdapter> toPeft(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                           std::string_view backbone) {
    for (const HostTensor& tensor : computed)
        if (isWeight(tensor))
            return failed(
                "PEFT's adapter would hold the prompt without the backbone's weights that were tuned with it",
                "method.tune_backbone", "use --format safetensors or promptlathe");
    LATHE_TRY(adapter, prompt_tuning::toPeft(computed, recipe, shape, backbone));
    for (const char* key :
         {"prompt_tuning_init", "prompt_tuning_init_text", "tokenizer_kwargs", "tokenizer_name_or_path"})
        adapter.config.erase(key);
    adapter.config.set("peft_type", kPeftType);
    // Of the network PEFT reads the words, not the weights: in a finished adapter it builds none.
    adapter.config.set("encoder_reparameterization_type", "MLP");
    adapter.config.set("encoder_hidden_size", shape.width);
    adapter.config.set("encoder_num_layers", 2);
    adapter.config.set("encoder_dropout", 0.0);
    return adapter;
}

Result<TensorMap> fromPeft(const PeftAdapter& adapter, const BackboneShape& shape) {
    PeftAdapter prompt = adapter;
    prompt.config.set("peft_type", prompt_tuning::kPeftType);
    return prompt_tuning::fromPeft(prompt, shape);
}

Json importedMethod(const TensorMap& tensors) {
    Json method = prompt_tuning::importedMethod(tensors);
    method.set("kind", "p_tuning");
    method.set("encoder", "none");
    return method;
}

}  // namespace lathe::p_tuning
