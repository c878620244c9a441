// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/data_verbs.h"
#include "app/cli/inner.h"
#include "app/cli/run_table.h"
#include "core/base/text.h"
#include "core/project/data_sets.h"

namespace lathe::cli {
namespace {

std::string splitsText(const DataSet& data) {
    std::string text;
    for (const auto& split : data.splits)
        text += (text.empty() ? "" : ", ") + split.name + " " + std::to_string(split.rows);
    return text;
}

Json dataJson(const DataSet& data) {
    Json splits{Json::Object{}}, fields{Json::Array{}}, notes{Json::Array{}};
    std::int64_t rows = 0;
    for (const auto& split : data.splits) {
        splits.set(split.name, split.rows);
        rows += split.rows;
    }
    for (const std::string& field : data.fields) fields.append(field);
    for (const std::string& note : data.notes) notes.append(note);
    return Json::object({{"name", data.name},
                         {"rows", rows},
                         {"splits", std::move(splits)},
                         {"fields", std::move(fields)},
                         {"source", data.source},
                         {"format", data.format},
                         {"imported", data.imported},
                         {"digest", data.digest},
                         {"notes", std::move(notes)}});
}

Action listData(CLI::App& app, const Output& output) {
    auto file = std::make_shared<std::string>();
    app.add_option("FILE", *file, "The project")->required();
    example(app, "promptlathe-cli data list topics.lathe");
    return [file, &output]() -> Ran {
        LATHE_TRY(project, Project::open(*file, Project::Access::ReadOnly));
        LATHE_TRY(sets, dataSets(project));
        Json list{Json::Array{}};
        std::vector<std::vector<std::string>> rows;
        for (const DataSet& data : sets) {
            list.append(dataJson(data));
            rows.push_back({data.name, splitsText(data), joined(data.fields), data.format,
                            when(data.imported), data.source});
        }
        if (rows.empty())
            output.note("no data yet; add some with: promptlathe-cli data import " + *file +
                        " PATH --name NAME");
        else
            output.table({"name", "rows", "fields", "format", "imported (UTC)", "from"}, rows);
        output.result(list);
        return 0;
    };
}

/// The data set of this name, or the only one there is.
Result<DataSet> namedData(const Project& project, const std::string& name) {
    if (!name.empty()) return findDataSet(project, name);
    LATHE_TRY(sets, dataSets(project));
    if (sets.size() == 1) return std::move(sets.front());
    if (sets.empty()) return failed("the project holds no data yet", project.path().string());
    std::vector<std::string> names;
    for (const DataSet& data : sets) names.push_back(data.name);
    return badCall("which data set is not said", "NAME", "there are: " + joined(names));
}

/// A field's value in a table: one line, at most 60 characters.
std::string shortened(const Json& value) {
    const std::string text = cell(value);
    std::string out;
    std::size_t at = 0;
    for (int count = 0; at < text.size() && count < 60; ++count) appendUtf8(out, nextCodePoint(text, at));
    return at < text.size() ? out + "..." : out;
}

Action showData(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, name, split;
        std::int64_t offset = 0, count = 10;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("NAME", flags->name, "The data set; may stay out where there is one");
    app.add_option("--split", flags->split, "Only this split");
    app.add_option("--offset", flags->offset, "Rows to pass over")->check(CLI::NonNegativeNumber);
    app.add_option("--count", flags->count, "Rows to show")->check(CLI::NonNegativeNumber);
    example(app, "promptlathe-cli data show topics.lathe glosses --split test --count 5");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file, Project::Access::ReadOnly));
        LATHE_TRY(data, namedData(project, flags->name));
        if (!flags->split.empty() && data.rows(flags->split) == 0)
            return failed("no split \"" + printable(flags->split) + "\"", data.name,
                          "it has " + splitsText(data));
        LATHE_TRY(rows, dataRows(project, data.id, flags->split, flags->offset, flags->count));
        std::vector<std::string> header = {"row", "split"};
        header.insert(header.end(), data.fields.begin(), data.fields.end());
        std::vector<std::vector<std::string>> cells;
        Json list{Json::Array{}};
        for (const DataRow& row : rows) {
            std::vector<std::string> line = {std::to_string(row.row), row.split};
            for (const std::string& field : data.fields) line.push_back(shortened(row.fields[field]));
            cells.push_back(std::move(line));
            list.append(Json::object({{"row", row.row}, {"split", row.split}, {"fields", row.fields}}));
        }
        output.table(header, cells);
        output.line(inOneLine(data.name) + ": " + splitsText(data));
        for (const std::string& note : data.notes) output.line("note: " + inOneLine(note));
        Json json = dataJson(data);
        json.set("shown", std::move(list));
        output.result(json);
        return 0;
    };
}

Action deleteData(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, name;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("NAME", flags->name, "The data set")->required();
    example(app, "promptlathe-cli data delete topics.lathe reviews");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file));
        LATHE_CHECK(deleteDataSet(project, flags->name));
        output.line(flags->name + " is deleted");
        output.result(Json::object({{"deleted", flags->name}}));
        return 0;
    };
}

}  // namespace

Action dataVerb(CLI::App& app, const Output& output) {
    app.require_subcommand(1);
    example(app,
            "promptlathe-cli data import topics.lathe reviews.csv --name reviews --split validation=0.1");
    InnerVerbs inner;
    const auto add = [&](const char* name, const char* help, Verb verb) {
        CLI::App* own = app.add_subcommand(name, help);
        inner.emplace_back(own, verb(*own, output));
    };
    add("import", "Read a file into the project", dataImport);
    add("list", "The data sets", listData);
    add("show", "A data set's rows", showData);
    add("lengths", "How long the rows are in tokens, and which are cut", dataLengths);
    add("delete", "Take a data set out of the project", deleteData);
    return chosen(std::move(inner));
}

}  // namespace lathe::cli
