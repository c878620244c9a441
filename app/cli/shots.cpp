// SPDX-License-Identifier: Apache-2.0
#include "app/cli/shots.h"

#include <algorithm>
#include <map>

#include "core/base/random.h"
#include "core/text/template.h"

namespace lathe::cli {
namespace {

std::string textOf(const Json& value) {
    return value.isString() ? value.string() : value.isNull() ? "" : value.dump();
}

/// Braces as a template writes them.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '{' || c == '}') out += c;
    }
    return out;
}

std::string fieldOf(const Json& task) {
    const char* key = task["kind"].toString() == "generate" ? "target_field" : "label_field";
    return task[key].toString(task["kind"].toString() == "generate" ? "target" : "label");
}

/// What follows the template in a row that is known: the label's text, or the target (of several the first).
Result<std::string> answerOf(const Json& task, const DataRow& row) {
    const std::string field = fieldOf(task);
    const Json& value = row.fields[field];
    const std::string text = textOf(value.isArray() && value.size() > 0 ? value.items()[0] : value);
    if (task["kind"].toString() != "classify") return text;
    const Json& said = task["labels"][text];
    if (!said.isString())
        return failed("the label \"" + text + "\" has no verbalizer", "row " + std::to_string(row.row),
                      "add it to task.labels");
    return said.string();
}

}  // namespace

Result<Json> withShots(const Json& task, const std::vector<DataRow>& rows, std::int64_t count,
                       std::uint64_t seed, std::int64_t context) {
    const std::string text = task["template"].toString();
    LATHE_TRY(parsed, parseTemplate(text));
    const auto all = static_cast<std::int64_t>(rows.size());
    if (count > 0 && task["kind"].toString() == "choose")
        return badCall("examples in the context are for classify, generate and probe", "task.kind",
                       "measure zero-shot instead");
    if (count > all)
        return failed("there are " + std::to_string(all) + " training rows to draw examples from", "--shots",
                      "give at most " + std::to_string(all));
    const std::vector<std::int64_t> order = Random(seed, "shots").permutation(all);
    std::string front;
    for (std::int64_t k = 0; k < count; ++k) {
        const DataRow& row = rows[static_cast<std::size_t>(order[static_cast<std::size_t>(k)])];
        LATHE_TRY(answer, answerOf(task, row));
        bool answered = false;
        for (const TemplatePart& part : parsed.parts) {
            if (part.kind == TemplatePart::Kind::Text) front += escaped(part.text);
            if (part.kind == TemplatePart::Kind::Field) front += escaped(textOf(row.fields[part.text]));
            const bool place =
                part.kind == TemplatePart::Kind::Answer || part.kind == TemplatePart::Kind::Mask;
            if (place && !answered) front += escaped(answer);
            answered = answered || place;
        }
        front += "\n\n";
    }
    Json out = task;
    std::string rest;
    for (const TemplatePart& part : parsed.parts)
        if (part.kind != TemplatePart::Kind::Prompt && part.kind != TemplatePart::Kind::Soft)
            rest += text.substr(part.offset, part.length);
    out.set("template", front + rest);
    if (count > 0) {
        // A token is at least one byte; no row needs more than its bytes.
        std::int64_t most = task["max_tokens"].toInteger(256) + static_cast<std::int64_t>(front.size());
        if (context > 0) most = std::min(most, context);
        out.set("max_tokens", most);
    }
    return out;
}

Result<std::vector<std::string>> commonestAnswers(const Json& task, const std::vector<DataRow>& rows) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& [row, answer] : answersOf(task, rows)) ++counts[answer];
    if (counts.empty()) return failed("there are no training rows to count answers in");
    std::vector<std::string> all;
    for (const auto& [answer, count] : counts) all.push_back(answer);
    std::stable_sort(all.begin(), all.end(),
                     [&](const auto& a, const auto& b) { return counts[a] > counts[b]; });
    return all;
}

std::map<std::int64_t, std::string> answersOf(const Json& task, const std::vector<DataRow>& rows) {
    std::map<std::int64_t, std::string> all;
    for (const DataRow& row : rows) all[row.row] = textOf(row.fields[fieldOf(task)]);
    return all;
}

}  // namespace lathe::cli
