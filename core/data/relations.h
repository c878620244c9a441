// SPDX-License-Identifier: Apache-2.0
// WordNet's pointers between nouns as facts to probe for: wordnet-relations
// (projects/wordnet-relations/README.md says how they are chosen).
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/data_sets.h"

namespace lathe {

struct Fact {
    std::string subject, object;
    friend bool operator==(const Fact& a, const Fact& b) = default;
};
struct RelationFacts {
    std::string relation;  ///< "hypernym-kind", "instance-kind", "part-of"
    std::vector<Fact> train, validation, test;
};

/// At most so many facts of a relation, and among so many objects: those with the most facts.
struct RelationCounts {
    std::size_t train = 1000, validation = 200, test = 500, objects = 100;
};

/// Reads WordNet's data.noun. A subject stands in one split, in all relations; an object is one word, and no
/// part of its subject's name. Errors name file and line.
Result<std::vector<RelationFacts>> readRelations(const std::filesystem::path& dataNoun,
                                                 const RelationCounts& counts = {});
/// The sample's data sets, one a relation and named after it (`name` is one of them, which is returned):
/// fields `relation`, `subject`, `object`.
Result<DataSet> importRelations(Project& project, const std::string& name);

}  // namespace lathe
