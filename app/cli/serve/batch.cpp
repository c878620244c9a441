// SPDX-License-Identifier: Apache-2.0
// Every row of a file, asked of the bare backbone and of prompts: in blocks, each told as soon as it is
// answered.
#include "app/cli/serve/helper.h"
#include "core/data/reader.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/methods/description.h"

namespace lathe::cli {
namespace {

constexpr std::size_t kMostRows = 100'000;         // the asker keeps all of them
constexpr std::size_t kRanked = 32, kWritten = 8;  // rows of a block

struct FileRows {
    std::vector<Json> rows;  ///< fields as templates name them
    bool more = false;       ///< the file has more than are asked
};

/// The file's rows; `columns` says which column each field is read from, others keep their names.
Result<FileRows> fileRows(const Question& question) {
    FileRows file;
    const Json& columns = question.ask["columns"];
    const std::string expected = question.ask["expected"].toString();
    Json block = Json::array();
    const auto tell = [&] {
        if (block.size() == 0) return;
        question.tell(Json::object({{"event", "rows"},
                                    {"first", file.rows.size() - block.size()},
                                    {"rows", std::exchange(block, Json::array())}}));
    };
    const auto take = [&](Json row) -> Result<bool> {
        if (file.rows.size() == kMostRows) {
            file.more = true;
            return false;
        }
        Json shown = Json::object();
        for (const auto& [field, column] : columns.members()) {
            const Json value = row[column.toString()];
            if (value.isNull()) continue;
            row.set(field, value);
            shown.set(field, value);
        }
        Json told = Json::object({{"fields", std::move(shown)}});
        if (!expected.empty()) told.set("expected", row[expected]);
        file.rows.push_back(std::move(row));
        block.append(std::move(told));
        if (block.size() == 500) tell();
        return !question.cancelled();
    };
    LATHE_TRY(read, readRows(question.ask["path"].toString(), DataFormat::Auto, take));
    tell();
    if (file.rows.empty())
        return failed("the file has no rows", question.ask["path"].toString(), "give rows to ask");
    return file;
}

/// One who is asked: a recipe's rows and a prompt (none: the bare backbone).
struct Asked {
    Prepared prepared;
    TensorMap prompt;
    std::shared_ptr<Backbone> backbone;
    bool write = false;
};

Result<Asked> askedOne(Helper& helper, const Project& project, const Json& ask, const Json& one) {
    Json recipe = ask["recipe"];
    if (one["run"].isInteger()) {
        LATHE_TRY(run, findRun(project, std::to_string(one["run"].toInteger())));
        recipe = run.recipe;
    }
    LATHE_TRY(checked, checkRecipe(recipe, catalogue()));
    const bool write = ask["kind"].toString() == "generate";
    if (!write && checked.text("task.kind") == "generate")
        return failed("this recipe's task writes a text and has no labels",
                      "recipe " + recipe["name"].toString(), "ask it to generate");
    LATHE_TRY(prepared, prepare(project, checked));
    LATHE_TRY(prompt, askedPrompt(project, one));
    LATHE_TRY(backbone, helper.backbone(prepared.backbone, dtypeFor(checked)));
    return Asked{std::move(prepared), std::move(prompt), std::move(backbone), write};
}

Json problem(const Error& error) {
    return Json::object({{"error", error.line()}});
}

/// Answers of rows that could be encoded, in their order.
Result<std::vector<Json>> answers(const Asked& asked, std::vector<EncodedRow> rows,
                                  const Question& question) {
    std::vector<Json> out;
    if (rows.empty()) return out;
    const Tokenizer& tokenizer = *asked.prepared.tokenizer;
    if (!asked.write) {
        LATHE_TRY(evaluation, evaluate(*asked.backbone, asked.prompt, asked.prepared.recipe, rows,
                                       asked.prepared.encoder.labels(), tokenizer,
                                       [&] { return !question.cancelled(); }));
        for (const Prediction& one : evaluation.predictions) {
            Json answer = Json::object({{"label", one.prediction}});
            if (const auto score = one.scores.find(one.prediction); score != one.scores.end())
                answer.set("score", score->second);
            out.push_back(std::move(answer));
        }
        return out;
    }
    auto options = askedWriting(question.ask, tokenizer, asked.backbone->shape());
    std::vector<std::vector<std::int32_t>> contexts;
    for (EncodedRow& row : rows) {
        if (asked.prompt.empty()) std::erase_if(row.context, [](std::int32_t token) { return token < 0; });
        options.start = row.start;
        contexts.push_back(std::move(row.context));
    }
    LATHE_TRY(texts,
              asked.backbone->generate(contexts, asked.prompt, options,
                                       [&](std::size_t, std::int32_t) { return !question.cancelled(); }));
    for (const auto& ids : texts) out.push_back(Json::object({{"text", tokenizer.decode(ids, false)}}));
    return out;
}

/// One block; a row that cannot be asked has its reason for an answer.
Result<Json> blockAnswers(const Asked& asked, const std::vector<Json>& rows, std::size_t first,
                          std::size_t end, const Question& question) {
    std::vector<Json> all(end - first);
    std::vector<EncodedRow> encoded;
    std::vector<std::size_t> places;
    for (std::size_t at = first; at < end; ++at) {
        auto row = asked.prepared.encoder.encodeOpen(static_cast<std::int64_t>(at), rows[at]);
        if (row && !row->context.empty()) {
            encoded.push_back(std::move(*row));
            places.push_back(at - first);
        } else {
            all[at - first] = problem(row ? Error{"an empty text cannot be continued", {}, {}} : row.error());
        }
    }
    LATHE_TRY(given, answers(asked, std::move(encoded), question));
    for (std::size_t i = 0; i < given.size(); ++i) all[places[i]] = std::move(given[i]);
    Json list = Json::array();
    for (Json& one : all) list.append(std::move(one));
    return list;
}

}  // namespace

Result<Json> batchAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    if (ask["asked"].size() == 0)
        return badCall("nobody is asked", "asked", "give {} for the bare model, or runs");
    LATHE_TRY(file, fileRows(question));
    // One after the other: the helper keeps one backbone in memory.
    for (std::size_t who = 0; who < ask["asked"].size(); ++who) {
        LATHE_TRY(asked, askedOne(helper, project, ask, ask["asked"].items()[who]));
        const std::size_t block = asked.write ? kWritten : kRanked;
        for (std::size_t first = 0; first < file.rows.size(); first += block) {
            if (question.cancelled()) return failed("cancelled");
            LATHE_TRY(list, blockAnswers(asked, file.rows, first, std::min(first + block, file.rows.size()),
                                         question));
            question.tell(Json::object(
                {{"event", "answers"}, {"asked", who}, {"first", first}, {"answers", std::move(list)}}));
        }
    }
    Json notes = Json::array();
    if (file.more) notes.append("only the first " + std::to_string(kMostRows) + " rows were asked");
    return Json::object({{"rows", file.rows.size()}, {"notes", std::move(notes)}});
}

}  // namespace lathe::cli
