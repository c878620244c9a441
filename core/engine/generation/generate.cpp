// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include "core/base/random.h"
#include "core/engine/generation/beams.h"
#include "core/engine/generation/choose.h"
#include "core/engine/generation/past.h"
#include "core/engine/layers/guard.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

namespace {

using Inputs = std::span<const GenerationInput>;
using Rows = std::vector<std::vector<std::int32_t>>;

Result<> checkOptions(Inputs inputs, const Backbone::GenerationOptions& options) {
    const auto refuse = [](const std::string& what, const char* todo) { return badCall(what, {}, todo); };
    if (options.maxNew < 1 || options.maxNew > 1'000'000)
        return refuse("the number of new tokens is not possible", "give 1 or more");
    if (options.beams < 1 || options.beams > 1024)
        return refuse("the number of beams is not possible", "give 1 to 1024");
    if (!(options.temperature >= 0))
        return refuse("the temperature is below 0", "give 0 for the likeliest token");
    if (!(options.topP > 0 && options.topP <= 1))
        return refuse("top-p is not between 0 and 1", "give 1 for all tokens");
    if (options.topK < 0) return refuse("top-k is below 0", "give 0 for all tokens");
    if (options.beams > 1 && options.temperature > 0)
        return refuse("beams do not sample", "give a temperature of 0 or one beam");
    std::size_t row = 0;
    for (const GenerationInput& input : inputs)
        for (const auto& context : input.contexts) {
            if (context.empty()) return failed("row " + std::to_string(row) + " has no token to go on from");
            ++row;
        }
    return {};
}

tl::unexpected<Error> notNumbers() {
    return failed("the backbone's logits are not numbers", {},
                  "check the prompt and the backbone, or use float32");
}

/// New tokens at most; a forced first token is one of them.
std::int64_t newTokens(const Backbone::GenerationOptions& options) {
    return std::max<std::int64_t>(1, options.maxNew - options.forcedStart);
}

/// The number of each row in its own input: what is drawn for it does not depend on the others.
std::vector<std::size_t> ownNumbers(Inputs inputs) {
    std::vector<std::size_t> numbers;
    for (const GenerationInput& input : inputs)
        for (std::size_t row = 0; row < input.contexts.size(); ++row) numbers.push_back(row);
    return numbers;
}

/// Greedy and sampled rows, each dropped when it ends.
Result<Rows> generateRows(TransformerBackbone& backbone, Inputs inputs, std::vector<Past::Input> places,
                          const Backbone::GenerationOptions& options,
                          const std::function<bool(std::size_t, std::int32_t)>& told) {
    const std::vector<std::size_t> numbers = ownNumbers(inputs);
    Rows out(numbers.size());
    const std::int64_t most = newTokens(options);
    LATHE_TRY(past, Past::start(backbone, std::move(places), options.start,
                                static_cast<std::int64_t>(out.size()) * most));
    std::vector<Past::Next> live;
    std::vector<bool> ended(out.size(), false);
    bool spoiled = false, cancelled = false;

    const auto forced = [&](std::size_t row) {
        return options.forcedEnd >= 0 && static_cast<std::int64_t>(out[row].size()) + 1 == most;
    };
    // Of several rows at once: each writes its own.
    std::vector<std::int32_t> picked(out.size());
    const auto pick = [&](std::size_t row, const layers::LogitRow& logits) {
        if (forced(row) || options.temperature <= 0) {
            picked[row] = forced(row) ? options.forcedEnd : logits.largest();
            return;
        }
        const double draw = Random(options.seed, "generation", numbers[row]).uniform(out[row].size());
        picked[row] = chooseToken(logits.wide(), {options.temperature, options.topK, options.topP}, draw);
    };
    const auto hear = [&](std::size_t row) {
        std::vector<std::int32_t>& tokens = out[row];
        const std::int32_t token = picked[row];
        const bool last = forced(row);
        ended[row] = true;
        if (token < 0) spoiled = true;
        if (token < 0 || last ||
            std::find(options.stop.begin(), options.stop.end(), token) != options.stop.end())
            return;
        tokens.push_back(token);
        if (told && !told(row, token)) cancelled = true;
        ended[row] = static_cast<std::int64_t>(tokens.size()) >= std::min(most, past.room(row));
    };
    LATHE_CHECK(past.first([&](std::int64_t row, const layers::LogitRow& logits) {
        pick(static_cast<std::size_t>(row), logits);
    }));
    for (std::size_t row = 0; row < out.size(); ++row) hear(row);
    while (!spoiled && !cancelled) {
        live.clear();
        for (std::size_t row = 0; row < out.size(); ++row) {
            if (ended[row]) continue;
            const auto count = static_cast<std::int32_t>(out[row].size());
            const auto first =
                past.firstSlot() + static_cast<std::int32_t>(static_cast<std::int64_t>(row) * most);
            live.push_back({row, out[row].back(), {{first, count - 1}}, first + count - 1});
        }
        if (live.empty()) break;
        LATHE_CHECK(past.run(live, [&](std::int64_t i, const layers::LogitRow& logits) {
            pick(live[static_cast<std::size_t>(i)].context, logits);
        }));
        for (const Past::Next& one : live) hear(one.context);
    }
    if (spoiled) return notNumbers();
    return out;
}

/// Beams of one context share its keys, and each other's past, by slot.
Result<Rows> generateBeams(TransformerBackbone& backbone, Inputs inputs, std::vector<Past::Input> places,
                           const Backbone::GenerationOptions& options) {
    const std::size_t rows = ownNumbers(inputs).size();
    const std::int64_t most = newTokens(options);
    LATHE_TRY(past, Past::start(backbone, std::move(places), options.start,
                                static_cast<std::int64_t>(rows) * options.beams * most));
    std::vector<Beams> beams(
        rows, Beams(options.beams, options.lengthPenalty, options.forcedStart, options.earlyStopping));
    const std::size_t wanted = beams.empty() ? 0 : beams.front().wanted(options.stop.size());
    std::vector<bool> ended(rows, false);
    bool spoiled = false;
    std::vector<std::vector<std::vector<Scored>>> scores(rows, std::vector<std::vector<Scored>>(1));
    LATHE_CHECK(past.first([&](std::int64_t row, const layers::LogitRow& logits) {
        scores[static_cast<std::size_t>(row)][0] = likeliest(logits.wide(), wanted);
    }));
    for (const auto& row : scores) spoiled = spoiled || row[0].empty();
    auto slot = past.firstSlot();
    for (std::int64_t step = 0; step < most && !spoiled; ++step) {
        std::vector<Past::Next> next;
        std::vector<std::pair<std::size_t, std::size_t>> from;
        for (std::size_t row = 0; row < beams.size(); ++row) {
            if (ended[row] || beams[row].live().empty()) continue;
            const bool forced = options.forcedEnd >= 0 && step + 1 == most;
            if (forced)
                for (auto& one : scores[row]) one = {{options.forcedEnd, 0.0}};
            ended[row] = step + 1 == most || step + 1 >= past.room(row);
            beams[row].advance(scores[row], forced ? std::vector{options.forcedEnd} : options.stop,
                               ended[row]);
            if (ended[row]) continue;
            std::vector<Hypothesis>& live = beams[row].live();
            scores[row].assign(live.size(), {});
            for (std::size_t i = 0; i < live.size(); ++i) {
                next.push_back({row, live[i].tokens.back(), {}, slot});
                for (const std::int32_t before : live[i].slots) next.back().between.push_back({before, 1});
                live[i].slots.push_back(slot++);
                from.emplace_back(row, i);
            }
        }
        if (next.empty()) break;
        LATHE_CHECK(past.run(next, [&](std::int64_t i, const layers::LogitRow& logits) {
            const auto [row, beam] = from[static_cast<std::size_t>(i)];
            scores[row][beam] = likeliest(logits.wide(), wanted);
        }));
        for (const auto& [row, beam] : from) spoiled = spoiled || scores[row][beam].empty();
    }
    if (spoiled) return notNumbers();
    Rows out;
    for (const Beams& row : beams) out.push_back(row.best());
    return out;
}

}  // namespace

