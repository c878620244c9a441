// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <set>

#include "core/text/row_encoder_words.h"
#include "core/text/template.h"

namespace lathe {
namespace {

using row_words::hardCount;
using row_words::inQuotes;
using row_words::isUnknown;
using row_words::listed;

std::vector<std::string> keysOf(const Json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.members()) keys.push_back(key);
    return keys;
}

/// A field's value as text: numbers and flags as JSON writes them; nothing for null, lists and objects.
std::optional<std::string> scalarText(const Json& value) {
    if (value.isString()) return value.string();
    if (value.isNumber() || value.isBool()) return value.dump();
    return std::nullopt;
}

std::string typeOf(const Json& value) {
    return value.isNull()     ? "nothing (null)"
           : value.isArray()  ? "a list"
           : value.isObject() ? "an object"
                              : "text";
}

std::int64_t longestAnswer(const EncodedRow& row) {
    std::size_t longest = 0;
    for (const auto& answer : row.answers) longest = std::max(longest, answer.size());
    return static_cast<std::int64_t>(longest);
}

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

Result<RowEncoder::Values> RowEncoder::valuesOf(const std::string& where, const Json& fields) const {
    Values values;
    for (const std::string& name : fields_) {
        if (!fields.contains(name))
            return failed("no field " + inQuotes(name), where, "the row has " + listed(keysOf(fields)));
        auto text = scalarText(fields[name]);
        if (!text)
            return failed("the field " + inQuotes(name) + " holds " + typeOf(fields[name]) + ", not text",
                          where);
        values.push_back(std::move(*text));
    }
    return values;
}

Result<RowEncoder::Answers> RowEncoder::answersOf(const std::string& where, const Json& fields,
                                                  bool open) const {
    Answers out;
    const Json& given = fields[answerField_];
    if (!open && !fields.contains(answerField_))
        return failed("no field " + inQuotes(answerField_) + " with the answer", where,
                      "the row has " + listed(keysOf(fields)) + "; name it with task." +
                          (kind_ == "generate" ? "target_field" : "label_field"));
    if (kind_ == "classify") {
        out.texts = verbalizers_;
        if (open) return out;
        const auto label = scalarText(given);
        if (!label) return failed("the label is " + typeOf(given) + ", not text", where);
        const auto at = std::find(labels_.begin(), labels_.end(), *label);
        if (at == labels_.end())
            return failed("the label " + inQuotes(*label) + " has no verbalizer", where,
                          "add it to task.labels, which has " + listed(labels_));
        out.truth = static_cast<std::int32_t>(at - labels_.begin());
    } else if (kind_ == "choose") {
        LATHE_TRY(candidates, candidatesOf(where, fields[candidatesField_]));
        out.texts = std::move(candidates);
        if (open) return out;
        if (given.isInteger() && given.toInteger() >= 0 &&
            given.toInteger() < static_cast<std::int64_t>(out.texts.size())) {
            out.truth = static_cast<std::int32_t>(given.toInteger());
            return out;
        }
        const auto at = std::find(out.texts.begin(), out.texts.end(), scalarText(given).value_or(""));
        if (at == out.texts.end())
            return failed("the answer " + given.dump() + " is none of the " +
                              std::to_string(out.texts.size()) + " candidates",
                          where, "give a candidate's text, or its number from 0");
        out.truth = static_cast<std::int32_t>(at - out.texts.begin());
    } else {
        if (open) return out;
        // Several references: the first is what is learned.
        const bool several = given.isArray() && kind_ == "generate";
        if (several && given.size() == 0)
            return failed("the field " + inQuotes(answerField_) + " is an empty list", where,
                          "give at least one right text");
        for (const Json& one : several ? given.items() : Json::Array{given}) {
            auto text = scalarText(one);
            if (!text) return failed("the answer is " + typeOf(one) + ", not text", where);
            out.references.push_back(std::move(*text));
        }
        out.texts = {out.references.front()};
        out.truth = 0;
    }
    return out;
}

/// A list of texts, or a text that task.separator parts.
Result<std::vector<std::string>> RowEncoder::candidatesOf(const std::string& where, const Json& given) const {
    const std::string field = "the field " + inQuotes(candidatesField_);
    std::vector<std::string> all;
    if (given.isString()) {
        for (std::string_view rest = given.string(); !trimmed(rest).empty();) {
            const auto at = rest.find(separator_);
            all.emplace_back(trimmed(rest.substr(0, at)));
            if (at == std::string_view::npos) break;
            rest.remove_prefix(at + separator_.size());
        }
    } else if (given.isArray()) {
        for (const Json& candidate : given.items()) {
            auto text = scalarText(candidate);
            if (!text)
                return failed("a candidate in " + inQuotes(candidatesField_) + " is " + typeOf(candidate) +
                                  ", not text",
                              where);
            all.push_back(std::move(*text));
        }
    } else {
        return failed(field + " with the row's candidates " +
                          (given.isNull() ? "is missing" : "holds " + typeOf(given)),
                      where, "give a list, and name the field with task.candidates");
    }
    for (const std::string& candidate : all)
        if (trimmed(candidate).empty())
            return failed("a candidate in " + inQuotes(candidatesField_) + " is empty", where, "take it out");
    if (all.size() < 2)
        return failed(field + " holds " + (all.empty() ? "no candidate" : "one candidate"), where,
                      given.isString() ? "give two or more, parted by " + inQuotes(separator_)
                                       : "give a list of two or more");
    return all;
}

std::int64_t RowEncoder::contextLength(const Values& values) const {
    return hardCount(build(values, {}).context);
}

std::int64_t RowEncoder::fed(std::int64_t context, std::int64_t answer) const {
    switch (model_.kind) {
        case BackboneKind::Decoder:
            return context + answer;
        case BackboneKind::EncoderDecoder:
            return std::max(context, answer);
        case BackboneKind::Masked:
            return context + (blankParts_.size() == 1 ? std::max<std::int64_t>(answer - 1, 0) : 0);
    }
    return context;
}

std::int64_t RowEncoder::fed(const EncodedRow& row) const {
    return fed(hardCount(row.context), longestAnswer(row));
}

Result<> RowEncoder::cutToFit(const std::string& where, Values& values, const Answers& answers,
                              EncodedRow& row) const {
    const std::int64_t needed = fed(row);
    // The field that task.cut names; else the longest, then the next longest, as far as needed.
    std::vector<std::size_t> order(fields_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a].size() > values[b].size(); });
    if (!cutField_.empty())
        std::erase_if(order, [&](std::size_t field) { return fields_[field] != cutField_; });

    std::int64_t least = needed;
    for (const std::size_t field : order) {
        const std::string whole = values[field];
        values[field].clear();
        row = build(values, answers);
        least = fed(row);
        if (least > limit_) continue;
        // The longest beginning that fits, in whole characters. Only the context is measured on the way.
        const std::int64_t answer = longestAnswer(row), seam = least - fed(contextLength(values), answer);
        const auto need = [&](std::size_t size) {
            values[field] = whole.substr(0, size);
            return fed(contextLength(values), answer) + seam;
        };
        std::size_t fits = 0, over = whole.size();
        std::int64_t fitsNeed = least, overNeed = need(over);
        for (int round = 0; over - fits > 1; ++round) {
            const double share =
                round % 3 == 2 ? 0.5
                               : static_cast<double>(limit_ - fitsNeed + 1) /
                                     static_cast<double>(std::max<std::int64_t>(overNeed - fitsNeed, 1));
            auto guess = fits + static_cast<std::size_t>(share * static_cast<double>(over - fits));
            guess = std::clamp(guess, fits + 1, over - 1);
            while (guess > fits && isContinuation(whole[guess])) --guess;
            if (guess == fits) {
                guess = fits + 1;
                while (guess < over && isContinuation(whole[guess])) ++guess;
            }
            if (guess >= over) break;
            const std::int64_t now = need(guess);
            if (now <= limit_) {
                fits = guess;
                fitsNeed = now;
            } else {
                over = guess;
                overNeed = now;
            }
        }
        while (true) {
            values[field] = whole.substr(0, fits);
            row = build(values, answers);
            if (fits == 0 || fed(row) <= limit_) break;
            do --fits;
            while (fits > 0 && isContinuation(whole[fits]));
        }
        row.cut = needed - fed(row);
        return {};
    }
    const std::string what = "needs " + std::to_string(least) + " tokens " +
                             (order.empty()       ? std::string("and has no field to cut")
                              : cutField_.empty() ? std::string("with every field cut away")
                                                  : "even without " + inQuotes(cutField_)) +
                             ", and " + std::to_string(limit_) + " fit" +
                             (slots_ > 0 ? " beside " + std::to_string(slots_) + " soft tokens" : "");
    return failed(what, where, "raise task.max_tokens, or shorten the template or the target");
}

