// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/engine.h"

#include <ATen/Context.h>
#include <ATen/ops/empty.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "core/engine/device/cuda.h"
#include "core/engine/device/kernels.h"
#include "core/engine/device/run.h"
#include "core/engine/layers/guard.h"

namespace lathe::device {

namespace {

// Forms of batch that are kept as graphs: each holds its results and its nodes alone, memory is shared.
constexpr std::size_t kGraphs = 48;

/// A stack with its kernels; where flash kernels fit, a second one without for spans that they cannot take.
struct StackOn {
    std::unique_ptr<Kernels> kernels;
    std::optional<DeviceStack> fast, padded;
    const DeviceStack& of(bool anySpans) const { return anySpans || !fast ? *padded : *fast; }
};

class TensorEngine final : public Engine {
  public:
    TensorEngine(const EngineOptions& options, const LatheCudaTable* table)
        : options_(options),
          table_(table),
          device_(table ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU)) {}
    ~TensorEngine() override {
        for (auto& [form, entry] : graphs_)
            if (entry.graph) table_->drop(entry.graph);
    }

    Result<> open(const layers::Transformer& model) {
        LATHE_CHECK(use());
        model_ = upload(model, device_);
        LATHE_CHECK(openStack(model_.main, main_));
        if (model_.encoder) LATHE_CHECK(openStack(*model_.encoder, encoder_));
        LATHE_CHECK(wait("copying the weights"));
        LatheCudaDevice found{};
        if (table_) LATHE_CHECK(told("asking", [&](char* why) { return table_->describe(0, &found, why); }));
        // Of what is free now a step keeps this much at most; the rest is for what it uses in turn.
        room_ = static_cast<std::int64_t>(found.freeBytes / 10 * 8);
        return {};
    }

    std::uint64_t weightBytes() const override { return model_.bytes; }

    Result<EngineLoss> step(EngineStep step) override {
        return working("the training step", [&]() -> Result<EngineLoss> {
            LATHE_CHECK(use());
            std::optional<Timed> timed(std::in_place, step.profile, StepPart::Plan);
            LATHE_TRY(run, prepare(step));
            timed.emplace(step.profile, StepPart::Products);
            Run* ran = &*run.at;
            std::vector<at::Tensor> results;
            const bool graphs =
                table_ && options_.graphs && step.gradient && !ran->manyTargets() && !run.padded;
            if (!graphs) {
                results = once(*ran);
            } else {
                LATHE_TRY(kept, byGraph(*ran));
                results = std::move(kept);
            }
            if (step.profile) LATHE_CHECK(wait("the training step"));
            timed.emplace(step.profile, StepPart::Loss);
            LATHE_TRY(host, download(results));
            return ran->give(host, step);
        });
    }

    Result<> eachLogits(EngineStep step,
                        const std::function<void(std::int64_t, std::span<const float>)>& told) override {
        return working("the forward pass", [&]() -> Result<> {
            LATHE_CHECK(use());
            LATHE_TRY(run, prepare(step));
            run.at->forward();
            const std::int64_t outputs = step.plan.main.outputCount(), rows = run.at->rowsAtATime();
            for (std::int64_t first = 0; first < outputs; first += rows) {
                const std::int64_t count = std::min(rows, outputs - first);
                at::Tensor logits =
                    run.at->logits(first, count).narrow(1, 0, model_.vocabulary).to(at::kFloat);
                if (model_.headBias.defined()) logits = logits.add(model_.headBias);
                const at::Tensor host = logits.to(at::kCPU).contiguous();
                const float* data = host.const_data_ptr<float>();
                for (std::int64_t row = 0; row < count; ++row)
                    told(first + row,
                         {data + row * model_.vocabulary, static_cast<std::size_t>(model_.vocabulary)});
            }
            return {};
        });
    }

