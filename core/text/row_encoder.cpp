// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "core/base/text.h"
#include "core/text/template.h"

namespace lathe {
namespace {

using Part = TemplatePart::Kind;
using Ids = std::vector<std::int32_t>;

std::string inQuotes(std::string_view text) {
    return '"' + printable(text) + '"';
}

/// Names for a message; long lists are cut short.
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 12;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) parts.push_back(inQuotes(names[i]));
    if (names.size() > kMost) parts.push_back("... (" + std::to_string(names.size()) + " in all)");
    return joined(parts);
}

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

std::size_t commonLength(const Ids& a, const Ids& b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

std::int64_t hardCount(const Ids& ids) {
    return std::count_if(ids.begin(), ids.end(), [](std::int32_t id) { return id >= 0; });
}

std::int64_t hardTotal(const EncodedRow& row) {
    std::size_t longest = 0;
    for (const Ids& answer : row.answers) longest = std::max(longest, answer.size());
    return hardCount(row.context) + static_cast<std::int64_t>(longest);
}

bool isContinuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

Result<RowEncoder> RowEncoder::make(const Json& task, std::int64_t slots,
                                    std::shared_ptr<const Tokenizer> tokenizer, std::int64_t context) {
    RowEncoder out;
    out.kind_ = task["kind"].toString("classify");
    out.slots_ = slots;
    out.tokenizer_ = std::move(tokenizer);
    LATHE_TRY(parsed, parseTemplate(task["template"].string()));
    out.template_ = std::move(parsed);
    const auto& parts = out.template_.parts;
    out.fields_ = out.template_.fields();

    const bool generates = out.kind_ == "generate";
    const auto answer =
        std::find_if(parts.begin(), parts.end(), [](const auto& part) { return part.kind == Part::Answer; });
    const std::string wanted = generates ? "target" : "label";
    if (answer == parts.end())
        return badCall("the template has no {" + wanted + "}", "task.template",
                       "write {" + wanted + "} where the answer stands");
    if (answer->text != wanted)
        return badCall("a " + out.kind_ + " task's answer is {" + wanted + "}, not {" + answer->text + "}",
                       "task.template");
    out.answerField_ =
        generates ? task["target_field"].toString("target") : task["label_field"].toString("label");
    out.candidatesField_ = task["candidates"].toString("choices");
    if (out.template_.has(Part::Mask) && !out.tokenizer_->mask())
        return badCall("{mask} stands in the template, but this backbone's tokenizer has no mask token",
                       "task.template", "take {mask} out, or choose a masked language model");

    // Slots: {prompt} takes what the others leave of method.tokens.
    out.slotCounts_.assign(parts.size(), 0);
    if (slots > 0) {
        std::int64_t given = 0;
        std::optional<std::size_t> open;
        std::vector<Ids> words(parts.size());
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].kind == Part::Soft) {
                words[i] = out.tokenizer_->encode(parts[i].text, Surround::No);
                if (words[i].empty())
                    return badCall("{soft:" + printable(parts[i].text) + "} gives no token", "task.template");
                out.slotCounts_[i] = static_cast<std::int64_t>(words[i].size());
            } else if (parts[i].kind == Part::Prompt && parts[i].tokens > 0) {
                out.slotCounts_[i] = parts[i].tokens;
            } else if (parts[i].kind == Part::Prompt) {
                if (open)
                    return badCall("{prompt} without a number stands twice", "task.template",
                                   "give each its share of method.tokens: {prompt:10}");
                open = i;
            }
            given += out.slotCounts_[i];
        }
        if (open) out.slotCounts_[*open] = slots - given;
        if (!open && given == 0)
            return badCall("the template has no soft slot for " + std::to_string(slots) + " soft tokens",
                           "task.template", "write {prompt} where they stand");
        if (open ? out.slotCounts_[*open] < 1 : given != slots)
            return badCall("the template's slots hold " + std::to_string(given) +
                               (open ? " without {prompt}" : "") + " soft tokens, method.tokens is " +
                               std::to_string(slots),
                           "task.template", "make the two agree");
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (out.slotCounts_[i] == 0) continue;
            if (words[i].empty()) words[i].assign(static_cast<std::size_t>(out.slotCounts_[i]), -1);
            out.slotWords_.insert(out.slotWords_.end(), words[i].begin(), words[i].end());
            if (i > static_cast<std::size_t>(answer - parts.begin()) && !out.template_.has(Part::Mask))
                return badCall("soft tokens behind {" + wanted + "} are never seen when it is predicted",
                               "task.template", "put them before {" + wanted + "}");
        }
    }

    out.limit_ = std::numeric_limits<std::int64_t>::max();
    if (task["max_tokens"].isInteger()) out.limit_ = task["max_tokens"].toInteger();
    if (context > 0) {
        if (slots >= context)
            return badCall(std::to_string(slots) + " soft tokens leave no room in the backbone's " +
                               std::to_string(context) + " positions",
                           "method.tokens");
        out.limit_ = std::min(out.limit_, context - slots);
    }
    out.cutField_ = task["cut"].toString();
    if (!out.cutField_.empty() &&
        std::find(out.fields_.begin(), out.fields_.end(), out.cutField_) == out.fields_.end())
        return badCall("no field " + inQuotes(out.cutField_) + " in the template, so it cannot be cut",
                       "task.cut", out.fields_.empty() ? "" : "the template has " + listed(out.fields_));

    if (out.kind_ == "classify") {
        for (const auto& [name, said] : task["labels"].members()) {
            if (!said.isString() || said.string().empty())
                return badCall("the verbalizer is empty or no text", "task.labels." + name,
                               "give the words that stand for it");
            out.labels_.push_back(name);
            out.verbalizers_.push_back(said.string());
        }
        if (out.labels_.size() < 2)
            return badCall("a classify task needs at least two labels", "task.labels",
                           R"(give each label its words: {"animal": " animal", "food": " food"})");
        // Behind the template's own text, as in the rows.
        const std::string front =
            answer != parts.begin() && (answer - 1)->kind == Part::Text ? (answer - 1)->text : "";
        std::vector<Ids> seen;
        for (std::size_t i = 0; i < out.verbalizers_.size(); ++i) {
            Ids ids = out.tokenizer_->encode(front + out.verbalizers_[i], Surround::No);
            if (ids == out.tokenizer_->encode(front, Surround::No))
                return badCall(inQuotes(out.verbalizers_[i]) + " gives no token",
                               "task.labels." + out.labels_[i]);
            const auto same = std::find(seen.begin(), seen.end(), ids);
            if (same != seen.end())
                return badCall(inQuotes(out.verbalizers_[i]) + " gives the same tokens as " +
                                   inQuotes(out.verbalizers_[static_cast<std::size_t>(same - seen.begin())]),
                               "task.labels." + out.labels_[i], "choose words that differ");
            seen.push_back(std::move(ids));
        }
    }
    return out;
}

