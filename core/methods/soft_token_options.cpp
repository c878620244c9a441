// SPDX-License-Identifier: Apache-2.0
#include "core/methods/soft_token_options.h"

namespace lathe {
namespace {

Option initOption(std::string key, std::string label, std::string help, std::vector<Json> kinds) {
    return {.key = "method.init." + key,
            .label = std::move(label),
            .help = std::move(help),
            .when = {{"method.init.kind", std::move(kinds)}}};
}

Option initNumber(std::string key, std::string label, std::string help, double fallback, double maximum,
                  std::string kind) {
    Option option = initOption(std::move(key), std::move(label), std::move(help), {Json(std::move(kind))});
    option.type = OptionType::Number;
    option.fallback = fallback;
    option.minimum = 0;
    option.maximum = maximum;
    option.exclusiveMinimum = true;
    return option;
}

}  // namespace

Option softTokensOption() {
    return {.key = "method.tokens",
            .type = OptionType::Integer,
            .label = "Soft tokens",
            .help = "Vectors that are trained. More can say more and take longer; 20 to 100 are usual.",
            .unit = "tokens",
            .fallback = 20,
            .minimum = 1,
            .maximum = 4096};
}

std::vector<Option> softTokenStarts(const std::vector<Condition>& when) {
    std::vector<Option> all;
    all.push_back(
        {.key = "method.init.kind",
         .type = OptionType::Choice,
         .label = "Start from",
         .help = "What the soft tokens are before the first step.",
         .fallback = "vocabulary",
         .choices = {
             {"uniform", "Uniform", "Random numbers between minus and plus the range."},
             {"normal", "Normal", "Random numbers with the mean and spread of the model's own embeddings."},
             {"vocabulary", "Common words", "Embeddings of common words, drawn without repeating."},
             {"labels", "Labels", "The labels' own embeddings, then common words."},
             {"text", "A text", "The embeddings of a text's tokens, repeated where it is shorter."},
             {"file", "A file", "A prompt from a .npy file or an adapter's folder."},
             {"run", "A run", "The prompt of another run of this project."}}});
    Option text =
        initOption("text", "Text", "The words to start from: best a description of the task.", {"text"});
    text.maximum = 100000;
    all.push_back(std::move(text));
    Option path =
        initOption("path", "File", "A .npy file of one row a soft token, or an adapter's folder.", {"file"});
    path.maximum = 4096;
    all.push_back(std::move(path));
    Option run = initOption("run", "Run", "The run's number or name.", {"run"});
    run.maximum = 200;
    all.push_back(std::move(run));
    all.push_back(
        initNumber("range", "Range", "Numbers lie between minus this and this.", 0.5, 100, "uniform"));
    all.push_back(
        initNumber("scale", "Scale", "Times the spread of the model's own embeddings.", 1, 1000, "normal"));
    Option count =
        initOption("count", "Words to draw from",
                   "The most common words of the tokenizer that are drawn from.", {"vocabulary", "labels"});
    count.type = OptionType::Integer;
    count.fallback = 5000;
    count.minimum = 1;
    count.maximum = 10000000;
    count.advanced = true;
    all.push_back(std::move(count));
    Option from = initOption("from", "Common in", "Where it is read from which words are common.",
                             {"vocabulary", "labels"});
    from.type = OptionType::Choice;
    from.fallback = "tokenizer";
    from.choices = {
        {"tokenizer", "The tokenizer", "Its own order: pieces that were merged first are the most common."}};
    from.advanced = true;
    all.push_back(std::move(from));
    for (Option& option : all) option.when.insert(option.when.begin(), when.begin(), when.end());
    return all;
}

}  // namespace lathe