    Result<double> bareProducts(EngineStep step, bool plain) override {
        return working("the measurement", [&]() -> Result<double> {
            LATHE_CHECK(use());
            LATHE_TRY(run, prepare(step));
            run.at->makeNoise();
            struct Call {
                Run* run;
                bool plain;
            } call{&*run.at, plain};
            run.at->bareProducts(plain);
            LATHE_CHECK(wait("the measurement"));
            void* graph = nullptr;
            if (table_ && !run.padded) {
                LATHE_CHECK(told("the measurement", [&](char* why) {
                    graph = table_->capture(
                        [](void* self) {
                            const auto& to = *static_cast<Call*>(self);
                            to.run->bareProducts(to.plain);
                        },
                        &call, why);
                    return graph != nullptr;
                }));
            }
            const auto play = [&]() -> Result<> {
                if (graph)
                    LATHE_CHECK(
                        told("the measurement", [&](char* why) { return table_->replay(graph, why); }));
                else
                    run.at->bareProducts(plain);
                return wait("the measurement");
            };
            LATHE_CHECK(play());
            const auto begin = std::chrono::steady_clock::now();
            LATHE_CHECK(play());
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            if (graph) table_->drop(graph);
            return seconds;
        });
    }

    Peak peak() override {
        Peak out;
        if (table_) table_->peak(0, &out.used, &out.reserved);
        return out;
    }
    void resetPeak() override {
        if (table_) table_->resetPeak(0);
    }

  private:
    struct Prepared {
        std::unique_ptr<Run> at;
        bool padded = false;  ///< attention as products
    };
    struct Entry {
        int seen = 0;
        void* graph = nullptr;
        std::vector<at::Tensor> results;
    };

    /// guarded(), and what the allocator keeps goes back after an error: the next batch may be smaller.
    template <class Body>
    auto working(const char* doing, const Body& body) -> decltype(body()) {
        auto done = guarded(doing, body);
        if (!done && table_) table_->trim();
        return done;
    }

    Result<> use() {
        if (!table_) return {};
        // A fixed order costs a fill of every new tensor unless this is off.
        at::globalContext().setDeterministicFillUninitializedMemory(false);
        return told("opening the device", [&](char* why) { return table_->use(0, why); });
    }
    Result<> wait(const char* doing) {
        if (!table_) return {};
        return told(doing, [&](char* why) { return table_->wait(why); });
    }

    Result<> openStack(const StackTensors& tensors, StackOn& to) {
        if (table_) {
            LATHE_TRY(kernels, Kernels::make(*table_, tensors.shape));
            to.kernels = std::move(kernels);
        }
        to.padded.emplace(tensors, to.kernels.get(), false);
        if (Attention::flashFits(tensors.shape, device_)) to.fast.emplace(tensors, to.kernels.get(), true);
        return {};
    }

    Run::Places places(bool anySpans, std::span<const std::int32_t> restricted) {
        return {model_, main_.of(anySpans), model_.encoder ? &encoder_.of(anySpans) : nullptr,
                head(restricted)};
    }

    /// The head's rows that a loss is restricted to are gathered once.
    HeadTensors head(std::span<const std::int32_t> restricted) {
        if (restricted.empty()) return {model_.head, model_.headBias, model_.vocabulary};
        const std::vector<std::int32_t> ids(restricted.begin(), restricted.end());
        const auto known = heads_.find(ids);
        if (known != heads_.end()) return known->second;
        const auto count = static_cast<std::int64_t>(ids.size());
        std::vector<std::int32_t> padded(ids);
        padded.resize(static_cast<std::size_t>((count + 63) / 64 * 64), ids.front());
        at::Tensor rows;
        Upload upload;
        upload.add(std::move(padded), &rows);
        Staging own;
        upload.send(own, device_);
        HeadTensors out{model_.head.index_select(0, rows), {}, count};
        if (model_.headBias.defined()) out.bias = model_.headBias.index_select(0, rows.narrow(0, 0, count));
        if (!wait("the restricted head")) out.vocabulary = count;  // `own` may go now
        return heads_[ids] = out;
    }

    Result<Prepared> prepare(const EngineStep& step) {
        Prepared out;
        out.padded = !main_.fast || (model_.encoder && !encoder_.fast);
        out.at = std::make_unique<Run>(places(false, step.restricted), step, options_, device_);
        if (out.at->needsPadding()) {
            out.at = std::make_unique<Run>(places(true, step.restricted), step, options_, device_);
            out.padded = true;
        }
        if (options_.recompute == Recompute::Block ||
            (options_.recompute == Recompute::Auto && room_ > 0 && out.at->keptBytes() > room_))
            out.at->recompute();
        if (out.at->send(staging_)) {
            // Graphs read what lay there before.
            for (auto& [form, entry] : graphs_)
                if (entry.graph) table_->drop(entry.graph);
            graphs_.clear();
            order_.clear();
        }
        return out;
    }

