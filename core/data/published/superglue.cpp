// SPDX-License-Identifier: Apache-2.0
// SuperGLUE (Wang et al. 2019): JSONL of BoolQ, CB, COPA, MultiRC, ReCoRD, RTE, WiC, WSC and the diagnostics,
// told apart by their members.
#include <algorithm>

#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set superglue();

namespace {

bool has(const Json& record, std::initializer_list<const char*> keys) {
    return std::all_of(keys.begin(), keys.end(), [&](const char* key) { return record.contains(key); });
}

/// Members that are a row's as they stand; the idx and all of text, numbers and flags.
Json flat(const Json& record) {
    Json fields = Json::object();
    for (const auto& [key, value] : record.members())
        if (!value.isObject() && !value.isArray() && !value.isNull()) fields.set(key, value);
    return fields;
}

/// COPA: which of two choices; a row's candidates are a list.
Result<bool> copa(const TextSource& source, const Json& record, const RowHeard& row) {
    Json fields = flat(record);
    LATHE_TRY(first, textIn(source, record, "choice1"));
    LATHE_TRY(second, textIn(source, record, "choice2"));
    fields.set("choices", Json::array({first, second}));
    fields.set("connective", record["question"].toString() == "cause" ? "because" : "so");
    const Json& label = record["label"];
    if (!label.isNull() && label.toInteger(-1) != 0 && label.toInteger(-1) != 1)
        return wrong(source, "the label " + label.dump() + " is neither 0 nor 1");
    return row(std::move(fields));
}

/// WSC: whether a pronoun means a noun; its spans stand in "target", which would read as an answer.
Result<bool> wsc(const TextSource& source, const Json& record, const RowHeard& row) {
    Json fields = flat(record);
    for (const char* key : {"span1_text", "span2_text"}) {
        LATHE_TRY(text, textIn(source, record["target"], key));
        fields.set(key, text);
    }
    for (const char* key : {"span1_index", "span2_index"}) fields.set(key, record["target"][key]);
    return row(std::move(fields));
}

/// MultiRC: a row for each answer of each question; a question's rows are right together (task.group_field).
Result<bool> multirc(const TextSource& source, const Json& record, const RowHeard& row) {
    const Json& passage = record["passage"];
    LATHE_TRY(text, textIn(source, passage, "text"));
    LATHE_TRY(questions, listIn(source, passage, "questions"));
    for (const Json& question : questions) {
        LATHE_TRY(asked, textIn(source, question, "question"));
        LATHE_TRY(answers, listIn(source, question, "answers"));
        const std::string group = record["idx"].dump() + "-" + question["idx"].dump();
        for (const Json& answer : answers) {
            LATHE_TRY(said, textIn(source, answer, "text"));
            Json fields = Json::object({{"passage", text}, {"question", asked}, {"answer", said}});
            if (!answer["label"].isNull()) fields.set("label", answer["label"]);
            fields.set("group", group);
            fields.set("idx", group + "-" + answer["idx"].dump());
            LATHE_TRY(goOn, row(std::move(fields)));
            if (!goOn) return false;
        }
    }
    return true;
}

/// The characters [start, end] of a text; nothing where there are not so many.
std::string characters(std::string_view text, std::int64_t start, std::int64_t end) {
    std::size_t at = 0, from = std::string_view::npos;
    for (std::int64_t count = 0; at < text.size() && count <= end; ++count) {
        if (count == start) from = at;
        nextCodePoint(text, at);
        if (count == end && from != std::string_view::npos) return std::string(text.substr(from, at - from));
    }
    return {};
}

/// ReCoRD: which of a passage's entities @placeholder stands for; a row for each query.
Result<bool> record(const TextSource& source, const Json& given, const RowHeard& row) {
    LATHE_TRY(text, textIn(source, given["passage"], "text"));
    LATHE_TRY(entities, listIn(source, given["passage"], "entities"));
    Json::Array spans;
    for (const Json& entity : entities) {
        const std::int64_t start = entity["start"].toInteger(-1), end = entity["end"].toInteger(-1);
        std::string name = start < 0 || end < start ? std::string() : characters(text, start, end);
        if (name.empty())
            return wrong(source, "an entity outside of its passage: " + entity.dump(),
                         "start and end count characters from 0, end included");
        spans.emplace_back(std::move(name));
    }
    const std::vector<std::string> names = eachOnce(spans);
    LATHE_TRY(queries, listIn(source, given, "qas"));
    for (const Json& query : queries) {
        LATHE_TRY(asked, textIn(source, query, "query"));
        if (asked.find("@placeholder") == std::string::npos)
            return wrong(source, "a query without @placeholder");
        Json fields = Json::object({{"passage", text}, {"query", asked}});
        Json::Array choices(names.begin(), names.end()), right;
        for (const Json& answer : query["answers"].items()) {
            LATHE_TRY(said, textIn(source, answer, "text"));
            right.emplace_back(std::move(said));
        }
        const std::vector<std::string> answers = eachOnce(right);
        for (const std::string& answer : answers)
            if (std::find(names.begin(), names.end(), answer) == names.end()) choices.emplace_back(answer);
        fields.set("choices", std::move(choices));
        if (!answers.empty()) {
            fields.set("label", answers.front());
            fields.set("answers", Json::Array(answers.begin(), answers.end()));
        }
        fields.set("idx", given["idx"].dump() + "-" + query["idx"].dump());
        LATHE_TRY(goOn, row(std::move(fields)));
        if (!goOn) return false;
    }
    return true;
}

Result<bool> one(const TextSource& source, const Json& given, const RowHeard& row) {
    if (has(given, {"choice1", "choice2"})) return copa(source, given, row);
    if (has(given, {"text", "target"})) return wsc(source, given, row);
    if (has(given, {"passage", "qas"})) return record(source, given, row);
    if (given["passage"].isObject()) return multirc(source, given, row);
    const bool known = has(given, {"question", "passage"}) || has(given, {"premise", "hypothesis"}) ||
                       has(given, {"word", "sentence1", "sentence2"}) ||
                       has(given, {"sentence1", "sentence2"});
    if (!known)
        return wrong(source, "a row of none of SuperGLUE's tasks",
                     "import it with --format jsonl, if it is meant to be another's");
    return row(flat(given));
}

/// Those whose rows want making; the others read the same as JSONL.
bool recognises(std::string_view head) {
    const Json first = firstObject(head);
    return has(first, {"choice1", "choice2", "premise", "question"}) ||
           (has(first, {"text", "target"}) && first["target"].contains("span1_text")) ||
           first["passage"].contains("questions") || first["passage"].contains("entities");
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    return readJsonLines(
        source, [&](Json given) { return one(source, given, row); }, notes);
}

}  // namespace

Set superglue() {
    return {"superglue", "SuperGLUE's JSONL", recognises, read};
}

}  // namespace lathe::published
