// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/run.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/engine/parallel/parallel.h"

namespace lathe::device {

namespace {

// Logits in memory at a time: enough rows to fill a device.
constexpr std::int64_t kLogitBytes = std::int64_t{128} << 20;

/// Tokens with soft slots as rows of all lanes' prompts behind each other; an infix's: the row of zeros
/// behind them.
std::vector<std::int32_t> tokensOf(const std::vector<EngineLane>& lanes,
                                   std::span<const std::int32_t> EngineLane::*tokens, std::int32_t zeros) {
    std::vector<std::int32_t> all;
    std::int32_t first = 0;
    for (const EngineLane& lane : lanes) {
        const HostTensor* prompt = lane.trained->prompt;
        for (const std::int32_t token : lane.*tokens)
            all.push_back(token >= 0 ? token : prompt ? ~(first + ~token) : ~zeros);
        if (prompt) first += static_cast<std::int32_t>(prompt->shape[0]);
    }
    return all;
}

/// Every layer's rows of the lanes' prefixes and infixes, keys or values.
void fillTrained(const std::vector<EngineLane>& lanes, layers::Prefix Trained::*prefix,
                 layers::Prefix Trained::*infix, const float* layers::Prefix::*data, std::int64_t layers,
                 std::int64_t rows, std::int64_t width, float* to) {
    parallelRange(layers, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t layer = begin; layer < end; ++layer) {
            float* at = to + layer * rows * width;
            for (layers::Prefix Trained::*part : {prefix, infix}) {
                if (!part) continue;
                for (const EngineLane& lane : lanes) {
                    const layers::Prefix& p = lane.trained->*part;
                    const std::int64_t count = p.tokens * width;
                    if (count > 0)
                        std::memcpy(at, p.*data + layer * count,
                                    static_cast<std::size_t>(count) * sizeof(float));
                    at += count;
                }
            }
        }
    });
}

}  // namespace

TrainedRows trainedRows(const std::vector<EngineLane>& lanes, layers::Prefix Trained::*prefix,
                        layers::Prefix Trained::*infix) {
    TrainedRows out;
    for (const EngineLane& lane : lanes) {
        out.prefix.push_back(out.rows);
        out.rows += (lane.trained->*prefix).tokens;
    }
    for (const EngineLane& lane : lanes) {
        const std::int64_t tokens = infix ? (lane.trained->*infix).tokens : 0;
        out.infix.push_back(tokens > 0 ? out.rows : -1);
        out.rows += tokens;
    }
    return out;
}

Run::Run(const Places& places, const EngineStep& step, const EngineOptions& options, const at::Device& device)
    : places_(places), device_(device), gradient_(step.gradient), zLoss_(step.zLoss) {
    const layers::StackShape& shape = places.main.tensors().shape;
    IndexOptions index;
    index.rounding.on = options.rounded;
    self_ = trainedRows(step.lanes, &Trained::prefix, &Trained::infix);
    index.padded = padded_ = !places.main.flash();
    index.reach = shape.biasReach;
    makeIndex(step.plan.main, self_.infix, self_.rows, index, upload_, &main);
    if (options.late) main.early = false;
    addTrained(step, &Trained::prefix, &Trained::infix, self_, shape, &mainBatch_.trained);

    std::int64_t softRows = 0;
    for (const EngineLane& lane : step.lanes) {
        if (!lane.trained->prompt) continue;
        softRows += lane.trained->prompt->shape[0];
        hasPrompt_ = true;
    }
    upload_.floats({softRows + 1, shape.width}, &soft_, [lanes = step.lanes, width = shape.width](float* to) {
        for (const EngineLane& lane : lanes)
            if (const HostTensor* prompt = lane.trained->prompt)
                to = std::copy(prompt->data.begin(), prompt->data.end(), to);
        std::fill(to, to + width, 0.0F);
    });
    const auto zeros = static_cast<std::int32_t>(softRows);
    upload_.add(tokensOf(step.lanes, &EngineLane::tokens, zeros), &tokens_, main.tokens);

    if (places.encoder) {
        const layers::StackShape& from = places.encoder->tensors().shape;
        cross_ = trainedRows(step.lanes, &Trained::cross, nullptr);
        encoderSelf_ = trainedRows(step.lanes, &Trained::encoder, nullptr);
        IndexOptions other = index;
        other.padded = !places.encoder->flash();
        other.reach = from.biasReach;
        makeIndex(step.plan.encoder, encoderSelf_.infix, encoderSelf_.rows, other, upload_, &encoder);
        addTrained(step, &Trained::cross, nullptr, cross_, shape, &mainBatch_.cross);
        addTrained(step, &Trained::encoder, nullptr, encoderSelf_, from, &encoderBatch_.trained);
        upload_.add(tokensOf(step.lanes, &EngineLane::encoderTokens, zeros), &encoderTokens_, encoder.tokens);
        encoderBack_ = gradient_ && (encoder.soft > 0 || encoderSelf_.rows > 0);
    }

    outputs_ = step.plan.main.outputCount();
    targets_ = static_cast<std::int64_t>(step.targets.target.size());
    std::vector<std::int32_t> firsts = step.targets.first;
    for (std::size_t i = 1; i < firsts.size(); ++i)
        many_ = many_ || firsts[i] - firsts[i - 1] > Ops::kTargetsARow;
    const std::int64_t room = index.rounding.up(targets_);
    upload_.add(std::move(firsts), &first_, main.outputs + 1, static_cast<std::int32_t>(targets_));
    upload_.add(step.targets.target, &target_, room);
    upload_.floats({room}, &weight_, [weights = step.targets.weight, room](float* to) {
        std::fill(std::copy(weights.begin(), weights.end(), to), to + room, 0.0F);
    });
    mainBatch_.keep = gradient_;
    encoderBatch_.keep = encoderBack_;
}

