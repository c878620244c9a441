// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/inner.h"
#include "core/base/text.h"
#include "core/library/library.h"

namespace lathe::cli {
namespace {

std::string millions(std::int64_t count) {
    return number(static_cast<double>(count) / 1e6) + " M";
}

Json entryJson(const BackboneEntry& entry) {
    const BackboneShape& shape = entry.shape;
    return Json::object({{"id", entry.id},
                         {"path", entry.path.string()},
                         {"kind", entry.kind},
                         {"family", shape.family},
                         {"license", entry.license},
                         {"bytes", static_cast<std::int64_t>(entry.bytes)},
                         {"parameters", shape.parameters},
                         {"context", shape.context},
                         {"dtype", entry.storedDtype},
                         {"problem", entry.problem.empty() ? Json() : Json(entry.problem)}});
}

Action listBackbonesVerb(CLI::App& app, const Output& output) {
    example(app, "promptlathe-cli backbone list");
    return [&output]() -> Ran {
        LATHE_TRY(entries, listBackbones());
        Json list{Json::Array{}};
        std::vector<std::vector<std::string>> rows;
        for (const BackboneEntry& entry : entries) {
            list.append(entryJson(entry));
            rows.push_back({entry.id, entry.shape.family,
                            entry.problem.empty() ? millions(entry.shape.parameters) : "-", entry.storedDtype,
                            byteSize(static_cast<double>(entry.bytes)), entry.license,
                            entry.problem.empty() ? entry.path.string() : entry.problem});
        }
        if (rows.empty())
            output.note("no backbones yet; add one with: promptlathe-cli backbone add PATH");
        else
            output.table({"id", "family", "parameters", "stored as", "size", "license", "where"}, rows);
        output.result(list);
        return 0;
    };
}

Action showBackbone(CLI::App& app, const Output& output) {
    auto id = std::make_shared<std::string>();
    app.add_option("BACKBONE", *id, "An id of the library, a Hugging Face folder, or a GGUF file")
        ->required();
    example(app, "promptlathe-cli backbone show smollm2-135m-instruct");
    return [id, &output]() -> Ran {
        LATHE_TRY(files, openBackbone(*id));
        const BackboneEntry& entry = files.entry;
        const BackboneShape& shape = entry.shape;
        Json json = entryJson(entry);
        json.set("label", files.description.label);
        json.set("digest", files.digest);
        json.set("layers", shape.layers);
        json.set("width", shape.width);
        json.set("heads", shape.heads);
        json.set("key_value_heads", shape.keyValueHeads);
        json.set("feed_forward", shape.feedForward);
        json.set("vocabulary", shape.vocabulary);
        json.set("tokenizer", files.tokenizerPath.empty() ? Json() : Json(files.tokenizerPath));
        json.set("config", shape.config);
        const auto line = [&](const std::string& name, const std::string& value) {
            if (!value.empty())
                output.line(name + std::string(name.size() < 18 ? 18 - name.size() : 1, ' ') + value);
        };
        line("id", entry.id);
        line("where", entry.path.string());
        line("family", files.description.label);
        line("parameters", millions(shape.parameters));
        line("stored as", entry.storedDtype + ", " + byteSize(static_cast<double>(entry.bytes)));
        line("license", entry.license);
        line("context", std::to_string(shape.context) + " tokens");
        line("layers", std::to_string(shape.layers));
        line("width", std::to_string(shape.width));
        line("heads", std::to_string(shape.heads) +
                          (shape.keyValueHeads != shape.heads
                               ? ", " + std::to_string(shape.keyValueHeads) + " for keys and values"
                               : ""));
        line("vocabulary", std::to_string(shape.vocabulary) + " tokens");
        line("tokenizer", files.tokenizerPath);
        line("digest", files.digest);
        line("problem", entry.problem);
        output.result(json);
        return 0;
    };
}

Action addBackboneVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string path, id;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("PATH", flags->path, "A GGUF file or a Hugging Face folder; it is linked, not copied")
        ->required();
    app.add_option("--id", flags->id, "What it is called; left out: after the file or folder");
    example(app,
            "promptlathe-cli backbone add models/SmolLM2-135M-Instruct.Q4_1.gguf --id smollm2-135m-instruct");
    return [flags, &output]() -> Ran {
        LATHE_TRY(entry, addBackbone(flags->path, flags->id));
        if (!entry.problem.empty()) output.note("note: " + entry.problem);
        output.line(entry.id);
        output.result(entryJson(entry));
        return 0;
    };
}

Action verifyBackboneVerb(CLI::App& app, const Output& output) {
    auto id = std::make_shared<std::string>();
    app.add_option("BACKBONE", *id, "An id of the library")->required();
    example(app, "promptlathe-cli backbone verify smollm2-135m-instruct");
    return [id, &output]() -> Ran {
        LATHE_TRY(problems, verifyBackbone(*id));
        Json list{Json::Array{}};
        for (const std::string& problem : problems) {
            output.line(problem);
            list.append(problem);
        }
        output.result(Json::object({{"id", *id}, {"problems", std::move(list)}}));
        if (!problems.empty())
            return failed("its files are not what was added", *id, "fetch or add it again");
        output.line(*id + ": every tensor is as it was added");
        return 0;
    };
}

Action removeBackboneVerb(CLI::App& app, const Output& output) {
    auto id = std::make_shared<std::string>();
    app.add_option("BACKBONE", *id, "An id of the library; a linked file stays where it is")->required();
    example(app, "promptlathe-cli backbone remove smollm2-135m-instruct");
    return [id, &output]() -> Ran {
        LATHE_CHECK(removeBackbone(*id));
        output.line(*id + " is removed");
        output.result(Json::object({{"removed", *id}}));
        return 0;
    };
}

}  // namespace

Action backboneVerb(CLI::App& app, const Output& output) {
    app.require_subcommand(1);
    example(app, "promptlathe-cli backbone list");
    InnerVerbs inner;
    const auto add = [&](const char* name, const char* help, Verb verb) {
        CLI::App* own = app.add_subcommand(name, help);
        inner.emplace_back(own, verb(*own, output));
    };
    add("list", "The backbones on this machine", listBackbonesVerb);
    add("show", "One backbone's sizes, files and digest", showBackbone);
    add("add", "Put a file or folder into the library", addBackboneVerb);
    add("verify", "Read every tensor and compare with what was added", verifyBackboneVerb);
    add("remove", "Take one out of the library", removeBackboneVerb);
    return chosen(std::move(inner));
}

}  // namespace lathe::cli
