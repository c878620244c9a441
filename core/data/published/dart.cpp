// SPDX-License-Identifier: Apache-2.0
// DART (Nan et al. 2021): a JSON list of triples with annotated texts.
#include <algorithm>

#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set dart();

namespace {

bool recognises(std::string_view head) {
    return trimmed(head).starts_with('[') && head.find("\"tripleset\"") != std::string_view::npos &&
           head.find("\"annotations\"") != std::string_view::npos;
}

/// Li and Liang (2021) put the relation into lower case.
std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

Result<std::string> tripleText(const TextSource& source, const Json& triple) {
    const Json::Array& parts = triple.items();
    if (parts.size() != 3 ||
        !std::all_of(parts.begin(), parts.end(), [](const Json& p) { return p.isString(); }))
        return wrong(source, "a triple that is not three texts: " + triple.dump(),
                     "write [\"subject\", \"RELATION\", \"object\"]");
    return parts[0].string() + " : " + lowered(parts[1].string()) + " : " + parts[2].string();
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    return readJsonList(
        source,
        [&](Json record) -> Result<bool> {
            LATHE_TRY(given, listIn(source, record, "tripleset"));
            std::vector<std::string> triples, texts;
            for (const Json& triple : given) {
                LATHE_TRY(text, tripleText(source, triple));
                triples.push_back(std::move(text));
            }
            if (triples.empty()) return wrong(source, "a record without triples");
            LATHE_TRY(annotations, listIn(source, record, "annotations"));
            for (const Json& annotation : annotations) {
                LATHE_TRY(text, textIn(source, annotation, "text"));
                texts.push_back(std::move(text));
            }
            Json fields = Json::object({{"source", joinedTriples(triples)}});
            if (!annotations.empty() && annotations.front()["source"].isString())
                fields.set("origin", annotations.front()["source"]);
            return tellReferences(source, fields, texts, row);
        },
        notes);
}

}  // namespace

Set dart() {
    return {"dart", "DART's JSON", recognises, read};
}

}  // namespace lathe::published
