// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prompt_tuning/conversion.h"

#include <cmath>
#include <optional>

#include "core/base/text.h"
#include "core/text/template.h"

namespace lathe::prompt_tuning {
namespace {

/// PEFT 0.21.2 is what the written form was tried with.
constexpr const char* kPeftVersion = "0.21.2";

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::vector<std::string> sizes;
    for (const auto size : shape) sizes.push_back(std::to_string(size));
    return "[" + joined(sizes) + "]";
}

const char* taskOf(BackboneKind kind) {
    return kind == BackboneKind::EncoderDecoder ? "SEQ_2_SEQ_LM"
           : kind == BackboneKind::Masked       ? "FEATURE_EXTRACTION"
                                                : "CAUSAL_LM";
}

bool isSlot(const TemplatePart& part) {
    return part.kind == TemplatePart::Kind::Prompt || part.kind == TemplatePart::Kind::Soft;
}

/// The first slot that stands behind something else, or nothing.
std::optional<std::size_t> slotBehind(const Template& parsed) {
    bool other = false;
    for (const TemplatePart& part : parsed.parts) {
        if (!isSlot(part)) {
            other = true;
        } else if (other) {
            return part.offset;
        }
    }
    return std::nullopt;
}

Result<TensorMap> promptOf(const HostTensor& array, const BackboneShape& shape, std::int64_t slots,
                           const std::string& where) {
    HostTensor prompt{"prompt", {slots, shape.width}, {}};
    prompt.data.assign(array.data.begin(), array.data.begin() + prompt.elements());
    for (const float value : prompt.data)
        if (!std::isfinite(value))
            return failed("holds numbers that are not finite", where, "take another file");
    return TensorMap{std::move(prompt)};
}

}  // namespace

Result<PeftAdapter> toPeft(const TensorMap& computed, const Recipe& recipe, const BackboneShape& shape,
                           std::string_view backbone) {
    const HostTensor* prompt = find(computed, "prompt");
    if (!prompt || prompt->shape.size() != 2 || prompt->shape[1] != shape.width)
        return failed("this snapshot holds no prompt of the backbone's width " + std::to_string(shape.width));
    LATHE_TRY(parsed, parseTemplate(recipe.text("task.template")));
    if (const auto offset = slotBehind(parsed))
        return failed(
            "PEFT puts every soft token in front of the text, but this template has one behind other parts "
            "(at byte " +
                std::to_string(*offset) + ")",
            "task.template", "use --format promptlathe or npy");
    PeftAdapter adapter;
    adapter.embeddings = *prompt;
    adapter.embeddings.name = "prompt_embeddings";
    adapter.config = Json::object({
        {"auto_mapping", nullptr},
        {"base_model_name_or_path", backbone.empty() ? Json() : Json(backbone)},
        {"inference_mode", true},
        {"modules_to_save", nullptr},
        {"num_attention_heads", shape.heads},
        {"num_layers", shape.layers},
        {"num_transformer_submodules", 1},
        {"num_virtual_tokens", prompt->shape[0]},
        {"peft_type", kPeftType},
        {"peft_version", kPeftVersion},
        {"prompt_tuning_init", "RANDOM"},
        {"prompt_tuning_init_text", nullptr},
        {"revision", nullptr},
        {"task_type", taskOf(shape.kind)},
        {"token_dim", shape.width},
        {"tokenizer_kwargs", nullptr},
        {"tokenizer_name_or_path", nullptr},
    });
    return adapter;
}

Result<TensorMap> fromPeft(const PeftAdapter& adapter, const BackboneShape& shape) {
    const Json& config = adapter.config;
    const auto& sizes = adapter.embeddings.shape;
    const std::string type = config["peft_type"].toString();
    if (type != kPeftType)
        return failed(
            "this is a " + (type.empty() ? "nameless" : type) + " adapter, not " + std::string(kPeftType),
            "adapter_config.json, peft_type");
    if (sizes.size() != 2 || sizes[1] != shape.width)
        return failed("prompt_embeddings has the shape " + shapeText(sizes) + ", but the backbone is " +
                          std::to_string(shape.width) + " wide",
                      "adapter_model.safetensors", "give the backbone that the adapter was trained on");
    const std::int64_t slots = config["num_virtual_tokens"].toInteger(-1);
    const std::int64_t modules = config["num_transformer_submodules"].toInteger(1);
    if (slots < 1)
        return failed("num_virtual_tokens is missing or below 1", "adapter_config.json",
                      "take another adapter");
    if (sizes[0] != slots && sizes[0] != slots * modules)
        return failed("prompt_embeddings has " + std::to_string(sizes[0]) + " rows for " +
                          std::to_string(slots) + " virtual tokens",
                      "adapter_model.safetensors", "the two files do not belong together");
    return promptOf(adapter.embeddings, shape, slots, "adapter_model.safetensors");
}

Result<TensorMap> fromArray(const HostTensor& array, const BackboneShape& shape) {
    if (array.shape.size() != 2 || array.shape[0] < 1 || array.shape[1] != shape.width)
        return failed("a prompt for this backbone is [tokens, " + std::to_string(shape.width) +
                          "], but this array is " + shapeText(array.shape),
                      array.name, "give the backbone that the prompt was trained on");
    return promptOf(array, shape, array.shape[0], array.name);
}

Json importedMethod(const TensorMap& tensors) {
    const HostTensor* prompt = find(tensors, "prompt");
    return Json::object({{"kind", "prompt_tuning"}, {"tokens", prompt ? prompt->shape[0] : 0}});
}

}  // namespace lathe::prompt_tuning
