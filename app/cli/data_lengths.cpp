// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/data_verbs.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/data/lengths.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

/// A histogram in lines of equal width, 12 at most.
void bars(const Output& output, const LengthStatistics& statistics) {
    constexpr std::int64_t kLines = 12, kWidth = 40;
    const std::int64_t first = statistics.lengths.begin()->first;
    const std::int64_t width = std::max<std::int64_t>(1, (statistics.longest - first + kLines) / kLines);
    std::vector<std::int64_t> counts(static_cast<std::size_t>((statistics.longest - first) / width + 1));
    for (const auto& [length, rows] : statistics.lengths)
        counts[static_cast<std::size_t>((length - first) / width)] += rows;
    const std::int64_t most = *std::max_element(counts.begin(), counts.end());
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::int64_t from = first + static_cast<std::int64_t>(i) * width;
        const std::string range = width == 1
                                      ? std::to_string(from)
                                      : std::to_string(from) + " to " + std::to_string(from + width - 1);
        const auto bar = static_cast<std::size_t>((counts[i] * kWidth + most - 1) / most);
        rows.push_back({range, std::to_string(counts[i]), std::string(bar, '#')});
    }
    output.table({"tokens", "rows", ""}, rows);
}

std::string cutText(const LengthStatistics& statistics) {
    if (statistics.cutRows == 0) return "none is cut at " + std::to_string(statistics.limit);
    std::vector<std::string> rows;
    for (const std::int64_t row : statistics.firstCut) rows.push_back(std::to_string(row));
    return std::to_string(statistics.cutRows) + " of " + std::to_string(statistics.rows) +
           " rows are cut to " + std::to_string(statistics.limit) + " tokens: row " + joined(rows) +
           (statistics.cutRows > static_cast<std::int64_t>(rows.size()) ? ", ..." : "");
}

}  // namespace

Action dataLengths(CLI::App& app, const Output& output) {
    struct Flags {
        std::string file, recipe, split;
        std::vector<std::string> settings;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("FILE", flags->file, "The project")->required();
    app.add_option(
           "RECIPE", flags->recipe,
           "Whose template, backbone and data: a recipe file, a recipe of the project, or a sample's name")
        ->required();
    app.add_option("--split", flags->split, "Only this split");
    app.add_option("--set", flags->settings, "Change an option: key.path=value")->allow_extra_args(false);
    example(app, "promptlathe-cli data lengths topics.lathe gloss-topics");
    return [flags, &output]() -> Ran {
        LATHE_TRY(project, Project::open(flags->file, Project::Access::ReadOnly));
        LATHE_TRY(asked, namedRecipe(&project, flags->recipe, flags->settings));
        LATHE_TRY(recipe, checkRecipe(asked, catalogue()));
        LATHE_TRY(prepared, prepare(project, recipe));
        if (!flags->split.empty() && prepared.data.rows(flags->split) == 0)
            return failed("no split \"" + printable(flags->split) + "\"", prepared.data.name);
        Json splits{Json::Object{}};
        for (const auto& split : prepared.data.splits) {
            if (!flags->split.empty() && split.name != flags->split) continue;
            LATHE_TRY(statistics, lengthStatistics(project, prepared.data, split.name, prepared.encoder));
            if (statistics.rows == 0) continue;
            splits.set(split.name, toJson(statistics));
            output.line(split.name + ": " + std::to_string(statistics.rows) + " rows, mean " +
                        number(statistics.mean()) + " tokens, longest " + std::to_string(statistics.longest) +
                        " (row " + std::to_string(statistics.longestRow) + "); " + cutText(statistics));
            bars(output, statistics);
        }
        output.result(Json::object({{"data", prepared.data.name}, {"splits", std::move(splits)}}));
        return 0;
    };
}

}  // namespace lathe::cli