    static std::vector<at::Tensor> once(Run& run) {
        run.forward();
        run.loss();
        return run.results();
    }

    /// Runs a form of batch for the first time as it is, keeps it as a graph the second time.
    Result<std::vector<at::Tensor>> byGraph(Run& run) {
        const std::vector<std::int64_t> form = run.form();
        Entry& entry = graphs_[form];
        if (entry.seen++ == 0) {
            order_.push_back(form);
            if (order_.size() > kGraphs) {
                const auto oldest = graphs_.find(order_.front());
                if (oldest->second.graph) table_->drop(oldest->second.graph);
                graphs_.erase(oldest);
                order_.pop_front();
            }
            return once(run);
        }
        if (!entry.graph) {
            if (!captured_) {
                LATHE_CHECK(wait("the training step"));
                table_->trim();  // what ran without a graph so far needs no memory of its own any more
                captured_ = true;
            }
            struct Call {
                Run* run;
                std::vector<at::Tensor>* results;
            } call{&run, &entry.results};
            LATHE_CHECK(told("recording the training step", [&](char* why) {
                entry.graph = table_->capture(
                    [](void* self) {
                        const auto& to = *static_cast<Call*>(self);
                        *to.results = once(*to.run);
                    },
                    &call, why);
                return entry.graph != nullptr;
            }));
        }
        LATHE_CHECK(told("the training step", [&](char* why) { return table_->replay(entry.graph, why); }));
        return entry.results;
    }

    /// Copies in kept host memory; one wait for all.
    Result<std::vector<at::Tensor>> download(const std::vector<at::Tensor>& results) {
        std::int64_t bytes = 0;
        const auto room = [](const at::Tensor& tensor) {
            return (static_cast<std::int64_t>(tensor.nbytes()) + 255) / 256 * 256;
        };
        for (const at::Tensor& tensor : results)
            if (tensor.defined()) bytes += room(tensor);
        if (!host_.defined() || host_.numel() < bytes) host_ = hostBytes(bytes + bytes / 4, device_);
        std::vector<at::Tensor> out;
        std::int64_t at = 0;
        for (const at::Tensor& tensor : results) {
            if (!tensor.defined()) {
                out.emplace_back();
                continue;
            }
            const auto size = static_cast<std::int64_t>(tensor.nbytes());
            at::Tensor to = host_.narrow(0, at, size).view(tensor.scalar_type()).view(tensor.sizes());
            to.copy_(tensor, true);
            out.push_back(std::move(to));
            at += room(tensor);
        }
        LATHE_CHECK(wait("the training step"));
        return out;
    }

    EngineOptions options_;
    const LatheCudaTable* table_;
    at::Device device_;
    ModelTensors model_;
    StackOn main_, encoder_;
    Staging staging_;
    at::Tensor host_;
    std::map<std::vector<std::int64_t>, Entry> graphs_;
    std::deque<std::vector<std::int64_t>> order_;
    std::map<std::vector<std::int32_t>, HeadTensors> heads_;
    bool captured_ = false;
    std::int64_t room_ = 0;
};

Recompute asked(Recompute given) {
    const char* said = std::getenv("PROMPTLATHE_CUDA_RECOMPUTE");
    if (given != Recompute::Auto || !said) return given;
    return std::string_view(said) == "block"  ? Recompute::Block
           : std::string_view(said) == "none" ? Recompute::None
                                              : given;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::make(const layers::Transformer& model, const EngineOptions& options) {
    const LatheCudaTable* table = nullptr;
    if (options.cuda) {
        const auto& found = cuda();
        if (!found) return tl::unexpected(found.error());
        table = *found;
    }
    return guarded("copying the backbone to the device", [&]() -> Result<std::unique_ptr<Engine>> {
        EngineOptions all = options;
        all.recompute = asked(options.recompute);
        auto engine = std::make_unique<TensorEngine>(all, table);
        LATHE_CHECK(engine->open(model));
        return engine;
    });
}

}  // namespace lathe::device
