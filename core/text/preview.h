// SPDX-License-Identifier: Apache-2.0
// A row as the model sees it, token by token, for people to look at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/text/template.h"

namespace lathe {

struct PreviewToken {
    enum class Kind { Soft, Text, Label };
    Kind kind = Kind::Text;
    std::int32_t id = -1;  ///< the token; for a soft slot the word that it starts from, -1: none
    std::string
        text;  ///< the token's own piece, spaces included; empty for a soft slot that starts from no word
    std::int32_t slot = -1;  ///< the soft slot's number, else -1
    bool labelled = false;   ///< the loss is taken on this token
};

std::string_view previewKindName(PreviewToken::Kind kind);  ///< "soft", "text", "label"

/// Context, the right answer (the first where none is known) behind it or in its blanks, and what stands behind it.
std::vector<PreviewToken> preview(const EncodedRow& row, const RowEncoder& encoder,
                                  const Tokenizer& tokenizer);

/// {"tokens": [{"kind", "id", "text", "slot", "labelled"}], "count", "labelled", "cut"}: count is the hard
/// tokens fed.
Json previewJson(const EncodedRow& row, const RowEncoder& encoder, const Tokenizer& tokenizer);

}  // namespace lathe
