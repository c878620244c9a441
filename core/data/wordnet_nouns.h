// SPDX-License-Identifier: Apache-2.0
// WordNet's noun synsets with their pointers (format: wndb(5WN)), for the samples that are made of them.
// Private to this folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"

namespace lathe {

struct NounSynset {
    struct Pointer {
        std::string kind;  ///< "@" hypernym, "@i" instance's kind, "#p" the whole of a part, "#m" of a member
        std::string target;  ///< offset of another noun synset
    };
    std::string offset;
    int file = 0;                    ///< lexicographer file number, lexnames(5WN)
    std::vector<std::string> words;  ///< with spaces; never empty
    std::vector<Pointer> pointers;   ///< those to nouns

    /// The targets of one kind, in the file's order.
    std::vector<std::string> targets(std::string_view kind) const;
};

struct Nouns {
    std::vector<NounSynset> synsets;  ///< in the file's order
    std::unordered_map<std::string, std::size_t> at;

    /// The synset at an offset, or null.
    const NounSynset* find(const std::string& offset) const;
    /// The first words of the synsets that a synset points to by `kind`.
    std::vector<std::string> names(const NounSynset& synset, std::string_view kind) const;
};

/// Reads the whole of a data.noun, at most a million synsets in lines of at most 64 KiB. Errors name file and
/// line; a pointer to a synset that is not there is one.
Result<Nouns> readNouns(const std::filesystem::path& dataNoun);

}  // namespace lathe
