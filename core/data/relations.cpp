// SPDX-License-Identifier: Apache-2.0
#include "core/data/relations.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/data/sample_parts.h"
#include "core/data/wordnet.h"
#include "core/data/wordnet_nouns.h"
#include "core/text/letters.h"

namespace lathe {
namespace {

struct Relation {
    const char* name;
    const char* pointer;
};
constexpr Relation kRelations[] = {{"hypernym-kind", "@"}, {"instance-kind", "@i"}, {"part-of", "#p"}};
constexpr std::size_t kShortestObject = 3;

bool oneWord(std::string_view text) {
    return text.size() >= kShortestObject && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

/// Subjects with exactly one object, by their name in lower case: what has two right answers is no fact to
/// probe.
std::vector<Fact> factsOf(const Nouns& nouns, const char* pointer) {
    std::map<std::string, std::pair<std::string, std::set<std::string>>> found;
    for (const NounSynset& synset : nouns.synsets)
        for (std::string& object : nouns.names(synset, pointer)) {
            auto& [subject, objects] = found[lowerCase(synset.words.front())];
            if (subject.empty()) subject = synset.words.front();
            objects.insert(std::move(object));
        }
    std::vector<Fact> facts;
    for (const auto& [key, value] : found) {
        const auto& [subject, objects] = value;
        if (objects.size() != 1 || !oneWord(*objects.begin())) continue;
        // "sheep dog" says by itself that it is a dog.
        if (key.find(lowerCase(*objects.begin())) != std::string::npos) continue;
        facts.push_back({subject, *objects.begin()});
    }
    return facts;
}

/// Keeps the facts of the `most` objects that have the most facts.
void keepCommonObjects(std::vector<Fact>& facts, std::size_t most) {
    std::map<std::string, std::size_t> counts;
    for (const Fact& fact : facts) ++counts[fact.object];
    std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::set<std::string> kept;
    for (std::size_t i = 0; i < std::min(most, order.size()); ++i) kept.insert(order[i].first);
    std::erase_if(facts, [&](const Fact& fact) { return !kept.contains(fact.object); });
}

}  // namespace

Result<std::vector<RelationFacts>> readRelations(const std::filesystem::path& dataNoun,
                                                 const RelationCounts& counts) {
    LATHE_TRY(nouns, readNouns(dataNoun));
    std::vector<RelationFacts> all;
    for (const Relation& relation : kRelations) {
        std::vector<Fact> facts = factsOf(nouns, relation.pointer);
        keepCommonObjects(facts, counts.objects);
        std::vector<std::pair<std::string, Fact>> order;
        for (Fact& fact : facts) order.emplace_back(sha256(lowerCase(fact.subject)), std::move(fact));
        std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        SampleRows<Fact> rows;
        for (auto& [digest, fact] : order) {
            const std::string_view split = splitOf(fact.subject);
            const std::size_t most = split == "test"         ? counts.test
                                     : split == "validation" ? counts.validation
                                                             : counts.train;
            if (rows.of(split).size() < most) rows.of(split).push_back(std::move(fact));
        }
        if (rows.train.empty() || rows.validation.empty() || rows.test.empty())
            return failed("too few facts of the relation " + std::string(relation.name), dataNoun.string(),
                          "give the whole data.noun of WordNet 3");
        all.push_back(
            {relation.name, std::move(rows.train), std::move(rows.validation), std::move(rows.test)});
    }
    return all;
}

Result<DataSet> importRelations(Project& project, const std::string& name) {
    const std::filesystem::path path = wordnetNouns();
    LATHE_TRY(relations, readRelations(path));
    LATHE_TRY(notes, snapshotNotes({path}));
    for (const RelationFacts& facts : relations) {
        LATHE_TRY(writer, DataSetWriter::begin(project, facts.relation, path.string(), "wordnet"));
        const std::pair<const char*, const std::vector<Fact>*> splits[] = {
            {"train", &facts.train}, {"validation", &facts.validation}, {"test", &facts.test}};
        for (const auto& [split, rows] : splits)
            for (const Fact& fact : *rows)
                LATHE_CHECK(writer.add(split, Json::object({{"relation", facts.relation},
                                                            {"subject", fact.subject},
                                                            {"object", fact.object}})));
        LATHE_CHECK(writer.finish(notes));
    }
    return findDataSet(project, name);
}

}  // namespace lathe
