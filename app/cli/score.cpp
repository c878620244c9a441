// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>

#include "app/cli/session.h"
#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/evaluation/measured.h"
#include "core/metrics/bootstrap.h"

namespace lathe::cli {
namespace {

using Meaning = MeasuredTask::Meaning;

/// What a line's keys make of it.
Result<Meaning> meaningOf(const Json& line, const std::string& where) {
    if (line["references"].isArray()) return Meaning::Texts;
    if (line.contains("rank") || (!line.contains("prediction") && line["scores"].isObject()))
        return Meaning::Words;
    if (line["label"].isString() && line["prediction"].isString()) return Meaning::Classes;
    return failed(
        "the line holds nothing to score", where,
        R"(give {"prediction", "references": [...]}, {"prediction", "label"} or {"label", "scores"})");
}

Result<Prediction> readLine(const Json& line, Meaning meaning, const std::string& where) {
    Prediction one;
    one.label = line["label"].toString();
    one.prediction = line["prediction"].toString();
    one.group = line["group"].isString() ? line["group"].string()
                : line.contains("group") ? line["group"].dump()
                                         : "";
    for (const auto& [name, score] : line["scores"].members()) {
        if (!score.isNumber()) return failed("the score of \"" + printable(name) + "\" is no number", where);
        one.scores[name] = score.toNumber();
    }
    if (meaning == Meaning::Texts) {
        if (!line["prediction"].isString()) return failed("the prediction is no text", where);
        for (const Json& text : line["references"].items()) {
            if (!text.isString()) return failed("a reference is no text", where);
            one.references.push_back(text.string());
        }
        if (one.references.empty())
            return failed("the list of references is empty", where, "give at least one");
    } else if (meaning == Meaning::Words) {
        one.rank = line["rank"].toInteger();
        const auto right = one.scores.find(one.label);
        if (!line.contains("rank") && right != one.scores.end())
            one.rank = std::ranges::count_if(
                one.scores, [&](const auto& score) { return score.second >= right->second; });
        if (one.rank < 1)
            return failed("the right answer has no rank", where, "give its \"rank\" from 1, or its score");
        if (one.prediction.empty() && !one.scores.empty())
            one.prediction =
                std::ranges::max_element(one.scores, {}, [](const auto& s) { return s.second; })->first;
    }
    return one;
}

struct Lines {
    MeasuredTask task;
    std::vector<Prediction> predictions;
};

Result<Lines> readLines(std::istream& stream, const std::string& name) {
    Lines all;
    std::set<std::string> labels;
    std::string text;
    for (std::int64_t at = 1; std::getline(stream, text); ++at) {
        if (trimmed(text).empty()) continue;
        const std::string where = name + ", line " + std::to_string(at);
        auto parsed = Json::parse(text);
        if (!parsed) return failed(parsed.error().what, where, "give one JSON object a line");
        LATHE_TRY(meaning, meaningOf(*parsed, where));
        if (!all.predictions.empty() && meaning != all.task.meaning)
            return failed("the line is of another kind than those before it", where,
                          "score texts, labels and ranks in files of their own");
        all.task.meaning = meaning;
        LATHE_TRY(one, readLine(*parsed, meaning, where));
        labels.insert({one.label, one.prediction});
        all.predictions.push_back(std::move(one));
    }
    if (all.predictions.empty()) return failed("there is no line to score", name);
    all.task.labels.assign(labels.begin(), labels.end());
    return all;
}

Ran score(const std::string& path, std::int64_t resamples, const Output& output) {
    std::ifstream file;
    if (path != "-") {
        file.open(path);
        if (!file) return failed("cannot open", path, "check the path");
    }
    LATHE_TRY(lines, readLines(path == "-" ? std::cin : file, path == "-" ? "stdin" : path));
    const Measured measured = measuredOf(lines.predictions, lines.task);
    const auto metrics = measure(measured);
    const auto sure = bootstrapIntervals(measured, resamples);
    std::vector<std::vector<std::string>> rows;
    Json intervals = Json::object();
    for (const auto& [name, value] : metrics) {
        const auto at = sure.find(name);
        rows.push_back({name, number(value),
                        at == sure.end() ? "" : number(at->second.low) + " to " + number(at->second.high)});
        if (at != sure.end()) intervals.set(name, Json::array({at->second.low, at->second.high}));
    }
    output.line(std::to_string(lines.predictions.size()) + " examples");
    output.table({"metric", "value", "95% interval"}, rows);
    output.result(Json::object({{"examples", lines.predictions.size()},
                                {"metrics", toJson(metrics)},
                                {"intervals", std::move(intervals)}}));
    return 0;
}

}  // namespace

Action scoreVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string path;
        std::int64_t resamples = kResamples;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option(
           "PREDICTIONS", flags->path,
           "JSON lines, - for stdin: {\"prediction\", \"references\": [...]}, {\"prediction\", \"label\"} or "
           "{\"label\", \"scores\": {...}}, as evaluate --predictions writes them")
        ->required();
    app.add_option("--resamples", flags->resamples,
                   "Draws of the bootstrap that the intervals come from; 0: none")
        ->check(CLI::Range(0, 1000000));
    example(app, "promptlathe-cli score out.jsonl --json");
    return [flags, &output]() -> Ran { return score(flags->path, flags->resamples, output); };
}

}  // namespace lathe::cli
