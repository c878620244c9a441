// SPDX-License-Identifier: Apache-2.0
// The content of sentencepiece's .model files: a protocol buffer (sentencepiece_model.proto), read by hand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lathe::tokens {

struct SpmPiece {
    enum Type { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };
    std::string text;
    float score = 0;
    std::int64_t type = Normal;
};

struct SpmFile {
    enum Kind { UnigramKind = 1, BpeKind = 2, WordKind = 3, CharacterKind = 4 };
    std::vector<SpmPiece> pieces;
    std::int64_t kind = UnigramKind;
    bool byteFallback = false, spaceBehind = false;
    std::string unknownPiece = "<unk>", bosPiece = "<s>", eosPiece = "</s>", padPiece = "<pad>";
    std::string characterMap;
    bool addDummyPrefix = true, removeExtraSpaces = true, escapeSpaces = true;
};

/// Every length is checked; unknown fields are passed over as the format says. Pieces are checked as the
/// library does: not empty, no two alike, one unknown piece, all bytes or none.
Result<SpmFile> readSpmFile(std::string_view bytes, const std::string& source);

}  // namespace lathe::tokens
