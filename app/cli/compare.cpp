// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "app/cli/run_table.h"
#include "app/cli/significance.h"
#include "app/cli/verb.h"
#include "core/metrics/bootstrap.h"
#include "core/project/project.h"
#include "core/spec/recipe.h"

namespace lathe::cli {
namespace {

/// Keys of the recipes at which not all runs agree, in the first recipe's order.
std::vector<std::string> differingKeys(const std::vector<RunRow>& runs) {
    std::vector<std::string> keys;
    std::set<std::string> seen;
    for (std::size_t i = 1; i < runs.size(); ++i)
        for (const Difference& difference : differences(runs.front().recipe, runs[i].recipe))
            if (seen.insert(difference.key).second) keys.push_back(difference.key);
    return keys;
}

}  // namespace

Action compareVerb(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file;
        std::vector<std::string> runs;
        bool significance = false;
        std::string data;
        std::int64_t resamples = kResamples;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option("RUN", flags->runs, "Two or more runs: numbers, names, or last")->required();
    app.add_flag(
        "--significance", flags->significance,
        "Whether they differ by more than chance: paired bootstrap and McNemar's test on stored predictions");
    app.add_option("--data", flags->data,
                   "Of --significance: NAME or NAME/SPLIT; test where all were evaluated on it");
    app.add_option("--resamples", flags->resamples, "Of --significance: draws of the bootstrap")
        ->check(CLI::Range(1, 1000000));
    example(app, "promptlathe-cli compare topics.lathe 1 2");
    return [flags, &output]() -> Ran {
        if (flags->runs.size() < 2)
            return badCall("one run alone cannot be compared", "RUN", "give two or more");
        // A reading of test is logged, so that the file is written.
        LATHE_TRY(project, Project::open(flags->file, flags->significance ? Project::Access::ReadWrite
                                                                          : Project::Access::ReadOnly));
        std::vector<RunRow> runs;
        std::vector<std::string> header = {""};
        Json jsonRuns{Json::Array{}};
        for (const std::string& name : flags->runs) {
            LATHE_TRY(run, findRun(project, name));
            header.push_back(std::to_string(run.run) + " " + run.name);
            jsonRuns.append(
                Json::object({{"run", run.run}, {"name", run.name}, {"state", runStateName(run.state)}}));
            runs.push_back(std::move(run));
        }
        if (flags->significance) {
            LATHE_TRY(result, compareSignificance(project, runs, flags->data, flags->resamples, output));
            output.result(result);
            return 0;
        }

        std::vector<std::vector<std::string>> rows;
        Json recipe{Json::Array{}}, metrics{Json::Array{}};
        for (const std::string& key : differingKeys(runs)) {
            std::vector<std::string> row = {key};
            Json values{Json::Array{}};
            for (const RunRow& run : runs) {
                row.push_back(cell(run.recipe.at(key)));
                values.append(run.recipe.at(key));
            }
            rows.push_back(std::move(row));
            recipe.append(Json::object({{"key", key}, {"values", std::move(values)}}));
        }
        if (rows.empty()) output.note("the recipes are the same");
        std::vector<std::map<std::string, double>> numbers;
        std::set<std::string> names;
        for (const RunRow& run : runs) {
            numbers.push_back(summary(run));
            for (const auto& [name, value] : numbers.back()) names.insert(name);
        }
        const auto put = [&](const std::string& name, const auto& valueOf) {
            std::vector<std::string> row = {name};
            Json values{Json::Array{}};
            for (std::size_t i = 0; i < runs.size(); ++i) {
                const std::optional<double> value = valueOf(i);
                row.push_back(value ? number(*value) : "-");
                values.append(value ? Json(*value) : Json());
            }
            rows.push_back(std::move(row));
            metrics.append(Json::object({{"name", name}, {"values", std::move(values)}}));
        };
        put("step", [&](std::size_t i) { return std::optional<double>(static_cast<double>(runs[i].step)); });
        put("seconds", [&](std::size_t i) { return std::optional<double>(runs[i].seconds); });
        for (const std::string& name : names)
            put(name, [&](std::size_t i) {
                const auto at = numbers[i].find(name);
                return at == numbers[i].end() ? std::nullopt : std::optional<double>(at->second);
            });
        output.table(header, rows);
        output.result(Json::object(
            {{"runs", std::move(jsonRuns)}, {"recipe", std::move(recipe)}, {"metrics", std::move(metrics)}}));
        return 0;
    };
}

}  // namespace lathe::cli
