// SPDX-License-Identifier: Apache-2.0
#include "core/data/suggest.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::size_t kMostLabels = 100;
constexpr std::int64_t kBlock = 5000;

std::string valueText(const Json& value) {
    return value.isString() ? value.string() : value.dump();
}

/// The field's values over all rows, in order of their names; empty where there are more than kMostLabels.
Result<std::set<std::string>> valuesOf(const Project& project, const DataSet& data,
                                       const std::string& field) {
    std::set<std::string> values;
    for (std::int64_t offset = 0;; offset += kBlock) {
        LATHE_TRY(rows, dataRows(project, data.id, "", offset, kBlock));
        for (const DataRow& row : rows)
            if (row.fields.contains(field)) values.insert(valueText(row.fields[field]));
        if (values.size() > kMostLabels) return std::set<std::string>();
        if (static_cast<std::int64_t>(rows.size()) < kBlock) return values;
    }
}

/// The name as it stands in a template's braces; braces in names cannot be written there.
bool canStand(const std::string& field) {
    return field.find_first_of("{}") == std::string::npos;
}

}  // namespace

Result<Json> suggestRecipe(const Project& project, const DataSet& data, const std::string& backbone,
                           const std::string& labelField) {
    const auto has = [&](const std::string& field) {
        return std::find(data.fields.begin(), data.fields.end(), field) != data.fields.end();
    };
    const bool classify = has(labelField);
    if (!classify && !has("target"))
        return failed("the data has neither a field \"" + printable(labelField) + "\" nor a field \"target\"",
                      data.name, "it has: " + joined(data.fields));
    LATHE_TRY(first, dataRows(project, data.id, "", 0, 1));
    std::string text;
    for (const std::string& field : data.fields) {
        if (field == labelField || field == "target" || field == "id" || field == "idx" || !canStand(field))
            continue;
        if (!first.empty() && !first.front().fields[field].isString()) continue;
        text += (text.empty() ? "" : "\n") + ("{" + field + "}");
    }
    if (text.empty())
        return failed("no field holds text to read", data.name, "it has: " + joined(data.fields));

    Json task = Json::object({{"kind", classify ? "classify" : "generate"}, {"data", data.name}});
    task.set("template", "{prompt}" + text + "\nAnswer:" + (classify ? "{label}" : " {target}"));
    std::string words = "Answer what is asked.";
    if (classify) {
        LATHE_TRY(values, valuesOf(project, data, labelField));
        if (values.size() < 2)
            return failed("the field \"" + printable(labelField) + "\" has one value alone, or more than " +
                              std::to_string(kMostLabels),
                          data.name, "name the field with the label");
        Json labels{Json::Object{}};
        for (const std::string& value : values) labels.set(value, " " + value);
        task.set("labels", std::move(labels));
        if (labelField != "label") task.set("label_field", labelField);
        words = "Classify the text.";
    }
    constexpr std::int64_t kBatch = 16;
    const std::int64_t steps = std::clamp<std::int64_t>(3 * data.rows("train") / kBatch / 50 * 50, 100, 2000);
    return Json::object(
        {{"recipe", 1},
         {"name", data.name},
         {"backbone", Json::object({{"id", backbone}, {"dtype", "auto"}})},
         {"task", std::move(task)},
         {"method", Json::object({{"kind", "prompt_tuning"},
                                  {"tokens", 20},
                                  {"init", Json::object({{"kind", "text"}, {"text", words}})}})},
         {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.01}, {"schedule", "linear"}})},
         {"training", Json::object({{"steps", steps},
                                    {"batch", kBatch},
                                    {"seed", 0},
                                    {"evaluate_every", 50},
                                    {"snapshot_every", 50}})}});
}

}  // namespace lathe
