// SPDX-License-Identifier: Apache-2.0
#include "core/engine/bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/random.h"
#include "core/engine/layers/guard.h"
#include "core/engine/machine.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

namespace {

using Lengths = std::vector<std::pair<std::int64_t, std::int64_t>>;

Result<> checkOptions(const BenchOptions& o, std::int64_t context) {
    if (o.method != "prompt_tuning")
        return badCall("bench cannot measure method " + o.method + " yet", {}, "use prompt_tuning");
    if (o.tokens < 1 || o.batch < 1) return badCall("bench needs at least one soft token and one row");
    if (o.lengths.empty() && (o.length < 2 || !(o.labelled > 0 && o.labelled <= 1)))
        return badCall("rows need at least two tokens and a labelled share above 0 and up to 1");
    if (!(o.seconds > 0)) return badCall("bench needs some seconds");
    Lengths all = o.lengths;
    if (all.empty()) all.emplace_back(o.length, 0);
    for (const auto& [source, target] : all)
        if (source < 1 || target < 0 || o.tokens + source + target > context)
            return badCall("rows of " + std::to_string(source + target) +
                           " tokens do not fit the backbone's context of " + std::to_string(context));
    return {};
}

/// A batch of random tokens; `shared`: the soft tokens stand once in front.
PackedBatch drawBatch(const BenchOptions& o, std::int64_t vocabulary, std::uint64_t step, bool shared) {
    const Random random(o.seed, "bench", step);
    std::vector<std::vector<std::int32_t>> contexts, answers;
    std::uint64_t drawn = 0;
    const auto draw = [&](std::int64_t below) {
        return static_cast<std::int64_t>(random.below(drawn++, static_cast<std::uint64_t>(below)));
    };
    for (std::int64_t r = 0; r < o.batch; ++r) {
        std::int64_t target =
            std::max<std::int64_t>(1, std::llround(static_cast<double>(o.length) * o.labelled));
        std::int64_t source = std::max<std::int64_t>(1, o.length - target);
        if (!o.lengths.empty())
            std::tie(source, target) =
                o.lengths[static_cast<std::size_t>(draw(static_cast<std::int64_t>(o.lengths.size())))];
        std::vector<std::int32_t> context, answer;
        for (std::int64_t k = 0; k < o.tokens; ++k) context.push_back(static_cast<std::int32_t>(~k));
        for (std::int64_t k = 0; k < source; ++k)
            context.push_back(static_cast<std::int32_t>(draw(vocabulary)));
        for (std::int64_t k = 0; k < target; ++k)
            answer.push_back(static_cast<std::int32_t>(draw(vocabulary)));
        contexts.push_back(std::move(context));
        answers.push_back(std::move(answer));
    }
    PackedBatch out;
    if (shared) {
        std::vector<PackedRow> rows;
        for (std::size_t r = 0; r < contexts.size(); ++r) rows.push_back({contexts[r], answers[r]});
        out = pack(rows);
    } else {
        for (std::size_t r = 0; r < contexts.size(); ++r) {
            const PackedRow row{contexts[r], answers[r]};
            PackedBatch one = pack({&row, 1});
            const auto begin = static_cast<std::int32_t>(out.tokens.size());
            out.rows.push_back({begin, static_cast<std::int32_t>(one.tokens.size())});
            for (std::int32_t& position : one.predicted) position += begin;
            const auto add = [](auto& to, const auto& from) {
                to.insert(to.end(), from.begin(), from.end());
            };
            add(out.tokens, one.tokens);
            add(out.positions, one.positions);
            add(out.predicted, one.predicted);
            add(out.targets, one.targets);
            add(out.weights, one.weights);
        }
    }
    for (float& weight : out.weights) weight = 1.0F / static_cast<float>(out.weights.size());
    return out;
}

std::int64_t realTokens(const PackedBatch& batch) {
    // The last answer token of a row is never fed, yet it is the row's.
    std::int64_t count = static_cast<std::int64_t>(batch.rows.size());
    for (std::int32_t token : batch.tokens) count += token >= 0;
    return count;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

template <class Body>
double timed(const Body& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Result<Json> bench(Backbone& backbone, const BenchOptions& options) {
    LATHE_CHECK(checkOptions(options, backbone.shape().context));
    auto* transformer = dynamic_cast<TransformerBackbone*>(&backbone);
    if (!transformer) return failed("bench cannot measure this backbone yet");
    return guarded("the measurement", [&]() -> Result<Json> {
        const BackboneShape& shape = backbone.shape();
        HostTensor prompt{"prompt", {options.tokens, shape.width}, {}};
        const Random random(options.seed, "prompt");
        for (std::int64_t i = 0; i < prompt.elements(); ++i)
            prompt.data.push_back(static_cast<float>(0.1 * random.normal(static_cast<std::uint64_t>(i))));
        TensorMap trained{prompt};

        std::vector<double> steps, floors, plainFloors, ratios, plainRatios;
        double tokens = 0;
        const auto floorOf = [&](const PackedBatch& batch) -> Result<double> {
            LATHE_TRY(read, readTrained(trained, transformer->model(), shape.kind));
            LATHE_TRY(run, transformer->prepare(batch, read, {}, true));
            return timed([&] {
                transformer->model().main().bareProducts(run.plan.main, *run.main);
                run.head->bareProducts(run.main->hidden, run.plan.main.outputCount());
            });
        };
        const auto start = std::chrono::steady_clock::now();
        for (std::uint64_t turn = 0;; ++turn) {
            const PackedBatch batch = drawBatch(options, shape.vocabulary, turn, true);
            Result<StepResult> result;
            const double step = timed([&] { result = backbone.step(batch, trained, {}, true); });
            if (!result) return tl::unexpected(result.error());
            LATHE_TRY(floor, floorOf(batch));
            LATHE_TRY(plain, floorOf(drawBatch(options, shape.vocabulary, turn, false)));
            if (turn == 0) continue;  // the first turn only warms up
            steps.push_back(step);
            floors.push_back(floor);
            plainFloors.push_back(plain);
            ratios.push_back(step / floor);
            plainRatios.push_back(step / plain);
            tokens += static_cast<double>(realTokens(batch)) / step;
            const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
            if (turn >= 3 && spent.count() > options.seconds) break;
        }
        constexpr double kGib = 1024.0 * 1024.0 * 1024.0;
        Json out = Json::object({{"method", Json(options.method)},
                                 {"steps", Json(steps.size())},
                                 {"seconds_a_step", Json(median(steps))},
                                 {"tokens_a_second", Json(tokens / static_cast<double>(steps.size()))},
                                 {"floor_seconds", Json(median(floors))},
                                 {"ratio", Json(median(ratios))},
                                 {"plain_floor_seconds", Json(median(plainFloors))},
                                 {"plain_ratio", Json(median(plainRatios))},
                                 {"peak_gib", Json(static_cast<double>(peakBytes()) / kGib)},
                                 {"resting_gib", Json(static_cast<double>(options.restingBytes) / kGib)}});
        const Json resolved = backbone.resolved();
        for (const auto& [key, value] : resolved.members()) out.set(key, value);
        return out;
    });
}

}  // namespace lathe
