// SPDX-License-Identifier: Apache-2.0
#include "core/report/report.h"

#include <algorithm>
#include <cmath>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/project/baselines.h"
#include "core/project/data_sets.h"
#include "core/report/run_words.h"
#include "core/report/svg_chart.h"
#include "core/spec/recipe.h"

namespace lathe {
namespace {

constexpr std::int64_t kMostPoints = 1500;
constexpr std::size_t kMostSlots = 40, kMostWords = 5;
constexpr double kSmoothing = 0.9;

using Points = std::vector<std::pair<double, double>>;

Result<Points> pointsOf(const Project& project, std::int64_t run, const std::string& metric) {
    LATHE_TRY(points, curve(project, run, metric, 0, kMostPoints));
    Points out;
    for (const CurvePoint& point : points)
        if (std::isfinite(point.value)) out.emplace_back(static_cast<double>(point.step), point.value);
    return out;
}

/// Exponential means without the start's bias, as the window's charts have them.
Points smoothed(const Points& points) {
    Points out;
    double mean = 0, weight = 0;
    for (const auto& [x, y] : points) {
        mean = kSmoothing * mean + (1 - kSmoothing) * y;
        weight = kSmoothing * weight + (1 - kSmoothing);
        out.emplace_back(x, mean / weight);
    }
    return out;
}

Result<ReportSection> lossSection(const Project& project, const std::vector<RunRow>& runs) {
    ReportSection section{.title = "Loss"};
    std::vector<SvgCurve> curves;
    const bool one = runs.size() == 1;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        LATHE_TRY(training, pointsOf(project, runs[i].run, "loss"));
        LATHE_TRY(validation, pointsOf(project, runs[i].run, "validation.loss"));
        const int colour = static_cast<int>(i);
        if (one) curves.push_back({"", training, colour, false, true});
        curves.push_back(
            {one ? "training" : "run " + std::to_string(runs[i].run), smoothed(training), colour});
        if (one && !validation.empty()) curves.push_back({"validation", validation, 1, true});
    }
    section.svg =
        svgChart("step", one ? "loss, training smoothed by 0.9" : "training loss, smoothed by 0.9", curves);
    return section;
}

Result<ReportSection> metricSection(const Project& project, const std::vector<RunRow>& runs) {
    std::string metric;
    for (const RunRow& run : runs)
        if (metric.empty()) metric = mainMetricOf(run);
    ReportSection section{.title = metric.substr(metric.find('.') + 1) + " on validation"};
    if (metric.empty()) return section;
    std::vector<SvgCurve> curves;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        LATHE_TRY(points, pointsOf(project, runs[i].run, metric));
        curves.push_back({"run " + std::to_string(runs[i].run), points, static_cast<int>(i), i >= 6});
    }
    section.svg = svgChart("step", section.title, curves);
    return section;
}

Result<ReportSection> resultSection(const Project& project, const RunRow& run) {
    ReportSection section{.title = "Results"};
    LATHE_TRY(rows, evaluations(project, run.run));
    section.table = evaluationTable(rows);
    section.words = choosingWords(rows);
    if (rows.empty()) section.words.emplace_back("This run was never evaluated.");
    return section;
}

/// What there is without training on the same data.
Result<ReportSection> baselineSection(const Project& project, const RunRow& run) {
    ReportSection section{.title = "Without training"};
    LATHE_TRY(rows, listBaselines(project));
    const std::string data = run.recipe.at("task.data").toString();
    section.table = {
        {"Baseline", "Data", "Examples", "Metric", "Value"}, {}, {false, false, true, false, true}};
    for (const BaselineRow& row : rows)
        if (row.data.starts_with(data + "/"))
            for (const auto& [metric, value] : row.metrics)
                section.table.rows.push_back(
                    {row.kind, row.data, std::to_string(row.examples), metric, reportNumber(value)});
    return section;
}

ReportSection dataSection(const Project& project, const RunRow& run) {
    ReportSection section{.title = "Data"};
    const std::string name = run.recipe.at("task.data").toString();
    const auto data = findDataSet(project, name);
    if (!data) {
        section.words.push_back(name + ", which is no longer in the project");
        return section;
    }
    std::string splits;
    for (const auto& split : data->splits)
        splits += (splits.empty() ? "" : ", ") + std::to_string(split.rows) + " " + split.name;
    section.words = {name + ": " + splits, "Fields: " + joined(data->fields), "From " + data->source,
                     "SHA-256 " + data->digest};
    for (const std::string& note : data->notes) section.words.push_back(note);
    return section;
}

Result<ReportSection> neighbourSection(const Project& project, const RunRow& run) {
    ReportSection section{.title = "Nearest words"};
    LATHE_TRY(taken, snapshots(project, run.run));
    if (taken.empty()) return section;
    std::int64_t step = taken.back().step;
    for (const SnapshotRow& row : taken)
        if (row.step == run.bestStep) step = row.step;
    LATHE_TRY(slots, snapshotNeighbours(project, run.run, step, "cosine"));
    if (slots.empty()) return section;
    section.words.push_back("By cosine, at step " + std::to_string(step) +
                            (slots.size() > kMostSlots
                                 ? ", the first " + std::to_string(kMostSlots) + " of " +
                                       std::to_string(slots.size()) + " positions"
                                 : std::string()));
    section.table = {{"Position", "Norm", "Nearest words"}, {}, {true, true, false}};
    for (std::size_t i = 0; i < std::min(slots.size(), kMostSlots); ++i) {
        std::string words;
        for (std::size_t k = 0; k < std::min(slots[i].neighbours.size(), kMostWords); ++k)
            words += (k ? "   " : "") + slots[i].neighbours[k].text + " " +
                     reportNumber(slots[i].neighbours[k].score);
        section.table.rows.push_back({std::to_string(slots[i].position), reportNumber(slots[i].norm), words});
    }
    return section;
}

