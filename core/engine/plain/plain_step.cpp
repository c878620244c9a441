// SPDX-License-Identifier: Apache-2.0
#include "core/engine/plain/plain_step.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <string>

#include "core/engine/layers/guard.h"
#include "core/engine/plain/plain_stack.h"

namespace lathe {

namespace {

using plain::Group;
using plain::KeysAndValues;
using plain::Leaves;
using Rows = std::vector<PackedBatch::Row>;

std::vector<std::int64_t> wide(const std::vector<std::int32_t>& values) {
    return {values.begin(), values.end()};
}

std::vector<std::int64_t> counted(std::int64_t first, std::int64_t count) {
    std::vector<std::int64_t> out(static_cast<std::size_t>(count));
    std::iota(out.begin(), out.end(), first);
    return out;
}

/// Rows over themselves: keys are the prefix, what all share, and the row.
std::vector<Group> selfGroups(const Rows& rows, std::int64_t shared, std::int64_t prefix, bool causal) {
    std::vector<Group> groups;
    const auto add = [&](std::int64_t begin, std::int64_t length, std::int64_t before) {
        Group group;
        group.queries = counted(begin, length);
        group.keys = counted(0, prefix + before);
        for (const std::int64_t token : group.queries) group.keys.push_back(prefix + token);
        for (std::int64_t i = 0; i < length; ++i)
            group.visible.push_back(prefix + before + (causal ? i + 1 : length));
        groups.push_back(std::move(group));
    };
    if (shared > 0) add(0, shared, 0);
    for (const PackedBatch::Row& row : rows)
        if (row.length > 0) add(row.begin, row.length, shared);
    return groups;
}

/// Rows over what each reads of the encoder.
std::vector<Group> crossGroups(const Rows& rows, const Rows& encoderRows, std::int64_t prefix) {
    std::vector<Group> groups;
    for (const PackedBatch::Row& row : rows) {
        if (row.length == 0) continue;
        const PackedBatch::Row& read = encoderRows[static_cast<std::size_t>(row.reads)];
        Group group;
        group.queries = counted(row.begin, row.length);
        group.keys = counted(0, prefix);
        for (const std::int64_t token : counted(read.begin, read.length))
            group.keys.push_back(prefix + token);
        group.visible.assign(group.queries.size(), static_cast<std::int64_t>(group.keys.size()));
        groups.push_back(std::move(group));
    }
    return groups;
}

class PlainRun {
  public:
    PlainRun(const layers::Transformer& model, BackboneKind kind, const PackedBatch& batch,
             const TensorMap& tensors, std::vector<const layers::WeightPlace*> trained, bool grad)
        : model_(model), kind_(kind), batch_(batch), leaves_(std::move(trained)) {
        for (const HostTensor& tensor : tensors)
            if (!isWeight(tensor)) given_[tensor.name] = Leaves::host(tensor, grad);
    }

    /// [predicted, width]: what the head takes.
    at::Tensor hidden() {
        const bool masked = kind_ == BackboneKind::Masked;
        plain::StackInput main{model_.main(), leaves_, {}, {}, {}, {}, {}, {}, {}, {}, {}};
        if (kind_ == BackboneKind::EncoderDecoder) main.encoded = encoded();
        main.prefix = keysAndValues(masked ? "encoder.self." : "decoder.self.");
        main.infix = keysAndValues(masked ? "encoder.infix." : "decoder.infix.");
        main.crossPrefix = keysAndValues("decoder.cross.");
        const std::int64_t prefix = main.prefix.tokens();
        main.stream = embedded(batch_.tokens, model_.decoderEmbedding());
        std::vector<std::int64_t> keyPositions = counted(0, prefix);
        for (const std::int32_t position : batch_.positions) {
            main.positions.push_back(position + prefix);
            keyPositions.push_back(position + prefix);
        }
        for (const std::int32_t token : batch_.tokens) main.infixSlots.push_back(token < 0 ? ~token : -1);
        const auto tokens = static_cast<std::int64_t>(batch_.tokens.size());
        main.self = plain::padded(selfGroups(batch_.rows, batch_.shared, prefix, batch_.causal), tokens,
                                  model_.main().shape().biasReach, main.positions, keyPositions);
        if (main.encoded.defined())
            main.cross = plain::padded(
                crossGroups(batch_.rows, batch_.encoderRows, main.crossPrefix.tokens()), tokens);
        const at::Tensor all = plain::forward(main);
        return plain::transform(model_.main(), leaves_,
                                all.index_select(0, at::tensor(wide(batch_.predicted))));
    }

