// SPDX-License-Identifier: Apache-2.0
// What a backbone family says of itself without torch. One folder a family, one line in list.inc.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/spec/backbone_kind.h"

namespace lathe {

/// Sizes of one backbone, read from its configuration (Hugging Face keys; GGUF metadata is translated to
/// them).
struct BackboneShape {
    std::string family;  ///< "llama"
    BackboneKind kind = BackboneKind::Decoder;
    std::int64_t vocabulary = 0, width = 0, layers = 0, heads = 0, keyValueHeads = 0, headWidth = 0,
                 feedForward = 0;
    std::int64_t context = 0;        ///< positions the backbone can take
    std::int64_t encoderLayers = 0;  ///< encoder-decoders; layers, heads, ... are the decoder's
    std::int32_t decoderStart = -1;  ///< encoder-decoders: the decoder's first token
    std::int64_t parameters = 0;
    bool tiedHead = true;
    Json config;  ///< the whole configuration, with the family's defaults filled in (llama: rope_theta,
                  ///< rope_scaling, ...)
};

/// A tensor that a family expects in a checkpoint.
struct ExpectedTensor {
    std::string name;  ///< Hugging Face name
    std::vector<std::int64_t> shape;
    bool optional = false;
    std::vector<std::string> also =
        {};               ///< other names that checkpoints give it; the first that is there counts
    bool turned = false;  ///< GGUF holds it with rows and columns exchanged
};

struct BackboneDescription {
    std::string family, label;
    std::vector<std::string> architectures;  ///< config.json's "architectures"
    std::vector<std::string> modelTypes;     ///< config.json's "model_type", where no architecture is named
    std::vector<std::string> ggufArchitectures;  ///< GGUF's general.architecture
    BackboneKind kind = BackboneKind::Decoder;
    /// Reads and checks a configuration; refuses values that the family's module does not build, by name.
    Result<BackboneShape> (*shape)(const Json& config) = nullptr;
    /// Every tensor that the checkpoint must hold.
    std::vector<ExpectedTensor> (*tensors)(const BackboneShape& shape) = nullptr;
    /// Endings of names that a checkpoint may hold besides: buffers, and heads of other tasks.
    std::vector<std::string> ignored;
    /// GGUF metadata as the family's configuration; null function: the family has no GGUF form. What the
    /// metadata does not say (a head of its own, biases) follows from the tensors: `holds` knows their GGUF
    /// names.
    Result<Json> (*configFromGguf)(const Json& metadata,
                                   const std::function<bool(std::string_view)>& holds) = nullptr;
    /// The GGUF name of a tensor ("blk.0.attn_q.weight"), empty where there is none.
    std::string (*ggufName)(const std::string& name) = nullptr;
};

/// Every family, in the order of list.inc.
std::vector<BackboneDescription> backboneFamilies();
/// The family for a configuration ("architectures", else "model_type"), or an error that names it and what is
/// supported.
Result<BackboneDescription> familyOf(const Json& config);

}  // namespace lathe
