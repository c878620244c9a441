// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversion.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "core/base/text.h"

namespace lathe {

#define X(name)                          \
    namespace name {                     \
    MethodConversion methodConversion(); \
    }
#include "core/methods/adapters.inc"
#include "core/methods/list.inc"
#undef X

namespace {

const std::vector<MethodConversion>& all() {
    static const std::vector<MethodConversion> conversions = {
#define X(name) name::methodConversion(),
#include "core/methods/adapters.inc"
#include "core/methods/list.inc"
#undef X
    };
    return conversions;
}

}  // namespace

const MethodConversion& conversionOf(std::string_view method) {
    for (const MethodConversion& conversion : all())
        if (conversion.method == method) return conversion;
    assert(false && "a checked recipe names a method that exists");
    return all().front();
}

Result<const MethodConversion*> conversionForPeft(const PeftAdapter& adapter) {
    const std::string type = adapter.config["peft_type"].toString();
    std::vector<std::string> known;
    for (const MethodConversion& conversion : all()) {
        if (!type.empty() && conversion.peftType == type) return &conversion;
        if (!conversion.peftType.empty()) known.emplace_back(conversion.peftType);
    }
    return failed("adapters of type \"" + type + "\" cannot be read", "adapter_config.json, peft_type",
                  "what can: " + joined(known));
}

Result<HostTensor> gradientAsStored(const MethodConversion& conversion, const TensorMap& gradient,
                                    const PeftAdapter& adapter, const BackboneShape& shape) {
    if (conversion.gradientAsStored) return conversion.gradientAsStored(gradient, adapter, shape);
    HostTensor out{adapter.embeddings.name, adapter.embeddings.shape, {}};
    out.data.resize(static_cast<std::size_t>(out.elements()));
    if (const HostTensor* prompt = find(gradient, "prompt"))
        std::copy_n(prompt->data.begin(), std::min(prompt->data.size(), out.data.size()), out.data.begin());
    return out;
}

}  // namespace lathe
