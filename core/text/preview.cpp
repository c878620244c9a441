// SPDX-License-Identifier: Apache-2.0
#include "core/text/preview.h"

namespace lathe {

std::string_view previewKindName(PreviewToken::Kind kind) {
    switch (kind) {
        case PreviewToken::Kind::Soft:
            return "soft";
        case PreviewToken::Kind::Text:
            return "text";
        case PreviewToken::Kind::Label:
            return "label";
    }
    return "text";
}

std::vector<PreviewToken> preview(const EncodedRow& row, const RowEncoder& encoder,
                                  const Tokenizer& tokenizer) {
    std::vector<PreviewToken> tokens;
    const auto put = [&](const std::vector<std::int32_t>& ids, bool answer) {
        for (const std::int32_t id : ids) {
            PreviewToken token;
            if (id < 0) {
                token.kind = PreviewToken::Kind::Soft;
                token.slot = ~id;
                const auto& words = encoder.slotWords();
                if (static_cast<std::size_t>(token.slot) < words.size())
                    token.id = words[static_cast<std::size_t>(token.slot)];
            } else {
                token.kind = answer ? PreviewToken::Kind::Label : PreviewToken::Kind::Text;
                token.id = id;
                token.labelled = answer;
            }
            if (token.id >= 0) token.text = tokenizer.piece(token.id);
            tokens.push_back(std::move(token));
        }
    };
    const std::vector<std::int32_t> none;
    const auto& answer =
        row.answers.empty() ? none : row.answers[row.truth < 0 ? 0 : static_cast<std::size_t>(row.truth)];
    if (row.blanks.empty() || answer.empty()) {
        put(row.context, false);
        put(row.start, false);
        put(answer, true);
    } else {
        // The answer's tokens in their blanks, a single blank taking them all.
        auto from = row.context.begin();
        for (std::size_t k = 0; k < row.blanks.size(); ++k) {
            const auto blank = row.context.begin() + row.blanks[k];
            put({from, blank}, false);
            put(row.blanks.size() == 1 ? answer : std::vector<std::int32_t>{answer[k]}, true);
            from = blank + 1;
        }
        put({from, row.context.end()}, false);
    }
    put(row.after, false);
    return tokens;
}

Json previewJson(const EncodedRow& row, const RowEncoder& encoder, const Tokenizer& tokenizer) {
    Json list = Json::array();
    std::int64_t count = 0, labelled = 0;
    for (const PreviewToken& token : preview(row, encoder, tokenizer)) {
        count += token.kind != PreviewToken::Kind::Soft;
        labelled += token.labelled;
        list.append(Json::object({{"kind", previewKindName(token.kind)},
                                  {"id", std::int64_t{token.id}},
                                  {"text", token.text},
                                  {"slot", std::int64_t{token.slot}},
                                  {"labelled", token.labelled}}));
    }
    return Json::object(
        {{"tokens", std::move(list)}, {"count", count}, {"labelled", labelled}, {"cut", row.cut}});
}

}  // namespace lathe
