// SPDX-License-Identifier: Apache-2.0
// A frozen backbone's weights as tensors on a device. Private to the engine.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "core/engine/device/ops.h"
#include "core/engine/layers/transformer.h"

namespace lathe::device {

struct LayerTensors {
    at::Tensor attention, attentionBias, output, outputBias;
    at::Tensor crossQuery, crossQueryBias, crossKeyValue, crossKeyValueBias, crossOutput, crossOutputBias;
    at::Tensor inner, innerBias, down, downBias;
};

/// One stack's weights, and its kernels.
struct StackTensors {
    layers::StackShape shape;
    std::vector<LayerTensors> layers;
    std::vector<NormTensors> norms;  ///< in the order that they are gone through
    at::Tensor positions, biasTable, frequencies;
    at::Tensor dense, denseBias;
    NormTensors denseNorm;
};

struct ModelTensors {
    at::Tensor embedding, encoderEmbedding, decoderEmbedding;
    at::Tensor head;      ///< [vocabulary rounded up, width]: rows of zeros behind
    at::Tensor headBias;  ///< [vocabulary], or undefined
    std::int64_t vocabulary = 0;
    float embeddingScale = 1;
    StackTensors main;
    std::optional<StackTensors> encoder;
    std::uint64_t bytes = 0;
};

/// Copies all weights to the device.
ModelTensors upload(const layers::Transformer& model, const at::Device& device);

}  // namespace lathe::device
