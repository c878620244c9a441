// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/evaluation/evaluate.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, run, data, step, metric = "cosine";
};

/// The nearest word of each vector that is one (no special or unused token).
Result<std::vector<Neighbour>> nearestWords(Backbone& backbone, const HostTensor& prompt,
                                            const Tokenizer& tokenizer, const std::string& metric) {
    constexpr std::int64_t kLookedAt = 200;
    LATHE_TRY(slots, neighbours(backbone, prompt, tokenizer, kLookedAt, metric));
    std::vector<Neighbour> words;
    for (const SlotNeighbours& slot : slots) {
        const auto word =
            std::find_if(slot.neighbours.begin(), slot.neighbours.end(), [&](const Neighbour& one) {
                return !tokenizer.isFiller(one.token) && !tokenizer.isSpecial(one.token);
            });
        if (word == slot.neighbours.end())
            return failed("no word is among the " + std::to_string(kLookedAt) + " tokens nearest to it",
                          "token " + std::to_string(slot.position), "try --metric euclidean or dot");
        words.push_back(*word);
    }
    return words;
}

Ran hardenRun(const Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file));
    LATHE_TRY(run, findRun(project, flags.run));
    const Recipe recipe(run.recipe);
    LATHE_TRY(choice, chosenData(project, flags.data, recipe.text("task.data")));
    LATHE_TRY(prepared, prepare(project, recipe, choice.data.name));
    LATHE_TRY(prompt, storedPrompt(project, run, flags.step));
    const HostTensor* vectors = find(prompt.tensors, "prompt");
    if (!vectors || prompt.tensors.size() != 1)
        return failed("this method has no vectors among the words", "run " + std::to_string(run.run),
                      "give a run of prompt tuning or p-tuning");
    LATHE_TRY(split, encodeSplit(project, prepared.encoder, choice.data, choice.split,
                                 TestReading{project, "harden, step " + std::to_string(prompt.step), run.run},
                                 recipe.json().at("task.only").toString()));
    LATHE_TRY(backbone, loadFor(prepared, run.resolved));
    LATHE_TRY(words, nearestWords(*backbone, *vectors, *prepared.tokenizer, flags.metric));
    std::vector<std::int32_t> ids;
    for (const Neighbour& word : words) ids.push_back(word.token);
    LATHE_TRY(hard, backbone->embeddings(ids));
    hard.name = "prompt";
    const auto measured = [&](const TensorMap& trained) {
        return evaluate(*backbone, trained, prepared.recipe, split.rows, prepared.encoder.labels(),
                        *prepared.tokenizer, {}, Decoding(Decode::Yes));
    };
    LATHE_TRY(before, measured(prompt.tensors));
    LATHE_TRY(after, measured({hard}));
    LATHE_TRY(bare, measured({}));

    const std::string text = prepared.tokenizer->decode(ids, true);
    std::vector<std::vector<std::string>> rows;
    Json list = Json::array();
    for (std::size_t k = 0; k < words.size(); ++k) {
        rows.push_back({std::to_string(k), printable(words[k].text), number(words[k].score)});
        list.append(Json::object({{"position", k},
                                  {"token", static_cast<std::int64_t>(words[k].token)},
                                  {"text", words[k].text},
                                  {"score", words[k].score}}));
    }
    output.table({"token", "nearest word", flags.metric}, rows);
    output.line("");
    output.line("as text: " + printable(text));
    output.line("");
    rows.clear();
    for (const auto& [name, value] : before.metrics) {
        const auto cell = [&](const Evaluation& of) {
            return of.metrics.contains(name) ? number(of.metrics.at(name)) : std::string("-");
        };
        rows.push_back({name, number(value), cell(after), cell(bare)});
    }
    output.line("run " + std::to_string(run.run) + ", step " + std::to_string(prompt.step) + " on " +
                choice.text() + ", " + std::to_string(before.examples) + " examples");
    output.table({"metric", "soft prompt", "its nearest words", "no prompt"}, rows);
    output.result(Json::object({{"run", run.run},
                                {"step", prompt.step},
                                {"data", choice.text()},
                                {"examples", before.examples},
                                {"words", std::move(list)},
                                {"text", text},
                                {"before", toJson(before.metrics)},
                                {"after", toJson(after.metrics)},
                                {"bare", toJson(bare.metrics)}}));
    return 0;
}

}  // namespace

Action hardenVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--data", flags->data, "NAME or NAME/SPLIT; test where there is one, else validation");
    app.add_option("--step", flags->step, "best, last or a number");
    app.add_option("--metric", flags->metric, "What is nearest: cosine, euclidean or dot")
        ->check(CLI::IsMember({"cosine", "euclidean", "dot"}));
    example(app, "promptlathe-cli harden topics.lathe last");
    return [flags, &output]() -> Ran { return hardenRun(*flags, output); };
}

}  // namespace lathe::cli
