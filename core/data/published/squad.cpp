// SPDX-License-Identifier: Apache-2.0
// SQuAD (Rajpurkar et al. 2016, 2018): JSON of articles, paragraphs, questions and the answers in them.
#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set squad();

namespace {

bool recognises(std::string_view head) {
    const auto holds = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
    return trimmed(head).starts_with('{') && holds("\"data\"") && holds("\"paragraphs\"") && holds("\"qas\"");
}

Result<bool> readParagraph(const TextSource& source, const Json& title, const Json& paragraph,
                           const RowHeard& row, std::int64_t& unanswerable) {
    LATHE_TRY(context, textIn(source, paragraph, "context"));
    LATHE_TRY(questions, listIn(source, paragraph, "qas"));
    for (const Json& question : questions) {
        LATHE_TRY(asked, textIn(source, question, "question"));
        if (question["is_impossible"].toBool()) {
            ++unanswerable;
            continue;
        }
        Json fields = Json::object({{"context", context}, {"question", asked}});
        if (question.contains("answers")) {
            LATHE_TRY(answers, listIn(source, question, "answers"));
            Json::Array texts;
            for (const Json& answer : answers) {
                LATHE_TRY(text, textIn(source, answer, "text"));
                texts.emplace_back(std::move(text));
            }
            const std::vector<std::string> each = eachOnce(texts);
            if (each.empty()) return wrong(source, "the question \"" + printable(asked) + "\" has no answer");
            fields.set("target", Json::Array(each.begin(), each.end()));
        }
        if (title.isString()) fields.set("title", title);
        if (question["id"].isString()) fields.set("id", question["id"]);
        LATHE_TRY(goOn, row(std::move(fields)));
        if (!goOn) return false;
    }
    return true;
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    std::int64_t unanswerable = 0;
    LATHE_CHECK(readJsonList(
        source,
        [&](Json article) -> Result<bool> {
            LATHE_TRY(paragraphs, listIn(source, article, "paragraphs"));
            for (const Json& paragraph : paragraphs) {
                LATHE_TRY(goOn, readParagraph(source, article["title"], paragraph, row, unanswerable));
                if (!goOn) return false;
            }
            return true;
        },
        notes));
    if (unanswerable > 0)
        notes.notes.push_back(counted(unanswerable, "question", "questions") +
                              " that the text does not answer left out");
    return {};
}

}  // namespace

Set squad() {
    return {"squad", "SQuAD's JSON", recognises, read};
}

}  // namespace lathe::published
