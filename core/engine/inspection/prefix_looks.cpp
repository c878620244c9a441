// SPDX-License-Identifier: Apache-2.0
// What a prefix does in the layers: how much of a text's attention each of its tokens takes, and which words
// its values favour.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/engine/layers/guard.h"
#include "core/engine/parallel/parallel.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

namespace {

/// A stack's attention to the trained keys in front of its own, or of what it reads of an encoder.
struct Front {
    const layers::Stack& stack;
    const layers::StackWork& work;
    std::int64_t rows = 0, prefix = 0;
    bool cross = false;
};

/// [layers, rows, prefix]: means over the heads.
HostTensor sharesOf(const std::string& at, const Front& from, const layers::Kernels& kernels) {
    const layers::StackShape& s = from.stack.shape();
    const std::int64_t element = s.elementBytes(), width = s.headWidth, group = s.heads / s.keyValueHeads,
                       queryStride = (from.cross ? s.queryWidth() : s.attentionColumns()) * element,
                       keyStride = (from.cross ? 2 * s.keyWidth() : s.attentionColumns()) * element;
    HostTensor out{at + ".share", {s.layers, from.rows, from.prefix}, {}};
    out.data.resize(static_cast<std::size_t>(out.elements()));
    std::vector<float> keys(static_cast<std::size_t>(from.prefix * s.keyWidth()));
    for (std::int64_t number = 0; number < s.layers; ++number) {
        const layers::KeptLayer& kept = from.work.layers[static_cast<std::size_t>(number)];
        const auto* key = static_cast<const char*>(from.cross ? kept.crossKey : kept.key);
        const auto* query = static_cast<const char*>(from.cross ? kept.crossQuery : kept.query);
        const float* sums = from.cross ? kept.crossLogSum : kept.logSum;
        // The rows' own queries stand behind the prefix's places.
        if (!from.cross) query += from.prefix * queryStride;
        for (std::int64_t p = 0; p < from.prefix; ++p)
            kernels.widen(key + p * keyStride, keys.data() + p * s.keyWidth(), s.keyWidth());
        parallelRange(from.rows, 8, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> looks(static_cast<std::size_t>(s.queryWidth()));
            for (std::int64_t row = begin; row < end; ++row) {
                kernels.widen(query + row * queryStride, looks.data(), s.queryWidth());
                float* to = out.data.data() + (number * from.rows + row) * from.prefix;
                for (std::int64_t p = 0; p < from.prefix; ++p) {
                    double share = 0;
                    for (std::int64_t head = 0; head < s.heads; ++head) {
                        const float* q = looks.data() + head * width;
                        const float* k = keys.data() + p * s.keyWidth() + head / group * width;
                        double score = 0;
                        for (std::int64_t i = 0; i < width; ++i)
                            score += static_cast<double>(q[i]) * static_cast<double>(k[i]);
                        share += std::exp(score * static_cast<double>(s.scaleOf(number)) -
                                          static_cast<double>(sums[row * s.heads + head]));
                    }
                    to[p] = static_cast<float>(share / static_cast<double>(s.heads));
                }
            }
        });
    }
    return out;
}

/// A row as the last norm makes it: `weight` null: without one; biases are the same for all and left out.
void normalise(float* row, std::int64_t width, const layers::StackShape& shape, const float* weight) {
    double mean = 0, square = 0;
    for (std::int64_t i = 0; shape.centred && i < width; ++i) mean += static_cast<double>(row[i]);
    mean /= static_cast<double>(width);
    for (std::int64_t i = 0; i < width; ++i) {
        row[i] -= static_cast<float>(mean);
        square += static_cast<double>(row[i]) * static_cast<double>(row[i]);
    }
    const double scale = square > 0 ? 1 / std::sqrt(square / static_cast<double>(width)) : 0;
    for (std::int64_t i = 0; i < width; ++i)
        row[i] *= static_cast<float>(scale) * (weight ? weight[i] : 1.0F);
}

/// The `count` largest of a row of logits, the lower id first of equal ones.
std::vector<NearestToken> largest(const std::vector<float>& logits, std::int64_t count) {
    std::vector<NearestToken> all;
    all.reserve(logits.size());
    for (std::size_t id = 0; id < logits.size(); ++id)
        if (!std::isnan(logits[id]))
            all.push_back({static_cast<std::int32_t>(id), static_cast<double>(logits[id])});
    const auto most =
        std::min<std::size_t>(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)), all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most), all.end(),
                      [](const NearestToken& a, const NearestToken& b) {
                          return a.score != b.score ? a.score > b.score : a.token < b.token;
                      });
    all.resize(most);
    return all;
}

}  // namespace

