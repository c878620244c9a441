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

/// A part of a text on its way to the model; `first`: the whole text begins with it.
struct Piece {
    std::string text;
    bool first = false;
};
/// Changes a text: the whole of what stands between two added tokens. One that takes away what the text
/// begins with clears `first`.
using Normalizer = std::function<void(Piece& piece)>;
/// Cuts one piece into several (or changes it).
using Splitter = std::function<void(Piece piece, std::vector<Piece>& out)>;
/// One step from the names of tokens back to text.
using DecodeStep = std::function<void(std::vector<std::string>& tokens)>;

/// How ids become text again, and what a single token stands for.
struct Decoding {
    std::vector<DecodeStep> steps;
    bool spaced = false;     ///< tokens are joined with spaces: there is no decoder
    bool cleanUp = false;    ///< spaces in front of punctuation go, at the end
    bool byteLevel = false;  ///< names are in GPT-2's alphabet
    bool byteNames = false;  ///< <0xNN> is that byte
    std::string mark;        ///< stands for a space in names; may be empty
};

/// What the vocabulary says of a token.
struct TokenEntry {
    std::string name;   ///< as the vocabulary writes it
    std::string bytes;  ///< what it stands for
    bool special = false, unused = false, added = false;
    std::string spoken;  ///< what decoding begins with, where it is not the name
};

struct PipelineParts {
    std::string kind;                 ///< "BPE", "Unigram", "WordPiece"
    std::vector<TokenEntry> entries;  ///< by id; an empty name where the id is not taken
    TokenIds ids;
    std::vector<AddedToken> added;
    std::vector<Normalizer> normalizers;
    std::vector<Splitter> splitters;
    std::unique_ptr<Model> model;
    Decoding decoding;
    std::vector<std::int32_t> before, behind, mostCommon;
    std::optional<std::int32_t> bos, eos, pad, mask;
    std::string digest, chatTemplate;
};

std::shared_ptr<const Tokenizer> makePipeline(PipelineParts parts);

/// Puts an added token among `parts`: its own id where the vocabulary knows its text, else `token.id`.
void addToken(PipelineParts& parts, AddedToken token);

/// Splits by a pattern that keeps every match and every gap as a piece.
class Pattern;
Splitter splitIsolated(std::shared_ptr<const Pattern> pattern);
/// Spells pieces in GPT-2's alphabet.
Splitter spellBytes();

/// True for a byte that is no character of its own: beyond ASCII, or a control character.
bool isLoneByte(std::string_view bytes);

}  // namespace lathe::tokens
