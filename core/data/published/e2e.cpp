// SPDX-License-Identifier: Apache-2.0
// The E2E NLG challenge (Novikova, Dusek, Rieser 2017): CSV of meaning representations, "name[The Vaults],
// eatType[pub]", and texts that say them, several a representation.
#include <map>

#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set e2e();

namespace {

/// "name : The Vaults | eatType : pub".
Result<std::string> sourceOf(const TextSource& source, const std::string& meaning) {
    std::vector<std::string> parts;
    std::string_view rest = trimmed(meaning);
    const auto broken = [&] {
        return wrong(source,
                     "the meaning representation breaks off at \"" + printable(rest.substr(0, 40)) + "\"",
                     "write name[value], name[value]");
    };
    while (!rest.empty()) {
        const auto open = rest.find('['), close = rest.find(']');
        if (open == std::string_view::npos || close == std::string_view::npos || close < open || open == 0)
            return broken();
        const std::string_view value = rest.substr(open + 1, close - open - 1);
        if (value.find('[') != std::string_view::npos) return broken();
        parts.push_back(std::string(trimmed(rest.substr(0, open))) + " : " + std::string(trimmed(value)));
        rest = trimmed(rest.substr(close + 1));
        if (rest.empty()) break;
        if (rest.front() != ',') return broken();
        rest = trimmed(rest.substr(1));
    }
    if (parts.empty()) return wrong(source, "an empty meaning representation");
    return joined(parts, " | ");
}

bool recognises(std::string_view head) {
    std::string line(trimmed(head.substr(0, head.find('\n'))));
    std::erase(line, '"');
    return line == "mr,ref";
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    std::vector<std::pair<Json, std::vector<std::string>>> groups;
    std::map<std::string, std::size_t> groupOf;
    std::int64_t texts = 0;
    LATHE_CHECK(readSeparated(
        source, ',',
        [&](Json record) -> Result<bool> {
            LATHE_TRY(meaning, textIn(source, record, "mr"));
            LATHE_TRY(from, sourceOf(source, meaning));
            const auto [at, added] = groupOf.emplace(meaning, groups.size());
            if (added) groups.push_back({Json::object({{"source", from}, {"mr", meaning}}), {}});
            if (record.contains("ref")) {  // the test set without texts has no such column
                LATHE_TRY(text, textIn(source, record, "ref"));
                if (trimmed(text).empty()) return wrong(source, "a meaning representation without its text");
                groups[at->second].second.push_back(std::move(text));
                ++texts;
            }
            return true;
        },
        notes));
    notes.notes.push_back(counted(texts, "text", "texts") + " of " +
                          counted(static_cast<std::int64_t>(groups.size()), "meaning representation",
                                  "meaning representations"));
    for (const auto& [fields, references] : groups) {
        LATHE_TRY(goOn, tellReferences(source, fields, references, row));
        if (!goOn) break;
    }
    return {};
}

}  // namespace

Set e2e() {
    return {"e2e", "the E2E challenge's CSV", recognises, read};
}

}  // namespace lathe::published
