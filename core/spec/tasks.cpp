// SPDX-License-Identifier: Apache-2.0
#include "core/spec/kinds.h"

namespace lathe {
namespace {

Option dataOption() {
    return {
        .key = "task.data",
        .label = "Data set",
        .help =
            "The project's data set by name: training reads its train rows, choosing its validation rows.",
        .maximum = 200};
}

Option templateOption(std::string help) {
    return {.key = "task.template", .label = "Template", .help = std::move(help), .maximum = 100000};
}

Option maxTokensOption() {
    return {.key = "task.max_tokens",
            .type = OptionType::Integer,
            .label = "Longest row",
            .help = "Tokens of text that a row may have, soft tokens not counted; longer rows are cut.",
            .unit = "tokens",
            .fallback = 256,
            .minimum = 1,
            .maximum = 1048576};
}

Option cutOption() {
    return {.key = "task.cut",
            .label = "Cut from field",
            .help =
                "The field that is shortened in rows that are too long. Empty: the longest field of the row. "
                "The template "
                "and the target are never cut.",
            .fallback = "",
            .maximum = 200,
            .advanced = true};
}

/// Which field of the data holds the answer.
Option answerFieldOption(std::string key, std::string slot) {
    return {.key = std::move(key),
            .label = "Answer's field",
            .help = "The field of the data that holds the right answer, which {" + slot + "} stands for.",
            .fallback = slot,
            .maximum = 200,
            .advanced = true};
}

Option lossOption(std::vector<Alternative> choices) {
    return {.key = "task.loss",
            .type = OptionType::Choice,
            .label = "Loss over",
            .help = "What the model chooses among while it trains.",
            .fallback = "vocabulary",
            .choices = std::move(choices),
            .advanced = true};
}

const Alternative kVocabulary{"vocabulary", "All words", "The right tokens against the whole vocabulary."};
const Alternative kSentence{"sentence", "Sentences",
                            "As all words, but summed over each row's answer and averaged over rows."};

Kind classify() {
    return {.name = "classify",
            .label = "Classify",
            .help = "One of a few labels for a text: each label is a word or phrase, and the likeliest wins.",
            .options = {
                dataOption(),
                templateOption(
                    "Text with {field}s of the data, {prompt} where the soft tokens stand, and {label}."),
                {.key = "task.labels",
                 .type = OptionType::Object,
                 .label = "Labels",
                 .help = "Each label of the data with the text that says it, as it follows the template."},
                maxTokensOption(),
                answerFieldOption("task.label_field", "label"),
                cutOption(),
                lossOption({kVocabulary,
                            kSentence,
                            {"labels", "The labels", "The right label against the other labels alone."}}),
                {.key = "task.decide",
                 .type = OptionType::Choice,
                 .label = "Decide by",
                 .help = "How an answer is read from the model.",
                 .fallback = "rank",
                 .choices = {{"rank", "Rank", "The label whose text is likeliest."}},
                 .advanced = true},
            }};
}

Kind generate() {
    return {.name = "generate",
            .label = "Generate",
            .help = "Text for a text: the data's target field is what the model learns to write.",
            .options = {
                dataOption(),
                templateOption(
                    "Text with {field}s of the data, {prompt} where the soft tokens stand, and {target}."),
                maxTokensOption(),
                answerFieldOption("task.target_field", "target"),
                cutOption(),
                lossOption({kVocabulary, kSentence}),
            }};
}

}  // namespace

std::vector<Kind> taskKinds() {
#define X(name) name(),
    return {
#include "core/spec/tasks.inc"
    };
#undef X
}

}  // namespace lathe
