// SPDX-License-Identifier: Apache-2.0
// A recipe's task becomes an encoder of rows: everything that can be wrong before the first row is said here.
#include <limits>
#include <optional>

#include "core/text/row_encoder_words.h"
#include "core/text/template.h"

namespace lathe {

using Part = TemplatePart::Kind;
using row_words::inQuotes;
using row_words::isUnknown;
using row_words::listed;

Result<RowEncoder> RowEncoder::make(const Json& task, std::int64_t slots,
                                    std::shared_ptr<const Tokenizer> tokenizer, const RowModel& model) {
    RowEncoder out;
    out.kind_ = task["kind"].toString("classify");
    out.slots_ = slots;
    out.model_ = model;
    out.tokenizer_ = std::move(tokenizer);
    LATHE_TRY(parsed, parseTemplate(task["template"].string()));
    out.template_ = std::move(parsed);
    out.fields_ = out.template_.fields();
    LATHE_CHECK(out.placeAnswer(task));
    LATHE_CHECK(out.countSlots());

    out.limit_ = std::numeric_limits<std::int64_t>::max();
    if (task["max_tokens"].isInteger()) out.limit_ = task["max_tokens"].toInteger();
    if (model.context > 0) {
        if (slots >= model.context)
            return badCall(std::to_string(slots) + " soft tokens leave no room in the backbone's " +
                               std::to_string(model.context) + " positions",
                           "method.tokens");
        out.limit_ = std::min(out.limit_, model.context - slots);
    }
    out.cutField_ = task["cut"].toString();
    if (!out.cutField_.empty() &&
        std::find(out.fields_.begin(), out.fields_.end(), out.cutField_) == out.fields_.end())
        return badCall("no field " + inQuotes(out.cutField_) + " in the template, so it cannot be cut",
                       "task.cut", out.fields_.empty() ? "" : "the template has " + listed(out.fields_));
    out.groupField_ = task["group_field"].toString();
    out.firstTokenOnly_ = task["rank"].toString() == "first";
    out.decodesLabels_ = out.kind_ == "classify" && task["decide"].toString() == "decode";
    out.decodes_ = out.kind_ == "generate" || (out.decodesLabels_ && model.kind != BackboneKind::Masked);
    out.candidateSource_ = out.kind_ == "probe" ? task["candidates"].toString("vocabulary") : "";
    out.leavesOutLong_ = out.kind_ == "probe" && task["several_tokens"].toString() == "leave_out";
    if (out.kind_ == "classify") LATHE_CHECK(out.readVerbalizers(task));
    return out;
}

Result<> RowEncoder::placeAnswer(const Json& task) {
    const auto& parts = template_.parts;
    const bool generates = kind_ == "generate", masked = model_.kind == BackboneKind::Masked;
    answerField_ =
        generates ? task["target_field"].toString("target") : task["label_field"].toString("label");
    candidatesField_ = task["candidates"].toString("choices");
    separator_ = task["separator"].toString("|");
    if (template_.has(Part::Mask) && !tokenizer_->mask())
        return badCall("{mask} stands in the template, but this backbone's tokenizer has no mask token",
                       "task.template", "take {mask} out, or choose a masked language model");
    if (masked && !tokenizer_->mask())
        return badCall("this backbone's tokenizer has no mask token, so no answer can be asked for",
                       "backbone.id", "add the model's own tokenizer to its folder");
    if (masked && generates)
        return badCall("a masked model fills blanks and writes no texts", "task.kind",
                       "use classify, or choose a decoder or an encoder-decoder");

    const auto answer =
        std::find_if(parts.begin(), parts.end(), [](const auto& part) { return part.kind == Part::Answer; });
    answerPart_ = static_cast<std::size_t>(answer - parts.begin());
    const std::string wanted = generates ? "target" : "label";
    if (masked && template_.has(Part::Mask)) {
        if (answer != parts.end())
            return badCall("both {mask} and {" + answer->text + "} stand in the template of a masked model",
                           "task.template", "keep {mask}: it is what the answer fills");
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (parts[i].kind == Part::Mask) blankParts_.push_back(i);
        answerPart_ = blankParts_.front();
        return {};
    }
    if (answer == parts.end())
        return badCall("the template has no {" + wanted + "}" + (masked ? " or {mask}" : ""), "task.template",
                       "write {" + std::string(masked ? "mask" : wanted) + "} where the answer stands");
    if (answer->text != wanted)
        return badCall("a " + kind_ + " task's answer is {" + wanted + "}, not {" + answer->text + "}",
                       "task.template");
    if (masked) blankParts_ = {answerPart_};
    return {};
}

Result<> RowEncoder::countSlots() {
    const auto& parts = template_.parts;
    slotCounts_.assign(parts.size(), 0);
    if (slots_ == 0) return {};
    // {prompt} takes what the others leave of method.tokens.
    std::int64_t given = 0;
    std::optional<std::size_t> open;
    std::vector<Ids> words(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].kind == Part::Soft) {
            words[i] = tokenizer_->encode(parts[i].text, Surround::No);
            if (words[i].empty())
                return badCall("{soft:" + printable(parts[i].text) + "} gives no token", "task.template");
            slotCounts_[i] = static_cast<std::int64_t>(words[i].size());
        } else if (parts[i].kind == Part::Prompt && parts[i].tokens > 0) {
            slotCounts_[i] = parts[i].tokens;
        } else if (parts[i].kind == Part::Prompt) {
            if (open)
                return badCall("{prompt} without a number stands twice", "task.template",
                               "give each its share of method.tokens: {prompt:10}");
            open = i;
        }
        given += slotCounts_[i];
    }
    if (open) slotCounts_[*open] = slots_ - given;
    if (!open && given == 0)
        return badCall("the template has no soft slot for " + std::to_string(slots_) + " soft tokens",
                       "task.template", "write {prompt} where they stand");
    if (open ? slotCounts_[*open] < 1 : given != slots_)
        return badCall("the template's slots hold " + std::to_string(given) +
                           (open ? " without {prompt}" : "") + " soft tokens, method.tokens is " +
                           std::to_string(slots_),
                       "task.template", "make the two agree");
    const bool seesAll = model_.kind == BackboneKind::Masked ||
                         (model_.kind == BackboneKind::Decoder && template_.has(Part::Mask));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (slotCounts_[i] == 0) continue;
        if (words[i].empty()) words[i].assign(static_cast<std::size_t>(slotCounts_[i]), -1);
        slotWords_.insert(slotWords_.end(), words[i].begin(), words[i].end());
        if (i > answerPart_ && !seesAll)
            return badCall(
                "soft tokens behind {" + parts[answerPart_].text + "} are never seen when it is predicted",
                "task.template", "put them before {" + parts[answerPart_].text + "}");
    }
    return {};
}