std::vector<ReportSection> recipeSections(const RunRow& run) {
    return {{.title = "Recipe", .code = run.recipe.pretty()},
            {.title = "What was resolved",
             .words = {"Versions, number format and digests; the same recipe on the "
                       "same machine gives the same bits."},
             .code = run.resolved.pretty()}};
}

std::string runFacts(const RunRow& run) {
    std::string words = std::string(runStateName(run.state)) + ", step " + std::to_string(run.step) + " of " +
                        std::to_string(run.steps) + ", " + duration(run.seconds) + " of training, begun " +
                        run.started;
    if (!run.tags.empty()) words += ", tags " + joined(run.tags);
    return words;
}

std::string shown(const Json& value) {
    return value.isString() ? value.string() : value.isNull() ? "-" : value.dump();
}

/// The runs' recipes where they differ, and their best figures.
ReportSection differenceSection(const std::vector<RunRow>& runs) {
    ReportSection section{.title = "Runs"};
    std::vector<std::string> keys, metrics;
    const auto addOnce = [](std::vector<std::string>& list, const std::string& word) {
        if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
    };
    for (const RunRow& run : runs) {
        for (const Difference& each : differences(runs.front().recipe, run.recipe))
            if (each.key != "name") addOnce(keys, each.key);
        for (const auto& [metric, value] : run.best)
            if (isResult(metric)) addOnce(metrics, metric);
    }
    section.table.header = {"Run", "Name", "State", "Steps"};
    section.table.right = {true, false, false, true};
    for (const std::string& key : keys) section.table.header.push_back(key);
    section.table.right.resize(section.table.header.size());
    for (const std::string& metric : metrics) section.table.header.push_back(metric + ", best");
    section.table.right.resize(section.table.header.size(), true);
    for (const RunRow& run : runs) {
        std::vector<std::string> row = {std::to_string(run.run), run.name,
                                        std::string(runStateName(run.state)), std::to_string(run.step)};
        for (const std::string& key : keys) row.push_back(shown(run.recipe.at(key)));
        for (const std::string& metric : metrics) {
            const auto value = run.best.find(metric);
            row.push_back(value == run.best.end() ? "-" : reportNumber(value->second));
        }
        section.table.rows.push_back(std::move(row));
    }
    return section;
}

bool holdsSomething(const ReportSection& section) {
    return !section.words.empty() || !section.table.rows.empty() || !section.svg.empty() ||
           !section.code.empty();
}

}  // namespace

Result<Report> makeReport(const Project& project, const std::vector<std::int64_t>& numbers) {
    if (numbers.empty()) return badCall("a report is of at least one run", "RUN", "name one");
    std::vector<RunRow> runs;
    for (const std::int64_t number : numbers) {
        LATHE_TRY(run, findRun(project, std::to_string(number)));
        runs.push_back(std::move(run));
    }
    const bool one = runs.size() == 1;
    Report report;
    report.title = one ? runs.front().name : "Comparison of " + std::to_string(runs.size()) + " runs";
    report.subtitle = (one ? runTitle(runs.front()) + " of " : std::string()) +
                      project.path().filename().string() + ", " + timestamp() +
                      ", Promptlathe " PROMPTLATHE_VERSION;
    std::vector<ReportSection> all;
    if (one) {
        ReportSection facts{.title = "Run", .words = {runFacts(runs.front())}};
        if (!runs.front().note.empty()) facts.words.push_back(runs.front().note);
        if (runs.front().failure)
            facts.words.push_back("It failed: " + runs.front().failure->what + "; " +
                                  runs.front().failure->todo);
        all.push_back(std::move(facts));
    } else {
        all.push_back(differenceSection(runs));
    }
    for (const RunRow& run : runs) {
        LATHE_TRY(results, resultSection(project, run));
        if (!one) results.title += ", " + runTitle(run);
        all.push_back(std::move(results));
    }
    LATHE_TRY(baselines, baselineSection(project, runs.front()));
    all.push_back(std::move(baselines));
    LATHE_TRY(loss, lossSection(project, runs));
    all.push_back(std::move(loss));
    LATHE_TRY(metric, metricSection(project, runs));
    all.push_back(std::move(metric));
    all.push_back(dataSection(project, runs.front()));
    for (const RunRow& run : runs) {
        LATHE_TRY(words, neighbourSection(project, run));
        if (!one) words.title += ", " + runTitle(run);
        all.push_back(std::move(words));
    }
    if (one)
        for (ReportSection& section : recipeSections(runs.front())) all.push_back(std::move(section));
    for (ReportSection& section : all)
        if (holdsSomething(section)) report.sections.push_back(std::move(section));
    return report;
}

}  // namespace lathe