Result<Rows> TransformerBackbone::generate(
    std::span<const std::vector<std::int32_t>> contexts, const TensorMap& tensors,
    const GenerationOptions& options, const std::function<bool(std::size_t row, std::int32_t token)>& told) {
    const GenerationInput input{contexts, &tensors};
    return generateTogether({&input, 1}, options, told);
}

Result<Rows> TransformerBackbone::generateTogether(
    std::span<const GenerationInput> inputs, const GenerationOptions& options,
    const std::function<bool(std::size_t row, std::int32_t token)>& told) {
    LATHE_CHECK(checkOptions(inputs, options));
    // Weights of its own stand in the way of sharing a pass with others.
    const auto tuned = [](const GenerationInput& input) {
        return std::any_of(input.trained->begin(), input.trained->end(), isWeight);
    };
    if (inputs.size() > 1 && std::any_of(inputs.begin(), inputs.end(), tuned))
        return Backbone::generateTogether(inputs, options, told);
    if (ownNumbers(inputs).empty()) return Rows();
    if (shape_.kind == BackboneKind::Masked)
        return failed("a masked model fills blanks and writes no texts", {},
                      "use a decoder or an encoder-decoder");
    if ((shape_.kind == BackboneKind::EncoderDecoder) == options.start.empty())
        return failed(options.start.empty() ? "the decoder has no token to begin with"
                                            : "this backbone has no decoder behind an encoder");
    return guarded("generation", [&]() -> Result<Rows> {
        LATHE_CHECK(tuned_.put(*inputs.front().trained));
        std::vector<Past::Input> places;
        for (const GenerationInput& input : inputs) {
            if (input.contexts.empty()) continue;
            LATHE_TRY(trained, readTrained(*input.trained, *model_, shape_.kind));
            places.push_back({input.contexts, trained});
        }
        return options.beams > 1 ? generateBeams(*this, inputs, std::move(places), options)
                                 : generateRows(*this, inputs, std::move(places), options, told);
    });
}

}  // namespace lathe
