// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversion.h"

namespace lathe::full {

namespace {

Result<PeftAdapter> toPeft(const TensorMap&, const Recipe&, const BackboneShape&, std::string_view) {
    return failed("PEFT's adapters hold prompts and prefixes, and this run trained the model's own weights",
                  "--format", "use --format safetensors or promptlathe");
}

Result<TensorMap> fromPeft(const PeftAdapter&, const BackboneShape&) {
    return failed("PEFT has no adapter of whole weights");
}

Result<TensorMap> fromArray(const HostTensor& array, const BackboneShape&) {
    return failed("an array holds a prompt, not a model's weights", array.name);
}

Json importedMethod(const TensorMap&) {
    return Json::object({{"kind", "full"}});
}

}  // namespace

MethodConversion methodConversion();

MethodConversion methodConversion() {
    return {.method = "full",
            .peftType = "",
            .toPeft = toPeft,
            .fromPeft = fromPeft,
            .fromArray = fromArray,
            .importedMethod = importedMethod};
}

}  // namespace lathe::full