void Run::addTrained(const EngineStep& step, layers::Prefix Trained::*prefix, layers::Prefix Trained::*infix,
                     const TrainedRows& rows, const layers::StackShape& shape, TrainedTensors* to) {
    if (rows.rows == 0) return;
    const std::vector<std::int64_t> sizes{shape.layers, rows.rows, shape.keyWidth()};
    const auto add = [&](const float* layers::Prefix::*data, at::Tensor* tensor) {
        upload_.floats(sizes, tensor, [lanes = step.lanes, prefix, infix, data, sizes](float* at) {
            fillTrained(lanes, prefix, infix, data, sizes[0], sizes[1], sizes[2], at);
        });
    };
    add(&layers::Prefix::key, &to->key);
    add(&layers::Prefix::value, &to->value);
}

bool Run::needsPadding() const {
    const auto unfit = [](const StackIndex& index) {
        const bool last = !index.whole && index.outputs > 0;
        return !index.self.packed ||
               (index.encoded > 0 && (!index.cross.packed || (last && !index.lastCross.packed)));
    };
    return (places_.main.flash() && unfit(main)) ||
           (places_.encoder && places_.encoder->flash() && unfit(encoder));
}

std::int64_t Run::keptBytes() const {
    const auto of = [](const DeviceStack& stack, const StackIndex& index) {
        const layers::StackShape& s = stack.tensors().shape;
        const std::int64_t crossed = s.encoderWidth > 0 ? 2 : 1;
        const std::int64_t row =
            s.blocksPerLayer() * s.width + s.innerColumns() + crossed * 2 * s.queryWidth();
        const std::int64_t keys = (index.self.gathered + index.cross.gathered) * 2 * s.keyWidth();
        return s.layers * (index.tokens * row + keys) * s.elementBytes();
    };
    return of(places_.main, main) + (encoderBack_ ? of(*places_.encoder, encoder) : 0);
}

std::vector<std::int64_t> Run::form() const {
    std::vector<std::int64_t> out = upload_.form();
    for (const StackIndex* index : {&main, &encoder})
        for (const AttentionIndex* a : {&index->self, &index->cross, &index->lastSelf, &index->lastCross})
            for (const std::int64_t value : {a->spans, a->mostQueries, a->mostKeys, std::int64_t{a->causal}})
                out.push_back(value);
    out.push_back(main.early);
    out.push_back(main.whole);
    out.push_back(gradient_);
    out.push_back(recompute_);
    out.push_back(std::bit_cast<std::int64_t>(zLoss_));
    out.push_back(
        static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(places_.head.matrix.data_ptr())));
    return out;
}

at::Tensor Run::embed(const DeviceStack& stack, const StackIndex& index, const at::Tensor& tokens,
                      const at::Tensor& table) const {
    return stack.ops().embed(tokens, table, places_.model.embeddingScale, soft_, index.positions,
                             stack.tensors().positions);
}

void Run::forward() {
    const auto start = [&](const DeviceStack& stack, StackIndex& index) {
        if (stack.tensors().biasTable.defined() && !stack.flash())
            for (AttentionIndex* attention : {&index.self, &index.lastSelf})
                makeBias(*attention, stack.tensors().biasTable);
    };
    if (places_.encoder) {
        start(*places_.encoder, encoder);
        encoderBatch_.stream = embed(*places_.encoder, encoder, encoderTokens_,
                                     hasPrompt_ ? places_.model.embedding : places_.model.encoderEmbedding);
        places_.encoder->forward(encoder, encoderBatch_);
        mainBatch_.encoded = encoderBatch_.hidden;
    }
    start(places_.main, main);
    mainBatch_.stream = embed(places_.main, main, tokens_, places_.model.decoderEmbedding);
    places_.main.forward(main, mainBatch_);
}

std::int64_t Run::rowsAtATime() const {
    const at::Tensor& matrix = places_.head.matrix;
    const std::int64_t rows = kLogitBytes / std::max<std::int64_t>(1, matrix.size(0) * matrix.element_size());
    return std::clamp<std::int64_t>(rows / 64 * 64, 64, std::max<std::int64_t>(64, main.outputs));
}

at::Tensor Run::logits(std::int64_t first, std::int64_t count) const {
    return product(mainBatch_.hidden.narrow(0, first, count), places_.head.matrix);
}

