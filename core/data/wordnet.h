// SPDX-License-Identifier: Apache-2.0
// WordNet's noun definitions as a task: gloss-topics (projects/gloss-topics/README.md says how the rows are
// chosen).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

struct Gloss {
    std::string text, label;
    friend bool operator==(const Gloss& a, const Gloss& b) = default;
};
struct GlossTopics {
    std::vector<Gloss> train, validation, test;
};

/// Rows a class: 400, 50, 200.
struct GlossCounts {
    std::size_t train = 400, validation = 50, test = 200;
};

/// Where data.noun lies: $PROMPTLATHE_WORDNET, else Debian's wordnet-base.
std::filesystem::path wordnetNouns();
/// Reads WordNet's data.noun (format: wndb(5WN)). Errors name file and line.
Result<GlossTopics> readGlossTopics(const std::filesystem::path& dataNoun, const GlossCounts& counts = {});
/// The sample's data set: fields `text` and `label`.
Result<DataSet> importGlossTopics(Project& project, const std::string& name);

}  // namespace lathe
