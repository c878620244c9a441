// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/earlier_runs.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>

#include "core/project/deletion.h"
#include "core/project/runs.h"

namespace lathe::cli {
namespace {

constexpr std::int64_t kFewestSteps = 10;  // the first ones also touch fresh memory
constexpr std::size_t kMostRuns = 5;

/// A recipe without what costs nothing a step.
Json shapeOf(const Json& recipe) {
    Json shape = recipe;
    shape.erase("name");
    for (const char* section : {"method", "optimizer", "training"}) {
        Json part = shape[section];
        if (std::string_view(section) == "method") part.erase("init");
        if (std::string_view(section) == "optimizer")
            part = Json::object({{"kind", part["kind"]}, {"accumulate", part["accumulate"]}});
        if (std::string_view(section) == "training")
            for (const char* key : {"steps", "epochs", "seed", "rows", "draw", "evaluate_every",
                                    "snapshot_every", "checkpoint_seconds", "early_stop", "keep"})
                part.erase(key);
        shape.set(section, std::move(part));
    }
    return shape;
}

/// Seconds since the epoch of a timestamp as the project has them.
std::optional<double> secondsOf(const std::string& stamp) {
    std::tm parts{};
    double seconds = 0;
    if (std::sscanf(stamp.c_str(), "%d-%d-%dT%d:%d:%lf", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
                    &parts.tm_hour, &parts.tm_min, &seconds) != 6)
        return std::nullopt;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return static_cast<double>(::timegm(&parts)) + seconds;
}

/// Seconds from the first start to the last end; nothing where the run was taken up again later.
std::optional<double> wallSeconds(const RunRow& run) {
    const auto from = secondsOf(run.started), to = secondsOf(run.ended);
    if (!from || !to || *to <= *from) return std::nullopt;
    return *to - *from;
}

EarlierCost costOf(const Project& project, const RunRow& run) {
    EarlierCost cost{run.run, run.seconds / static_cast<double>(run.step)};
    if (const auto points =
            curve(project, run.run, "resident_mib", 0, std::numeric_limits<std::int64_t>::max()))
        for (const CurvePoint& point : *points) cost.peakMib = std::max(cost.peakMib, point.maximum);
    const auto wall = wallSeconds(run);
    const auto measured = evaluations(project, run.run);
    if (!wall || !measured || run.state != RunState::Finished) return cost;
    const auto during = std::count_if(measured->begin(), measured->end(), [](const EvaluationRow& row) {
        return row.data.ends_with("/validation");
    });
    if (during > 0)
        cost.secondsAnEvaluation = std::max(0.0, *wall - run.seconds) / static_cast<double>(during);
    return cost;
}

}  // namespace

bool sameShape(const Json& left, const Json& right) {
    return shapeOf(left) == shapeOf(right);
}

std::optional<EarlierCost> earlierCost(const Project& project, const Recipe& recipe,
                                       const std::string& dataDigest) {
    const auto runs = listRuns(project);
    if (!runs) return std::nullopt;
    const std::string host = hostName();
    std::optional<EarlierCost> best;
    std::size_t seen = 0;
    for (auto run = runs->rbegin(); run != runs->rend() && seen < kMostRuns; ++run) {
        if (run->host != host || run->step < kFewestSteps || run->seconds <= 0 ||
            run->resolved["data"].toString() != dataDigest || !sameShape(run->recipe, recipe.json()))
            continue;
        ++seen;
        EarlierCost cost = costOf(project, *run);
        if (!best) {
            best = cost;
            continue;
        }
        // Another program can only have slowed a run down, and a pause only lengthened it.
        if (cost.secondsAStep < best->secondsAStep) {
            best->secondsAStep = cost.secondsAStep;
            best->run = cost.run;
        }
        if (cost.secondsAnEvaluation >= 0 &&
            (best->secondsAnEvaluation < 0 || cost.secondsAnEvaluation < best->secondsAnEvaluation))
            best->secondsAnEvaluation = cost.secondsAnEvaluation;
        best->peakMib = std::max(best->peakMib, cost.peakMib);
    }
    return best;
}

}  // namespace lathe::cli
