// SPDX-License-Identifier: Apache-2.0
// What every sample's importer needs: draws that are the same on every machine, and the digest of what a set
// was made from. Private to this folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lathe {

/// Where a key stands among all keys, from 0 to 1: its SHA-256 as a fraction. The same key, the same place.
double drawOf(std::string_view key);
/// "test" below 0.3, "validation" below 0.45, else "train", by the draw of the key in lower case: equal keys
/// never part, in whichever set they stand.
std::string_view splitOf(std::string_view key);
/// "made from FILE, SHA-256 HEX", a note of a data set for each source file.
Result<std::vector<std::string>> snapshotNotes(const std::vector<std::filesystem::path>& files);
/// The rows of a split as a set of a sample has them.
template <class Row>
struct SampleRows {
    std::vector<Row> train, validation, test;
    std::vector<Row>& of(std::string_view split) {
        return split == "test" ? test : split == "validation" ? validation : train;
    }
};

}  // namespace lathe
