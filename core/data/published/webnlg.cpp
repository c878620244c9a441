// SPDX-License-Identifier: Apache-2.0
// WebNLG (Gardent et al. 2017; also its releases of 2020), JSON and XML: entries of triples with
// lexicalisations. Topics are the field `category`.
#include <optional>

#include "core/base/text.h"
#include "core/data/published/published.h"
#include "core/data/published/xml_reader.h"

namespace lathe::published {

Set webnlg();

namespace {

struct Entry {
    std::string category, id;
    std::vector<std::string> triples, texts;
};

/// What was passed over, to be told once.
struct Passed {
    std::int64_t notGood = 0, otherLanguage = 0;

    /// Whether a lexicalisation counts: English, and not marked as anything but good.
    bool takes(const std::string& comment, const std::string& language) {
        const bool good = comment.empty() || comment == "good",
                   english = language.empty() || language == "en";
        notGood += !good;
        otherLanguage += good && !english;
        return good && english;
    }
    void say(ReadingNotes& notes) const {
        if (notGood > 0)
            notes.notes.push_back(counted(notGood, "text that is", "texts that are") +
                                  " not marked as good left out");
        if (otherLanguage > 0)
            notes.notes.push_back(counted(otherLanguage, "text", "texts") +
                                  " of another language than English left out");
    }
};

Result<bool> tell(const TextSource& source, const Entry& entry, const RowHeard& row) {
    if (entry.triples.empty()) return wrong(source, "an entry without triples");
    Json fields = Json::object({{"source", joinedTriples(entry.triples)},
                                {"category", entry.category},
                                {"size", static_cast<std::int64_t>(entry.triples.size())}});
    if (!entry.id.empty()) fields.set("id", entry.id);
    return tellReferences(source, fields, entry.texts, row);
}

// JSON: {"entries": [{"1": {"category", "modifiedtripleset": [{"subject", "property", "object"}],
// "lexicalisations": [{"lex", "comment", "lang"}]}}, ...]}.

Result<Entry> entryOf(const TextSource& source, const Json& record, Passed& passed) {
    // Each entry stands under its own number.
    const Json& inner =
        record.contains("modifiedtripleset") || record.size() != 1 ? record : record.members().front().second;
    Entry entry;
    LATHE_TRY(category, textIn(source, inner, "category"));
    entry.category = std::move(category);
    entry.id = inner["xml_id"].toString(inner["eid"].toString());
    LATHE_TRY(triples, listIn(source, inner, "modifiedtripleset"));
    for (const Json& triple : triples) {
        LATHE_TRY(subject, textIn(source, triple, "subject"));
        LATHE_TRY(property, textIn(source, triple, "property"));
        LATHE_TRY(object, textIn(source, triple, "object"));
        entry.triples.push_back(subject + " : " + property + " : " + object);
    }
    if (!inner.contains("lexicalisations")) return entry;
    LATHE_TRY(texts, listIn(source, inner, "lexicalisations"));
    for (const Json& text : texts) {
        LATHE_TRY(lex, textIn(source, text, "lex"));
        if (passed.takes(text["comment"].toString(), text["lang"].toString()))
            entry.texts.push_back(std::move(lex));
    }
    return entry;
}

Result<> readJson(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    Passed passed;
    LATHE_CHECK(readJsonList(
        source,
        [&](Json record) -> Result<bool> {
            LATHE_TRY(entry, entryOf(source, record, passed));
            return tell(source, entry, row);
        },
        notes));
    passed.say(notes);
    return {};
}

// XML: <benchmark><entries><entry category=... eid=...><modifiedtripleset><mtriple>subject | property |
// object
// </mtriple></modifiedtripleset><lex comment="good" lid="Id1">text</lex></entry>.

Result<std::string> tripleOf(const TextSource& source, const XmlPiece& start, const std::string& text) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(text, '|')) parts.emplace_back(trimmed(part));
    if (parts.size() == 3) return parts[0] + " : " + parts[1] + " : " + parts[2];
    return source.error("a triple of " + counted(static_cast<std::int64_t>(parts.size()), "part", "parts"),
                        start.place, "write subject | property | object");
}

Result<> readXml(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    XmlReader reader(source);
    Passed passed;
    std::optional<Entry> entry;
    bool modified = false;
    while (true) {
        LATHE_TRY(piece, reader.next());
        if (piece.kind == XmlPiece::Kind::Done) break;
        if (piece.kind == XmlPiece::Kind::End) {
            if (piece.name == "modifiedtripleset") modified = false;
            if (piece.name != "entry" || !entry) continue;
            LATHE_TRY(goOn, tell(source, *entry, row));
            entry.reset();
            if (!goOn) break;
        }
        if (piece.kind != XmlPiece::Kind::Start) continue;
        if (piece.name == "entry") {
            source.beginRecord(piece.place);
            entry = Entry{piece.attribute("category"), piece.attribute("eid"), {}, {}};
            if (entry->category.empty())
                return source.error("an entry without a category", piece.place, "write category=\"Airport\"");
        }
        if (piece.name == "modifiedtripleset") modified = true;
        if (!entry) continue;
        if (piece.name == "mtriple" && modified) {
            LATHE_TRY(text, reader.textOf(piece));
            LATHE_TRY(triple, tripleOf(source, piece, text));
            entry->triples.push_back(std::move(triple));
        } else if (piece.name == "lex") {
            LATHE_TRY(text, reader.textOf(piece));
            if (passed.takes(piece.attribute("comment"), piece.attribute("lang")))
                entry->texts.push_back(std::move(text));
        }
    }
    passed.say(notes);
    return {};
}

bool isXml(std::string_view head) {
    return trimmed(head).starts_with('<');
}

bool recognises(std::string_view head) {
    const auto holds = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
    if (isXml(head)) return holds("<benchmark") && holds("<entries");
    return trimmed(head).starts_with('{') && holds("\"entries\"") && holds("\"modifiedtripleset\"");
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    return isXml(source.head()) ? readXml(source, row, notes) : readJson(source, row, notes);
}

}  // namespace

Set webnlg() {
    return {"webnlg", "WebNLG's JSON or XML", recognises, read};
}

}  // namespace lathe::published
