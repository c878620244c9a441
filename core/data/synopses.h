// SPDX-License-Identifier: Apache-2.0
// Debian packages' long descriptions and their one-line synopses: package-synopsis
// (projects/package-synopsis/README.md says how they are chosen).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

struct Synopsis {
    std::string package, topic, text, target;
};
struct Synopses {
    std::vector<Synopsis> train, validation, test;  ///< seen topics
    std::vector<Synopsis> unseen;                   ///< topics of which nothing is trained
};
/// At most so many packages in all.
struct SynopsisCounts {
    std::size_t train = 4000, validation = 200, test = 300, unseen = 300;
};

/// Reads the plain Packages and Translation-en files of a folder. One package a source package; paragraphs
/// that two packages share are left out. Errors name file and line, or the command that brings the files.
Result<Synopses> readSynopses(const std::filesystem::path& lists, const SynopsisCounts& counts = {});
/// The sample's data sets: `name`, and `name`-unseen with the unseen topics' test rows. Fields `package`,
/// `topic`, `seen` ("yes", "no"), `text`, `target`.
Result<DataSet> importSynopses(Project& project, const std::string& name);

}  // namespace lathe
