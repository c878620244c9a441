// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/conversion.h"
#include "core/formats/adapter.h"
#include "core/library/row_model.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string dtype = "auto", file, run, backbone, adapter, input, step;
    std::vector<std::string> texts;
    Backbone::GenerationOptions generation;
    std::int64_t seed = 0;
};

/// One context a row, and what to do with it.
struct Job {
    std::shared_ptr<Backbone> backbone;
    std::shared_ptr<const Tokenizer> tokenizer;
    TensorMap prompt;
    std::vector<std::vector<std::int32_t>> contexts;
    std::vector<std::int32_t> start;  ///< encoder-decoders: what the decoder begins with
};

/// The rows to continue: --input's objects, or each --text as the field "text".
Result<std::vector<Json>> askedRows(const Flags& flags) {
    std::vector<Json> rows;
    for (const std::string& text : flags.texts) rows.push_back(Json::object({{"text", text}}));
    if (!flags.input.empty()) {
        std::ifstream file;
        if (flags.input != "-") file.open(flags.input);
        std::istream& stream = flags.input == "-" ? std::cin : file;
        if (!stream) return failed("cannot open", flags.input, "check the path");
        std::string line;
        for (std::int64_t at = 1; std::getline(stream, line); ++at) {
            if (trimmed(line).empty()) continue;
            LATHE_TRY(row, Json::parse(line, flags.input + ", row " + std::to_string(at)));
            rows.push_back(std::move(row));
        }
    }
    if (rows.empty()) return badCall("nothing to continue", {}, "give --text or --input");
    return rows;
}

Result<Job> jobOfRun(const Flags& flags, const std::vector<Json>& rows) {
    LATHE_TRY(project, Project::open(flags.file, Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, flags.run));
    LATHE_TRY(prepared, prepare(project, Recipe(run.recipe)));
    Job job;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        LATHE_TRY(encoded, prepared.encoder.encodeOpen(static_cast<std::int64_t>(k), rows[k]));
        job.contexts.push_back(std::move(encoded.context));
        job.start = std::move(encoded.start);
    }
    LATHE_TRY(stored, storedPrompt(project, run, flags.step));
    job.prompt = std::move(stored.tensors);
    LATHE_TRY(backbone, loadFor(prepared, run.resolved));
    job.backbone = std::move(backbone);
    job.tokenizer = prepared.tokenizer;
    return job;
}

/// A PEFT adapter's prompt or prefix for this backbone.
Result<TensorMap> adapterTensors(const std::string& path, const BackboneShape& shape) {
    LATHE_TRY(adapter, readPeft(path));
    LATHE_TRY(conversion, conversionForPeft(adapter));
    return conversion->fromPeft(adapter, shape);
}

Result<Job> jobOfBackbone(const Flags& flags, const std::vector<Json>& rows) {
    LATHE_TRY(files, openBackbone(flags.backbone));
    Job job;
    LATHE_TRY(tokenizer, tokenizerOf(files));
    const bool decodes = files.entry.shape.kind == BackboneKind::EncoderDecoder;
    if (decodes) job.start = bareStart(files.entry.shape);
    if (!flags.adapter.empty()) {
        LATHE_TRY(tensors, adapterTensors(flags.adapter, files.entry.shape));
        job.prompt = std::move(tensors);
    }
    // Soft tokens stand in front of everything, as PEFT puts them; a prefix takes no place in the text.
    const HostTensor* soft = find(job.prompt, "prompt");
    const auto slots = soft ? static_cast<std::int32_t>(soft->shape[0]) : 0;
    for (const Json& row : rows) {
        if (!row["text"].isString())
            return failed("a row has no field text", "--input", "with --backbone, give {\"text\": ...}");
        auto context = tokenizer->before();
        for (const auto id : tokenizer->encode(row["text"].string(), Surround::No)) context.push_back(id);
        if (decodes)
            for (const auto id : tokenizer->behind()) context.push_back(id);
        if (context.empty()) return failed("an empty text cannot be continued", "--text");
        for (std::int32_t slot = slots; slot-- > 0;) context.insert(context.begin(), ~slot);
        job.contexts.push_back(std::move(context));
    }
    LoadOptions options;
    options.dtype = flags.dtype;
    LATHE_TRY(backbone, Backbone::load(files, options));
    job.backbone = std::move(backbone);
    job.tokenizer = std::move(tokenizer);
    return job;
}

Ran generateTexts(const Flags& flags, const Output& output) {
    if (flags.backbone.empty() == flags.run.empty())
        return badCall("nothing to generate with", {}, "give FILE and RUN, or --backbone B");
    if (!flags.adapter.empty() && flags.backbone.empty())
        return badCall("an adapter needs its backbone", "--adapter",
                       "give --backbone B, or import the adapter as a run");
    LATHE_TRY(rows, askedRows(flags));
    LATHE_TRY(job, flags.backbone.empty() ? jobOfRun(flags, rows) : jobOfBackbone(flags, rows));
    auto options = flags.generation;
    options.seed = static_cast<std::uint64_t>(flags.seed);
    options.start = job.start;
    options.forcedStart = flags.backbone.empty()
                              ? 0
                              : std::max<std::int64_t>(1, static_cast<std::int64_t>(job.start.size())) - 1;
    options.forcedEnd = forcedEnd(job.backbone->shape());
    if (const auto eos = job.tokenizer->eos()) options.stop.push_back(*eos);
    LATHE_TRY(texts, job.backbone->generate(job.contexts, job.prompt, options, {}));
    Json all{Json::Array{}};
    for (const auto& ids : texts) {
        const std::string text = job.tokenizer->decode(ids, false);
        output.line(text);
        all.append(Json::object({{"text", text}, {"tokens", ids.size()}}));
    }
    output.result(all);
    return 0;
}

}  // namespace

Action generateVerb(CLI::App& app, const Output& output) {
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project");
    app.add_option("RUN", flags->run, "A number, a name, or last");
    app.add_option("--backbone", flags->backbone, "The bare backbone instead of a run");
    app.add_option("--adapter", flags->adapter, "A PEFT adapter's folder, in front of the bare backbone");
    app.add_option("--dtype", flags->dtype, "The bare backbone's number format: auto, float32 or bfloat16")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16"}));
    app.add_option("--text", flags->texts, "A text to continue (the field text); may be given again")
        ->allow_extra_args(false);
    app.add_option("--input", flags->input, "Rows of fields (JSONL), - for stdin");
    app.add_option("--step", flags->step, "best, last or a number");
    app.add_option("--beams", flags->generation.beams, "Beams")->check(CLI::Range(1, 64));
    app.add_option("--length-penalty", flags->generation.lengthPenalty,
                   "Beams: above 0 long texts weigh more, below 0 short ones");
    app.add_flag("--early-stopping", flags->generation.earlyStopping,
                 "Beams: end at as many whole texts as there are beams");
    app.add_option("--temperature", flags->generation.temperature, "0: the likeliest token")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--top-p", flags->generation.topP, "Sample within this share")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--top-k", flags->generation.topK, "Sample among this many; 0: all")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--max-new", flags->generation.maxNew, "New tokens at most")->check(CLI::Range(1, 100000));
    app.add_option("--seed", flags->seed, "Seed of the sampling");
    example(app, "promptlathe-cli generate glosses.lathe last --text \"a large wild cat\" --max-new 4");
    return [flags, &output]() -> Ran { return generateTexts(*flags, output); };
}

}  // namespace lathe::cli
