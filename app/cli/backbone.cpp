// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "app/cli/backbone/verbs.h"
#include "app/cli/inner.h"
#include "core/library/memory.h"

namespace lathe::cli {

std::string millions(std::int64_t count) {
    return number(static_cast<double>(count) / 1e6) + " M";
}

Json entryJson(const BackboneEntry& entry) {
    const BackboneShape& shape = entry.shape;
    return Json::object({{"id", entry.id},
                         {"path", entry.path.string()},
                         {"kind", entry.kind},
                         {"family", shape.family},
                         {"license", entry.license},
                         {"bytes", static_cast<std::int64_t>(entry.bytes)},
                         {"parameters", shape.parameters},
                         {"context", shape.context},
                         {"dtype", entry.storedDtype},
                         {"source", entry.source},
                         {"commit", entry.commit.empty() ? Json() : Json(entry.commit)},
                         {"memory_bytes", static_cast<std::int64_t>(neededMemory(shape))},
                         {"fits", entry.fits},
                         {"problem", entry.problem.empty() ? Json() : Json(entry.problem)}});
}

Action backboneVerb(CLI::App& app, const Output& output) {
    app.require_subcommand(1);
    example(app, "promptlathe-cli backbone list");
    InnerVerbs inner;
    const auto add = [&](const char* name, const char* help, Verb verb) {
        CLI::App* own = app.add_subcommand(name, help);
        inner.emplace_back(own, verb(*own, output));
    };
    add("list", "The backbones on this machine", listBackbonesVerb);
    add("show", "One backbone's sizes, files and digest", showBackboneVerb);
    add("add", "Put a file or folder into the library", addBackboneVerb);
    add("fetch", "Bring a model from the hub into its cache on this machine", fetchBackboneVerb);
    add("verify", "Read every tensor and compare with what was added", verifyBackboneVerb);
    add("remove", "Take one out of the library", removeBackboneVerb);
    return chosen(std::move(inner));
}

}  // namespace lathe::cli
