// SPDX-License-Identifier: Apache-2.0
#include "app/cli/significance.h"

#include <algorithm>
#include <optional>

#include "app/cli/session.h"
#include "core/engine/evaluation/measured.h"
#include "core/metrics/bootstrap.h"

namespace lathe::cli {
namespace {

struct Side {
    std::int64_t step = 0;
    MeasuredTask task;
    std::vector<Prediction> predictions;
};

/// The stored evaluation of a run's best step on the data, else its last one there.
Result<std::optional<std::int64_t>> storedStep(const Project& project, const RunRow& run,
                                               const std::string& data) {
    LATHE_TRY(rows, evaluations(project, run.run));
    std::optional<std::int64_t> step;
    for (const EvaluationRow& row : rows)
        if (row.data == data && (!step || *step != run.bestStep)) step = row.step;
    return step;
}

Result<Side> sideOf(const Project& project, const RunRow& run, const std::string& data) {
    const std::string where = "run " + std::to_string(run.run);
    LATHE_TRY(step, storedStep(project, run, data));
    const std::string todo = "promptlathe-cli evaluate " + project.path().string() + " " +
                             std::to_string(run.run) + " --data " + data;
    if (!step) return failed("it was not evaluated on " + data, where, todo);
    LATHE_TRY(stored, predictions(project, run.run, *step, data));
    if (stored.empty()) return failed("its evaluation on " + data + " holds no predictions", where, todo);
    return Side{*step, measuredTask(Recipe(run.recipe)), std::move(stored)};
}

Result<std::string> sharedData(const Project& project, const std::vector<RunRow>& runs,
                               const std::string& asked) {
    const std::string name = runs.front().recipe.at("task.data").toString();
    if (!asked.empty()) {
        LATHE_TRY(choice, chosenData(project, asked, name));
        return choice.text();
    }
    for (const RunRow& run : runs) {
        LATHE_TRY(step, storedStep(project, run, name + "/test"));
        if (!step) return name + "/validation";
    }
    return name + "/test";
}

bool sameRows(const Side& a, const Side& b) {
    return std::ranges::equal(a.predictions, b.predictions, {}, &Prediction::row, &Prediction::row);
}

Json compared(const RunRow& first, const RunRow& second, const Side& a, const Side& b, std::int64_t resamples,
              const Output& output) {
    const auto differences =
        pairedBootstrap(measuredOf(a.predictions, a.task), measuredOf(b.predictions, b.task), resamples);
    std::vector<std::vector<std::string>> rows;
    Json metrics = Json::object();
    for (const auto& [name, difference] : differences) {
        const double by = difference.second - difference.first;
        rows.push_back({name, number(difference.first), number(difference.second), number(by),
                        number(difference.interval.low) + " to " + number(difference.interval.high),
                        number(difference.p)});
        metrics.set(name, Json::object(
                              {{"first", difference.first},
                               {"second", difference.second},
                               {"difference", by},
                               {"interval", Json::array({difference.interval.low, difference.interval.high})},
                               {"p", difference.p}}));
    }
    const auto title = [](const RunRow& run) { return std::to_string(run.run) + " " + run.name; };
    output.table({"metric", title(first), title(second), "difference", "95% interval", "p"}, rows);
    Json result = Json::object({{"first", first.run},
                                {"second", second.run},
                                {"steps", Json::array({a.step, b.step})},
                                {"examples", a.predictions.size()},
                                {"metrics", std::move(metrics)}});
    const auto firstRight = rightRows(a.predictions, a.task), secondRight = rightRows(b.predictions, b.task);
    if (firstRight.size() == secondRight.size() && !firstRight.empty()) {
        const McNemar test = mcNemar(firstRight, secondRight);
        output.line("McNemar: run " + std::to_string(first.run) + " alone is right on " +
                    std::to_string(test.onlyFirst) + " rows, run " + std::to_string(second.run) +
                    " alone on " + std::to_string(test.onlySecond) + "; p = " + number(test.p));
        result.set(
            "mcnemar",
            Json::object({{"only_first", test.onlyFirst}, {"only_second", test.onlySecond}, {"p", test.p}}));
    }
    return result;
}

}  // namespace

Result<Json> compareSignificance(Project& project, const std::vector<RunRow>& runs, const std::string& asked,
                                 std::int64_t resamples, const Output& output) {
    LATHE_TRY(data, sharedData(project, runs, asked));
    LATHE_TRY(first, sideOf(project, runs.front(), data));
    if (data.ends_with("/test") && !project.readOnly())
        LATHE_CHECK(addLog(project, "info",
                           "test read: stored predictions on " + data + " by compare --significance"));
    Json pairs = Json::array();
    for (std::size_t i = 1; i < runs.size(); ++i) {
        LATHE_TRY(second, sideOf(project, runs[i], data));
        if (!sameRows(first, second))
            return failed("its predictions on " + data + " are of other rows than run " +
                              std::to_string(runs.front().run) + "'s",
                          "run " + std::to_string(runs[i].run), "evaluate both again");
        output.line((i == 1 ? "" : "\n") + data + ", " + std::to_string(first.predictions.size()) +
                    " examples, " + std::to_string(resamples) + " draws");
        pairs.append(compared(runs.front(), runs[i], first, second, resamples, output));
    }
    return Json::object({{"data", data}, {"draws", resamples}, {"pairs", std::move(pairs)}});
}

}  // namespace lathe::cli
