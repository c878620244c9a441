// SPDX-License-Identifier: Apache-2.0
#include "core/data/facts.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/data/records.h"
#include "core/data/sample_parts.h"
#include "core/data/wordnet.h"
#include "core/text/letters.h"

namespace lathe {
namespace {

const char* const kSeen[] = {"country", "subdivision", "language", "kind", "part"};
const char* const kUnseen[] = {"currency", "script", "language family", "former country",
                               "place",    "person", "member"};

/// The references start with another sentence from record to record, so that training sees them all.
FactsRow rowOf(const Record& record) {
    FactsRow row{record.topic, record.line(), sentencesOf(record)};
    const auto first = static_cast<std::size_t>(drawOf(row.facts) * static_cast<double>(row.target.size()));
    std::rotate(row.target.begin(), row.target.begin() + static_cast<std::ptrdiff_t>(first),
                row.target.end());
    return row;
}

using Ordered = std::map<std::string, const Record*>;

Json fieldsOf(const FactsRow& row, const char* seen) {
    Json target = Json::array();
    for (const std::string& sentence : row.target) target.append(sentence);
    return Json::object(
        {{"topic", row.topic}, {"seen", seen}, {"facts", row.facts}, {"target", std::move(target)}});
}

}  // namespace

Result<FactsToText> readFacts(const std::filesystem::path& isoFolder, const std::filesystem::path& dataNoun,
                              const FactsCounts& counts) {
    LATHE_TRY(records, isoRecords(isoFolder));
    LATHE_TRY(nouns, readNouns(dataNoun));
    for (Record& record : wordnetRecords(nouns)) records.push_back(std::move(record));
    // By the digest of what a record says; the same line twice is one record.
    std::map<std::string, Ordered, std::less<>> topics;
    for (const Record& record : records) topics[record.topic].emplace(sha256(record.line()), &record);

    SampleRows<FactsRow> rows;
    std::set<std::string> learned;
    for (const char* topic : kSeen) {
        std::map<std::string_view, std::size_t> taken;
        for (const auto& [digest, record] : topics[topic]) {
            const std::string_view split = splitOf(record->name());
            const std::size_t most = split == "test"         ? counts.test
                                     : split == "validation" ? counts.validation
                                                             : counts.train;
            if (taken[split] == most) continue;
            ++taken[split];
            rows.of(split).push_back(rowOf(*record));
            if (split != "test") learned.insert(lowerCase(record->name()));
        }
        if (taken["train"] == 0 || taken["validation"] == 0 || taken["test"] == 0)
            return failed("too few records of the kind " + std::string(topic),
                          isoFolder.string() + " and " + dataNoun.string(), "give the packages' whole files");
    }
    FactsToText facts{std::move(rows.train), std::move(rows.validation), std::move(rows.test), {}};
    for (const char* topic : kUnseen) {
        std::size_t taken = 0;
        for (const auto& [digest, record] : topics[topic]) {
            if (taken == counts.unseen) break;
            if (learned.contains(lowerCase(record->name()))) continue;
            facts.unseen.push_back(rowOf(*record));
            ++taken;
        }
        if (taken == 0)
            return failed("too few records of the kind " + std::string(topic),
                          isoFolder.string() + " and " + dataNoun.string(), "give the packages' whole files");
    }
    return facts;
}

Result<DataSet> importFacts(Project& project, const std::string& name) {
    const std::filesystem::path folder = isoCodes(), dataNoun = wordnetNouns();
    LATHE_TRY(facts, readFacts(folder, dataNoun));
    std::vector<std::filesystem::path> sources = isoFiles(folder);
    sources.push_back(dataNoun);
    LATHE_TRY(notes, snapshotNotes(sources));
    const std::string source = folder.string() + ", " + dataNoun.string();
    LATHE_TRY(unseen, DataSetWriter::begin(project, name + "-unseen", source, "iso-codes, wordnet"));
    for (const FactsRow& row : facts.unseen) LATHE_CHECK(unseen.add("test", fieldsOf(row, "no")));
    LATHE_CHECK(unseen.finish(notes));
    LATHE_TRY(writer, DataSetWriter::begin(project, name, source, "iso-codes, wordnet"));
    const std::pair<const char*, const std::vector<FactsRow>*> splits[] = {
        {"train", &facts.train}, {"validation", &facts.validation}, {"test", &facts.test}};
    for (const auto& [split, rows] : splits)
        for (const FactsRow& row : *rows) LATHE_CHECK(writer.add(split, fieldsOf(row, "yes")));
    return writer.finish(notes);
}

}  // namespace lathe
