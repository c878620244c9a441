// SPDX-License-Identifier: Apache-2.0
// How long a split's rows are in tokens, before any is cut.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/project/data_sets.h"
#include "core/text/template.h"

namespace lathe {

struct LengthStatistics {
    std::map<std::int64_t, std::int64_t> lengths;  ///< hard tokens with the right answer -> rows
    std::int64_t rows = 0, longest = 0, longestRow = -1, tokens = 0;
    std::int64_t limit = 0;  ///< most hard tokens that a row may have
    std::int64_t cutRows = 0, cutTokens = 0;
    std::vector<std::int64_t> firstCut;  ///< the first rows that are cut, at most ten
    double mean() const { return rows == 0 ? 0 : static_cast<double>(tokens) / static_cast<double>(rows); }
    void add(const EncodedRow& row);
};

/// Reads the split in blocks; `goOn` is asked between them and returns false to cancel. The error names data,
/// split and row.
Result<LengthStatistics> lengthStatistics(const Project& project, const DataSet& data, std::string_view split,
                                          const RowEncoder& encoder, const std::function<bool()>& goOn = {});
/// {"lengths": {"17": 3}, "rows", "longest", "longest_row", "mean", "limit", "cut_rows", "cut_tokens",
/// "first_cut"}.
Json toJson(const LengthStatistics& statistics);

}  // namespace lathe
