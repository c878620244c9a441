// SPDX-License-Identifier: Apache-2.0
#include "core/engine/bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/random.h"
#include "core/engine/layers/guard.h"
#include "core/engine/machine.h"
#include "core/engine/method.h"
#include "core/engine/training/optimizer.h"
#include "core/engine/transformer_backbone.h"
#include "core/methods/description.h"

namespace lathe {

namespace {

constexpr std::int64_t kNetworkWidth = 512;

using Lengths = std::vector<std::pair<std::int64_t, std::int64_t>>;

Result<> checkOptions(const BenchOptions& o, std::int64_t context) {
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

/// The method as it is measured: networks as PEFT builds them, 512 wide.
Result<Recipe> recipeOf(const BenchOptions& o) {
    Json method = Json::object({{"kind", o.method}, {"tokens", o.tokens}});
    if (o.method == "prefix_tuning") {
        method.set("reparameterization", "mlp");
        method.set("network", "peft");
        method.set("width", kNetworkWidth);
    } else if (o.method == "p_tuning") {
        method.set("encoder", "lstm");
        method.set("network", "peft");
        method.set("hidden", kNetworkWidth);
    }
    return checkRecipe(
        Json::object(
            {{"recipe", 1},
             {"name", "bench"},
             {"backbone", Json::object({{"id", "bench"}})},
             {"task",
              Json::object({{"kind", "generate"}, {"data", "none"}, {"template", "{prompt}{text}{target}"}})},
             {"method", std::move(method)}}),
        catalogue());
}

/// The method with small random numbers in all its parameters.
Result<std::unique_ptr<Method>> drawMethod(const BenchOptions& o, const Recipe& recipe, Backbone& backbone) {
    LATHE_TRY(method, makeMethod(recipe, backbone, {}, true));
    for (HostTensor& tensor : method->parameters()) {
        const Random random(o.seed, tensor.name);
        for (std::size_t i = 0; i < tensor.data.size(); ++i)
            tensor.data[i] = static_cast<float>(0.1 * (2 * random.uniform(i) - 1));
    }
    return method;
}

/// Rows of random tokens; in encoder-decoders the source stands in the encoder, in masked models the labelled
/// tokens are blanks.
struct Drawn {
    std::vector<std::int32_t> context, answer, start, blanks;
};

std::vector<Drawn> drawRows(const BenchOptions& o, const BackboneShape& shape, std::int64_t slots,
                            std::uint64_t step) {
    const Random random(o.seed, "bench", step);
    std::uint64_t drawn = 0;
    const auto draw = [&](std::int64_t below) {
        return static_cast<std::int64_t>(random.below(drawn++, static_cast<std::uint64_t>(below)));
    };
    std::vector<Drawn> rows;
    for (std::int64_t r = 0; r < o.batch; ++r) {
        std::int64_t target =
            std::max<std::int64_t>(1, std::llround(static_cast<double>(o.length) * o.labelled));
        std::int64_t source = std::max<std::int64_t>(1, o.length - target);
        if (!o.lengths.empty())
            std::tie(source, target) =
                o.lengths[static_cast<std::size_t>(draw(static_cast<std::int64_t>(o.lengths.size())))];
        Drawn& row = rows.emplace_back();
        for (std::int64_t k = 0; k < slots; ++k) row.context.push_back(static_cast<std::int32_t>(~k));
        const auto fill = [&](std::vector<std::int32_t>& to, std::int64_t count) {
            for (std::int64_t k = 0; k < count; ++k)
                to.push_back(static_cast<std::int32_t>(draw(shape.vocabulary)));
        };
        fill(row.context, source);
        if (shape.kind == BackboneKind::Masked)
            for (std::int64_t k = 0; k < target; ++k) {
                row.blanks.push_back(static_cast<std::int32_t>(row.context.size()));
                fill(row.context, 1);
            }
        fill(row.answer, target);
        if (shape.kind == BackboneKind::EncoderDecoder) row.start = {shape.decoderStart};
    }
    return rows;
}

/// `shared`: a decoder's soft tokens stand once in front.
PackedBatch drawBatch(const BenchOptions& o, const BackboneShape& shape, std::int64_t slots,
                      std::uint64_t step, bool shared) {
    const std::vector<Drawn> drawn = drawRows(o, shape, slots, step);
    std::vector<PackedRow> rows;
    for (const Drawn& row : drawn) rows.push_back({row.context, row.answer, row.start, row.blanks});
    PackedBatch out;
    if (shared || shape.kind != BackboneKind::Decoder) {
        out = pack(rows);
    } else {
        for (const PackedRow& row : rows) {
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
    std::int64_t count = batch.causal ? static_cast<std::int64_t>(batch.rows.size()) : 0;
    for (std::int32_t token : batch.tokens) count += token >= 0;
    for (std::int32_t token : batch.encoderTokens) count += token >= 0;
    // The token that a decoder begins with is nobody's.
    if (!batch.encoderRows.empty()) count -= static_cast<std::int64_t>(batch.rows.size());
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
    return caught("the measurement", [&]() -> Result<Json> {
        const BackboneShape& shape = backbone.shape();
        LATHE_TRY(recipe, recipeOf(options));
        LATHE_TRY(method, drawMethod(options, recipe, backbone));
        const auto optimizer = makeOptimizer(recipe, method->parameters());
        const std::int64_t slots = rowTokensOf(shape, recipe).slots;
        LATHE_TRY(trained, method->compute(0, false));
        // All that an update does: the method's network there and back, and the optimizer.
        const auto update = [&](const PackedBatch& batch, std::int64_t number) -> Result<> {
            LATHE_TRY(computed, method->compute(number, true));
            LATHE_TRY(result, backbone.step(batch, computed, {}, true));
            LATHE_TRY(gradient, method->backward(result.gradient));
            optimizer->update(method->parameters(), gradient, number + 1, 1e-6);
            return {};
        };

        std::vector<double> steps, floors, plainFloors, ratios, plainRatios;
        double tokens = 0;
        const auto floorOf = [&](const PackedBatch& batch) -> Result<double> {
            LATHE_TRY(read, readTrained(trained, transformer->model(), shape.kind));
            TensorMap gradient = gradientOf(trained, shape.kind, read);
            LATHE_TRY(run, transformer->prepare(batch, read, {}, true));
            return timed([&] { transformer->bareProducts(run); });
        };
        const auto start = std::chrono::steady_clock::now();
        for (std::uint64_t turn = 0;; ++turn) {
            const PackedBatch batch = drawBatch(options, shape, slots, turn, true);
            Result<> done;
            const double step = timed([&] { done = update(batch, static_cast<std::int64_t>(turn)); });
            if (!done) return tl::unexpected(done.error());
            LATHE_TRY(floor, floorOf(batch));
            LATHE_TRY(plain, floorOf(drawBatch(options, shape, slots, turn, false)));
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