Result<> RowEncoder::readVerbalizers(const Json& task) {
    for (const auto& [name, said] : task["labels"].members()) {
        if (!said.isString() || said.string().empty())
            return badCall("the verbalizer is empty or no text", "task.labels." + name,
                           "give the words that stand for it");
        labels_.push_back(name);
        verbalizers_.push_back(said.string());
    }
    if (labels_.size() < 2)
        return badCall("a classify task needs at least two labels", "task.labels",
                       R"(give each label its words: {"animal": " animal", "food": " food"})");
    const std::vector<Ids> all = answersAlone(verbalizers_);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string key = "task.labels." + labels_[i];
        LATHE_CHECK(checkVerbalizer(key, i, all[i], all.front()));
        const auto same = std::find(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), all[i]);
        if (same == all.begin() + static_cast<std::ptrdiff_t>(i)) continue;
        const std::string other = inQuotes(verbalizers_[static_cast<std::size_t>(same - all.begin())]);
        if (firstTokenOnly_)
            return badCall(inQuotes(verbalizers_[i]) + " begins with the same token as " + other +
                               ", and task.rank looks at the first alone",
                           key, "choose words that differ there, or set task.rank to sum or mean");
        return badCall(inQuotes(verbalizers_[i]) + " gives the same tokens as " + other, key,
                       "choose words that differ");
    }
    return {};
}

