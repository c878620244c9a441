// SPDX-License-Identifier: Apache-2.0
// What every recipe may say, whatever its task, method and optimizer.
#include "core/spec/kinds.h"

namespace lathe {
namespace {

Option count(std::string key, std::string label, std::string help, std::string unit, Json fallback,
             double minimum, double maximum) {
    return {.key = std::move(key),
            .type = OptionType::Integer,
            .label = std::move(label),
            .help = std::move(help),
            .unit = std::move(unit),
            .fallback = std::move(fallback),
            .minimum = minimum,
            .maximum = maximum};
}

Option folded(Option option) {
    option.advanced = true;
    return option;
}

void addBackbone(std::vector<Option>& all) {
    all.push_back({.key = "name",
                   .label = "Name",
                   .help = "What the run is called in lists and commands.",
                   .fallback = "run",
                   .minimum = 1,
                   .maximum = 200});
    all.push_back(
        {.key = "backbone.id",
         .label = "Backbone",
         .help = "The frozen model: its id in the library, a Hugging Face directory or a GGUF file.",
         .maximum = 4096});
    all.push_back(
        {.key = "backbone.dtype",
         .type = OptionType::Choice,
         .label = "Precision",
         .help = "The number format of the frozen computation. The prompt is always float32.",
         .fallback = "auto",
         .choices = {{"auto", "Automatic", "bfloat16 where this machine is fast at it, else float32."},
                     {"float32", "float32", "Exact and everywhere the same."},
                     {"bfloat16", "bfloat16", "Half the memory; fast with AVX512-bf16, AMX or a GPU."}}});
    all.push_back(folded(
        {.key = "backbone.device",
         .type = OptionType::Choice,
         .label = "Device",
         .help = "What runs training and scoring. Generation always runs on the processor.",
         .fallback = "auto",
         .choices = {{"auto", "Automatic", "A CUDA device where the plug-in and a device are there."},
                     {"cpu", "Processor", "This machine's processor."},
                     {"cuda", "CUDA", "An NVIDIA GPU; refused where none is there."}}}));
}

void addOptimizer(std::vector<Option>& all) {
    all.push_back(
        {.key = "optimizer.schedule",
         .type = OptionType::Choice,
         .label = "Schedule",
         .help = "How the learning rate goes on after the warm-up.",
         .fallback = "linear",
         .choices = {{"constant", "Constant", "Stays."},
                     {"linear", "Linear", "Falls evenly to 0 at the last step."},
                     {"cosine", "Cosine", "Falls along half a cosine to 0 at the last step."},
                     {"inverse_sqrt", "Inverse root", "Falls with the square root of the step."},
                     {"exponential", "Exponential", "Is multiplied by the same factor each step."}}});
    Option factor{.key = "optimizer.final",
                  .type = OptionType::Number,
                  .label = "Final factor",
                  .help = "What the learning rate is multiplied by at the last step; above 1 it rises, as in a "
                          "range test.",
                  .fallback = 0.01,
                  .minimum = 0,
                  .maximum = 1e9,
                  .exclusiveMinimum = true,
                  .when = {{"optimizer.schedule", {"exponential"}}}};
    all.push_back(std::move(factor));
    all.push_back(count("optimizer.warmup", "Warm-up", "Steps in which the learning rate rises from 0.",
                        "steps", 0, 0, 1e9));
    Option clip{.key = "optimizer.clip",
                .type = OptionType::Number,
                .label = "Clip gradient",
                .help = "Largest norm of the gradient; 0: off.",
                .fallback = 0.0,
                .minimum = 0,
                .maximum = 1e9};
    all.push_back(folded(std::move(clip)));
    all.push_back(folded(count("optimizer.accumulate", "Accumulate",
                               "Batches whose gradients are added up before one step is taken.", "batches", 1,
                               1, 65536)));
    Option z{.key = "optimizer.z_loss",
             .type = OptionType::Number,
             .label = "Z-loss",
             .help = "Weight of the squared log of the softmax's sum (Lester et al.: 0.0001); 0: off.",
             .fallback = 0.0,
             .minimum = 0,
             .maximum = 1};
    all.push_back(folded(std::move(z)));
}

void addTraining(std::vector<Option>& all) {
    Option steps = count("training.steps", "Steps", "Steps in all.", "steps", 300, 1, 1e9);
    steps.instead = "training.epochs";
    all.push_back(std::move(steps));
    Option epochs =
        count("training.epochs", "Epochs", "Times that all training rows are gone through, instead of steps.",
              "epochs", Json(), 1, 1e6);
    epochs.optional = true;
    epochs.instead = "training.steps";
    all.push_back(std::move(epochs));
    all.push_back(count("training.batch", "Batch", "Rows in a batch.", "rows", 16, 1, 65536));
    all.push_back(folded(count("training.rows", "Rows used",
                               "How many of the training rows are used, drawn by training.draw; 0: all.",
                               "rows", 0, 0, 1e9)));
    all.push_back(folded(count("training.draw", "Draw",
                               "Start of the random numbers that draw training.rows: apart from the seed, so "
                               "that seeds share their rows.",
                               "", 0, 0, 9007199254740991.0)));
    all.push_back(count("training.seed", "Seed",
                        "Start of the random numbers: the same seed gives the same result.", "", 0, 0,
                        9007199254740991.0));
    all.push_back(count("training.evaluate_every", "Evaluate every",
                        "Steps between evaluations on the validation rows; 0: never.", "steps", 50, 0, 1e9));
    all.push_back(count("training.snapshot_every", "Snapshot every",
                        "Steps between stored prompts with their nearest words; 0: never.", "steps", 50, 0,
                        1e9));
    const auto chooseBy = [](std::string fallback, std::vector<Alternative> choices, std::string task) {
        return Option{.key = "training.choose_by",
                      .type = OptionType::Choice,
                      .label = "Choose best by",
                      .help = "What decides on validation rows which step was best.",
                      .fallback = std::move(fallback),
                      .choices = std::move(choices),
                      .when = {{"task.kind", {std::move(task)}}},
                      .advanced = true};
    };
    const Alternative loss{"loss", "Loss", "The lowest validation loss."};
    const Alternative accuracy{"accuracy", "Accuracy", "The most right answers; at a tie the lower loss."};
    const auto written = [](std::string name, std::string label) {
        return Alternative{std::move(name), std::move(label),
                           "The best texts; every validation then writes them, which takes long."};
    };
    all.push_back(chooseBy("accuracy",
                           {accuracy,
                            loss,
                            {"f1_macro", "Macro F1", "The mean F1 of the labels."},
                            {"mcc", "Matthews", "Matthews' correlation."}},
                           "classify"));
    all.push_back(chooseBy("accuracy", {accuracy, loss}, "choose"));
    all.push_back(
        chooseBy("loss",
                 {loss, written("bleu", "BLEU"), written("chrf", "chrF"), written("rougeL", "ROUGE-L"),
                  written("exact_match", "Exact match"), written("token_f1", "Token F1")},
                 "generate"));
    all.push_back(chooseBy("p@1",
                           {{"p@1", "P@1", "The most right words in first place; at a tie the lower loss."},
                            {"mrr", "MRR", "The highest mean reciprocal rank."},
                            loss},
                           "probe"));
    all.push_back(count("training.early_stop", "Stop early",
                        "Evaluations without a better one before the run ends; 0: off.", "evaluations", 0, 0,
                        1e6));
    all.push_back({.key = "training.keep",
                   .type = OptionType::Choice,
                   .label = "Keep snapshots",
                   .help = "Which stored prompts stay when the run ends.",
                   .fallback = "all",
                   .choices = {{"best", "Best", "The best step's and the last one."},
                               {"last", "Last", "The last one."},
                               {"all", "All", "Every one, to see how the prompt moved."}},
                   .advanced = true});
    Option seconds{
        .key = "training.checkpoint_seconds",
        .type = OptionType::Number,
        .label = "Save every",
        .help = "Seconds between saved states: at most this much work is done again after a crash.",
        .unit = "seconds",
        .fallback = 30,
        .minimum = 0,
        .maximum = 86400};
    all.push_back(folded(std::move(seconds)));
    Option threads = count("training.threads", "Threads", "Processor threads of the frozen computation.", "",
                           "auto", 1, 1024);
    threads.alsoAllowed = {"auto"};
    all.push_back(folded(std::move(threads)));
    Option contexts =
        count("training.context_cache", "Context cache",
              "Decoders whose soft tokens stand behind the text: what the frozen model makes of the text is "
              "computed once a row and kept, in so much memory and then in a temporary file. auto: a quarter "
              "of the free memory; off: every row is run whole at every step.",
              "MiB", "auto", 0, 1e9);
    contexts.alsoAllowed = {"auto", "off"};
    all.push_back(folded(std::move(contexts)));
}

}  // namespace

std::vector<Option> commonOptions() {
    std::vector<Option> all;
    addBackbone(all);
    all.push_back(folded({.key = "task.only",
                          .label = "Only rows with",
                          .help = "field=value: only rows of the data with that value are read, in every split; "
                                  "field!=value: all but those. Empty: all.",
                          .fallback = "",
                          .maximum = 10000}));
    addOptimizer(all);
    addTraining(all);
    return all;
}

}  // namespace lathe
