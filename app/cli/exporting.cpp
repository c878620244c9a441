// SPDX-License-Identifier: Apache-2.0
#include "app/cli/exporting.h"

#include <filesystem>

#include "app/cli/exporting_checkpoint.h"
#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/engine/conversion.h"
#include "core/formats/adapter.h"
#include "core/formats/npy.h"
#include "core/project/recorder.h"
#include "core/report/model_card.h"
#include "core/report/report.h"

namespace lathe::cli {
namespace {

struct Export {
    const Project& project;
    const RunRow& run;
    const StoredPrompt& prompt;
    std::filesystem::path directory;
    const LoadBackbone& load;
};

std::string loaderOf(BackboneKind kind) {
    if (kind == BackboneKind::EncoderDecoder) return "AutoModelForSeq2SeqLM";
    return kind == BackboneKind::Masked ? "AutoModelForMaskedLM" : "AutoModelForCausalLM";
}

Result<std::vector<std::string>> toPeft(const Export& what) {
    const Recipe recipe(what.run.recipe);
    LATHE_TRY(backbone, openBackbone(recipe.text("backbone.id")));
    LATHE_TRY(adapter, conversionOf(recipe.text("method.kind"))
                           .toPeft(what.prompt.tensors, recipe, backbone.entry.shape, backbone.entry.id));
    LATHE_TRY(card, modelCard(what.project, what.run, what.prompt.step, backbone.entry.id,
                              loaderOf(backbone.entry.shape.kind)));
    LATHE_CHECK(writePeft(what.directory, adapter, card));
    return std::vector<std::string>{
        "PEFT holds the prompt's vectors, not the training state: keep the project, or export promptlathe, "
        "to train on"};
}

Result<std::vector<std::string>> toOwn(const Export& what) {
    PromptFile file;
    file.tensors = what.prompt.tensors;
    file.description = Json::object(
        {{"format", 1},
         {"version", PROMPTLATHE_VERSION},
         {"run", what.run.run},
         {"step", what.prompt.step},
         {"exported", timestamp()},
         {"recipe", what.run.recipe},
         {"resolved", what.run.resolved},
         {"metrics", Json::object({{"last", toJson(what.run.last)}, {"best", toJson(what.run.best)}})}});
    std::vector<std::string> notes;
    // The resume state goes along where it belongs to this very step, so that an import can be trained on.
    LATHE_TRY(state, storedState(what.project, what.run.run));
    if (state && state->step == what.prompt.step) {
        file.description.set("state", state->counters);
        for (HostTensor& tensor : state->tensors) {
            tensor.name = "state." + tensor.name;
            file.tensors.push_back(std::move(tensor));
        }
    } else {
        notes.emplace_back(
            "the training state belongs to another step and stays in the project; the prompt starts training "
            "anew");
    }
    LATHE_CHECK(writePromptFile(what.directory, file));
    return notes;
}

Result<std::vector<std::string>> toNpy(const Export& what) {
    const HostTensor* prompt = find(what.prompt.tensors, "prompt");
    if (!prompt) return failed("this method's prompt is no single array", {}, "export promptlathe");
    LATHE_CHECK(makeDirectories(what.directory));
    LATHE_CHECK(writeNpy(what.directory / "prompt.npy", *prompt));
    return std::vector<std::string>{};
}

Result<std::vector<std::string>> toSafetensors(const Export& what) {
    LATHE_TRY(backbone, openBackbone(Recipe(what.run.recipe).text("backbone.id")));
    return exportCheckpoint(what.directory, backbone, what.prompt.tensors);
}

/// A cell of one line, quoted where a comma or a quote would end it.
std::string csvCell(std::string_view text) {
    const std::string line = printable(text);
    if (line.find_first_of(",\"") == std::string::npos) return line;
    std::string out = "\"";
    for (const char c : line) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

/// metrics.csv: a row a step, a column a metric; evaluations.csv.
Result<std::vector<std::string>> toCsv(const Export& what) {
    LATHE_CHECK(makeDirectories(what.directory));
    LATHE_TRY(names, metricNames(what.project, what.run.run));
    std::map<std::int64_t, std::map<std::string, double>> steps;
    for (const std::string& name : names) {
        LATHE_TRY(points,
                  curve(what.project, what.run.run, name, 0, std::numeric_limits<std::int64_t>::max()));
        for (const CurvePoint& point : points) steps[point.step][name] = point.value;
    }
    std::string text = "step";
    for (const std::string& name : names) text += "," + csvCell(name);
    text += "\n";
    for (const auto& [step, values] : steps) {
        text += std::to_string(step);
        for (const std::string& name : names) {
            text += ",";
            if (const auto value = values.find(name); value != values.end())
                text += Json(value->second).dump();
        }
        text += "\n";
    }
    LATHE_CHECK(writeFile(what.directory / "metrics.csv", text));
    LATHE_TRY(measured, evaluations(what.project, what.run.run));
    text = "step,data,examples,metric,value\n";
    for (const EvaluationRow& row : measured)
        for (const auto& [name, value] : row.metrics)
            text += std::to_string(row.step) + "," + csvCell(row.data) + "," + std::to_string(row.examples) +
                    "," + name + "," + Json(value).dump() + "\n";
    LATHE_CHECK(writeFile(what.directory / "evaluations.csv", text));
    return std::vector<std::string>{};
}

Result<std::vector<std::string>> toReport(const Export& what) {
    LATHE_CHECK(makeDirectories(what.directory));
    LATHE_TRY(report, makeReport(what.project, {what.run.run}));
    LATHE_CHECK(writeFile(what.directory / "report.html", reportHtml(report)));
    return std::vector<std::string>{};
}

Result<std::vector<std::string>> toProjector(const Export& what) {
    const LoadBackbone own = [](const BackboneFiles& files, const std::string& dtype) {
        LoadOptions options;
        options.dtype = dtype;
        return Backbone::load(files, options);
    };
    return writeProjector(what.project, what.run, what.prompt.step, what.directory,
                          what.load ? what.load : own);
}

struct Format {
    const char* name;
    Result<std::vector<std::string>> (*write)(const Export& what);
    bool ofPrompt = true;  ///< false: a run without any snapshot has it, too
};
constexpr Format kFormats[] = {{"peft", toPeft},
                               {"promptlathe", toOwn},
                               {"npy", toNpy},
                               {"safetensors", toSafetensors},
                               {"csv", toCsv},
                               {"projector", toProjector},
                               {"report", toReport, false}};

}  // namespace

std::vector<std::string> exportFormats() {
    std::vector<std::string> names;
    for (const Format& format : kFormats) names.emplace_back(format.name);
    return names;
}

Result<ExportResult> exportRun(const Project& project, const RunRow& run, const std::string& step,
                               const std::string& format, const std::string& directory,
                               const LoadBackbone& load) {
    for (const Format& known : kFormats) {
        if (format != known.name) continue;
        StoredPrompt prompt{run.step, {}};
        if (known.ofPrompt) {
            LATHE_TRY(stored, storedPrompt(project, run, step));
            prompt = std::move(stored);
        }
        LATHE_TRY(notes, known.write(Export{project, run, prompt, directory, load}));
        return ExportResult{prompt.step, directory, std::move(notes)};
    }
    return badCall("\"" + format + "\" is no format", "--format", "give one of: " + joined(exportFormats()));
}

}  // namespace lathe::cli
