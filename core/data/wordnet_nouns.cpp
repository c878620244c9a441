// SPDX-License-Identifier: Apache-2.0
#include "core/data/wordnet_nouns.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/text.h"
#include "core/data/source.h"

namespace lathe {
namespace {

constexpr std::size_t kLongestLine = 1 << 16;
constexpr std::size_t kMostSynsets = 1000000;

std::optional<std::size_t> number(std::string_view text, int base) {
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The words of a line, one after the other.
class Words {
  public:
    explicit Words(std::string_view line) : rest_(line) {}
    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const std::size_t end = std::min(rest_.find(' '), rest_.size());
        const std::string_view word = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        if (word.empty()) return std::nullopt;
        return word;
    }
    std::optional<std::size_t> count(int base) {
        const auto word = next();
        return word ? number(*word, base) : std::nullopt;
    }

  private:
    std::string_view rest_;
};

/// offset file type words... pointers...: nothing where the line says something else.
std::optional<NounSynset> parsed(std::string_view line) {
    Words words(line);
    NounSynset synset;
    const auto offset = words.next();
    const auto file = words.count(10);
    const auto type = words.next();
    const auto count = words.count(16);
    if (!offset || !file || *file > 99 || type != "n" || !count || *count == 0) return std::nullopt;
    synset.offset = *offset;
    synset.file = static_cast<int>(*file);
    for (std::size_t i = 0; i < *count; ++i) {
        const auto word = words.next();
        const auto sense = words.next();
        if (!word || !sense) return std::nullopt;
        std::string text(*word);
        std::replace(text.begin(), text.end(), '_', ' ');
        synset.words.push_back(std::move(text));
    }
    const auto pointers = words.count(10);
    if (!pointers) return std::nullopt;
    for (std::size_t i = 0; i < *pointers; ++i) {
        const auto kind = words.next();
        const auto target = words.next();
        const auto part = words.next();
        const auto senses = words.next();
        if (!kind || !target || !part || !senses) return std::nullopt;
        if (part == "n") synset.pointers.push_back({std::string(*kind), std::string(*target)});
    }
    return synset;
}

}  // namespace

std::vector<std::string> NounSynset::targets(std::string_view kind) const {
    std::vector<std::string> out;
    for (const Pointer& pointer : pointers)
        if (pointer.kind == kind) out.push_back(pointer.target);
    return out;
}

const NounSynset* Nouns::find(const std::string& offset) const {
    const auto found = at.find(offset);
    return found == at.end() ? nullptr : &synsets[found->second];
}

std::vector<std::string> Nouns::names(const NounSynset& synset, std::string_view kind) const {
    std::vector<std::string> out;
    for (const std::string& target : synset.targets(kind))
        if (const NounSynset* other = find(target)) out.push_back(other->words.front());
    return out;
}

Result<Nouns> readNouns(const std::filesystem::path& dataNoun) {
    const std::string todo = "give WordNet 3's data.noun";
    std::error_code code;
    if (!std::filesystem::exists(dataNoun, code))
        return failed("WordNet's nouns are not here", dataNoun.string(),
                      "install the package wordnet-base, or set PROMPTLATHE_WORDNET to a data.noun");
    LATHE_TRY(source, TextSource::open(dataNoun));
    Nouns nouns;
    std::vector<std::int64_t> lines;
    std::int64_t line = 1;
    for (; const auto text = source.line(kLongestLine); ++line) {
        LATHE_CHECK(source.problem());
        if (text->starts_with("  ")) continue;  // the licence
        auto synset = parsed(std::string_view(*text).substr(0, text->find(" | ")));
        if (!synset || invalidUtf8(*text))
            return source.error("this is no line of WordNet's data.noun", {line, 1}, todo);
        if (nouns.synsets.size() == kMostSynsets)
            return source.error("more than a million synsets", {line, 1}, todo);
        if (!nouns.at.emplace(synset->offset, nouns.synsets.size()).second)
            return source.error("a second synset at " + printable(synset->offset), {line, 1}, todo);
        nouns.synsets.push_back(std::move(*synset));
        lines.push_back(line);
    }
    LATHE_CHECK(source.problem());
    for (std::size_t i = 0; i < nouns.synsets.size(); ++i)
        for (const auto& pointer : nouns.synsets[i].pointers)
            if (!nouns.at.contains(pointer.target))
                return source.error("a pointer to " + printable(pointer.target) + ", where no synset is",
                                    {lines[i], 1}, todo);
    return nouns;
}

}  // namespace lathe
