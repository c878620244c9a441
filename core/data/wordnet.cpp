// SPDX-License-Identifier: Apache-2.0
#include "core/data/wordnet.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/sample_parts.h"
#include "core/data/source.h"

namespace lathe {
namespace {

struct Kind {
    int file;  ///< lexicographer file number, lexnames(5WN)
    const char* label;
};
constexpr Kind kKinds[] = {{5, "animal"},    {6, "artifact"}, {13, "food"},
                           {15, "location"}, {18, "person"},  {20, "plant"}};
constexpr std::size_t kShortest = 15;   // characters; a gloss has more
constexpr std::size_t kFirstWords = 4;  // what a held-out gloss must not share with a training gloss

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (true) {
        text = trimmed(text);
        if (text.empty()) return out;
        const std::size_t end = text.find_first_of(" \t\n\v\f\r");
        out.push_back(text.substr(0, end));
        text.remove_prefix(out.back().size());
    }
}

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) nextCodePoint(text, at);
    return count;
}

std::string firstWords(std::string_view text) {
    std::string out;
    const auto all = words(text);
    for (std::size_t i = 0; i < std::min(all.size(), kFirstWords); ++i)
        out.append(i == 0 ? "" : " ").append(all[i]);
    return out;
}

/// The lexicographer file of a synset's line, its second word.
std::optional<int> fileNumber(std::string_view head) {
    const auto all = words(head);
    if (all.size() < 2) return std::nullopt;
    int number = 0;
    const auto read = std::from_chars(all[1].data(), all[1].data() + all[1].size(), number);
    if (read.ec != std::errc() || read.ptr != all[1].data() + all[1].size()) return std::nullopt;
    return number;
}

}  // namespace

std::filesystem::path wordnetNouns() {
    const char* given = std::getenv("PROMPTLATHE_WORDNET");
    return given && *given ? given : "/usr/share/wordnet/data.noun";
}

Result<GlossTopics> readGlossTopics(const std::filesystem::path& dataNoun, const GlossCounts& counts) {
    std::error_code code;
    if (!std::filesystem::exists(dataNoun, code))
        return failed("WordNet's nouns are not here", dataNoun.string(),
                      "install the package wordnet-base, or set PROMPTLATHE_WORDNET to a data.noun");
    LATHE_TRY(source, TextSource::open(dataNoun));
    std::map<int, std::set<std::string>> found;
    for (std::int64_t number = 1; const auto line = source.line(); ++number) {
        LATHE_CHECK(source.problem());
        if (line->starts_with("  ")) continue;  // the licence
        const std::string_view text = *line;
        const auto bar = text.find(" | ");
        const auto file = fileNumber(text.substr(0, bar));
        if (!file || invalidUtf8(text))
            return source.error("this is no line of WordNet's data.noun", {number, 1},
                                "give WordNet 3's data.noun");
        if (bar == std::string_view::npos) continue;
        std::string_view gloss = trimmed(text.substr(bar + 3));
        gloss = trimmed(gloss.substr(0, gloss.find(';')));
        if (characters(gloss) > kShortest) found[*file].emplace(gloss);
    }

    GlossTopics topics;
    std::map<int, std::vector<std::string>> rest;
    std::set<std::string> seen;
    for (const Kind& kind : kKinds) {
        std::vector<std::pair<std::string, std::string>> order;
        for (const std::string& gloss : found[kind.file]) order.emplace_back(sha256(gloss), gloss);
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i < counts.train) {
                topics.train.push_back({order[i].second, kind.label});
                seen.insert(firstWords(order[i].second));
            } else {
                rest[kind.file].push_back(order[i].second);
            }
        }
    }
    for (const Kind& kind : kKinds) {
        std::size_t taken = 0;
        for (const std::string& gloss : rest[kind.file]) {
            if (taken == counts.validation + counts.test) break;
            if (seen.contains(firstWords(gloss))) continue;
            (taken < counts.validation ? topics.validation : topics.test).push_back({gloss, kind.label});
            ++taken;
        }
        if (taken < counts.validation + counts.test)
            return failed("too few glosses of the kind " + std::string(kind.label), dataNoun.string(),
                          "give the whole data.noun of WordNet 3");
    }
    return topics;
}

Result<DataSet> importGlossTopics(Project& project, const std::string& name) {
    const std::filesystem::path path = wordnetNouns();
    LATHE_TRY(topics, readGlossTopics(path));
    LATHE_TRY(notes, snapshotNotes({path}));
    LATHE_TRY(writer, DataSetWriter::begin(project, name, path.string(), "wordnet"));
    const std::pair<const char*, const std::vector<Gloss>*> splits[] = {
        {"train", &topics.train}, {"validation", &topics.validation}, {"test", &topics.test}};
    for (const auto& [split, rows] : splits)
        for (const Gloss& gloss : *rows)
            LATHE_CHECK(writer.add(split, Json::object({{"text", gloss.text}, {"label", gloss.label}})));
    return writer.finish(notes);
}

}  // namespace lathe
