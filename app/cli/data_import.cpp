// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/data_verbs.h"
#include "core/base/text.h"
#include "core/data/import.h"
#include "core/project/project.h"

namespace lathe::cli {

Action dataImport(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, path, name, format = "auto", split, labelField = "label";
        std::vector<std::string> fields;
        std::uint64_t seed = 0;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("PATH", flags->path, "The data, UTF-8: a file, or a folder whose files name their splits (train.jsonl, dev.jsonl ...)")->required();
    app.add_option("--name", flags->name, "What the data set is called")->required();
    app.add_option("--format", flags->format, "One of: " + joined(dataFormats()) + ". The last ones read published data sets' own files");
    app.add_option(
        "--split", flags->split,
        "Shares of the rows, as validation=0.1,test=0.2; left out: a field \"split\", or all to train");
    app.add_option("--field", flags->fields, "Another name for a field: old=new; old= leaves it out")
        ->allow_extra_args(false);
    app.add_option("--seed", flags->seed, "Which rows the shares get");
    app.add_option("--label-field", flags->labelField,
                   "The field with the label, whose values the shares keep alike");
    example(app,
            "promptlathe-cli data import topics.lathe reviews.csv --name reviews --split validation=0.1");
    return [flags, &output]() -> Ran {
        ImportOptions options;
        options.name = flags->name;
        options.seed = flags->seed;
        options.labelField = flags->labelField;
        LATHE_TRY(format, dataFormatNamed(flags->format));
        options.format = format;
        for (const std::string& field : flags->fields) {
            const auto equals = field.find('=');
            if (equals == std::string::npos || equals == 0)
                return badCall("\"" + printable(field) + "\" names no field", "--field", "write old=new");
            options.fields[field.substr(0, equals)] = field.substr(equals + 1);
        }
        if (!flags->split.empty()) {
            LATHE_TRY(shares, readShares(flags->split));
            options.shares = std::move(shares);
        }
        LATHE_TRY(project, Project::open(flags->file));
        LATHE_TRY(data, importFile(project, flags->path, options));
        for (const std::string& note : data.notes) output.note("note: " + note);
        Json splits{Json::Object{}}, notes{Json::Array{}};
        std::int64_t rows = 0;
        std::string text;
        for (const auto& split : data.splits) {
            splits.set(split.name, split.rows);
            rows += split.rows;
            text += (text.empty() ? "" : ", ") + split.name + " " + std::to_string(split.rows);
        }
        for (const std::string& note : data.notes) notes.append(note);
        output.line(data.name + ": " + std::to_string(rows) + " rows (" + text + ")");
        output.result(Json::object({{"data", data.name},
                                    {"rows", rows},
                                    {"splits", std::move(splits)},
                                    {"notes", std::move(notes)}}));
        return 0;
    };
}

}  // namespace lathe::cli
