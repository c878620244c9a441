// SPDX-License-Identifier: Apache-2.0
// Templates: text with {field}s, {label} or {target}, and slots {prompt}, {prompt:N}, {soft:words}, {mask}
// (DESIGN.md, section 3).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/spec/backbone_kind.h"
#include "core/text/tokenizer.h"

namespace lathe {

struct TemplatePart {
    enum class Kind { Text, Field, Answer, Prompt, Soft, Mask };
    Kind kind = Kind::Text;
    std::string text;         ///< the text, the field's name, or a soft slot's words
    std::int64_t tokens = 0;  ///< {prompt:N}; 0: all of method.tokens
    std::size_t offset = 0;   ///< where it stands in the template, in bytes (for the editor's colours)
    std::size_t length = 0;
};

struct Template {
    std::vector<TemplatePart> parts;
    std::vector<std::string> fields() const;
    bool has(TemplatePart::Kind kind) const;
};

/// Reads a template; the error says the column.
Result<Template> parseTemplate(std::string_view text);

/// One row as the engine takes it. Token values below 0 are soft slots: slot k is ~k.
struct EncodedRow {
    std::int64_t row = 0;  ///< the data set's row number
    std::vector<std::int32_t>
        context;  ///< before the answer; encoder-decoders: all that the encoder reads; masked: all
    std::vector<std::int32_t> start;   ///< encoder-decoders: what the decoder begins with, before the answer
    std::vector<std::int32_t> blanks;  ///< masked models: places in context that the answer fills; a single
                                       ///< one stands for as many as the answer has tokens
    std::vector<std::vector<std::int32_t>>
        answers;                      ///< the candidates' tokens (labels in verbalizer order), or the target
    std::vector<std::int32_t> after;  ///< behind the answer (rare)
    std::int32_t truth = -1;          ///< index of the right answer; -1: not known
    std::int64_t cut = 0;             ///< hard tokens that max_tokens or the context cut off
    std::vector<std::string> texts;   ///< choose: the candidates as written; generate: every right text
    std::string group;                ///< rows of one group are right together (task.group_field)
    /// probe: the tokens that are ranked; null: the whole vocabulary.
    std::shared_ptr<const std::vector<std::int32_t>> candidates;
};

/// What rows must know of the backbone.
struct RowModel {
    BackboneKind kind = BackboneKind::Decoder;
    std::int64_t context = 0;  ///< positions that it takes; 0: no limit
    std::int32_t start = -1;   ///< encoder-decoders: the decoder's first token
};

/// Turns rows of fields into tokens by a recipe's task. Built once a run; encoding is const and safe from
/// several threads. classify: answers are all verbalizers; choose: the row's candidates; generate: the
/// (first) target and eos; probe: the one token. Decoders: everything before the answer is context; the
/// answer begins where the tokens of the text with each answer still agree with those of the text alone.
/// Encoder-decoders: everything before the answer is the encoder's, closed as its tokenizer closes a text;
/// the answer is tokens of its own. Masked models: {mask} (or {label}) is what the answer fills, as the
/// tokens that it has at that place.
class RowEncoder {
  public:
    /// `slots` is method.tokens (0: rows without soft tokens, the template's slots stay empty). Checks that
    /// the template's slots sum to `slots`, that the verbalizers differ after tokenisation, and that {label},
    /// {target} or {mask} stands where the task and the backbone's kind need it.
    static Result<RowEncoder> make(const Json& task, std::int64_t slots,
                                   std::shared_ptr<const Tokenizer> tokenizer, const RowModel& model);
    /// A row with its fields, by name. The error names row and field.
    Result<EncodedRow> encode(std::int64_t row, const Json& fields) const;
    /// The same without a known answer (generation, playground).
    Result<EncodedRow> encodeOpen(std::int64_t row, const Json& fields) const;

    /// A field of the template that the data set does not have is the recipe's mistake (a bad call): asked
    /// once, before rows.
    Result<> checkFields(const std::vector<std::string>& fieldsOfData) const;

    const Template& parsed() const { return template_; }
    /// Most hard tokens that a row may take; a row with more is cut.
    std::int64_t hardLimit() const { return limit_; }
    /// Which of the row's fields gives the answer; empty where the template has none.
    const std::string& answerField() const { return answerField_; }
    /// Label names in verbalizer order; empty for tasks without.
    const std::vector<std::string>& labels() const { return labels_; }
    /// Verbalizer texts in the same order.
    const std::vector<std::string>& verbalizers() const { return verbalizers_; }
    /// Initial words of each slot that `{soft:words}` gives, as token ids; -1: none.
    const std::vector<std::int32_t>& slotWords() const { return slotWords_; }

