// SPDX-License-Identifier: Apache-2.0
// A row's fields become tokens in the order that the backbone's kind reads them.
#include "core/text/row_encoder_words.h"
#include "core/text/template.h"

namespace lathe {
namespace {

using Part = TemplatePart::Kind;

std::size_t commonLength(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

template <class To, class From>
void append(To& to, const From& from) {
    to.insert(to.end(), from.begin(), from.end());
}

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

}  // namespace

RowEncoder::Ids RowEncoder::tokensOf(const std::string& text) const {
    return text.empty() ? Ids{} : tokenizer_->encode(text, Surround::No);
}

std::string RowEncoder::textOf(std::size_t fromPart, std::size_t toPart, const Values& values) const {
    std::string text;
    for (std::size_t i = fromPart; i < toPart; ++i) {
        const TemplatePart& part = template_.parts[i];
        if (part.kind == Part::Text) text += part.text;
        if (part.kind == Part::Field)
            text += values[static_cast<std::size_t>(std::find(fields_.begin(), fields_.end(), part.text) -
                                                    fields_.begin())];
        const bool blank = std::find(blankParts_.begin(), blankParts_.end(), i) != blankParts_.end();
        if (part.kind == Part::Mask || blank) text += tokenizer_->piece(*tokenizer_->mask());
    }
    return text;
}

RowEncoder::Ids RowEncoder::answerBehind(const std::string& text, const std::string& answer) const {
    // A blank on both sides of the seam is one.
    const bool twice = !text.empty() && isBlank(text.back()) && answer.size() > 1 && isBlank(answer.front());
    const Ids alone = tokensOf(text), with = tokensOf(text + (twice ? answer.substr(1) : answer));
    return {with.begin() + static_cast<std::ptrdiff_t>(commonLength(alone, with)), with.end()};
}

/// Decoders: the context ends where the tokens of the text with each answer still agree with those of the
/// text alone.
void RowEncoder::putContinued(const std::string& text, const Answers& answers, EncodedRow& row) const {
    const Ids alone = tokensOf(text);
    std::size_t agreed = alone.size();
    std::vector<Ids> with;
    for (const std::string& answer : answers.texts) {
        with.push_back(tokensOf(text + answer));
        agreed = std::min(agreed, commonLength(alone, with.back()));
    }
    // With no answer known, a space at the end belongs to whatever word comes.
    if (with.empty() && !text.empty() && text.back() == ' ')
        for (const char* word : {"a", "The", "1"})
            agreed = std::min(agreed, commonLength(alone, tokensOf(text + word)));
    row.context.insert(row.context.end(), alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(agreed));
    for (const Ids& ids : with)
        row.answers.emplace_back(ids.begin() + static_cast<std::ptrdiff_t>(agreed), ids.end());
}

/// Masked models: the text with its mask tokens. A field may hold masks of its own: ours are found by their
/// number.
void RowEncoder::putBlanks(std::size_t begin, std::size_t end, const Values& values, const Answers& answers,
                           EncodedRow& row) const {
    const std::int32_t mask = *tokenizer_->mask();
    const auto first = static_cast<std::ptrdiff_t>(row.context.size());
    append(row.context, tokensOf(textOf(begin, end, values)));
    for (const std::size_t part : blankParts_) {
        if (part < begin || part >= end) continue;
        const Ids before = tokensOf(textOf(begin, part, values));
        auto number = std::count(before.begin(), before.end(), mask);
        auto at = std::find(row.context.begin() + first, row.context.end(), mask);
        while (number-- > 0 && at != row.context.end()) at = std::find(at + 1, row.context.end(), mask);
        if (at != row.context.end())
            row.blanks.push_back(static_cast<std::int32_t>(at - row.context.begin()));
    }
    if (answerPart_ < begin || answerPart_ >= end) return;
    const std::string text = textOf(begin, answerPart_, values);
    for (const std::string& answer : answers.texts) row.answers.push_back(answerBehind(text, answer));
}

void RowEncoder::putText(std::size_t begin, std::size_t end, const Values& values, const Answers& answers,
                         EncodedRow& row) const {
    if (model_.kind == BackboneKind::Masked) return putBlanks(begin, end, values, answers, row);
    const bool holds = answerPart_ >= begin && answerPart_ < end;
    const std::string text = textOf(begin, holds ? answerPart_ : end, values);
    if (!holds) return append(begin > answerPart_ ? row.after : row.context, tokensOf(text));
    if (model_.kind == BackboneKind::EncoderDecoder) {
        append(row.context, tokensOf(text));
        for (const std::string& answer : answers.texts) row.answers.push_back(tokensOf(answer));
    } else {
        putContinued(text, answers, row);
    }
    append(row.after, tokensOf(textOf(answerPart_ + 1, end, values)));
}

EncodedRow RowEncoder::build(const Values& values, const Answers& answers) const {
    EncodedRow row;
    row.truth = answers.truth;
    const std::size_t parts = template_.parts.size();
    std::int32_t slot = 0;
    bool leading = true;
    for (std::size_t begin = 0; begin <= parts;) {
        std::size_t end = begin;
        while (end < parts && slotCounts_[end] == 0) ++end;
        if (leading && (end > begin || end == parts)) {
            append(row.context, tokenizer_->before());
            leading = false;
        }
        putText(begin, end, values, answers, row);
        for (std::int64_t k = 0; end < parts && k < slotCounts_[end]; ++k)
            (model_.kind != BackboneKind::Masked && end > answerPart_ ? row.after : row.context)
                .push_back(~slot++);
        begin = end + 1;
    }
    append(model_.kind == BackboneKind::Decoder ? row.after : row.context, tokenizer_->behind());
    if (model_.kind == BackboneKind::EncoderDecoder) {
        row.start = {model_.start};
        append(row.start, tokenizer_->before());
    }
    for (Ids& ids : row.answers) {
        if (firstTokenOnly_ && ids.size() > 1) ids.resize(1);
        if (decodes_ && tokenizer_->eos()) ids.push_back(*tokenizer_->eos());
    }
    return row;
}

}  // namespace lathe
