// SPDX-License-Identifier: Apache-2.0
// A tokenizer in the usual steps: added tokens, normaliser, splitting, model, what is put around; and back.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_added.h"
#include "core/text/tokenizer_model.h"
#include "core/text/tokenizer_vocabulary.h"

namespace lathe::tokens {

/// Changes a text; the whole of what stands between two added tokens.
using Normalizer = std::function<std::string(std::string)>;
/// Cuts one piece into several (or changes it); `first` is true for what begins the whole text.
using Splitter = std::function<void(std::string piece, bool first, std::vector<std::string>& out)>;

/// How ids become text again.
struct Decoding {
    enum class Kind {
        Bytes,      ///< pieces are bytes, joined
        WordPiece,  ///< a space in front of what does not begin with `prefix`
        Metaspace,  ///< joined; `space` stands for a space, the leading one is dropped where `dropFirst`
    };
    Kind kind = Kind::Bytes;
    std::string prefix = "##", space = "\u2581";
    bool cleanUp = true, dropFirst = true;
};

/// What the vocabulary says of a token.
struct TokenEntry {
    std::string name;   ///< as the vocabulary writes it
    std::string bytes;  ///< what it stands for
    bool special = false, unused = false, added = false;
};

struct PipelineParts {
    std::vector<TokenEntry> entries;  ///< by id; an empty name where the id is not taken
    TokenIds ids;
    AddedTokens raw, normalized;  ///< found before and behind the normaliser
    std::vector<Normalizer> normalizers;
    std::vector<Splitter> splitters;
    std::unique_ptr<Model> model;
    Decoding decoding;
    std::vector<std::int32_t> before, behind, mostCommon;
    std::optional<std::int32_t> bos, eos, pad, mask;
    std::string digest;
};

std::shared_ptr<const Tokenizer> makePipeline(PipelineParts parts);

/// Splits by a pattern that keeps every match and every gap as a piece; with `prefixSpace` a space is put in
/// front first.
class Pattern;
Splitter splitIsolated(std::shared_ptr<const Pattern> pattern);

/// True for a byte that is no character of its own: beyond ASCII, or a control character.
bool isLoneByte(std::string_view bytes);

}  // namespace lathe::tokens
