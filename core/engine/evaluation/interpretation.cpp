// SPDX-License-Identifier: Apache-2.0
#include "core/engine/evaluation/interpretation.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/engine/evaluation/evaluate.h"

namespace lathe {
namespace {

constexpr std::int64_t kLookedAt = 100;  ///< tokens among which a position's words are found

std::string folded(std::string_view word) {
    std::string out(trimmed(word));
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// The `ask.count` nearest words of each vector.
Result<std::vector<SlotNeighbours>> nearestWords(Backbone& backbone, const HostTensor& vectors,
                                                 const Tokenizer& tokenizer, const InterpretationAsk& ask) {
    LATHE_TRY(slots,
              neighbours(backbone, vectors, tokenizer, std::max(kLookedAt, 4 * ask.count), ask.metric));
    for (SlotNeighbours& slot : slots) {
        std::erase_if(slot.neighbours, [&](const Neighbour& one) {
            return tokenizer.isFiller(one.token) || tokenizer.isSpecial(one.token);
        });
        if (slot.neighbours.size() > static_cast<std::size_t>(ask.count))
            slot.neighbours.resize(static_cast<std::size_t>(ask.count));
    }
    return slots;
}

/// Random directions, `draws` for each vector of `prompt` and of its length: [slots * draws, width].
HostTensor randomLike(const HostTensor& prompt, std::int64_t draws, std::uint64_t seed) {
    const std::int64_t slots = prompt.shape[0], width = prompt.shape[1];
    HostTensor out{"prompt", {slots * draws, width}, {}};
    out.data.resize(static_cast<std::size_t>(out.elements()));
    for (std::int64_t slot = 0; slot < slots; ++slot) {
        const float* own = prompt.data.data() + slot * width;
        double squares = 0;
        for (std::int64_t i = 0; i < width; ++i) squares += static_cast<double>(own[i]) * own[i];
        for (std::int64_t draw = 0; draw < draws; ++draw) {
            const std::int64_t row = slot * draws + draw;
            const Random random(seed, "interpretation", static_cast<std::uint64_t>(row));
            float* to = out.data.data() + row * width;
            double length = 0;
            for (std::int64_t i = 0; i < width; ++i) {
                to[i] = static_cast<float>(random.normal(static_cast<std::uint64_t>(i)));
                length += static_cast<double>(to[i]) * to[i];
            }
            const double scale = std::sqrt(squares / std::max(length, 1e-300));
            for (std::int64_t i = 0; i < width; ++i) to[i] = static_cast<float>(to[i] * scale);
        }
    }
    return out;
}

/// Mean cosine between the words' embeddings, of each slot.
Result<std::vector<double>> closenessOf(Backbone& backbone, const std::vector<SlotNeighbours>& slots) {
    std::map<std::int32_t, std::size_t> at;
    std::vector<std::int32_t> ids;
    for (const SlotNeighbours& slot : slots)
        for (const Neighbour& word : slot.neighbours)
            if (at.emplace(word.token, ids.size()).second) ids.push_back(word.token);
    LATHE_TRY(table, backbone.embeddings(ids));
    const auto width = static_cast<std::size_t>(table.shape[1]);
    for (std::size_t row = 0; row < ids.size(); ++row) {
        float* values = table.data.data() + row * width;
        double squares = 0;
        for (std::size_t i = 0; i < width; ++i) squares += static_cast<double>(values[i]) * values[i];
        const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
        for (std::size_t i = 0; i < width; ++i) values[i] = static_cast<float>(values[i] * scale);
    }
    std::vector<double> all;
    for (const SlotNeighbours& slot : slots) {
        double sum = 0;
        std::int64_t pairs = 0;
        for (std::size_t a = 0; a < slot.neighbours.size(); ++a)
            for (std::size_t b = a + 1; b < slot.neighbours.size(); ++b, ++pairs) {
                const float* x = table.data.data() + at[slot.neighbours[a].token] * width;
                const float* y = table.data.data() + at[slot.neighbours[b].token] * width;
                for (std::size_t i = 0; i < width; ++i) sum += static_cast<double>(x[i]) * y[i];
            }
        all.push_back(pairs > 0 ? sum / static_cast<double>(pairs) : 0);
    }
    return all;
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

std::int64_t positionsWith(const std::vector<SlotNeighbours>& slots, const std::string& word) {
    return std::count_if(slots.begin(), slots.end(), [&](const SlotNeighbours& slot) {
        return std::any_of(slot.neighbours.begin(), slot.neighbours.end(),
                           [&](const Neighbour& one) { return folded(one.text) == word; });
    });
}

double shareInTexts(const std::vector<SlotNeighbours>& slots, const InterpretationAsk& ask) {
    std::int64_t in = 0, all = 0;
    for (const SlotNeighbours& slot : slots)
        for (const Neighbour& word : slot.neighbours) {
            in += ask.textTokens.contains(word.token) ? 1 : 0;
            ++all;
        }
    return all > 0 ? static_cast<double>(in) / static_cast<double>(all) : 0;
}

std::vector<FavouredWord> favouredWords(const std::vector<SlotNeighbours>& slots,
                                        const InterpretationAsk& ask) {
    std::map<std::int32_t, FavouredWord> found;
    std::int64_t places = 0, tokens = 0;
    for (const auto& [token, times] : ask.textTokens) tokens += times;
    for (const SlotNeighbours& slot : slots)
        for (const Neighbour& word : slot.neighbours) {
            ++places;
            if (!ask.textTokens.contains(word.token)) continue;
            FavouredWord& one = found[word.token];
            one.token = word.token;
            one.text = word.text;
            ++one.positions;
        }
    std::vector<FavouredWord> all;
    for (auto& [token, one] : found) {
        one.ratio = static_cast<double>(one.positions) / static_cast<double>(places) *
                    static_cast<double>(tokens) / static_cast<double>(ask.textTokens.at(token));
        if (one.ratio > 1) all.push_back(one);
    }
    std::stable_sort(all.begin(), all.end(), [](const FavouredWord& a, const FavouredWord& b) {
        return a.positions != b.positions ? a.positions > b.positions : a.ratio > b.ratio;
    });
    return all;
}

std::vector<SharedWords> sharedWords(const std::vector<SlotNeighbours>& slots) {
    std::vector<std::set<std::int32_t>> words;
    for (const SlotNeighbours& slot : slots) {
        words.emplace_back();
        for (const Neighbour& one : slot.neighbours) words.back().insert(one.token);
    }
    std::vector<SharedWords> all;
    for (std::size_t a = 0; a < words.size(); ++a)
        for (std::size_t b = a + 1; b < words.size(); ++b) {
            const auto common = std::count_if(words[a].begin(), words[a].end(),
                                              [&](std::int32_t token) { return words[b].contains(token); });
            if (common > 0)
                all.push_back({static_cast<std::int64_t>(a), static_cast<std::int64_t>(b), common});
        }
    std::stable_sort(all.begin(), all.end(),
                     [](const SharedWords& a, const SharedWords& b) { return a.words > b.words; });
    return all;
}

}  // namespace

Result<Interpretation> interpret(Backbone& backbone, const HostTensor& prompt, const Tokenizer& tokenizer,
                                 const InterpretationAsk& ask) {
    if (ask.count < 2 || ask.draws < 1)
        return badCall("at least two words a position and one random vector are needed", "--count, --draws");
    if (prompt.shape.size() != 2 || prompt.shape[0] == 0)
        return failed("there are no vectors to interpret", prompt.name);
    Interpretation out;
    LATHE_TRY(slots, nearestWords(backbone, prompt, tokenizer, ask));
    out.slots = std::move(slots);
    LATHE_TRY(random, nearestWords(backbone, randomLike(prompt, ask.draws, ask.seed), tokenizer, ask));
    LATHE_TRY(own, closenessOf(backbone, out.slots));
    LATHE_TRY(others, closenessOf(backbone, random));
    out.closeness = std::move(own);
    out.meanCloseness = mean(out.closeness);
    out.randomCloseness = mean(others);
    const auto draws = static_cast<std::size_t>(ask.draws), count = out.slots.size();
    double squares = 0;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        double sum = 0;
        for (std::size_t slot = 0; slot < count; ++slot) sum += others[slot * draws + draw];
        const double difference = sum / static_cast<double>(count) - out.randomCloseness;
        squares += difference * difference;
    }
    out.randomDeviation = draws > 1 ? std::sqrt(squares / static_cast<double>(draws - 1)) : 0;
    for (std::size_t slot = 0; slot < count; ++slot) {
        const auto begin = others.begin() + static_cast<std::ptrdiff_t>(slot * draws);
        if (out.closeness[slot] > *std::max_element(begin, begin + ask.draws)) ++out.closerThanRandom;
    }
    for (const std::string& label : ask.labels) {
        const std::string word = folded(label);
        out.labels.push_back(
            {label, positionsWith(out.slots, word),
             static_cast<double>(positionsWith(random, word)) / static_cast<double>(ask.draws)});
    }
    out.inTexts = shareInTexts(out.slots, ask);
    out.randomInTexts = shareInTexts(random, ask);
    out.favoured = favouredWords(out.slots, ask);
    out.shared = sharedWords(out.slots);
    return out;
}

}  // namespace lathe
