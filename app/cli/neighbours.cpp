// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/neighbours_json.h"
#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/evaluation/evaluate.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, run, step, metric = "cosine";
    std::int64_t count = 5;
};

/// A token's text as tables show it: spaces and line ends made visible.
std::string visible(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == ' ' ? "\u2423" : c == '\n' ? "\u23ce" : std::string(1, c);
    return printable(out);
}

Ran show(const Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file, Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, flags.run));
    LATHE_TRY(prompt, storedPrompt(project, run, flags.step));
    const HostTensor* vectors = find(prompt.tensors, "prompt");
    if (!vectors) return failed("a prefix stands among the layers' keys, not among the words, so no word is near it",
                                "run " + std::to_string(run.run), "export it (--format promptlathe) to look at its numbers");
    LATHE_TRY(files, openBackbone(Recipe(run.recipe).text("backbone.id")));
    LATHE_TRY(tokenizer, tokenizerOf(files));
    LoadOptions options;
    options.dtype = run.resolved["dtype"].toString("auto");
    LATHE_TRY(backbone, Backbone::load(files, options));
    LATHE_TRY(slots, neighbours(*backbone, *vectors, *tokenizer, flags.count, flags.metric));
    std::vector<std::vector<std::string>> rows;
    for (const SlotNeighbours& slot : slots) {
        std::vector<std::string> row{std::to_string(slot.position), number(slot.norm)};
        for (const Neighbour& word : slot.neighbours) row.push_back(visible(word.text) + " " + number(word.score));
        rows.push_back(std::move(row));
    }
    std::vector<std::string> header{"token", "norm"};
    for (std::int64_t k = 0; k < flags.count; ++k) header.push_back("nearest " + std::to_string(k + 1));
    output.table(header, rows);
    output.result(toJson(slots));
    return 0;
}

}  // namespace

Json toJson(const std::vector<SlotNeighbours>& slots) {
    Json result{Json::Array{}};
    for (const SlotNeighbours& slot : slots) {
        Json near{Json::Array{}};
        for (const Neighbour& word : slot.neighbours)
            near.append(Json::object({{"token", static_cast<std::int64_t>(word.token)}, {"text", word.text}, {"score", word.score}}));
        result.append(Json::object({{"position", slot.position}, {"norm", slot.norm}, {"neighbours", near}}));
    }
    return result;
}

Action neighboursVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--step", flags->step, "best, last or a number");
    app.add_option("--count", flags->count, "Words a token")->check(CLI::Range(1, 1000));
    app.add_option("--metric", flags->metric, "cosine, euclidean or dot")->check(CLI::IsMember({"cosine", "euclidean", "dot"}));
    example(app, "promptlathe-cli neighbours glosses.lathe last --count 5");
    return [flags, &output]() -> Ran { return show(*flags, output); };
}

}  // namespace lathe::cli
