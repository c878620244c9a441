// SPDX-License-Identifier: GPL-3.0-or-later
// What the core says of itself and the window shows in its own language: options, kinds, presets, studies.
#pragma once

#include <set>
#include <string>

#include "core/methods/description.h"
#include "core/spec/presets.h"

namespace lathe {

/// Sentences of the engine's, which the window can't link; a test holds them against core/engine/machine.cpp.
inline std::set<std::string> engineTexts() {
    return {"This CPU has AMX, which multiplies bfloat16 several times faster than float32.",
            "This CPU has AVX512-bf16, which multiplies bfloat16 two to three times faster than float32.",
            "This CPU has neither AVX512-bf16 nor AMX; bfloat16 would be many times slower than float32."};
}

inline std::set<std::string> coreTexts() {
    std::set<std::string> all = engineTexts();
    const auto add = [&](const Option& option) {
        all.insert({option.label, option.help, option.unit});
        for (const Alternative& choice : option.choices) all.insert({choice.label, choice.help});
    };
    const Catalogue known = catalogue();
    for (const Option& option : allOptions(known)) add(option);
    for (const auto* kinds : {&known.tasks, &known.methods, &known.optimizers})
        for (const Kind& kind : *kinds) all.insert({kind.label, kind.help});
    for (const Preset& preset : presets()) all.insert(preset.help);
#define X(name, help) all.insert(help);
#include "app/cli/studies/list.inc"
#undef X
    all.erase(std::string());
    return all;
}

}  // namespace lathe
