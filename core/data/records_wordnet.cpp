// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/data/records.h"
#include "core/data/sample_parts.h"

namespace lathe {
namespace {

constexpr int kPlaces = 15, kPeople = 18;  // lexicographer files, lexnames(5WN)

/// Letters, spaces, hyphens and apostrophes: what a sentence holds as it is.
bool plain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '-' || c == '\'';
    });
}

}  // namespace

std::vector<Record> wordnetRecords(const Nouns& nouns) {
    std::vector<Record> records;
    for (const NounSynset& synset : nouns.synsets) {
        const std::string& name = synset.words.front();
        const auto kinds = nouns.names(synset, "@");
        const auto instances = nouns.names(synset, "@i");
        const auto wholes = nouns.names(synset, "#p");
        const auto groups = nouns.names(synset, "#m");
        const bool instance = !instances.empty();
        if (kinds.size() + instances.size() != 1 || !plain(name)) continue;
        const std::string& kind = instance ? instances.front() : kinds.front();
        Record record{"", {{"name", name}, {"is_a", kind}}};
        if (wholes.size() == 1) {
            if (instance && synset.file != kPlaces) continue;
            record.topic = instance ? "place" : "part";
            record.fields.emplace_back("part_of", wholes.front());
        } else if (!wholes.empty()) {
            continue;
        } else if (groups.size() == 1 && !instance) {
            record.topic = "member";
            record.fields.emplace_back("member_of", groups.front());
        } else if (groups.empty() && synset.words.size() > 1 && (!instance || synset.file == kPeople)) {
            record.topic = instance ? "person" : "kind";
            record.fields.emplace_back("also_called", synset.words[1]);
        } else {
            continue;
        }
        if (std::all_of(record.fields.begin(), record.fields.end(),
                        [](const auto& field) { return plain(field.second); }))
            records.push_back(std::move(record));
    }
    return records;
}

}  // namespace lathe
