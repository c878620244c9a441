// SPDX-License-Identifier: Apache-2.0
// A trained prefix as PEFT's adapter, or why PEFT cannot hold it.
#include "core/base/text.h"
#include "core/methods/prefix_tuning/conversion.h"
#include "core/methods/prompt_tuning/conversion.h"

namespace lathe::prefix_tuning {
namespace {

/// PEFT 0.21.2 is what the written form was tried with.
constexpr const char* kPeftVersion = "0.21.2";

const char* taskOf(BackboneKind kind) {
    return kind == BackboneKind::EncoderDecoder ? "SEQ_2_SEQ_LM"
           : kind == BackboneKind::Masked       ? "FEATURE_EXTRACTION"
                                                : "CAUSAL_LM";
}

Result<> checkHolds(const TensorMap& computed, const std::string& at) {
    std::vector<std::string> left;
    bool infix = false;
    for (const HostTensor& tensor : computed) {
        if (!tensor.name.ends_with(".key") || tensor.name == at + ".key") continue;
        infix = infix || tensor.name.find(".infix.") != std::string::npos;
        left.push_back(tensor.name.substr(0, tensor.name.size() - 4));
    }
    if (infix)
        return failed("PEFT puts a prefix in front of everything, but this one stands inside the text",
                      "method.placement", "use --format promptlathe");
    if (!left.empty())
        return failed("PEFT holds only the decoder's own prefix, and without " + joined(left, " and ") +
                          " this one would mean something else",
                      "method.parts", "use --format promptlathe, or train with method.parts.decoder alone");
    return {};
}

}  // namespace

Result<PeftAdapter> toPeft(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                           std::string_view backbone) {
    // The embedding-only ablation is prompt tuning's form.
    if (find(computed, "prompt")) return prompt_tuning::toPeft(computed, recipe, shape, backbone);
    const std::string at = shape.kind == BackboneKind::Masked ? "encoder.self" : "decoder.self";
    LATHE_CHECK(checkHolds(computed, at));
    const HostTensor* key = find(computed, at + ".key");
    const HostTensor* value = find(computed, at + ".value");
    const std::int64_t width = shape.keyValueHeads * shape.headWidth;
    if (!key || !value || key->shape != value->shape || key->shape.size() != 3 ||
        key->shape[0] != shape.layers || key->shape[2] != width)
        return failed("this snapshot holds no prefix of the backbone's " + std::to_string(shape.layers) +
                      " layers");
    const std::int64_t tokens = key->shape[1];
    // Of an encoder-decoder's slots PEFT hands layer i number 2 i; nothing reads the others.
    const std::int64_t spread = shape.kind == BackboneKind::EncoderDecoder ? 2 : 1;
    const std::int64_t row = spread * shape.layers * 2 * width;
    PeftAdapter adapter;
    adapter.embeddings = {"prompt_embeddings", {tokens, row}, {}};
    adapter.embeddings.data.resize(static_cast<std::size_t>(tokens * row));
    for (std::int64_t layer = 0; layer < shape.layers; ++layer)
        for (std::int64_t token = 0; token < tokens; ++token) {
            const auto from = static_cast<std::ptrdiff_t>((layer * tokens + token) * width);
            const auto to = adapter.embeddings.data.begin() +
                            static_cast<std::ptrdiff_t>(token * row + spread * layer * 2 * width);
            std::copy_n(key->data.begin() + from, width, to);
            std::copy_n(value->data.begin() + from, width, to + width);
        }
    adapter.config = Json::object({
        {"auto_mapping", nullptr},
        {"base_model_name_or_path", backbone.empty() ? Json() : Json(backbone)},
        {"encoder_hidden_size", width},
        {"inference_mode", true},
        {"modules_to_save", nullptr},
        {"num_attention_heads", shape.keyValueHeads},
        {"num_layers", spread * shape.layers},
        {"num_transformer_submodules", spread},
        {"num_virtual_tokens", tokens},
        {"peft_type", kPeftType},
        {"peft_version", kPeftVersion},
        {"prefix_projection", false},
        {"revision", nullptr},
        {"task_type", taskOf(shape.kind)},
        {"token_dim", width},
    });
    return adapter;
}

Json importedMethod(const TensorMap& tensors) {
    std::int64_t tokens = 0;
    const auto has = [&](const std::string& at) {
        const HostTensor* key = find(tensors, at + ".key");
        if (key) tokens = key->shape[1];
        return key != nullptr;
    };
    const bool decoder = has("decoder.self"), encoder = has("encoder.self"), cross = has("decoder.cross");
    return Json::object(
        {{"kind", "prefix_tuning"},
         {"tokens", tokens},
         {"parts", Json::object({{"encoder", encoder}, {"decoder", decoder}, {"cross", cross}})}});
}

}  // namespace lathe::prefix_tuning
