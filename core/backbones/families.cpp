// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/backbones/description.h"
#include "core/base/text.h"

namespace lathe {

#define X(name)                        \
    namespace name {                   \
    BackboneDescription description(); \
    }
#include "core/backbones/list.inc"
#undef X

std::vector<BackboneDescription> backboneFamilies() {
#define X(name) name::description(),
    return {
#include "core/backbones/list.inc"
    };
#undef X
}

Result<BackboneDescription> familyOf(const Json& config) {
    std::vector<std::string> known;
    const auto& named = config["architectures"].items();
    for (const BackboneDescription& family : backboneFamilies()) {
        const auto isOurs = [&](const Json& name) {
            return std::find(family.architectures.begin(), family.architectures.end(), name.toString()) !=
                   family.architectures.end();
        };
        if (std::any_of(named.begin(), named.end(), isOurs)) return family;
        const auto& types = family.modelTypes;
        if (named.empty() &&
            std::find(types.begin(), types.end(), config["model_type"].toString()) != types.end())
            return family;
        for (const std::string& name : family.architectures) known.push_back(name);
    }
    const std::string todo = "these are known: " + joined(known);
    if (!named.empty())
        return failed("the architecture " + printable(named.front().toString("?")) + " is not supported",
                      "config.json, architectures", todo);
    if (config["model_type"].isString())
        return failed("the model type " + printable(config["model_type"].string()) + " is not supported",
                      "config.json, model_type", todo);
    return failed("neither \"architectures\" nor \"model_type\" says what this model is", "config.json",
                  todo);
}

}  // namespace lathe
