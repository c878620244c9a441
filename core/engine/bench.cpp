// SPDX-License-Identifier: Apache-2.0
#include "core/engine/bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "core/base/random.h"
#include "core/engine/bench_rows.h"
#include "core/engine/machine.h"
#include "core/engine/method.h"
#include "core/engine/training/update_step.h"
#include "core/engine/transformer_backbone.h"
#include "core/methods/description.h"

namespace lathe {

namespace {

Result<> checkOptions(const BenchOptions& o, const Backbone& backbone) {
    const std::int64_t context = backbone.shape().context;
    if (o.tokens < 1 || o.batch < 1) return badCall("bench needs at least one soft token and one row");
    if (o.lengths.empty() && (o.length < 2 || !(o.labelled > 0 && o.labelled <= 1)))
        return badCall("rows need at least two tokens and a labelled share above 0 and up to 1");
    if (!(o.seconds > 0)) return badCall("bench needs some seconds");
    auto all = o.lengths;
    if (all.empty()) all.emplace_back(o.length, 0);
    for (const auto& [source, target] : all)
        if (source < 1 || target < 0 || o.tokens + source + target > context)
            return badCall("rows of " + std::to_string(source + target) +
                           " tokens do not fit the backbone's context of " + std::to_string(context));
    if (o.stored && !o.behind)
        return badCall("a source's keys are constant only where the soft tokens stand behind it", "--stored",
                       "give --behind too");
    if (o.behind && backbone.contextBytes(1) == 0)
        return badCall("soft tokens behind the source are measured in decoders alone", "--behind");
    return {};
}

/// The method as it is measured: networks as PEFT builds them, 512 wide.
Result<Recipe> measuredRecipe(const BenchOptions& o) {
    Json recipe = Json::object({{"recipe", 1}, {"name", "bench"}});
    recipe.setAt("backbone.id", "measured");
    recipe.setAt("task.kind", "generate");
    recipe.setAt("task.data", "none");
    recipe.setAt("task.template", "{prompt}{text}{target}");
    recipe.setAt("method.kind", o.method);
    recipe.setAt("method.tokens", o.tokens);
    const std::pair<const char*, Json> settings[] = {
        {"method.placement", o.behind ? "infix" : "prefix"},
        {"method.reparameterization", o.network ? "mlp" : "none"},
        {"method.encoder", "lstm"},
        {"method.network", "peft"},
        {"method.hidden", 512},
        {"method.width", 512}};
    for (const auto& [key, value] : settings)
        for (const Option& option : applicableOptions(recipe, catalogue()))
            if (option.key == key) recipe.setAt(key, value);
    return checkRecipe(recipe, catalogue());
}

/// The method with small random numbers in all its parameters.
Result<std::unique_ptr<Method>> drawMethod(const BenchOptions& o, const Recipe& recipe, Backbone& backbone) {
    for (const MethodDescription& description : methods())
        if (description.kind.name == o.method && description.refuses)
            if (const auto why = description.refuses(backbone.shape(), recipe)) return badCall(*why);
    LATHE_TRY(method, makeMethod(recipe, backbone, {}, true));
    for (HostTensor& tensor : method->parameters()) {
        const Random random(o.seed, tensor.name);
        for (std::size_t i = 0; i < tensor.data.size(); ++i)
            tensor.data[i] = static_cast<float>(0.1 * (2 * random.uniform(i) - 1));
    }
    return method;
}

/// Turns on a device that only warm up, and in which what is in use is counted.
constexpr std::int64_t kDeviceWarm = 5;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double whole(const Profile& profile) {
    double sum = 0;
    for (std::size_t k = 0; k < Profile::kParts; ++k) sum += profile.seconds(static_cast<StepPart>(k));
    return sum;
}

Json profileJson(const Profile& step, const Profile& floor, double seconds, std::size_t steps) {
    Json out = Json::object();
    const auto n = static_cast<double>(steps);
    for (std::size_t k = 0; k < Profile::kParts; ++k) {
        const auto part = static_cast<StepPart>(k);
        out.set(Profile::kNames[k],
                Json::object({{"seconds", step.seconds(part) / n}, {"floor", floor.seconds(part) / n}}));
    }
    out.set("other", Json::object({{"seconds", (seconds - whole(step)) / n}, {"floor", 0.0}}));
    return out;
}

}  // namespace

Result<Json> bench(Backbone& backbone, const BenchOptions& options) {
    LATHE_CHECK(checkOptions(options, backbone));
    auto* transformer = dynamic_cast<TransformerBackbone*>(&backbone);
    if (!transformer) return failed("bench cannot measure this backbone yet");
    const BackboneShape& shape = backbone.shape();
    LATHE_TRY(recipe, measuredRecipe(options));
    LATHE_TRY(method, drawMethod(options, recipe, backbone));
    const auto optimizer = makeOptimizer(recipe, method->parameters());
    const std::int64_t slots = rowTokensOf(shape, recipe).slots;
    LATHE_TRY(first, method->compute(0, false));

    device::Engine* engine = transformer->deviceEngine();
    device::Engine::Peak devicePeak;
    if (engine) engine->resetPeak();
    constexpr double kRate = 1e-6;
    std::vector<double> steps, floors, plainFloors, ratios, plainRatios, rates;
    Profile spentIn, floorIn;
    double all = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t turn = 0;; ++turn) {
        const auto number = static_cast<std::uint64_t>(turn);
        UpdateBatches update;
        const DrawnRows rows(options, shape, slots, number);
        update.batches.push_back(rows.batch(true));
        ContextCache contexts(backbone, {.memory = ~std::uint64_t{0}});
        PackedBatch batch = update.batches.front();
        LATHE_CHECK(contexts.provide(batch));
        LossOptions loss;
        if (turn > 0) loss.profile = &spentIn;  // the first turn only warms up
        const auto begin = std::chrono::steady_clock::now();
        LATHE_TRY(done, updateStep(backbone, *method, *optimizer, update, loss, turn, kRate, 0, &contexts));
        const double step = secondsSince(begin);
        (void)done;
        // A form of batch is run, then recorded as a graph: from the third turn on a step is what it stays.
        // What is in use is counted before: a graph that is played asks for nothing.
        if (engine && turn < kDeviceWarm) {
            devicePeak = engine->peak();
            spentIn = {};
            continue;
        }
        const auto floorOf = [&](bool plain) -> Result<Profile> {
            PackedBatch floor = rows.batch(!plain);
            LATHE_CHECK(contexts.provide(floor));
            if (engine) {
                LATHE_TRY(seconds, transformer->deviceFloor(floor, first, plain));
                Profile whole;
                whole.add(StepPart::Products, seconds);
                return whole;
            }
            return transformer->bareProducts(floor, first, plain);
        };
        LATHE_TRY(floor, floorOf(false));
        LATHE_TRY(plain, floorOf(true));
        if (turn == 0) continue;
        steps.push_back(step);
        floors.push_back(whole(floor));
        plainFloors.push_back(whole(plain));
        ratios.push_back(step / whole(floor));
        plainRatios.push_back(step / whole(plain));
        rates.push_back(static_cast<double>(realTokens(batch)) / step);
        all += step;
        for (std::size_t k = 0; k < Profile::kParts; ++k)
            floorIn.add(static_cast<StepPart>(k), floor.seconds(static_cast<StepPart>(k)));
        if (std::ssize(steps) >= 3 && secondsSince(start) > options.seconds) break;
    }
    constexpr double kGib = 1024.0 * 1024.0 * 1024.0;
    double rate = 0;
    for (const double r : rates) rate += r / static_cast<double>(rates.size());
    Json out = Json::object({{"method", Json(options.method)},
                             {"steps", Json(steps.size())},
                             {"seconds_a_step", Json(median(steps))},
                             {"tokens_a_second", Json(rate)},
                             {"floor_seconds", Json(median(floors))},
                             {"ratio", Json(median(ratios))},
                             {"plain_floor_seconds", Json(median(plainFloors))},
                             {"plain_ratio", Json(median(plainRatios))},
                             {"peak_gib", Json(static_cast<double>(peakBytes()) / kGib)},
                             {"resting_gib", Json(static_cast<double>(options.restingBytes) / kGib)}});
    if (engine) {
        out.set("device_peak_gib", static_cast<double>(devicePeak.used) / kGib);
        out.set("device_reserved_gib", static_cast<double>(devicePeak.reserved) / kGib);
    }
    if (options.profile) out.set("profile", profileJson(spentIn, floorIn, all, steps.size()));
    const Json resolved = backbone.resolved();
    for (const auto& [key, value] : resolved.members()) out.set(key, value);
    return out;
}

}  // namespace lathe