    at::Tensor logits(const at::Tensor& hidden, const std::vector<std::int32_t>& only) {
        at::Tensor matrix = leaves_.matrix(model_.head().matrix);
        at::Tensor bias = leaves_.vector(model_.head().bias, model_.head().matrix.rows);
        if (!only.empty()) {
            const at::Tensor rows = at::tensor(wide(only));
            matrix = matrix.index_select(0, rows);
            if (bias.defined()) bias = bias.index_select(0, rows);
        }
        return plain::linear(hidden, matrix, bias);
    }

    HostTensor gradient(const HostTensor& tensor,
                        const std::map<std::string_view, const layers::WeightPlace*>& places) {
        if (!isWeight(tensor)) return plain::gradientOf(given_.at(tensor.name), tensor);
        return leaves_.gradient(*places.at(std::string_view(tensor.name).substr(kWeightPrefix.size())));
    }

  private:
    at::Tensor given(const std::string& name) const {
        const auto at = given_.find(name);
        return at == given_.end() ? at::Tensor() : at->second;
    }
    KeysAndValues keysAndValues(const std::string& at) const {
        return {given(at + "key"), given(at + "value")};
    }

    /// Words from a table, soft slots from the prompt (an infix's: zeros that nothing sees).
    at::Tensor embedded(const std::vector<std::int32_t>& tokens, const layers::Matrix& table) {
        const at::Tensor prompt = given("prompt");
        std::vector<std::int64_t> words, rows;
        for (const std::int32_t token : tokens) {
            words.push_back(std::max(token, 0));
            rows.push_back(static_cast<std::int64_t>(rows.size()));
        }
        const auto count = static_cast<std::int64_t>(tokens.size());
        bool soft = false;
        for (std::size_t i = 0; i < tokens.size(); ++i)
            if (tokens[i] < 0) {
                rows[i] = count + (prompt.defined() ? ~tokens[i] : 0);
                soft = true;
            }
        at::Tensor stream = leaves_.matrix(table).index_select(0, at::tensor(words));
        if (model_.embeddingScale() != 1) stream = stream.mul(model_.embeddingScale());
        if (!soft) return stream;
        const at::Tensor vectors =
            prompt.defined() ? prompt : at::zeros({1, stream.size(1)}, stream.options());
        return at::cat({stream, vectors}, 0).index_select(0, at::tensor(rows));
    }

    at::Tensor encoded() {
        const layers::Stack& stack = *model_.encoder();
        plain::StackInput in{stack, leaves_, {}, {}, {}, {}, {}, {}, {}, {}, {}};
        in.prefix = keysAndValues("encoder.self.");
        in.stream = embedded(batch_.encoderTokens,
                             given("prompt").defined() ? model_.embedding() : model_.encoderEmbedding());
        in.positions = wide(batch_.encoderPositions);
        const std::int64_t prefix = in.prefix.tokens();
        std::vector<std::int64_t> keyPositions(static_cast<std::size_t>(prefix), -1);
        keyPositions.insert(keyPositions.end(), in.positions.begin(), in.positions.end());
        in.self = plain::padded(selfGroups(batch_.encoderRows, 0, prefix, false),
                                static_cast<std::int64_t>(batch_.encoderTokens.size()),
                                stack.shape().biasReach, in.positions, keyPositions);
        return plain::forward(in);
    }

