// SPDX-License-Identifier: Apache-2.0
// A frozen backbone in memory, free of torch: what training, evaluation, generation and inspection ask of it.
// Torch's exceptions end at this border and become errors.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/batch.h"
#include "core/engine/profile.h"
#include "core/library/library.h"
#include "core/spec/tensor.h"

namespace lathe {

struct LoadOptions {
    std::string dtype = "auto";   ///< auto, float32, bfloat16
    std::int64_t threads = 0;     ///< 0: the machine's
    /// auto (cuda where the plug-in and a device are there), cpu, cuda. Steps and scores alone run there.
    std::string device = "cpu";
};

/// What the loss is taken over.
struct LossOptions {
    std::vector<std::int32_t> restricted;  ///< softmax over these ids only (task.loss: labels); empty: the vocabulary
    double zLoss = 0;                      ///< weight of log(Z)^2 (Lester: 1e-4)
    Profile* profile = nullptr;            ///< where the step's time is added to, by part; null: nowhere
};

struct StepResult {
    double loss = 0;                ///< sum over targets of weight * (cross entropy + z-loss)
    std::vector<float> logProbs;    ///< [S] of each target
    TensorMap gradient;             ///< of each trained tensor, same names and shapes; empty without `wantGradient`
};

/// A batch and what is trained with it; both must outlive it.
struct StepInput {
    const PackedBatch* batch = nullptr;
    const TensorMap* trained = nullptr;
};

/// Contexts to go on from and what stands in front of them; both must outlive it.
struct GenerationInput {
    std::span<const std::vector<std::int32_t>> contexts;
    const TensorMap* trained = nullptr;
};

struct NearestToken {
    std::int32_t token = 0;
    double score = 0;
};

class Backbone {
  public:
    static Result<std::shared_ptr<Backbone>> load(const BackboneFiles& files, const LoadOptions& options);
    virtual ~Backbone() = default;

    virtual const BackboneShape& shape() const = 0;
    /// What auto became: {"dtype", "threads", "device", "cpu", "libtorch"}, on a CUDA device "device_name".
    virtual Json resolved() const = 0;
    /// Bytes of the weights in memory.
    virtual std::uint64_t weightBytes() const = 0;
    /// Peak bytes of the arena (activations and scratch) that a batch of this size needs.
    virtual std::uint64_t workBytes(const PackedBatch& batch, const TensorMap& trained) const = 0;

    /// The weights that can themselves be trained, by name. A tensor "weight.NAME" of that shape among the tensors that a
    /// call takes stands in for one, and step() gives its gradient, by plain autograd. None: all are frozen.
    struct WeightInfo {
        std::string name;  ///< Hugging Face's
        std::vector<std::int64_t> shape;
    };
    virtual std::vector<WeightInfo> weights() const { return {}; }
    /// The backbone's own values of one, named "weight.NAME".
    virtual Result<HostTensor> weight(std::string_view name);
    /// A weight in the name and shape that checkpoints of Hugging Face have it in.
    virtual Result<HostTensor> asStored(const HostTensor& weight) const;

    /// Forward and backward of one packed batch. `trained` holds the computed prompt ("prompt" [slots, width]) and prefixes
    /// ("decoder.self.key" and ".value" [layers, tokens, kv heads * head width], unrotated; masked models "encoder.self.*";
    /// encoder-decoders also "encoder.self.*" and "decoder.cross.*"), any of them.
    virtual Result<StepResult> step(const PackedBatch& batch, const TensorMap& trained, const LossOptions& loss,
                                    bool wantGradient) = 0;
    /// The same of several batches in one pass over the weights, each with its own trained tensors: each result is what
    /// step() gives, to rounding. An error is of all together.
    virtual Result<std::vector<StepResult>> stepTogether(std::span<const StepInput> inputs, const LossOptions& loss,
                                                  bool wantGradient);
    /// Log-probabilities over `ids` (softmax over the whole vocabulary; `ids` empty: all) at each predicted position:
    /// [S, ids].
    virtual Result<HostTensor> logProbs(const PackedBatch& batch, const TensorMap& trained,
                                        std::span<const std::int32_t> ids) = 0;
    /// Raw logits at each predicted position: [S, vocabulary].
    virtual Result<HostTensor> logits(const PackedBatch& batch, const TensorMap& trained) = 0;