Result<TensorMap> TransformerBackbone::prefixShares(const PackedBatch& batch, const TensorMap& tensors) {
    return guarded("reading the rows", [&]() -> Result<TensorMap> {
        LATHE_TRY(trained, readTrained(tensors, *model_, shape_.kind));
        if (trained.infix.tokens > 0)
            return failed("an infix stands among the text, not in front of it", {},
                          "only prefixes can be asked for their attention");
        LATHE_TRY(kept, keepAll(batch, trained));
        const auto rows = static_cast<std::int64_t>(batch.tokens.size());
        TensorMap all;
        if (kept.encoder && trained.encoder.tokens > 0)
            all.push_back(
                sharesOf("encoder.self",
                         {*model_->encoder(), *kept.encoder,
                          static_cast<std::int64_t>(batch.encoderTokens.size()), trained.encoder.tokens},
                         kernels_));
        const char* own = shape_.kind == BackboneKind::Masked ? "encoder.self" : "decoder.self";
        if (trained.prefix.tokens > 0)
            all.push_back(sharesOf(own, {model_->main(), *kept.main, rows, trained.prefix.tokens}, kernels_));
        if (kept.encoder && trained.cross.tokens > 0)
            all.push_back(sharesOf("decoder.cross",
                                   {model_->main(), *kept.main, rows, trained.cross.tokens, true}, kernels_));
        if (all.empty()) return failed("this prompt has no prefix in the layers");
        return all;
    });
}

Result<std::vector<std::vector<NearestToken>>> TransformerBackbone::favoured(const HostTensor& values,
                                                                             std::int64_t count) {
    const layers::Stack& stack = model_->main();
    const layers::StackShape& s = stack.shape();
    const bool cross = values.name == "decoder.cross.value";
    const char* own = shape_.kind == BackboneKind::Masked ? "encoder.self.value" : "decoder.self.value";
    if (!cross && values.name != own)
        return failed("what these values add does not go to the head", values.name);
    if (s.transform)
        return failed("a masked model's head has layers of its own", values.name,
                      "only decoders say which words a value favours");
    if (values.shape.size() != 3 || values.shape[0] != s.layers || values.shape[2] != s.keyWidth())
        return failed("the values do not fit the backbone's layers", values.name);
    return guarded("the search for favoured words", [&]() -> Result<std::vector<std::vector<NearestToken>>> {
        LATHE_CHECK(tuned_.put({}));
        const std::int64_t tokens = values.shape[1], padded = layers::productRows(tokens),
                           element = s.elementBytes(), group = s.heads / s.keyValueHeads;
        const layers::Matrix& head = model_->head().matrix;
        const auto bytes = [&](std::int64_t columns) {
            return std::vector<char>(static_cast<std::size_t>(padded * columns * element));
        };
        std::vector<char> attended = bytes(s.queryWidth()), added = bytes(s.width), logits = bytes(head.rows);
        std::vector<float> looked(static_cast<std::size_t>(s.queryWidth())),
            row(static_cast<std::size_t>(s.width));
        std::vector<std::vector<NearestToken>> all(static_cast<std::size_t>(s.layers * tokens));
        for (std::int64_t number = 0; number < s.layers; ++number) {
            // Each query head that looks at the token alone takes its key head's value.
            for (std::int64_t token = 0; token < tokens; ++token) {
                const float* value = values.data.data() + (number * tokens + token) * s.keyWidth();
                for (std::int64_t h = 0; h < s.heads; ++h)
                    std::copy_n(value + h / group * s.headWidth, s.headWidth,
                                looked.data() + h * s.headWidth);
                kernels_.narrow(looked.data(), attended.data() + token * s.queryWidth() * element,
                                s.queryWidth());
            }
            const layers::StackLayer& layer = stack.layer(number);
            layers::project(cross ? layer.crossOutput : layer.output, attended.data(), tokens, added.data());
            const float* weight = stack.ends().finalNorm.weight;
            for (std::int64_t token = 0; token < tokens; ++token) {
                char* at = added.data() + token * s.width * element;
                kernels_.widen(at, row.data(), s.width);
                normalise(row.data(), s.width, s, weight);
                kernels_.narrow(row.data(), at, s.width);
            }
            layers::project(head, added.data(), tokens, logits.data());
            parallelTasks(tokens, [&](std::int64_t token, std::int64_t) {
                std::vector<float> wide(static_cast<std::size_t>(head.rows));
                kernels_.widen(logits.data() + token * head.rows * element, wide.data(), head.rows);
                wide.resize(static_cast<std::size_t>(shape_.vocabulary));
                all[static_cast<std::size_t>(number * tokens + token)] = largest(wide, count);
            });
        }
        return all;
    });
}

}  // namespace lathe
