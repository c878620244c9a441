// SPDX-License-Identifier: Apache-2.0
#include "core/data/synopses.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <unordered_map>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/apt_lists.h"
#include "core/data/sample_parts.h"
#include "core/text/letters.h"

namespace lathe {
namespace {

// Sections of programs; those of languages' libraries say the same of thousands of packages.
const std::set<std::string, std::less<>> kSeen = {
    "admin", "comm",   "database", "devel", "editors", "graphics", "httpd", "mail", "math",
    "net",   "shells", "sound",    "text",  "utils",   "vcs",      "video", "web",  "x11"};
const std::set<std::string, std::less<>> kUnseen = {"education", "electronics", "games", "hamradio",
                                                    "science"};
// What a package of a source has that is not the program itself.
constexpr std::string_view kOtherParts[] = {"-common", "-data",     "-dbg",  "-dbgsym",  "-dev",
                                            "-doc",    "-examples", "-l10n", "-plugins", "-tests"};
constexpr std::string_view kNoProgram[] = {"dummy", "metapackage", "meta-package", "meta package",
                                           "transitional"};
constexpr std::size_t kShortestText = 150, kLongestText = 1000;  // bytes
constexpr std::size_t kShortestTarget = 15, kLongestTarget = 80;
constexpr std::size_t kMostPackages = 1000000, kMostParagraphs = 100;

/// What the lists of packages say of one.
struct Listed {
    std::string source, topic, digest;  ///< of the description
};
using Packages = std::unordered_map<std::string, Listed>;

Result<Packages> readPackages(const std::vector<std::filesystem::path>& files) {
    Packages packages;
    for (const auto& file : files)
        LATHE_CHECK(readStanzas(file, [&](Stanza&& stanza) {
            std::string section = stanza["Section"];
            section.erase(0, section.rfind('/') + 1);  // "universe/games"; npos + 1 is 0
            const std::string& name = stanza["Package"];
            if ((!kSeen.contains(section) && !kUnseen.contains(section)) || packages.size() == kMostPackages)
                return;
            if (std::any_of(std::begin(kOtherParts), std::end(kOtherParts),
                            [&](std::string_view part) { return name.ends_with(part); }))
                return;
            const std::string& source = stanza["Source"];
            packages.try_emplace(name, Listed{source.empty() ? name : source.substr(0, source.find(' ')),
                                              section, stanza["Description-md5"]});
        }));
    return packages;
}

/// The paragraphs of prose in a long description: no lists, no lines that are to stay as they are.
std::vector<std::string> paragraphs(std::string_view description) {
    std::vector<std::string> all;
    std::string current;
    bool prose = true;
    const auto close = [&] {
        if (prose && all.size() < kMostParagraphs) {
            // "Some features:" stands before a list that is left out.
            if (current.ends_with(':')) current.resize(current.rfind(". ") + 1);  // npos + 1 is 0
            if (!current.empty()) all.push_back(std::move(current));
        }
        current.clear();
        prose = true;
    };
    auto lines = split(description, '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::string_view line = lines[i];
        const std::string_view text = trimmed(line);
        if (text == ".") {
            close();
            continue;
        }
        const bool mark = text.empty() || std::string_view("*-+#").find(text[0]) != std::string_view::npos ||
                          std::isdigit(static_cast<unsigned char>(text[0])) != 0;
        // A second space: as it is. A mark: a point of a list, where a paragraph begins with it.
        if (line.starts_with("  ") || line.starts_with("\t") || (mark && current.empty())) {
            prose = false;
            continue;
        }
        for (const char c : (current.empty() ? "" : " ") + std::string(text))
            if (c != ' ' || !current.ends_with(' ')) current += c;
    }
    close();
    return all;
}

std::string_view synopsisOf(const std::string& description) {
    return trimmed(std::string_view(description).substr(0, description.find('\n')));
}

/// Calls `each` for every listed package's description once, whichever file has it.
template <class Each>
Result<> eachDescription(const std::vector<std::filesystem::path>& files, const Packages& packages,
                         Each each) {
    std::set<std::string> met;
    for (const auto& file : files)
        LATHE_CHECK(readStanzas(file, [&](Stanza&& stanza) {
            const auto found = packages.find(stanza["Package"]);
            if (found == packages.end() || found->second.digest != stanza["Description-md5"]) return;
            if (met.insert(found->first).second) each(found->first, found->second, stanza["Description-en"]);
        }));
    return {};
}

/// Of the packages of one source the one that is named like it, else the shortest name, then by alphabet.
bool before(const Synopsis& a, const Synopsis& b, const std::string& source) {
    if ((a.package == source) != (b.package == source)) return a.package == source;
    if (a.package.size() != b.package.size()) return a.package.size() < b.package.size();
    return a.package < b.package;
}

bool good(const Synopsis& row) {
    const std::string low = lowerCase(row.target);
    return row.text.size() >= kShortestText && row.text.size() <= kLongestText &&
           row.target.size() >= kShortestTarget && row.target.size() <= kLongestTarget &&
           std::none_of(std::begin(kNoProgram), std::end(kNoProgram),
                        [&](std::string_view word) { return low.find(word) != std::string::npos; });
}

/// One row a source package, by the digest of the source's name; the same text or synopsis once.
Result<std::map<std::string, Synopsis>> chosenRows(const AptFiles& files) {
    LATHE_TRY(packages, readPackages(files.packages));
    // A paragraph's digest -> the source that has it; empty where two have it.
    std::unordered_map<std::string, std::string> owner;
    LATHE_CHECK(
        eachDescription(files.descriptions, packages,
                        [&](const std::string&, const Listed& listed, const std::string& description) {
                            for (const std::string& paragraph : paragraphs(description)) {
                                const auto [at, added] = owner.try_emplace(sha256(paragraph), listed.source);
                                if (!added && at->second != listed.source) at->second.clear();
                            }
                        }));
    std::map<std::string, Synopsis> bySource;
    LATHE_CHECK(
        eachDescription(files.descriptions, packages,
                        [&](const std::string& name, const Listed& listed, const std::string& description) {
                            Synopsis row{name, listed.topic, {}, std::string(synopsisOf(description))};
                            for (const std::string& paragraph : paragraphs(description))
                                if (!owner[sha256(paragraph)].empty())
                                    row.text.append(row.text.empty() ? "" : "\n").append(paragraph);
                            if (!good(row)) return;
                            const auto [at, added] = bySource.try_emplace(listed.source, row);
                            if (!added && before(row, at->second, listed.source)) at->second = std::move(row);
                        }));
    std::map<std::string, Synopsis> rows;
    std::set<std::string> texts, targets;
    for (auto& [source, row] : bySource)
        if (texts.insert(row.text).second && targets.insert(lowerCase(row.target)).second)
            rows.emplace(sha256(source), std::move(row));
    return rows;
}

Json fieldsOf(const Synopsis& row, const char* seen) {
    return Json::object({{"package", row.package},
                         {"topic", row.topic},
                         {"seen", seen},
                         {"text", row.text},
                         {"target", row.target}});
}

}  // namespace

Result<Synopses> readSynopses(const std::filesystem::path& lists, const SynopsisCounts& counts) {
    LATHE_TRY(files, findAptFiles(lists));
    LATHE_TRY(chosen, chosenRows(files));
    SampleRows<Synopsis> rows;
    Synopses synopses;
    for (auto& [digest, row] : chosen) {
        if (kUnseen.contains(row.topic)) {
            if (synopses.unseen.size() < counts.unseen) synopses.unseen.push_back(std::move(row));
            continue;
        }
        const std::string_view split = splitOf(digest);
        const std::size_t most = split == "test"         ? counts.test
                                 : split == "validation" ? counts.validation
                                                         : counts.train;
        if (rows.of(split).size() < most) rows.of(split).push_back(std::move(row));
    }
    synopses.train = std::move(rows.train);
    synopses.validation = std::move(rows.validation);
    synopses.test = std::move(rows.test);
    if (synopses.train.empty() || synopses.validation.empty() || synopses.test.empty() ||
        synopses.unseen.empty())
        return failed("too few packages with a long description", lists.string(),
                      "bring the whole lists of a release with apt-get update");
    return synopses;
}

Result<DataSet> importSynopses(Project& project, const std::string& name) {
    const std::filesystem::path lists = aptLists();
    LATHE_TRY(synopses, readSynopses(lists));
    LATHE_TRY(files, findAptFiles(lists));
    files.packages.insert(files.packages.end(), files.descriptions.begin(), files.descriptions.end());
    LATHE_TRY(notes, snapshotNotes(files.packages));
    LATHE_TRY(unseen, DataSetWriter::begin(project, name + "-unseen", lists.string(), "apt"));
    for (const Synopsis& row : synopses.unseen) LATHE_CHECK(unseen.add("test", fieldsOf(row, "no")));
    LATHE_CHECK(unseen.finish(notes));
    LATHE_TRY(writer, DataSetWriter::begin(project, name, lists.string(), "apt"));
    const std::pair<const char*, const std::vector<Synopsis>*> splits[] = {
        {"train", &synopses.train}, {"validation", &synopses.validation}, {"test", &synopses.test}};
    for (const auto& [split, rows] : splits)
        for (const Synopsis& row : *rows) LATHE_CHECK(writer.add(split, fieldsOf(row, "yes")));
    return writer.finish(notes);
}

}  // namespace lathe
