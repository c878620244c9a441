// SPDX-License-Identifier: Apache-2.0
#include "core/methods/description.h"

#include "core/spec/kinds.h"

namespace lathe {

#define X(name)                      \
    namespace name {                 \
    MethodDescription description(); \
    }
#include "core/methods/list.inc"
#undef X

std::vector<MethodDescription> methods() {
#define X(name) name::description(),
    return {
#include "core/methods/list.inc"
    };
#undef X
}

RowTokens rowTokensOf(const BackboneShape& shape, const Recipe& recipe) {
    const std::string kind = recipe.text("method.kind");
    for (const MethodDescription& method : methods())
        if (method.kind.name == kind && method.rowTokens) return method.rowTokens(shape, recipe);
    return {recipe.integer("method.tokens"), 0};
}

std::string dtypeFor(const Recipe& recipe) {
    const std::string dtype = recipe.text("backbone.dtype"), kind = recipe.text("method.kind");
    for (const MethodDescription& method : methods())
        if (dtype == "auto" && method.kind.name == kind && method.wantsFloat32 && method.wantsFloat32(recipe))
            return "float32";
    return dtype;
}

std::string deviceFor(const Recipe& recipe) {
    const std::string device = recipe.text("backbone.device"), kind = recipe.text("method.kind");
    for (const MethodDescription& method : methods())
        if (device == "auto" && method.kind.name == kind && method.wantsFloat32 && method.wantsFloat32(recipe))
            return "cpu";
    return device;
}

namespace {

Option kindOption(std::string key, std::string label, std::string help, const std::vector<Kind>& kinds,
                  std::string fallback) {
    Option option{.key = std::move(key),
                  .type = OptionType::Choice,
                  .label = std::move(label),
                  .help = std::move(help),
                  .fallback = std::move(fallback)};
    for (const Kind& kind : kinds) option.choices.push_back({kind.name, kind.label, kind.help});
    return option;
}

}  // namespace

Catalogue catalogue() {
    Catalogue all;
    all.tasks = taskKinds();
    all.optimizers = optimizerKinds();
    for (MethodDescription& method : methods()) all.methods.push_back(std::move(method.kind));
    all.common = commonOptions();
    all.common.push_back(
        kindOption("task.kind", "Task", "What the model is asked to do.", all.tasks, "classify"));
    all.common.push_back(
        kindOption("method.kind", "Method", "What is trained.", all.methods, "prompt_tuning"));
    all.common.push_back(
        kindOption("optimizer.kind", "Optimizer", "How gradients become steps.", all.optimizers, "adamw"));
    return all;
}

}  // namespace lathe
