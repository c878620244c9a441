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

Option rankOption(std::vector<Condition> when) {
    return {.key = "task.rank",
            .type = OptionType::Choice,
            .label = "Rank by",
            .help = "How texts of several tokens compare.",
            .fallback = "sum",
            .choices = {{"sum", "Whole text", "The likelihood of the whole text."},
                        {"mean", "Mean of its tokens", "Normalised by length: long texts are not held back."},
                        {"first", "First token", "The first token alone, which all texts must differ in."}},
            .when = std::move(when),
            .advanced = true};
}

Option groupOption() {
    return {.key = "task.group_field",
            .label = "Group's field",
            .help =
                "The field that says which rows belong together: exact match then counts groups of which "
                "every row "
                "is right (MultiRC). Empty: none.",
            .fallback = "",
            .maximum = 200,
            .advanced = true};
}

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
                 .choices = {{"rank", "Rank", "The label whose text is likeliest."},
                             {"decode", "Decode",
                              "The text that the model writes itself: right where it is a label's text."}},
                 .advanced = true},
                rankOption({{"task.decide", {"rank"}}}),
                groupOption(),
            }};
}

Kind choose() {
    return {
        .name = "choose",
        .label = "Choose",
        .help = "The likeliest of each row's own candidates, such as the answers to a question.",
        .options = {
            dataOption(),
            templateOption(
                "Text with {field}s of the data, {prompt} where the soft tokens stand, and {label}, which "
                "stands for a candidate."),
            {.key = "task.candidates",
             .label = "Candidates' field",
             .help =
                 "The field of the data that holds a row's candidates: a list, or texts with a mark between.",
             .fallback = "choices",
             .minimum = 1,
             .maximum = 200},
            {.key = "task.separator",
             .label = "Mark between",
             .help = "What stands between the candidates where the field is text.",
             .fallback = "|",
             .minimum = 1,
             .maximum = 20,
             .advanced = true},
            maxTokensOption(),
            answerFieldOption("task.label_field", "label"),
            cutOption(),
            lossOption({kVocabulary, kSentence}),
            rankOption({}),
            groupOption(),
        }};
}

Kind probe() {
    return {.name = "probe",
            .label = "Probe",
            .help = "One word in a blank, ranked among the whole vocabulary or among candidates.",
            .options = {
                dataOption(),
                templateOption("Text with {field}s of the data, {prompt} where the soft tokens stand, and "
                               "{label} (or {mask}) "
                               "where the word is asked for."),
                {.key = "task.candidates",
                 .type = OptionType::Choice,
                 .label = "Ranked among",
                 .help = "Which words the answer is ranked among.",
                 .fallback = "vocabulary",
                 .choices = {{"vocabulary", "All words", "Every token of the backbone."},
                             {"answers", "The answers", "Every answer that occurs in the data set."},
                             {"file", "A list",
                              "The words of a file, one a line; words of several tokens stay out."}}},
                {.key = "task.candidates_file",
                 .label = "List of words",
                 .help = "A text file with one candidate a line.",
                 .maximum = 4096,
                 .when = {{"task.candidates", {"file"}}}},
                {.key = "task.several_tokens",
                 .type = OptionType::Choice,
                 .label = "Answers of several tokens",
                 .help = "What becomes of rows whose answer is not one token of the backbone.",
                 .fallback = "refuse",
                 .choices = {{"refuse", "Refuse", "The first such row is an error."},
                             {"leave_out", "Leave out", "Such rows are left out of every split, and counted."}},
                 .advanced = true},
                maxTokensOption(),
                answerFieldOption("task.label_field", "label"),
                cutOption(),
                lossOption({kVocabulary,
                            {"labels", "The candidates", "The right word against the candidates alone."}}),
            }};
}

Kind generate() {
    return {.name = "generate",
            .label = "Generate",
            .help =
                "Text for a text: the data's target field is what the model learns to write. A row may hold "
                "a list of right texts: the first is learned, all count when it is measured.",
            .options = {
                dataOption(),
                templateOption(
                    "Text with {field}s of the data, {prompt} where the soft tokens stand, and {target}."),
                maxTokensOption(),
                answerFieldOption("task.target_field", "target"),
                {.key = "task.max_new",
                 .type = OptionType::Integer,
                 .label = "Longest answer",
                 .help = "Tokens that a text may get when it is written for evaluation.",
                 .unit = "tokens",
                 .fallback = 64,
                 .minimum = 1,
                 .maximum = 100000},
                cutOption(),
                lossOption({kVocabulary, kSentence}),
                groupOption(),
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
