// SPDX-License-Identifier: Apache-2.0
// A whole small run over the toy backbone: rows, recipe, and an observer that writes down what it hears.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/engine/training/trainer.h"
#include "core/methods/description.h"
#include "tests/support/fake_backbone.h"
#include "tests/support/toy_tokenizer.h"

namespace lathe {

/// The toy tokenizer with a list of common words.
class CommonTokenizer : public ToyTokenizer {
  public:
    CommonTokenizer() {
        (void)encode(" cat dog food tree sun moon red blue", Surround::No);
        for (char c = 'A'; size() < 40; ++c) (void)encode(std::string(1, c), Surround::No);
    }
    std::vector<std::int32_t> mostCommon(std::int64_t count) const override {
        std::vector<std::int32_t> ids;
        for (std::int32_t id = 3; id < size() && static_cast<std::int64_t>(ids.size()) < count; ++id)
            ids.push_back(id);
        return ids;
    }
};

/// A complete recipe of a small classify run with `settings` applied; a mistake in them ends the test
/// program.
inline Recipe smallRecipe(const std::vector<std::string>& settings = {}) {
    Json json = Json::object(
        {{"recipe", 1},
         {"name", "small"},
         {"backbone", Json::object({{"id", "fake"}})},
         {"task", Json::object({{"kind", "classify"},
                                {"data", "toy"},
                                {"template", "{prompt}{text}{label}"},
                                {"labels", Json::object({{"a", " a"}, {"b", " b"}, {"c", " c"}})}})},
         {"method", Json::object({{"kind", "prompt_tuning"}, {"tokens", 4}})},
         {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.05}})},
         {"training",
          Json::object({{"steps", 12}, {"batch", 4}, {"evaluate_every", 4}, {"snapshot_every", 3}})}});
    for (const std::string& setting : settings)
        if (const auto done = setOption(json, setting, catalogue()); !done)
            qFatal("%s", done.error().line().c_str());
    const auto recipe = checkRecipe(json, catalogue());
    if (!recipe) qFatal("%s", recipe.error().line().c_str());
    return *recipe;
}

/// Rows whose class is told by the words in them: class k has words 10 + 3 i + k. The answers are the tokens
/// 5, 6, 7.
inline std::vector<EncodedRow> smallRows(std::int64_t count, std::uint64_t seed, std::int64_t slots = 4) {
    const Random random(seed, "rows");
    std::vector<EncodedRow> rows;
    for (std::int64_t r = 0; r < count; ++r) {
        EncodedRow row;
        row.row = r;
        row.truth = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(8 * r), 3));
        for (std::int32_t slot = 0; slot < slots; ++slot) row.context.push_back(~slot);
        const auto words = 2 + random.below(static_cast<std::uint64_t>(8 * r + 1), 4);
        for (std::uint64_t w = 0; w < words; ++w)
            row.context.push_back(
                10 +
                3 * static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(8 * r) + 2 + w, 10)) +
                row.truth);
        row.answers = {{5}, {6}, {7}};
        rows.push_back(std::move(row));
    }
    return rows;
}

/// What a run told, in order; answers requests from a script.
struct Notebook : TrainingObserver {
    std::vector<Stepped> steps;
    std::vector<std::pair<std::int64_t, Evaluation>> evaluations;
    std::vector<std::int64_t> bests;
    std::vector<std::pair<std::int64_t, TensorMap>> snapshots;
    std::vector<double> drifts;
    std::vector<ResumeState> saves;
    std::vector<RunState> states;
    std::vector<std::string> messages;
    std::function<std::optional<Request>(bool paused)> ask;
    std::function<Result<>(std::int64_t step)> onStep;

    Result<> stepped(const Stepped& step, double) override {
        steps.push_back(step);
        return onStep ? onStep(step.step) : Result<>();
    }
    Result<> evaluated(std::int64_t step, const Evaluation& evaluation, bool best) override {
        evaluations.emplace_back(step, evaluation);
        if (best) bests.push_back(step);
        return {};
    }
    Result<> snapshot(std::int64_t step, double drift, const TensorMap& computed) override {
        snapshots.emplace_back(step, computed);
        drifts.push_back(drift);
        return {};
    }
    Result<> save(const ResumeState& state) override {
        saves.push_back(state);
        return {};
    }
    Result<> changed(RunState state) override {
        states.push_back(state);
        return {};
    }
    void message(std::string_view level, std::string_view text) override {
        messages.push_back(std::string(level) + ": " + std::string(text));
    }
    std::optional<Request> request(bool paused) override { return ask ? ask(paused) : std::nullopt; }
};

/// A run of 30 training and 12 validation rows over the toy backbone, from its start or from `resume`.
inline TrainingInput smallInput(const Recipe& recipe, std::optional<ResumeState> resume = {},
                                std::int64_t rows = 30,
                                std::shared_ptr<FakeBackbone> backbone = std::make_shared<FakeBackbone>()) {
    auto tokenizer = std::make_shared<CommonTokenizer>();
    MethodStart start;
    start.tokenizer = tokenizer;
    start.verbalizers = {" a", " b", " c"};
    auto method = makeMethod(recipe, *backbone, start, resume.has_value());
    if (!method) qFatal("%s", method.error().line().c_str());
    return TrainingInput{
        recipe,          backbone,  std::move(*method), smallRows(rows, 1),      smallRows(12, 2),
        {"a", "b", "c"}, tokenizer, std::move(resume),  stepsInAll(recipe, rows)};
}

inline bool same(const TensorMap& a, const TensorMap& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].name != b[i].name || a[i].shape != b[i].shape || a[i].data != b[i].data) return false;
    return true;
}
inline bool same(const ResumeState& a, const ResumeState& b) {
    return a.step == b.step && a.counters == b.counters && same(a.tensors, b.tensors);
}

}  // namespace lathe