Result<> RowEncoder::checkVerbalizer(const std::string& key, std::size_t index, const Ids& ids,
                                     const Ids& first) const {
    const std::string said = inQuotes(verbalizers_[index]);
    if (ids.empty()) return badCall(said + " gives no token", key);
    if (std::ranges::any_of(ids, [&](std::int32_t id) { return isUnknown(*tokenizer_, id); }))
        return badCall(said + " is not in the backbone's vocabulary", key, "choose words that it knows");
    if (blankParts_.size() > 1 && ids.size() != blankParts_.size())
        return badCall(said + " is " + std::to_string(ids.size()) + " tokens, and the template has " +
                           std::to_string(blankParts_.size()) + " {mask}s",
                       key, "write {mask} once: it becomes as many as each label has tokens");
    if (model_.kind == BackboneKind::Masked && decodesLabels_ && ids.size() != first.size())
        return badCall(said + " is " + std::to_string(ids.size()) + " tokens and " +
                           inQuotes(verbalizers_.front()) + " is " + std::to_string(first.size()) +
                           ": a masked model cannot decide by decoding how many to fill",
                       key, "give all labels as many tokens, or set task.decide to rank");
    return {};
}

std::vector<RowEncoder::Ids> RowEncoder::answersAlone(const std::vector<std::string>& texts) const {
    // Behind the template's own text, as in the rows.
    const auto& parts = template_.parts;
    const bool behindText = answerPart_ > 0 && parts[answerPart_ - 1].kind == Part::Text;
    const std::string front = behindText ? parts[answerPart_ - 1].text : "";
    EncodedRow row;
    for (const std::string& text : texts) {
        if (model_.kind == BackboneKind::Masked)
            row.answers.push_back(answerBehind(front, text));
        else if (model_.kind == BackboneKind::EncoderDecoder)
            row.answers.push_back(tokensOf(text));
    }
    if (model_.kind == BackboneKind::Decoder) putContinued(front, Answers{texts, -1, {}}, row);
    for (Ids& ids : row.answers)
        if (firstTokenOnly_ && ids.size() > 1) ids.resize(1);
    return row.answers;
}

Result<std::int64_t> RowEncoder::setCandidates(const std::vector<std::string>& words, bool lenient) {
    std::vector<std::int32_t> ids;
    std::int64_t left = 0;
    for (const std::string& word : words) {
        const Ids tokens = answersAlone({word}).front();
        if (tokens.size() == 1 && !isUnknown(*tokenizer_, tokens.front())) {
            ids.push_back(tokens.front());
        } else if (lenient) {
            ++left;
        } else {
            return badCall("the candidate " + inQuotes(word) +
                               (tokens.size() == 1
                                    ? " is not in the backbone's vocabulary"
                                    : " is " + std::to_string(tokens.size()) + " tokens, a probe's is one"),
                           "task.candidates", "leave its rows out, or choose a backbone that has the word");
        }
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.size() < 2)
        return badCall(ids.empty() ? "no candidate is one token of the backbone's vocabulary"
                                   : "there is one candidate alone",
                       "task.candidates", "give two or more words that it has");
    candidates_ = std::make_shared<const std::vector<std::int32_t>>(std::move(ids));
    return left;
}

bool RowEncoder::leavesOut(const Json& fields) const {
    if (!leavesOutLong_ || !fields[answerField_].isString()) return false;
    const Ids tokens = answersAlone({fields[answerField_].string()}).front();
    return tokens.size() != 1 || isUnknown(*tokenizer_, tokens.front());
}

Result<> RowEncoder::checkFields(const std::vector<std::string>& fieldsOfData) const {
    for (const std::string& name : fields_) {
        if (std::find(fieldsOfData.begin(), fieldsOfData.end(), name) != fieldsOfData.end()) continue;
        const std::string near = closest(name, fieldsOfData);
        return badCall(
            "the data has no field " + inQuotes(name), "task.template",
            (near.empty() ? "" : "did you mean " + inQuotes(near) + "? ") + "it has " + listed(fieldsOfData));
    }
    const auto wanted = [&](const std::string& name, const char* key, const std::string& what) -> Result<> {
        if (name.empty() || std::find(fieldsOfData.begin(), fieldsOfData.end(), name) != fieldsOfData.end())
            return {};
        return badCall("the data has no field " + inQuotes(name) + " with " + what, key,
                       "it has " + listed(fieldsOfData));
    };
    if (kind_ == "choose") LATHE_CHECK(wanted(candidatesField_, "task.candidates", "each row's candidates"));
    return wanted(groupField_, "task.group_field", "each row's group");
}

}  // namespace lathe