Result<> RowEncoder::checkAnswers(const std::string& where, const Answers& answers,
                                  const EncodedRow& row) const {
    if (row.blanks.size() != blankParts_.size())
        return failed("the tokenizer does not keep the row's mask token apart", where,
                      "take the model's own tokenizer");
    for (std::size_t i = 0; i < row.answers.size() && blankParts_.size() > 1; ++i)
        if (row.answers[i].size() != blankParts_.size())
            return failed("the answer " + inQuotes(answers.texts[i]) + " is " +
                              std::to_string(row.answers[i].size()) + " tokens, and the template has " +
                              std::to_string(blankParts_.size()) + " {mask}s",
                          where, "write {mask} once: it becomes as many as each answer has tokens");
    if (kind_ == "probe" && !row.answers.empty()) {
        const Ids& answer = row.answers.front();
        const std::string said = "the answer " + inQuotes(answers.texts.front());
        if (answer.size() != 1 || isUnknown(*tokenizer_, answer.front()))
            return failed(said + (answer.size() == 1
                                      ? " is not in the backbone's vocabulary"
                                      : " is " + std::to_string(answer.size()) + " tokens, a probe's is one"),
                          where, "leave the row out, or choose a backbone that has the word");
        if (candidates_ && !std::ranges::binary_search(*candidates_, answer.front()))
            return failed(said + " is none of the " + std::to_string(candidates_->size()) + " candidates",
                          where, "add it to them");
    }
    if (kind_ != "choose") return {};
    std::set<Ids> seen;
    for (std::size_t i = 0; i < row.answers.size(); ++i)
        if (row.answers[i].empty() || !seen.insert(row.answers[i]).second)
            return failed("the candidate " + inQuotes(answers.texts[i]) +
                              (firstTokenOnly_ ? " begins with the same token as another"
                                               : " gives the same tokens as another"),
                          where, firstTokenOnly_ ? "set task.rank to sum or mean" : "");
    return {};
}

