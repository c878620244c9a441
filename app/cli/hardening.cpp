// SPDX-License-Identifier: Apache-2.0
#include "app/cli/hardening.h"

#include <algorithm>

namespace lathe::cli {
namespace {

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

}  // namespace

Result<Hardened> hardened(const Project& project, const RunRow& run, const DataChoice& choice,
                          const HardenOptions& options) {
    const Recipe recipe(run.recipe);
    LATHE_TRY(prepared, prepare(project, recipe, choice.data.name));
    LATHE_TRY(prompt, storedPrompt(project, run, options.step));
    const HostTensor* vectors = find(prompt.tensors, "prompt");
    if (!vectors || prompt.tensors.size() != 1)
        return failed("this method has no vectors among the words", "run " + std::to_string(run.run),
                      "give a run of prompt tuning or p-tuning");
    std::optional<TestReading> reading;
    if (options.reads)
        reading.emplace(TestReading{*options.reads, "harden, step " + std::to_string(prompt.step), run.run});
    LATHE_TRY(split, encodeSplit(project, prepared.encoder, choice.data, choice.split, reading,
                                 recipe.json().at("task.only").toString()));
    LATHE_TRY(backbone, options.load(prepared));
    Hardened result;
    result.step = prompt.step;
    LATHE_TRY(words, nearestWords(*backbone, *vectors, *prepared.tokenizer, options.metric));
    result.words = std::move(words);
    std::vector<std::int32_t> ids;
    for (const Neighbour& word : result.words) ids.push_back(word.token);
    result.text = prepared.tokenizer->decode(ids, true);
    LATHE_TRY(hard, backbone->embeddings(ids));
    hard.name = "prompt";
    int done = 0;
    const auto measured = [&](const TensorMap& trained) {
        auto evaluation = evaluate(*backbone, trained, prepared.recipe, split.rows, prepared.encoder.labels(),
                                   *prepared.tokenizer, options.goOn, Decoding(Decode::Yes));
        if (evaluation && options.told) options.told(++done);
        return evaluation;
    };
    LATHE_TRY(before, measured(prompt.tensors));
    LATHE_TRY(after, measured({hard}));
    LATHE_TRY(bare, measured({}));
    result.before = std::move(before);
    result.after = std::move(after);
    result.bare = std::move(bare);
    return result;
}

Json wordsJson(const std::vector<Neighbour>& words) {
    Json list = Json::array();
    for (std::size_t k = 0; k < words.size(); ++k)
        list.append(Json::object({{"position", k},
                                  {"token", static_cast<std::int64_t>(words[k].token)},
                                  {"text", words[k].text},
                                  {"score", words[k].score}}));
    return list;
}

}  // namespace lathe::cli