    /// Where a probe's candidates come from: "vocabulary", "answers" (of the data), "file".
    const std::string& candidateSource() const { return candidateSource_; }
    /// Ranks a probe's answers among these words alone. Words that are not one token here are refused, or
    /// with `lenient` left out; returns how many were left out.
    Result<std::int64_t> setCandidates(const std::vector<std::string>& words, bool lenient);
    /// A probe that leaves answers of several tokens out (task.several_tokens).
    bool leavesOutLong() const { return leavesOutLong_; }
    /// Whether that probe leaves this row out.
    bool leavesOut(const Json& fields) const;

  private:
    /// The row's values of `fields_`, in that order.
    using Values = std::vector<std::string>;
    struct Answers {
        std::vector<std::string> texts;
        std::int32_t truth = -1;
        std::vector<std::string> references;  ///< generate: every right text
    };
    using Ids = std::vector<std::int32_t>;
    // Making.
    Result<> placeAnswer(const Json& task);
    Result<> countSlots();
    Result<> readVerbalizers(const Json& task);
    Result<> checkVerbalizer(const std::string& key, std::size_t index, const Ids& ids,
                             const Ids& first) const;
    /// Each answer's tokens behind the template's own text, as far as that is known without a row.
    std::vector<Ids> answersAlone(const std::vector<std::string>& texts) const;
    Result<std::vector<std::string>> candidatesOf(const std::string& where, const Json& given) const;
    // A row.
    Result<EncodedRow> encodeRow(std::int64_t row, const Json& fields, bool open) const;
    Result<Values> valuesOf(const std::string& where, const Json& fields) const;
    Result<Answers> answersOf(const std::string& where, const Json& fields, bool open) const;
    Result<> checkAnswers(const std::string& where, const Answers& answers, const EncodedRow& row) const;
    Ids tokensOf(const std::string& text) const;
    std::string textOf(std::size_t fromPart, std::size_t toPart, const Values& values) const;
    EncodedRow build(const Values& values, const Answers& answers) const;
    /// The text between two soft slots (parts [begin, end)) and, where it holds the answer's place, the
    /// answers.
    void putText(std::size_t begin, std::size_t end, const Values& values, const Answers& answers,
                 EncodedRow& row) const;
    void putContinued(const std::string& text, const Answers& answers, EncodedRow& row) const;
    void putBlanks(std::size_t begin, std::size_t end, const Values& values, const Answers& answers,
                   EncodedRow& row) const;
    /// An answer's tokens behind a text, and how many of the text's tokens stay as they are.
    Ids answerBehind(const std::string& text, const std::string& answer) const;
    // Cutting: hard tokens that a row takes, of the context or of the whole.
    std::int64_t contextLength(const Values& values) const;
    std::int64_t fed(std::int64_t context, std::int64_t answer) const;
    std::int64_t fed(const EncodedRow& row) const;
    Result<> cutToFit(const std::string& where, Values& values, const Answers& answers,
                      EncodedRow& row) const;

    Template template_;
    std::vector<std::string> fields_;  ///< the template's, each once
    std::vector<std::string> labels_, verbalizers_;
    std::vector<std::int32_t> slotWords_;
    std::vector<std::int64_t> slotCounts_;  ///< soft tokens of each part; 0 for parts that are none
    std::shared_ptr<const Tokenizer> tokenizer_;
    std::string kind_, answerField_, candidatesField_, separator_, cutField_, groupField_, candidateSource_;
    bool firstTokenOnly_ = false;  ///< task.rank: first
    bool leavesOutLong_ = false;   ///< task.several_tokens: leave_out
    bool decodesLabels_ = false;   ///< task.decide: decode
    bool decodes_ = false;         ///< the answer's end is learned too, since it is written and not ranked
    std::shared_ptr<const std::vector<std::int32_t>> candidates_;
    RowModel model_;
    std::size_t answerPart_ = 0;           ///< the part that stands for the answer (the first blank)
    std::vector<std::size_t> blankParts_;  ///< masked models: the parts that the answer fills
    std::int64_t slots_ = 0;
    std::int64_t limit_ = 0;  ///< most hard tokens a row may take
};

}  // namespace lathe
