// SPDX-License-Identifier: Apache-2.0
// MRQA 2019 (Fisch et al.): JSONL whose first line is a header, then a context with its questions a line.
#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set mrqa();

namespace {

bool recognises(std::string_view head) {
    const Json first = firstObject(head);
    return first.size() == 1 && first["header"].isObject();
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    std::string set;
    bool first = true;
    return readJsonLines(
        source,
        [&](Json record) -> Result<bool> {
            if (first) {
                first = false;
                if (!record["header"].isObject())
                    return wrong(source, "the first line is no header",
                                 R"(MRQA's begin with {"header": {"dataset": "SQuAD", "split": "train"}})");
                set = record["header"]["dataset"].toString();
                return true;
            }
            LATHE_TRY(context, textIn(source, record, "context"));
            LATHE_TRY(questions, listIn(source, record, "qas"));
            for (const Json& question : questions) {
                LATHE_TRY(asked, textIn(source, question, "question"));
                LATHE_TRY(answers, listIn(source, question, "answers"));
                const std::vector<std::string> each = eachOnce(answers);
                if (each.empty())
                    return wrong(source, "the question \"" + printable(asked) + "\" has no answer");
                Json fields = Json::object({{"context", context}, {"question", asked}});
                fields.set("target", Json::Array(each.begin(), each.end()));
                if (!set.empty()) fields.set("dataset", set);
                if (question["qid"].isString()) fields.set("id", question["qid"]);
                LATHE_TRY(goOn, row(std::move(fields)));
                if (!goOn) return false;
            }
            return true;
        },
        notes);
}

}  // namespace

Set mrqa() {
    return {"mrqa", "MRQA's JSONL with its header", recognises, read};
}

}  // namespace lathe::published
