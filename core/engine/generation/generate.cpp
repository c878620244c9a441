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

using Contexts = std::span<const std::vector<std::int32_t>>;
using Rows = std::vector<std::vector<std::int32_t>>;

Result<> checkOptions(Contexts contexts, const Backbone::GenerationOptions& options) {
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
    for (std::size_t r = 0; r < contexts.size(); ++r)
        if (contexts[r].empty()) return failed("row " + std::to_string(r) + " has no token to go on from");
    return {};
}

tl::unexpected<Error> notNumbers() {
    return failed("the backbone's logits are not numbers", {},
                  "check the prompt and the backbone, or use float32");
}

/// Tokens that stand before a row's first new one.
std::size_t given(const std::vector<std::int32_t>& context, const Backbone::GenerationOptions& options) {
    return options.start.empty() ? context.size() : options.start.size();
}

/// New tokens at most; a forced first token is one of them.
std::int64_t newTokens(const Backbone::GenerationOptions& options) {
    return std::max<std::int64_t>(1, options.maxNew - options.forcedStart);
}

/// Greedy and sampled rows, each dropped when it ends.
Result<Rows> generateRows(TransformerBackbone& backbone, Contexts contexts, const Trained& trained,
                          const Backbone::GenerationOptions& options,
                          const std::function<bool(std::size_t, std::int32_t)>& told) {
    Rows out(contexts.size());
    const std::int64_t most = newTokens(options);
    LATHE_TRY(past, Past::start(backbone, contexts, options.start, trained,
                                static_cast<std::int64_t>(contexts.size()) * most));
    const std::int64_t room = backbone.shape().context - trained.prefix.tokens;
    std::vector<Past::Next> live;
    std::vector<bool> ended(contexts.size(), false);
    bool spoiled = false, cancelled = false;

    const auto hear = [&](std::size_t row, std::span<const float> logits) {
        std::vector<std::int32_t>& tokens = out[row];
        const Choice choice{options.temperature, options.topK, options.topP};
        const double draw =
            options.temperature > 0 ? Random(options.seed, "generation", row).uniform(tokens.size()) : 0;
        const bool forced = options.forcedEnd >= 0 && static_cast<std::int64_t>(tokens.size()) + 1 == most;
        const std::int32_t token = forced ? options.forcedEnd : chooseToken(logits, choice, draw);
        ended[row] = true;
        if (token < 0) spoiled = true;
        if (token < 0 || forced ||
            std::find(options.stop.begin(), options.stop.end(), token) != options.stop.end())
            return;
        tokens.push_back(token);
        if (told && !told(row, token)) cancelled = true;
        const auto length = static_cast<std::int64_t>(given(contexts[row], options) + tokens.size());
        ended[row] = static_cast<std::int64_t>(tokens.size()) >= most || length >= room;
    };
    LATHE_CHECK(past.first(hear));
    while (!spoiled && !cancelled) {
        live.clear();
        for (std::size_t row = 0; row < out.size(); ++row) {
            if (ended[row]) continue;
            const auto count = static_cast<std::int32_t>(out[row].size());
            const auto first =
                past.firstSlot() + static_cast<std::int32_t>(static_cast<std::int64_t>(row) * most);
            Past::Next next{row, out[row].back(), {}, first + count - 1};
            for (std::int32_t i = 0; i + 1 < count; ++i) next.between.push_back(first + i);
            live.push_back(std::move(next));
        }
        if (live.empty()) break;
        LATHE_CHECK(past.run(
            live, [&](std::size_t i, std::span<const float> logits) { hear(live[i].context, logits); }));
    }
    if (spoiled) return notNumbers();
    return out;
}

/// Beams of one context share its keys, and each other's past, by slot.
Result<Rows> generateBeams(TransformerBackbone& backbone, Contexts contexts, const Trained& trained,
                           const Backbone::GenerationOptions& options) {
    const auto all = static_cast<std::int64_t>(contexts.size()) * options.beams;
    const std::int64_t most = newTokens(options);
    LATHE_TRY(past, Past::start(backbone, contexts, options.start, trained, all * most));
    std::vector<Beams> beams(contexts.size(), Beams(options.beams, options.lengthPenalty, options.forcedStart,
                                                    options.earlyStopping));
    const std::size_t wanted = beams.empty() ? 0 : beams.front().wanted(options.stop.size());
    std::vector<bool> ended(contexts.size(), false);
    bool spoiled = false;
    std::vector<std::vector<std::vector<Scored>>> scores(contexts.size(),
                                                         std::vector<std::vector<Scored>>(1));
    LATHE_CHECK(past.first([&](std::size_t row, std::span<const float> logits) {
        scores[row][0] = likeliest(logits, wanted);
        spoiled = spoiled || scores[row][0].empty();
    }));
    const std::int64_t room = backbone.shape().context - trained.prefix.tokens;
    auto slot = past.firstSlot();
    for (std::int64_t step = 0; step < most && !spoiled; ++step) {
        std::vector<Past::Next> next;
        std::vector<std::pair<std::size_t, std::size_t>> from;
        for (std::size_t row = 0; row < beams.size(); ++row) {
            if (ended[row] || beams[row].live().empty()) continue;
            const bool forced = options.forcedEnd >= 0 && step + 1 == most;
            if (forced)
                for (auto& one : scores[row]) one = {{options.forcedEnd, 0.0}};
            const auto length = static_cast<std::int64_t>(given(contexts[row], options)) + step + 1;
            ended[row] = step + 1 == most || length >= room;
            beams[row].advance(scores[row], forced ? std::vector{options.forcedEnd} : options.stop,
                               ended[row]);
            if (ended[row]) continue;
            std::vector<Hypothesis>& live = beams[row].live();
            scores[row].assign(live.size(), {});
            for (std::size_t i = 0; i < live.size(); ++i) {
                next.push_back({row, live[i].tokens.back(), live[i].slots, slot});
                live[i].slots.push_back(slot++);
                from.emplace_back(row, i);
            }
        }
        if (next.empty()) break;
        LATHE_CHECK(past.run(next, [&](std::size_t i, std::span<const float> logits) {
            auto& one = scores[from[i].first][from[i].second];
            one = likeliest(logits, wanted);
            spoiled = spoiled || one.empty();
        }));
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
    LATHE_CHECK(checkOptions(contexts, options));
    if (contexts.empty()) return Rows();
    if (shape_.kind == BackboneKind::Masked)
        return failed("a masked model fills blanks and writes no texts", {},
                      "use a decoder or an encoder-decoder");
    if ((shape_.kind == BackboneKind::EncoderDecoder) == options.start.empty())
        return failed(options.start.empty() ? "the decoder has no token to begin with"
                                            : "this backbone has no decoder behind an encoder");
    return guarded("generation", [&]() -> Result<Rows> {
        LATHE_CHECK(tuned_.put(tensors));
        LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
        return options.beams > 1 ? generateBeams(*this, contexts, trained, options)
                                 : generateRows(*this, contexts, trained, options, told);
    });
}

}  // namespace lathe