void Run::loss() {
    StackBatch& b = mainBatch_;
    loss_ = at::empty({main.outputs}, weight_.options());
    logProb_ = at::empty({weight_.size(0)}, weight_.options());
    if (gradient_) b.dHidden = at::empty_like(b.hidden);
    const std::int64_t step = rowsAtATime();
    for (std::int64_t first = 0; first < main.outputs; first += step) {
        const std::int64_t count = std::min(step, main.outputs - first);
        Ops::Loss in;
        in.logits = logits(first, count);
        in.vocabulary = places_.head.vocabulary;
        in.bias = places_.head.bias;
        in.first = first_.narrow(0, first, count + 1);
        in.target = target_;
        in.weight = weight_;
        in.zLoss = zLoss_;
        in.gradient = gradient_;
        in.many = many_;
        in.loss = loss_.narrow(0, first, count);
        in.logProb = logProb_;
        places_.main.ops().crossEntropy(in);
        if (gradient_) b.dHidden.narrow(0, first, count).copy_(productBack(in.logits, places_.head.matrix));
    }
    b.hidden = at::Tensor();
    if (!gradient_) return;
    for (auto& [trained, on] :
         {std::pair{&b.trained, true}, {&b.cross, true}, {&encoderBatch_.trained, encoderBack_}})
        if (on && trained->key.defined()) {
            trained->dKey = at::empty_like(trained->key);
            trained->dValue = at::empty_like(trained->value);
        }
    if (encoderBack_)
        b.dEncoded = at::zeros({encoder.tokens, places_.encoder->tensors().shape.width}, weight_.options());
    places_.main.backward(main, b);
    if (!encoderBack_) return;
    b.encoded = at::Tensor();
    encoderBatch_.dHidden = b.dEncoded.to(places_.main.ops().narrow());
    places_.encoder->backward(encoder, encoderBatch_);
}

std::vector<at::Tensor> Run::results() const {
    return {loss_,
            logProb_,
            mainBatch_.softGradient,
            encoderBatch_.softGradient,
            mainBatch_.trained.dKey,
            mainBatch_.trained.dValue,
            mainBatch_.cross.dKey,
            mainBatch_.cross.dValue,
            encoderBatch_.trained.dKey,
            encoderBatch_.trained.dValue};
}

namespace {

/// Adds rows of [layers, rows, width] to a lane's own [layers, tokens, width].
void giveTrained(const at::Tensor& all, std::int64_t first, std::int64_t tokens, float* to) {
    if (!all.defined() || !to || tokens == 0) return;
    const std::int64_t layers = all.size(0), rows = all.size(1), width = all.size(2);
    const float* from = all.const_data_ptr<float>();
    parallelRange(layers, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t layer = begin; layer < end; ++layer) {
            const float* in = from + (layer * rows + first) * width;
            float* out = to + layer * tokens * width;
            for (std::int64_t i = 0; i < tokens * width; ++i) out[i] += in[i];
        }
    });
}

/// Adds each soft token's gradient to its slot of its lane's prompt.
void givePrompts(const at::Tensor& soft, const layers::StackPlan& plan,
                 const std::vector<EngineLane>& lanes) {
    if (!soft.defined()) return;
    const auto width = static_cast<std::size_t>(soft.size(1));
    const float* from = soft.const_data_ptr<float>();
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
        if (!lanes[lane].prompt) continue;
        const std::size_t end = lane + 1 < plan.softBegin.size()
                                    ? static_cast<std::size_t>(plan.softBegin[lane + 1])
                                    : plan.softSlots.size();
        for (auto i = static_cast<std::size_t>(plan.softBegin[lane]); i < end; ++i) {
            float* to = lanes[lane].prompt->data.data() + static_cast<std::size_t>(plan.softSlots[i]) * width;
            for (std::size_t k = 0; k < width; ++k) to[k] += from[i * width + k];
        }
    }
}

}  // namespace

EngineLoss Run::give(const std::vector<at::Tensor>& host, const EngineStep& step) const {
    EngineLoss out;
    const float* losses = host[0].const_data_ptr<float>();
    const float* logProb = host[1].const_data_ptr<float>();
    out.losses.assign(losses, losses + outputs_);
    out.logProb.assign(logProb, logProb + targets_);
    if (!gradient_) return out;
    givePrompts(host[2], step.plan.main, step.lanes);
    givePrompts(host[3], step.plan.encoder, step.lanes);
    for (std::size_t lane = 0; lane < step.lanes.size(); ++lane) {
        const Trained& trained = *step.lanes[lane].trained;
        const auto give = [&](const layers::Prefix& prefix, std::int64_t first, std::size_t at) {
            giveTrained(host[at], first, prefix.tokens, prefix.dKey);
            giveTrained(host[at + 1], first, prefix.tokens, prefix.dValue);
        };
        give(trained.prefix, self_.prefix[lane], 4);
        give(trained.infix, self_.infix[lane], 4);
        if (!places_.encoder) continue;
        give(trained.cross, cross_.prefix[lane], 6);
        give(trained.encoder, encoderSelf_.prefix[lane], 8);
    }
    return out;
}

}  // namespace lathe::device
