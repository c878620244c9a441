// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/model.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

namespace lathe::device {

namespace {

// Rows of the head to a whole number of these: products of a vocabulary of 50,257 run slow.
constexpr std::int64_t kHeadRows = 64;

class Sender {
  public:
    explicit Sender(const at::Device& device) : device_(device) {}

    at::Tensor matrix(const layers::Matrix& m, std::int64_t rows = 0) {
        if (!m.data) return {};
        const auto type = m.dtype == Dtype::Float32 ? at::kFloat : at::kBFloat16;
        const at::Tensor here = at::from_blob(m.data, {m.rows, m.columns}, at::TensorOptions(type));
        if (rows <= m.rows) return sent(here);
        at::Tensor out = at::zeros({rows, m.columns}, at::TensorOptions(type).device(device_));
        out.narrow(0, 0, m.rows).copy_(here);
        return counted(out);
    }
    at::Tensor floats(const float* data, std::vector<std::int64_t> shape) {
        if (!data) return {};
        return sent(at::from_blob(const_cast<float*>(data), shape, at::TensorOptions(at::kFloat)));
    }
    NormTensors norm(const layers::NormWeights& norm, std::int64_t width) {
        return {floats(norm.weight, {width}), floats(norm.bias, {width})};
    }

    StackTensors stack(const layers::Stack& from) {
        auto& stack = const_cast<layers::Stack&>(from);  // its weights are only read
        StackTensors out;
        out.shape = from.shape();
        const layers::StackShape& s = out.shape;
        const layers::StackEnds& ends = stack.ends();
        if (s.normAfter) out.norms.push_back(norm(ends.embeddingNorm, s.width));
        for (std::int64_t number = 0; number < s.layers; ++number) {
            const layers::StackLayer& l = stack.layer(number);
            LayerTensors t;
            t.attention = matrix(l.attention);
            t.attentionBias = floats(l.attentionBias, {s.attentionColumns()});
            t.output = matrix(l.output);
            t.outputBias = floats(l.outputBias, {s.width});
            t.inner = matrix(l.inner);
            t.innerBias = floats(l.innerBias, {s.innerColumns()});
            t.down = matrix(l.down);
            t.downBias = floats(l.downBias, {s.width});
            out.norms.push_back(norm(l.attentionNorm, s.width));
            if (s.encoderWidth > 0) {
                t.crossQuery = matrix(l.crossQuery);
                t.crossQueryBias = floats(l.crossQueryBias, {s.queryWidth()});
                t.crossKeyValue = matrix(l.crossKeyValue);
                t.crossKeyValueBias = floats(l.crossKeyValueBias, {2 * s.keyWidth()});
                t.crossOutput = matrix(l.crossOutput);
                t.crossOutputBias = floats(l.crossOutputBias, {s.width});
                out.norms.push_back(norm(l.crossNorm, s.width));
            }
            out.norms.push_back(norm(l.feedForwardNorm, s.width));
            out.layers.push_back(std::move(t));
        }
        if (!s.normAfter) out.norms.push_back(norm(ends.finalNorm, s.width));
        out.positions = floats(ends.positions, {s.positionRows, s.width});
        out.biasTable = floats(ends.bias, {s.heads, 2 * s.biasReach + 1});
        if (!s.frequencies.empty())
            out.frequencies = floats(s.frequencies.data(), {static_cast<std::int64_t>(s.frequencies.size())});
        if (s.transform) {
            out.dense = matrix(ends.dense);
            out.denseBias = floats(ends.denseBias, {s.width});
            out.denseNorm = norm(ends.denseNorm, s.width);
        }
        return out;
    }

    std::uint64_t bytes() const { return bytes_; }

  private:
    at::Tensor counted(const at::Tensor& tensor) {
        bytes_ += tensor.nbytes();
        return tensor;
    }
    /// A copy, also where the device is this machine's memory: tests read it beside the model's own.
    at::Tensor sent(const at::Tensor& here) {
        return counted(here.to(here.options().device(device_), false, true));
    }

    at::Device device_;
    std::uint64_t bytes_ = 0;
};

}  // namespace

ModelTensors upload(const layers::Transformer& model, const at::Device& device) {
    Sender sender(device);
    ModelTensors out;
    out.vocabulary = model.head().matrix.rows;
    out.embeddingScale = model.embeddingScale();
    const std::int64_t rows = (out.vocabulary + kHeadRows - 1) / kHeadRows * kHeadRows;
    const auto table = [&](const layers::Matrix& m) -> at::Tensor {
        if (m.data == model.embedding().data && out.embedding.defined()) return out.embedding;
        return sender.matrix(m, rows);
    };
    out.embedding = table(model.embedding());
    out.encoderEmbedding = table(model.encoderEmbedding());
    out.decoderEmbedding = table(model.decoderEmbedding());
    out.head = table(model.head().matrix);
    out.headBias = sender.floats(model.head().bias, {out.vocabulary});
    out.main = sender.stack(model.main());
    if (model.encoder()) out.encoder = sender.stack(*model.encoder());
    out.bytes = sender.bytes();
    return out;
}

}  // namespace lathe::device