Result<> RowEncoder::checkFields(const std::vector<std::string>& fieldsOfData) const {
    for (const std::string& name : fields_) {
        if (std::find(fieldsOfData.begin(), fieldsOfData.end(), name) != fieldsOfData.end()) continue;
        const std::string near = closest(name, fieldsOfData);
        return badCall(
            "the data has no field " + inQuotes(name), "task.template",
            (near.empty() ? "" : "did you mean " + inQuotes(near) + "? ") + "it has " + listed(fieldsOfData));
    }
    return {};
}

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
        const Json& candidates = fields[candidatesField_];
        for (const Json& candidate : candidates.items()) {
            auto text = scalarText(candidate);
            if (!text || text->empty())
                return failed("a candidate in " + inQuotes(candidatesField_) + " is empty or no text", where);
            out.texts.push_back(std::move(*text));
        }
        if (out.texts.size() < 2)
            return failed(
                "the field " + inQuotes(candidatesField_) + " holds no list of two or more candidates", where,
                "name the field with task.candidates");
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
        const Json& one = given.isArray() && given.size() > 0 ? given.items().front() : given;
        auto text = scalarText(one);
        if (!text) return failed("the answer is " + typeOf(one) + ", not text", where);
        out.texts.push_back(std::move(*text));
        out.truth = 0;
    }
    return out;
}

std::string RowEncoder::textOf(std::size_t fromPart, std::size_t toPart, const Values& values) const {
    std::string text;
    for (std::size_t i = fromPart; i < toPart; ++i) {
        const TemplatePart& part = template_.parts[i];
        if (part.kind == Part::Text) text += part.text;
        if (part.kind == Part::Field)
            text += values[static_cast<std::size_t>(std::find(fields_.begin(), fields_.end(), part.text) -
                                                    fields_.begin())];
        if (part.kind == Part::Mask) text += tokenizer_->piece(*tokenizer_->mask());
    }
    return text;
}

