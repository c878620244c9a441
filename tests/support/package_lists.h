// SPDX-License-Identifier: Apache-2.0
// Package lists as apt keeps them, small, written by a test.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/random.h"

namespace lathe::test {

/// An entry of Packages and its entry of Translation-en.
struct ListedPackage {
    std::string name, section = "utils", source, synopsis, description;  ///< description: lines as they stand
    std::string digest = {}, describedDigest = {};                       ///< empty: made of the name
};

inline void writeLists(const std::filesystem::path& folder, const std::vector<ListedPackage>& packages,
                       const std::string& site = "deb.example_dists_stable_main") {
    std::ofstream list(folder / (site + "_binary-amd64_Packages"));
    std::ofstream descriptions(folder / (site + "_i18n_Translation-en"));
    for (const ListedPackage& package : packages) {
        const std::string digest = package.digest.empty() ? "of-" + package.name : package.digest;
        list << "Package: " << package.name << "\n"
             << (package.source.empty() ? "" : "Source: " + package.source + "\n")
             << "Version: 1\nDescription: " << package.synopsis << "\nDescription-md5: " << digest
             << "\nSection: " << package.section << "\n\n";
        descriptions << "Package: " << package.name << "\nDescription-md5: "
                     << (package.describedDigest.empty() ? digest : package.describedDigest)
                     << "\nDescription-en: " << package.synopsis << "\n"
                     << package.description << "\n\n";
    }
}

/// Words that no other key gives, enough for a description.
inline std::string prose(const std::string& key, int words = 40) {
    const Random random(11, key);
    std::string text;
    for (int i = 0; i < words; ++i) {
        text += i == 0 ? " " : i % 12 == 0 ? "\n " : " ";
        for (int c = 0; c < 5; ++c)
            text += static_cast<char>('a' + random.below(static_cast<std::uint64_t>(i * 5 + c), 26));
    }
    return text + ".";
}

/// Packages enough for every split, of seen and unseen sections.
inline std::vector<ListedPackage> manyPackages(int count) {
    std::vector<ListedPackage> all;
    for (int i = 0; i < count; ++i) {
        const std::string name = "tool" + std::to_string(i);
        all.push_back({name,
                       i % 4 == 0   ? "games"
                       : i % 4 == 1 ? "universe/net"
                                    : "utils",
                       "", "does the work number " + std::to_string(i), prose(name)});
    }
    return all;
}

}  // namespace lathe::test