    /// Bytes of the keys and values of a text of so many tokens, for rows of a batch to go on behind
    /// (PackedBatch::Row); 0: this backbone has no rows that can.
    virtual std::uint64_t contextBytes(std::int64_t /*tokens*/) const { return 0; }
    /// Writes them to `to`, in the model's number format and from position 0 on. The bits depend on this text
    /// alone.
    virtual Result<> readContext(std::span<const std::int32_t> tokens, std::byte* to);

    /// Input embeddings of tokens: [ids, width].
    virtual Result<HostTensor> embeddings(std::span<const std::int32_t> ids) = 0;
    /// What the layers make of a text by itself, as prefixes of its length (names and shapes as step() takes them): with
    /// these in front, a text reads as if those words stood there. Encoder-decoders: the decoder's are those of the text
    /// in the decoder that reads it in the encoder.
    virtual Result<TensorMap> keysAndValues(std::span<const std::int32_t> tokens);
    /// How the tokens of rows without soft slots look at keys: for each AT that a prefix may have, "AT.query" [layers,
    /// tokens, heads * head width], scaled as scores are, and "AT.log_sum" [layers, tokens, heads]: the logarithm of the
    /// sum that shares are taken of, less the most that a key's position may add to its score.
    virtual Result<TensorMap> queries(const PackedBatch& batch);
    /// What tokens behind a prefix look at: for each AT of `trained` "AT.share" [layers, tokens, prefix tokens],
    /// the part of a token's attention that each prefix token takes, a mean over the heads.
    virtual Result<TensorMap> prefixShares(const PackedBatch& batch, const TensorMap& trained);
    /// The words that each value of a prefix ("AT.value", of the stack whose output goes to the head) raises most
    /// where it alone is looked at: through its layer's output, the last norm and the head, past all layers
    /// above. By layer, then prefix token.
    virtual Result<std::vector<std::vector<NearestToken>>> favoured(const HostTensor& values,
                                                                    std::int64_t count);
    /// Mean and standard deviation of the entries, and mean row norm, of the whole input embedding.
    struct EmbeddingScale {
        double mean = 0, deviation = 0, norm = 0;
    };
    virtual Result<EmbeddingScale> embeddingScale() = 0;
    /// The `count` nearest rows of the input embedding to each vector [n, width]; metric cosine, euclidean or dot (euclidean:
    /// the distance, nearest first).
    virtual Result<std::vector<std::vector<NearestToken>>> nearest(const HostTensor& vectors, std::int64_t count,
                                                                   std::string_view metric) = 0;

    struct GenerationOptions {
        std::int64_t maxNew = 64, beams = 1, topK = 0;
        double temperature = 0;  ///< 0: greedy
        double topP = 1;
        double lengthPenalty = 1;    ///< beams: a sum of log-probabilities is divided by its length to this power
        bool earlyStopping = false;  ///< beams: ends at as many whole texts as there are beams
        std::uint64_t seed = 0;
        std::vector<std::int32_t> stop;   ///< ids that end a row
        std::vector<std::int32_t> start;  ///< encoder-decoders: what the decoder begins with; contexts are the encoder's
        std::int64_t forcedStart = 0;     ///< of `start`, the last ones that count as new (a forced first token)
        std::int32_t forcedEnd = -1;      ///< the last token of a text that gets as long as maxNew; below 0: any
    };
    /// Continues each context (encoder-decoders: answers it); `told(row, token)` hears each new token of greedy and
    /// sampled rows and returns false to cancel. Returns the new tokens, stop token left out.
    virtual Result<std::vector<std::vector<std::int32_t>>> generate(
        std::span<const std::vector<std::int32_t>> contexts, const TensorMap& trained, const GenerationOptions& options,
        const std::function<bool(std::size_t row, std::int32_t token)>& told) = 0;
    /// The same behind several prompts in one pass over the weights, each input behind its own: each row is what
    /// generate() makes of its input alone, to rounding. Rows are counted through all inputs.
    virtual Result<std::vector<std::vector<std::int32_t>>> generateTogether(
        std::span<const GenerationInput> inputs, const GenerationOptions& options,
        const std::function<bool(std::size_t row, std::int32_t token)>& told);
};

}  // namespace lathe
