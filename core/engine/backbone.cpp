// SPDX-License-Identifier: Apache-2.0
#include "core/engine/backbone.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/engine/device/cuda.h"
#include "core/engine/layers/guard.h"
#include "core/engine/machine.h"
#include "core/engine/parallel/parallel.h"
#include "core/engine/transformer_backbone.h"

// A family's factory by its folder's name.
#define X(name)                                                                        \
    namespace lathe::name {                                                            \
    Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input); \
    }
#include "core/backbones/list.inc"
#undef X

namespace lathe {

namespace {

using Factory = Result<std::unique_ptr<layers::Transformer>> (*)(const ModuleInput&);

Factory factoryOf(std::string_view family) {
#define X(name) \
    if (family == #name) return &name::makeModule;
#include "core/backbones/list.inc"
#undef X
    return nullptr;
}

Result<Dtype> chooseDtype(const std::string& name, bool onDevice) {
    if (name == "auto" && onDevice) return device::fastBFloat16() ? Dtype::BFloat16 : Dtype::Float32;
    if (name == "auto") return fastDtype();
    if (name == "float32") return Dtype::Float32;
    if (name == "bfloat16") return Dtype::BFloat16;
    return badCall("dtype \"" + name + "\" is not supported", "backbone.dtype",
                   "use auto, float32 or bfloat16");
}

/// Whether to run on a CUDA device; asked for by name, it must be there.
Result<bool> chooseDevice(const std::string& name) {
    if (name == "cpu") return false;
    if (name != "auto" && name != "cuda")
        return badCall("device \"" + name + "\" is unknown", "backbone.device", "use auto, cpu or cuda");
    const auto& found = device::cuda();
    if (!found && name == "cuda")
        return badCall("backbone.device is cuda, but " + found.error().what, found.error().where,
                       found.error().todo);
    return found.has_value();
}

}  // namespace

Result<std::vector<StepResult>> Backbone::stepTogether(std::span<const StepInput> inputs,
                                                       const LossOptions& loss, bool wantGradient) {
    std::vector<StepResult> results;
    for (const StepInput& input : inputs) {
        LATHE_TRY(result, step(*input.batch, *input.trained, loss, wantGradient));
        results.push_back(std::move(result));
    }
    return results;
}

Result<std::vector<std::vector<std::int32_t>>> Backbone::generateTogether(
    std::span<const GenerationInput> inputs, const GenerationOptions& options,
    const std::function<bool(std::size_t row, std::int32_t token)>& told) {
    std::vector<std::vector<std::int32_t>> all;
    bool goesOn = true;
    for (const GenerationInput& input : inputs) {
        const std::size_t before = all.size();
        const auto hear = [&](std::size_t row, std::int32_t token) {
            return goesOn = goesOn && (!told || told(before + row, token));
        };
        LATHE_TRY(rows, generate(input.contexts, *input.trained, options, hear));
        all.insert(all.end(), rows.begin(), rows.end());
        if (!goesOn) break;
    }
    std::size_t count = 0;
    for (const GenerationInput& input : inputs) count += input.contexts.size();
    all.resize(count);  // cancelled: the others stay empty
    return all;
}

Result<HostTensor> Backbone::weight(std::string_view name) {
    return failed("this backbone's weights cannot be trained", std::string(name));
}

Result<HostTensor> Backbone::asStored(const HostTensor& weight) const {
    return failed("this backbone's weights cannot be trained", weight.name);
}

Result<TensorMap> Backbone::keysAndValues(std::span<const std::int32_t>) {
    return failed("this backbone has no layers of keys and values");
}

Result<> Backbone::readContext(std::span<const std::int32_t>, std::byte*) {
    return failed("rows of this backbone cannot go on behind stored keys");
}

Result<TensorMap> Backbone::queries(const PackedBatch&) {
    return failed("this backbone has no layers of keys and values");
}

Result<TensorMap> Backbone::prefixShares(const PackedBatch&, const TensorMap&) {
    return failed("this backbone has no layers of keys and values");
}

Result<std::vector<std::vector<NearestToken>>> Backbone::favoured(const HostTensor& values, std::int64_t) {
    return failed("this backbone has no layers of keys and values", values.name);
}

Result<std::shared_ptr<Backbone>> Backbone::load(const BackboneFiles& files, const LoadOptions& options) {
    LATHE_TRY(onDevice, chooseDevice(options.device));
    if (options.threads < 0 || options.threads > 4096)
        return badCall(std::to_string(options.threads) + " threads are not possible", "training.threads",
                       "give 0 for the machine's");
    LATHE_TRY(dtype, chooseDtype(options.dtype, onDevice));
    keepFreedMemory();
    if (!files.weights) return failed("the backbone has no weights", files.entry.path.string());
    const Factory make = factoryOf(files.description.family);
    if (!make)
        return failed("backbones of the family " + files.description.family + " cannot be run by this build",
                      files.entry.path.string());
    setThreadCount(options.threads);
    return guarded("loading the backbone", [&]() -> Result<std::shared_ptr<Backbone>> {
        layers::WeightLog log;
        LATHE_TRY(module, make(ModuleInput{files, dtype, &log}));
        const auto backbone =
            std::make_shared<TransformerBackbone>(files.entry.shape, dtype, std::move(module), log.take());
        if (!onDevice) return backbone;
        LATHE_TRY(name, device::cudaDevice());
        LATHE_TRY(engine, device::Engine::make(backbone->model(), {}));
        backbone->useDevice(std::move(engine), name["name"].string());
        return backbone;
    });
}

}  // namespace lathe
