// SPDX-License-Identifier: Apache-2.0
// One batch on its way through a backbone on a device: what is uploaded, what runs, what comes back. Private
// to the engine.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "core/engine/device/engine.h"
#include "core/engine/device/stack.h"
#include "core/engine/device/upload.h"

namespace lathe::device {

/// A stack's trained tensors' sizes and where each lane's begin among them: prefixes first, then infixes.
struct TrainedRows {
    std::int64_t rows = 0;
    std::vector<std::int64_t> prefix, infix;  ///< of each lane; infix -1: none
};
TrainedRows trainedRows(const std::vector<EngineLane>& lanes, layers::Prefix Trained::*prefix,
                        layers::Prefix Trained::*infix);

/// The head: its matrix (or the rows that the loss is restricted to) and bias.
struct HeadTensors {
    at::Tensor matrix, bias;
    std::int64_t vocabulary = 0;
};

class Run {
  public:
    struct Places {
        const ModelTensors& model;
        const DeviceStack& main;
        const DeviceStack* encoder;
        HeadTensors head;
    };
    /// Gathers all that goes to the device; send() first, then forward() and so on.
    Run(const Places& places, const EngineStep& step, const EngineOptions& options, const at::Device& device);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    bool send(Staging& staging) { return upload_.send(staging, device_); }
    /// What two batches share that one graph serves.
    std::vector<std::int64_t> form() const;
    /// Whether the flash kernels could not take these spans.
    bool needsPadding() const;
    bool manyTargets() const { return many_; }

    /// Bytes that a step keeps for its way back, at least, with a block's inner values.
    std::int64_t keptBytes() const;
    void recompute() { mainBatch_.recompute = encoderBatch_.recompute = recompute_ = true; }

    /// Embeddings to the head's input.
    void forward();
    /// Loss of the outputs, and with a gradient the whole way back.
    void loss();
    /// Logits of some outputs, narrow.
    at::Tensor logits(std::int64_t first, std::int64_t count) const;
    std::int64_t rowsAtATime() const;
    /// All products of forward(), loss() and the way back, over noise; makeNoise() first.
    void bareProducts(bool plain);
    void makeNoise();

    /// Device tensors that come back, in a fixed order: loss, log-probabilities, gradients.
    std::vector<at::Tensor> results() const;
    /// Puts them where they belong, from host copies.
    EngineLoss give(const std::vector<at::Tensor>& host, const EngineStep& step) const;

    StackIndex main, encoder;

  private:
    at::Tensor embed(const DeviceStack& stack, const StackIndex& index, const at::Tensor& tokens,
                     const at::Tensor& table) const;
    void addTrained(const EngineStep& step, layers::Prefix Trained::*prefix, layers::Prefix Trained::*infix,
                    const TrainedRows& rows, const layers::StackShape& shape, TrainedTensors* to);
    void bareStack(const DeviceStack& stack, const StackIndex& index, bool plain, bool back, bool prefix,
                   bool encoded);

    Places places_;
    at::Device device_;
    Upload upload_;
    bool recompute_ = false;
    bool gradient_, many_ = false, encoderBack_ = false, hasPrompt_ = false, padded_ = false;
    double zLoss_;
    std::int64_t outputs_ = 0, targets_ = 0;
    TrainedRows self_, cross_, encoderSelf_;
    at::Tensor tokens_, encoderTokens_, soft_, first_, target_, weight_;
    StackBatch mainBatch_, encoderBatch_;
    at::Tensor loss_, logProb_, noise_;
    Attended attended_;
};

}  // namespace lathe::device
