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
    std::int64_t row = 0;               ///< the data set's row number
    std::vector<std::int32_t> context;  ///< before the answer
    std::vector<std::vector<std::int32_t>>
        answers;                      ///< the candidates' tokens (labels in verbalizer order), or the target
    std::vector<std::int32_t> after;  ///< behind the answer (rare)
    std::int32_t truth = -1;          ///< index of the right answer; -1: not known
    std::int64_t cut = 0;             ///< hard tokens that max_tokens or the context cut off
};

/// Turns rows of fields into tokens by a recipe's task. Built once a run; encoding is const and safe from
/// several threads. classify: answers are all verbalizers; choose: the row's candidates; generate: the target
/// and eos; probe: the one token. Everything before the answer is context; the answer begins where the tokens
/// of the text with each answer still agree with those of the text alone.
class RowEncoder {
  public:
    /// `slots` is method.tokens (0: rows without soft tokens, the template's slots stay empty); `context` the
    /// backbone's limit (0: none). Checks that the template's slots sum to `slots`, that the verbalizers
    /// differ after tokenisation, and that {label} or {target} stands where the task needs it.
    static Result<RowEncoder> make(const Json& task, std::int64_t slots,
                                   std::shared_ptr<const Tokenizer> tokenizer, std::int64_t context);
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

  private:
    /// The row's values of `fields_`, in that order.
    using Values = std::vector<std::string>;
    struct Answers {
        std::vector<std::string> texts;
        std::int32_t truth = -1;
    };
    Result<EncodedRow> encodeRow(std::int64_t row, const Json& fields, bool open) const;
    Result<Values> valuesOf(const std::string& where, const Json& fields) const;
    Result<Answers> answersOf(const std::string& where, const Json& fields, bool open) const;
    std::string textOf(std::size_t fromPart, std::size_t toPart, const Values& values) const;
    EncodedRow build(const Values& values, const Answers& answers) const;
    std::int64_t contextLength(const Values& values) const;
    Result<> cutToFit(const std::string& where, Values& values, const Answers& answers,
                      EncodedRow& row) const;

    Template template_;
    std::vector<std::string> fields_;  ///< the template's, each once
    std::vector<std::string> labels_, verbalizers_;
    std::vector<std::int32_t> slotWords_;
    std::vector<std::int64_t> slotCounts_;  ///< soft tokens of each part; 0 for parts that are none
    std::shared_ptr<const Tokenizer> tokenizer_;
    std::string kind_, answerField_, candidatesField_, cutField_;
    std::int64_t slots_ = 0;
    std::int64_t limit_ = 0;  ///< most hard tokens a row may take
};

}  // namespace lathe