    const layers::Transformer& model_;
    BackboneKind kind_;
    const PackedBatch& batch_;
    Leaves leaves_;
    std::map<std::string, at::Tensor> given_;
};

/// The targets as columns of the (restricted) logits.
Result<std::vector<std::int64_t>> columnsOf(const PackedBatch& batch, const std::vector<std::int32_t>& only) {
    if (only.empty()) return wide(batch.targets);
    std::vector<std::int64_t> columns;
    for (const std::int32_t target : batch.targets) {
        const auto at = std::find(only.begin(), only.end(), target);
        if (at == only.end())
            return failed("a target is none of the tokens that the loss is restricted to", "task.loss");
        columns.push_back(at - only.begin());
    }
    return columns;
}

}  // namespace

Result<StepResult> plainStep(const layers::Transformer& model, BackboneKind kind,
                             std::span<const layers::WeightPlace> places, const PackedBatch& batch,
                             const TensorMap& tensors, const LossOptions& loss, bool wantGradient) {
    return caught("the training step", [&]() -> Result<StepResult> {
        std::map<std::string_view, const layers::WeightPlace*> byName;
        for (const layers::WeightPlace& place : places) byName[place.name] = &place;
        std::vector<const layers::WeightPlace*> trained;
        for (const HostTensor& tensor : tensors)
            if (isWeight(tensor))
                trained.push_back(byName.at(std::string_view(tensor.name).substr(kWeightPrefix.size())));
        const bool grad = wantGradient && !tensors.empty();
        const c10::AutoGradMode mode(grad);
        PlainRun run(model, kind, batch, tensors,
                     grad ? std::move(trained) : std::vector<const layers::WeightPlace*>(), grad);
        StepResult result;
        if (!batch.predicted.empty()) {
            LATHE_TRY(columns, columnsOf(batch, loss.restricted));
            const at::Tensor logits = run.logits(run.hidden(), loss.restricted);
            const at::Tensor whole = at::logsumexp(logits, 1);
            const at::Tensor logProb =
                logits.gather(1, at::tensor(columns).view({-1, 1})).squeeze(1).sub(whole);
            at::Tensor each = logProb.neg();
            if (loss.zLoss > 0) each = each.add(whole.square().mul(loss.zLoss));
            const at::Tensor sum = each.mul(at::tensor(batch.weights)).sum();
            result.loss = sum.item<float>();
            const at::Tensor flat = logProb.detach().contiguous();
            result.logProbs.assign(flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel());
            if (grad && sum.requires_grad()) sum.backward();
        }
        for (const HostTensor& tensor : tensors)
            if (grad) result.gradient.push_back(run.gradient(tensor, byName));
        return result;
    });
}

std::uint64_t plainBytes(const layers::Transformer& model, const PackedBatch& batch,
                         const TensorMap& tensors) {
    double floats = 0;
    const auto stack = [&](const layers::Stack& of, const Rows& rows, std::int64_t shared, std::size_t tokens,
                           std::int64_t encoded) {
        const layers::StackShape& s = of.shape();
        std::int64_t longest = shared;
        for (const PackedBatch::Row& row : rows) longest = std::max<std::int64_t>(longest, row.length);
        // Padded to the longest row; what each operation of a block keeps for its way back.
        const double padded = static_cast<double>(std::max<std::size_t>(tokens, 1)) +
                              static_cast<double>(longest) * static_cast<double>(rows.size());
        const double keys = static_cast<double>(shared + longest);
        const double width = static_cast<double>(s.width), queries = static_cast<double>(s.queryWidth());
        const double blocks = s.encoderWidth > 0 ? 1.6 : 1;
        const double token = blocks * (10 * width + 5 * queries + 6 * static_cast<double>(s.keyWidth())) +
                             2 * static_cast<double>(s.innerColumns()) +
                             3 * static_cast<double>(s.feedForward);
        const double pairs = blocks * (4 * queries + 3 * static_cast<double>(s.heads) * keys);
        floats += static_cast<double>(s.layers) * (static_cast<double>(tokens) * token + padded * pairs);
        floats += static_cast<double>(s.layers) * static_cast<double>(encoded) * 4 *
                  static_cast<double>(s.keyWidth());
    };
    stack(model.main(), batch.rows, batch.shared, batch.tokens.size(),
          static_cast<std::int64_t>(batch.encoderTokens.size()));
    if (model.encoder()) stack(*model.encoder(), batch.encoderRows, 0, batch.encoderTokens.size(), 0);
    floats +=
        4.0 * static_cast<double>(batch.predicted.size()) * static_cast<double>(model.head().matrix.rows);
    for (const HostTensor& tensor : tensors)
        if (isWeight(tensor)) floats += 2.0 * static_cast<double>(tensor.elements());
    return static_cast<std::uint64_t>(4 * floats);
}

}  // namespace lathe
