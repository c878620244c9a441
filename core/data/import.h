// SPDX-License-Identifier: Apache-2.0
// A data file into a project: splits, and what is worth knowing about the rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/reader.h"
#include "core/project/data_sets.h"

namespace lathe {

/// A share of the rows, from 0 to 1, that goes to a split; train keeps the rest.
struct SplitShare {
    std::string split;
    double share = 0;
};
/// "validation=0.1,test=0.2"; the error says what is wrong with it (a bad call).
Result<std::vector<SplitShare>> readShares(std::string_view text);

struct ImportOptions {
    std::string name;
    DataFormat format = DataFormat::Auto;
    std::vector<SplitShare> shares;
    std::uint64_t seed = 0;
    std::string labelField = "label";
    /// The file's name of a field -> what it is called in the project; "" leaves it out.
    std::map<std::string, std::string> fields;
    /// Hears how many rows were written; false cancels, and nothing stays.
    std::function<bool(std::int64_t rows)> goOn;
};

/// Imports a file, or a folder's files that name their splits (train.jsonl, dev.tsv ...). Rows with a field
/// `split` (train, validation, test, or a usual short name of these) go where it says; else the shares are
/// drawn by the seed, alike for every label, and rows with the same text never part. Notes with counts say:
/// duplicates, rows that stand in two splits, one class only, labels that training never sees, missing
/// fields.
Result<DataSet> importFile(Project& project, const std::filesystem::path& path, const ImportOptions& options);

}  // namespace lathe
