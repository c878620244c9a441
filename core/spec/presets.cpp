// SPDX-License-Identifier: Apache-2.0
#include "core/spec/presets.h"

#include <cassert>

namespace lathe {

std::vector<Preset> presets() {
    std::vector<Preset> all;
    for (const auto& [name, text] : presetTexts()) {
        const auto file = Json::parse(text, name);
        assert(file.has_value());
        if (file)
            all.push_back({std::string(name), (*file)["help"].toString(), (*file)["reader"].toString(),
                           (*file)["recipe"]});
    }
    return all;
}

}  // namespace lathe