EncodedRow RowEncoder::build(const Values& values, const Answers& answers) const {
    EncodedRow row;
    row.truth = answers.truth;
    const auto& parts = template_.parts;
    const auto encoded = [&](const std::string& text) {
        return text.empty() ? Ids{} : tokenizer_->encode(text, Surround::No);
    };
    const auto append = [](Ids& to, const Ids& from) { to.insert(to.end(), from.begin(), from.end()); };

    std::int32_t slot = 0;
    std::size_t begin = 0;  // of the text that is not yet tokens
    bool leading = true, answered = false;
    const auto putSpecials = [&] {
        if (leading) append(row.context, tokenizer_->before());
        leading = false;
    };
    for (std::size_t i = 0; i <= parts.size(); ++i) {
        const bool end = i == parts.size();
        const bool soft = !end && slotCounts_[i] > 0;
        if (!end && !soft && parts[i].kind != Part::Answer) continue;
        if (i > begin || !soft) {
            if (i > begin || end || parts[i].kind == Part::Answer) putSpecials();
            const std::string text = textOf(begin, i, values);
            const Ids alone = encoded(text);
            if (end || soft) {
                append(answered ? row.after : row.context, alone);
            } else {
                // The context ends where the tokens of the text with each answer still agree with those of
                // the text alone.
                std::size_t agreed = alone.size();
                std::vector<Ids> with;
                for (const std::string& answer : answers.texts) {
                    with.push_back(encoded(text + answer));
                    agreed = std::min(agreed, commonLength(alone, with.back()));
                }
                // With no answer known, a space at the end belongs to whatever word comes.
                if (with.empty() && !text.empty() && text.back() == ' ')
                    for (const char* word : {"a", "The", "1"})
                        agreed = std::min(agreed, commonLength(alone, encoded(text + word)));
                row.context.insert(row.context.end(), alone.begin(),
                                   alone.begin() + static_cast<std::ptrdiff_t>(agreed));
                for (const Ids& ids : with) {
                    row.answers.emplace_back(ids.begin() + static_cast<std::ptrdiff_t>(agreed), ids.end());
                    if (kind_ == "generate" && tokenizer_->eos())
                        row.answers.back().push_back(*tokenizer_->eos());
                }
                answered = true;
            }
        }
        for (std::int64_t k = 0; soft && k < slotCounts_[i]; ++k)
            (answered ? row.after : row.context).push_back(~slot++);
        begin = i + 1;
    }
    append(row.after, tokenizer_->behind());
    return row;
}

std::int64_t RowEncoder::contextLength(const Values& values) const {
    return hardCount(build(values, {}).context);
}

Result<> RowEncoder::cutToFit(const std::string& where, Values& values, const Answers& answers,
                              EncodedRow& row) const {
    const std::int64_t needed = hardTotal(row);
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
        least = hardTotal(row);
        if (least > limit_) continue;
        // The longest beginning that fits, in whole characters. Only the context is measured on the way.
        const std::int64_t reserve = least - contextLength(values);
        const auto need = [&](std::size_t size) {
            values[field] = whole.substr(0, size);
            return contextLength(values) + reserve;
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
            if (fits == 0 || hardTotal(row) <= limit_) break;
            do --fits;
            while (fits > 0 && isContinuation(whole[fits]));
        }
        row.cut = needed - hardTotal(row);
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

Result<EncodedRow> RowEncoder::encodeRow(std::int64_t row, const Json& fields, bool open) const {
    const std::string where = "row " + std::to_string(row);
    LATHE_TRY(values, valuesOf(where, fields));
    LATHE_TRY(answers, answersOf(where, fields, open));
    EncodedRow out = build(values, answers);
    if (kind_ == "probe" && !open && out.answers.front().size() != 1)
        return failed("the answer " + inQuotes(answers.texts.front()) + " is " +
                          std::to_string(out.answers.front().size()) + " tokens, a probe's is one",
                      where);
    if (kind_ == "choose") {
        std::set<Ids> seen;
        for (std::size_t i = 0; i < out.answers.size(); ++i)
            if (out.answers[i].empty() || !seen.insert(out.answers[i]).second)
                return failed(
                    "the candidate " + inQuotes(answers.texts[i]) + " gives the same tokens as another",
                    where);
    }
    if (hardTotal(out) > limit_) LATHE_CHECK(cutToFit(where, values, answers, out));
    out.row = row;
    return out;
}

Result<EncodedRow> RowEncoder::encode(std::int64_t row, const Json& fields) const {
    return encodeRow(row, fields, false);
}

Result<EncodedRow> RowEncoder::encodeOpen(std::int64_t row, const Json& fields) const {
    return encodeRow(row, fields, true);
}

}  // namespace lathe
