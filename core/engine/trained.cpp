// SPDX-License-Identifier: Apache-2.0
#include "core/engine/trained.h"

#include <string>
#include <string_view>

namespace lathe {

namespace {

struct Place {
    const layers::Stack* stack = nullptr;
    layers::Prefix* prefix = nullptr;
};

/// Where "decoder.self.key" and its like belong, without the last word.
Place placeOf(std::string_view name, const layers::Transformer* model, BackboneKind kind, Trained& trained) {
    const layers::Stack* main = model ? &model->main() : nullptr;
    if (name == (kind == BackboneKind::Masked ? "encoder.self." : "decoder.self."))
        return {main, &trained.prefix};
    if (kind != BackboneKind::EncoderDecoder &&
        name == (kind == BackboneKind::Masked ? "encoder.infix." : "decoder.infix."))
        return {main, &trained.infix};
    if (kind != BackboneKind::EncoderDecoder) return {};
    if (name == "encoder.self.") return {model ? model->encoder() : nullptr, &trained.encoder};
    if (name == "decoder.cross.") return {main, &trained.cross};
    return {};
}

/// True for "....key", false for "....value"; the name without it.
bool splitName(std::string_view name, std::string_view& rest) {
    const bool key = name.ends_with("key");
    rest = name.substr(0, name.size() - std::min<std::size_t>(name.size(), key ? 3 : 5));
    return key;
}

}  // namespace

Result<Trained> readTrained(const TensorMap& tensors, const layers::Transformer& model, BackboneKind kind) {
    Trained out;
    for (const HostTensor& tensor : tensors) {
        if (isWeight(tensor)) continue;  // lies in the model's memory
        const bool filled = static_cast<std::int64_t>(tensor.data.size()) == tensor.elements();
        if (tensor.name == "prompt") {
            const std::int64_t width = model.embedding().columns;
            if (tensor.shape.size() != 2 || tensor.shape[1] != width || !filled)
                return failed("the prompt does not have the backbone's width of " + std::to_string(width), {},
                              "use a prompt that was trained over this backbone");
            out.prompt = &tensor;
            continue;
        }
        std::string_view at;
        const bool key = splitName(tensor.name, at);
        const Place place = placeOf(at, &model, kind, out);
        if (!place.prefix || !tensor.name.ends_with(key ? "key" : "value"))
            return failed("the backbone has no place for a trained tensor named " + tensor.name);
        const layers::StackShape& s = place.stack->shape();
        const bool fits =
            tensor.shape.size() == 3 && tensor.shape[0] == s.layers && tensor.shape[2] == s.keyWidth();
        if (!fits || !filled || tensor.shape[1] < 1)
            return failed("the trained tensor " + tensor.name + " does not have the backbone's " +
                              std::to_string(s.layers) + " layers of width " + std::to_string(s.keyWidth()),
                          {}, "use a prefix that was trained over this backbone");
        if (place.prefix->tokens != 0 && place.prefix->tokens != tensor.shape[1])
            return failed("the keys and values of a prefix are of different lengths", tensor.name);
        place.prefix->tokens = tensor.shape[1];
        (key ? place.prefix->key : place.prefix->value) = tensor.data.data();
    }
    for (const layers::Prefix* prefix : {&out.prefix, &out.encoder, &out.cross, &out.infix})
        if (prefix->tokens > 0 && (!prefix->key || !prefix->value))
            return failed("a prefix has keys without values or values without keys");
    if (out.prompt && out.infix.tokens > 0)
        return failed("a prompt and an infix cannot both stand in the rows' soft slots");
    return out;
}

TensorMap gradientOf(const TensorMap& tensors, BackboneKind kind, Trained& trained) {
    TensorMap out;
    for (const HostTensor& tensor : tensors)
        out.push_back({tensor.name, tensor.shape, std::vector<float>(tensor.data.size(), 0.0F)});
    for (HostTensor& tensor : out) {
        std::string_view at;
        const bool key = splitName(tensor.name, at);
        if (const Place place = placeOf(at, nullptr, kind, trained); place.prefix)
            (key ? place.prefix->dKey : place.prefix->dValue) = tensor.data.data();
    }
    return out;
}

}  // namespace lathe
