// SPDX-License-Identifier: Apache-2.0
// What a prompt's nearest words say, as numbers (Lester et al. 2021, section 6): held against random vectors,
// since any vector has nearest words.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/project/runs.h"
#include "core/text/tokenizer.h"

namespace lathe {

struct InterpretationAsk {
    std::int64_t count = 5;           ///< nearest words looked at a position
    std::string metric = "cosine";    ///< what is near: cosine, euclidean, dot
    std::int64_t draws = 20;          ///< random vectors a position, of its norm
    std::uint64_t seed = 0;           ///< draws them
    std::vector<std::string> labels;  ///< label words; spaces around and capitals do not count
    std::map<std::int32_t, std::int64_t> textTokens;  ///< how often the training texts have each token
};

struct LabelPlaces {
    std::string label;
    std::int64_t positions = 0;  ///< at which the word is among the nearest
    double random = 0;           ///< the same for random vectors, a mean over the draws
};
struct FavouredWord {
    std::int32_t token = 0;
    std::string text;
    std::int64_t positions = 0;
    double ratio = 0;  ///< its share of the nearest words over its share of the training texts' tokens
};
struct SharedWords {
    std::int64_t first = 0, second = 0, words = 0;
};

struct Interpretation {
    std::vector<SlotNeighbours> slots;  ///< words alone: special, unused and single-byte tokens left out
    std::vector<double> closeness;      ///< of each position: mean cosine between its words' embeddings
    double meanCloseness = 0;
    double randomCloseness = 0;         ///< the same for random vectors of the same norms
    double randomDeviation = 0;         ///< between the draws' means
    std::int64_t closerThanRandom = 0;  ///< positions above all of their random vectors
    std::vector<LabelPlaces> labels;
    double inTexts = 0, randomInTexts = 0;  ///< share of the words that stand in the training texts
    std::vector<FavouredWord> favoured;     ///< of those, ratio above 1, by positions, then ratio
    std::vector<SharedWords> shared;        ///< pairs of positions with words in common, most first
};

/// Measures `prompt` [slots, width]. Refuses counts below 2 (nothing would lie between one word).
Result<Interpretation> interpret(Backbone& backbone, const HostTensor& prompt, const Tokenizer& tokenizer,
                                 const InterpretationAsk& ask);

}  // namespace lathe
