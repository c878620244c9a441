// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/evaluation/interpretation.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string file, run, step;
    InterpretationAsk ask;
};

Json toJson(const Interpretation& of, std::int64_t step) {
    Json labels = Json::array(), favoured = Json::array(), shared = Json::array(), closeness = Json::array();
    for (const LabelPlaces& one : of.labels)
        labels.append(
            Json::object({{"label", one.label}, {"positions", one.positions}, {"random", one.random}}));
    for (const FavouredWord& one : of.favoured)
        favoured.append(Json::object({{"token", static_cast<std::int64_t>(one.token)},
                                      {"text", one.text},
                                      {"positions", one.positions},
                                      {"ratio", one.ratio}}));
    for (const SharedWords& one : of.shared)
        shared.append(Json::object({{"first", one.first}, {"second", one.second}, {"words", one.words}}));
    for (const double value : of.closeness) closeness.append(value);
    return Json::object({{"step", step},
                         {"closeness", of.meanCloseness},
                         {"random_closeness", of.randomCloseness},
                         {"random_deviation", of.randomDeviation},
                         {"closer_than_random", of.closerThanRandom},
                         {"closeness_of_positions", std::move(closeness)},
                         {"labels", std::move(labels)},
                         {"in_texts", of.inTexts},
                         {"random_in_texts", of.randomInTexts},
                         {"favoured", std::move(favoured)},
                         {"shared", std::move(shared)}});
}

std::vector<std::string> row(const std::string& name, const std::vector<Interpretation>& all,
                             const std::function<std::string(const Interpretation&)>& cell) {
    std::vector<std::string> out{name};
    for (const Interpretation& one : all) out.push_back(cell(one));
    return out;
}

void show(const std::vector<Interpretation>& all, const std::vector<std::int64_t>& steps,
          const InterpretationAsk& ask, const Output& output) {
    std::vector<std::string> header{"nearest " + std::to_string(ask.count) + " words, " + ask.metric};
    for (const std::int64_t step : steps) header.push_back("step " + std::to_string(step));
    const auto positions = std::to_string(all.front().slots.size());
    std::vector<std::vector<std::string>> rows;
    rows.push_back(row("cosine between a position's words", all,
                       [](const Interpretation& of) { return number(of.meanCloseness); }));
    rows.push_back(row("the same for random vectors", all, [](const Interpretation& of) {
        return number(of.randomCloseness) + " ± " + number(of.randomDeviation);
    }));
    rows.push_back(row("positions above all their random vectors", all, [&](const Interpretation& of) {
        return std::to_string(of.closerThanRandom) + " of " + positions;
    }));
    rows.push_back(row("words that the training texts have", all,
                       [](const Interpretation& of) { return number(of.inTexts); }));
    rows.push_back(row("the same for random vectors", all,
                       [](const Interpretation& of) { return number(of.randomInTexts); }));
    rows.push_back(row("pairs of positions with a word in common", all,
                       [](const Interpretation& of) { return std::to_string(of.shared.size()); }));
    for (std::size_t k = 0; k < all.front().labels.size(); ++k)
        rows.push_back(
            row("positions near the label " + printable(std::string(trimmed(all.front().labels[k].label))),
                all, [&](const Interpretation& of) {
                    return std::to_string(of.labels[k].positions) +
                           " (random: " + number(of.labels[k].random) + ")";
                }));
    output.table(header, rows);
    const Interpretation& last = all.back();
    if (!last.favoured.empty()) {
        constexpr std::size_t kShown = 15;
        output.line("");
        rows.clear();
        for (std::size_t k = 0; k < std::min(kShown, last.favoured.size()); ++k)
            rows.push_back({printable(std::string(trimmed(last.favoured[k].text))),
                            std::to_string(last.favoured[k].positions), number(last.favoured[k].ratio)});
        output.table({"word of the training texts", "positions", "times its share there"}, rows);
    }
    if (!last.shared.empty()) {
        constexpr std::size_t kShown = 10;
        output.line("");
        rows.clear();
        for (std::size_t k = 0; k < std::min(kShown, last.shared.size()); ++k)
            rows.push_back({std::to_string(last.shared[k].first), std::to_string(last.shared[k].second),
                            std::to_string(last.shared[k].words)});
        output.table({"token", "and token", "words in common"}, rows);
    }
}

Ran interpretRun(Flags& flags, const Output& output) {
    LATHE_TRY(project, Project::open(flags.file, Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, flags.run));
    LATHE_TRY(chosen, storedPrompt(project, run, flags.step));
    if (!find(chosen.tensors, "prompt"))
        return failed("a prefix stands among the layers' keys, not among the words, so no word is near it",
                      "run " + std::to_string(run.run), "give a run of prompt tuning or p-tuning");
    LATHE_TRY(prepared, prepare(project, Recipe(run.recipe)));
    LATHE_TRY(split, encodeSplit(project, prepared.encoder, prepared.data, "train", {},
                                 prepared.recipe.json().at("task.only").toString()));
    for (const EncodedRow& one : split.rows)
        for (const std::int32_t token : one.context)
            if (token >= 0) ++flags.ask.textTokens[token];
    flags.ask.labels = prepared.encoder.verbalizers();
    std::vector<StoredPrompt> stored;
    LATHE_TRY(taken, snapshots(project, run.run));
    if (!taken.empty() && taken.front().step < chosen.step) {
        LATHE_TRY(start, storedPrompt(project, run, std::to_string(taken.front().step)));
        stored.push_back(std::move(start));
    }
    stored.push_back(std::move(chosen));
    LATHE_TRY(backbone, loadFor(prepared, run.resolved));
    std::vector<Interpretation> all;
    std::vector<std::int64_t> steps;
    Json list = Json::array();
    for (const StoredPrompt& one : stored) {
        LATHE_TRY(of, interpret(*backbone, *find(one.tensors, "prompt"), *prepared.tokenizer, flags.ask));
        list.append(toJson(of, one.step));
        steps.push_back(one.step);
        all.push_back(std::move(of));
    }
    show(all, steps, flags.ask, output);
    output.result(Json::object({{"run", run.run}, {"metric", flags.ask.metric}, {"steps", std::move(list)}}));
    return 0;
}

}  // namespace

Action interpretVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->run, "A number, a name, or last")->required();
    app.add_option("--step", flags->step,
                   "best, last or a number; the run's first snapshot stands beside it");
    app.add_option("--count", flags->ask.count, "Nearest words looked at a position")
        ->check(CLI::Range(2, 50));
    app.add_option("--draws", flags->ask.draws, "Random vectors a position")->check(CLI::Range(1, 1000));
    app.add_option("--metric", flags->ask.metric, "cosine, euclidean or dot")
        ->check(CLI::IsMember({"cosine", "euclidean", "dot"}));
    example(app, "promptlathe-cli interpret topics.lathe last");
    return [flags, &output]() -> Ran { return interpretRun(*flags, output); };
}

}  // namespace lathe::cli