Result<EncodedRow> RowEncoder::encodeRow(std::int64_t row, const Json& fields, bool open) const {
    const std::string where = "row " + std::to_string(row);
    LATHE_TRY(values, valuesOf(where, fields));
    LATHE_TRY(answers, answersOf(where, fields, open));
    EncodedRow out = build(values, answers);
    LATHE_CHECK(checkAnswers(where, answers, out));
    if (fed(out) > limit_) LATHE_CHECK(cutToFit(where, values, answers, out));
    out.row = row;
    if (kind_ == "choose") out.texts = std::move(answers.texts);
    if (kind_ == "generate") out.texts = std::move(answers.references);
    out.candidates = candidates_;
    if (!groupField_.empty() && !open) {
        auto group = scalarText(fields[groupField_]);
        if (!group)
            return failed("the group in " + inQuotes(groupField_) + " is " + typeOf(fields[groupField_]),
                          where, "give each row its group, or leave task.group_field empty");
        out.group = std::move(*group);
    }
    return out;
}

Result<EncodedRow> RowEncoder::encode(std::int64_t row, const Json& fields) const {
    return encodeRow(row, fields, false);
}

Result<EncodedRow> RowEncoder::encodeOpen(std::int64_t row, const Json& fields) const {
    return encodeRow(row, fields, true);
}

}  // namespace lathe
