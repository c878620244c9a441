// SPDX-License-Identifier: Apache-2.0
// Records and sentences that state them: facts-to-text (projects/facts-to-text/README.md says how they are
// chosen).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

struct FactsRow {
    std::string topic, facts;
    std::vector<std::string> target;  ///< the first is learned, all count when a text is measured
};
struct FactsToText {
    std::vector<FactsRow> train, validation, test;  ///< seen topics
    std::vector<FactsRow> unseen;                   ///< topics of which nothing is trained
};
/// At most so many rows a topic.
struct FactsCounts {
    std::size_t train = 500, validation = 30, test = 60, unseen = 50;
};

/// Reads iso-codes' JSON files and WordNet's data.noun. A name stands in one split. Errors name file and
/// line.
Result<FactsToText> readFacts(const std::filesystem::path& isoFolder, const std::filesystem::path& dataNoun,
                              const FactsCounts& counts = {});
/// The sample's data sets: `name`, and `name`-unseen with the unseen topics' test rows. Fields `topic`,
/// `seen` ("yes", "no"), `facts`, `target` (a list).
Result<DataSet> importFacts(Project& project, const std::string& name);

}  // namespace lathe
