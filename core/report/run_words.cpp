// SPDX-License-Identifier: Apache-2.0
#include "core/report/run_words.h"

#include <cmath>
#include <cstdio>
#include <set>

namespace lathe {
namespace {

bool ofTest(const EvaluationRow& row) {
    return row.data.ends_with("/test");
}

std::string interval(const EvaluationRow& row, const std::string& metric) {
    const Json& ends = row.details["intervals"][metric];
    if (ends.size() != 2) return {};
    return reportNumber(ends.items()[0].toNumber()) + " to " + reportNumber(ends.items()[1].toNumber());
}

}  // namespace

std::string reportNumber(double value) {
    if (!std::isfinite(value)) return "-";
    char text[48];
    const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
    std::snprintf(text, sizeof text, whole ? "%.0f" : "%.4g", value);
    return text;
}

bool isResult(const std::string& metric) {
    static const std::set<std::string> machine = {"learning_rate", "gradient_norm", "tokens_a_second",
                                                  "resident_mib", "seconds"};
    return !machine.contains(metric);
}

std::string mainMetricOf(const RunRow& run) {
    for (const char* name :
         {"accuracy", "exact_match", "p@1", "f1_macro", "bleu", "rougeL", "chrf", "token_f1", "mrr"})
        if (const std::string key = std::string("validation.") + name; run.best.contains(key)) return key;
    return {};
}

ReportTable evaluationTable(const std::vector<EvaluationRow>& rows) {
    ReportTable table{{"Data", "Step", "Examples", "Metric", "Value", "95% interval"},
                      {},
                      {false, true, true, false, true, true}};
    // Every reading of test, and of each other set the last: curves show how it came there.
    std::set<std::string> seen;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (!ofTest(*row) && !seen.insert(row->data).second) continue;
        for (const auto& [metric, value] : row->metrics)
            table.rows.push_back({row->data, std::to_string(row->step), std::to_string(row->examples), metric,
                                  reportNumber(value), interval(*row, metric)});
    }
    return table;
}

std::vector<std::string> choosingWords(const std::vector<EvaluationRow>& rows) {
    std::vector<std::string> words;
    for (const EvaluationRow& row : rows) {
        const Json& chosen = row.details["chosen"];
        if (!chosen.isObject()) continue;
        words.push_back(
            "Step " + std::to_string(row.step) + ", measured on " + row.data + ", was chosen by " +
            chosen["metric"].toString("loss") + " on " + chosen["split"].toString("validation") + " among " +
            std::to_string(chosen["evaluations"].toInteger()) +
            " evaluations of this run; the project then had " + std::to_string(chosen["runs"].toInteger()) +
            " runs of " + std::to_string(chosen["configurations"].toInteger()) + " recipes on the data.");
    }
    return words;
}

std::string runTitle(const RunRow& run) {
    return "run " + std::to_string(run.run) + ": " + run.name;
}

}  // namespace lathe
