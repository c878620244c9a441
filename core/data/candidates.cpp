// SPDX-License-Identifier: Apache-2.0
#include "core/data/candidates.h"

#include <set>

#include "core/base/files.h"
#include "core/base/text.h"

namespace lathe {
namespace {

/// Every answer of the data set, each once, in the order of its first row.
Result<std::vector<std::string>> answersOf(const Project& project, const DataSet& data,
                                           const std::string& field) {
    constexpr std::int64_t kBlock = 5000;
    std::vector<std::string> words;
    std::set<std::string> seen;
    for (std::int64_t offset = 0;; offset += kBlock) {
        LATHE_TRY(rows, dataRows(project, data.id, "", offset, kBlock));
        for (const DataRow& row : rows) {
            const Json& answer = row.fields[field];
            if (answer.isString() && !answer.string().empty() && seen.insert(answer.string()).second)
                words.push_back(answer.string());
        }
        if (static_cast<std::int64_t>(rows.size()) < kBlock) break;
    }
    if (words.empty())
        return badCall("no row has an answer in the field \"" + printable(field) + "\"", "task.candidates",
                       "name the field with task.label_field");
    return words;
}

Result<std::vector<std::string>> wordsOf(const std::string& path) {
    LATHE_TRY(text, readFile(path, 1 << 26));
    if (const auto bad = invalidUtf8(text))
        return badCall("byte " + std::to_string(*bad) + " is no UTF-8", path, "save the list as UTF-8");
    std::vector<std::string> words;
    for (const std::string_view line : split(text, '\n'))
        if (const auto word = trimmed(line); !word.empty()) words.emplace_back(word);
    if (words.empty()) return badCall("the list of candidates is empty", path, "give one word a line");
    return words;
}

}  // namespace

Result<std::string> giveCandidates(RowEncoder& encoder, const Json& task, const Project& project,
                                   const DataSet& data) {
    if (encoder.candidateSource() == "answers") {
        LATHE_TRY(words, answersOf(project, data, encoder.answerField()));
        LATHE_CHECK(encoder.setCandidates(words, encoder.leavesOutLong()));
    } else if (encoder.candidateSource() == "file") {
        const std::string path = task["candidates_file"].toString();
        LATHE_TRY(words, wordsOf(path));
        LATHE_TRY(left, encoder.setCandidates(words, true));
        if (left > 0)
            return std::to_string(left) + " of " + std::to_string(words.size()) + " words of " + path +
                   " are not one token of this backbone, and stay out";
    }
    return std::string();
}

}  // namespace lathe
