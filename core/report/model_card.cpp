// SPDX-License-Identifier: Apache-2.0
#include "core/report/model_card.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/project/baselines.h"
#include "core/project/data_sets.h"
#include "core/report/run_words.h"

namespace lathe {
namespace {

/// One line of text in which Markdown and HTML mean nothing.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : printable(text)) {
        if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

/// A block of code whose fence is longer than any run of backticks in it.
std::string fenced(const std::string& language, const std::string& code) {
    std::size_t longest = 2, run = 0;
    for (const char c : code) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    std::string lines;
    std::string_view whole = code;
    if (whole.ends_with('\n')) whole.remove_suffix(1);
    for (const std::string_view line : split(whole, '\n'))
        lines += printable(line) + "\n";  // in JSON the escapes are JSON's own
    return fence + language + "\n" + lines + fence + "\n";
}

std::string tableText(const ReportTable& table) {
    if (table.rows.empty()) return {};
    std::string text = "|", rule = "|";
    for (std::size_t i = 0; i < table.header.size(); ++i) {
        text += " " + plain(table.header[i]) + " |";
        rule += i < table.right.size() && table.right[i] ? "---:|" : "---|";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : table.rows) {
        text += "|";
        for (const std::string& cell : row) text += " " + plain(cell) + " |";
        text += "\n";
    }
    return text + "\n";
}

std::string usage(const std::string& backbone, const std::string& loader) {
    return fenced("python", "from peft import PeftModel\nfrom transformers import " + loader +
                                "\n\nmodel = " + loader + ".from_pretrained(" + Json(backbone).dump() +
                                ")\nmodel = PeftModel.from_pretrained(model, \".\")\n");
}

Result<std::string> baselineLines(const Project& project, const std::string& data) {
    LATHE_TRY(rows, listBaselines(project));
    std::string text;
    for (const BaselineRow& row : rows)
        for (const auto& [metric, value] : row.metrics)
            if (row.data.starts_with(data + "/") && isResult(metric) && metric != "loss")
                text += "- " + plain(row.kind) + " on " + plain(row.data) + ": " + plain(metric) + " " +
                        reportNumber(value) + "\n";
    return text.empty() ? text : "Without training:\n\n" + text + "\n";
}

}  // namespace

Result<std::string> modelCard(const Project& project, const RunRow& run, std::int64_t step,
                              const std::string& backbone, const std::string& loader) {
    const Json& recipe = run.recipe;
    const std::string data = recipe.at("task.data").toString(), method = recipe.at("method.kind").toString();
    std::string card = "---\nbase_model: " + printable(Json(backbone).dump()) +
                       "\nlibrary_name: peft\ntags:\n- soft-prompt\n- " + Json(method).dump() +
                       "\n---\n\n# " + plain(run.name) + "\n\n";
    card += "A soft prompt (" + plain(method) + ") for " + plain(backbone) +
            ", trained with Promptlathe " PROMPTLATHE_VERSION ": step " + std::to_string(step) + " of run " +
            std::to_string(run.run) +
            ". The backbone is unchanged; the prompt works with this backbone alone.\n\n";
    card += "## Task\n\n" + plain(recipe.at("task.kind").toString()) + ", with the template\n\n" +
            fenced("", recipe.at("task.template").toString());
    if (recipe.at("task.labels").isObject())
        card += "\nand the answers\n\n" + fenced("json", recipe.at("task.labels").pretty());
    card += "\n## Data\n\n" + plain(data);
    if (const auto set = findDataSet(project, data)) {
        for (const auto& split : set->splits)
            card += ", " + std::to_string(split.rows) + " rows " + plain(split.name);
        card += ", SHA-256 " + set->digest;
    }
    card += "\n\n## Results\n\n";
    LATHE_TRY(rows, evaluations(project, run.run));
    card += rows.empty() ? "It was never evaluated.\n\n" : tableText(evaluationTable(rows));
    for (const std::string& words : choosingWords(rows)) card += plain(words) + "\n\n";
    LATHE_TRY(baselines, baselineLines(project, data));
    card += baselines;
    card += "## Use\n\n" + usage(backbone, loader) +
            "\nSoft tokens stand in front of the text; write the rest of the template yourself.\n\n"
            "## Limits\n\nIt was measured on the data above and on nothing else. What the backbone says that "
            "is wrong or "
            "hurtful, it still may say.\n\n## Recipe\n\n" +
            fenced("json", recipe.pretty()) + "\n" + fenced("json", run.resolved.pretty());
    return card;
}

}  // namespace lathe
