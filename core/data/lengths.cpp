// SPDX-License-Identifier: Apache-2.0
#include "core/data/lengths.h"

#include <algorithm>

namespace lathe {

void LengthStatistics::add(const EncodedRow& row) {
    auto length =
        std::count_if(row.context.begin(), row.context.end(), [](std::int32_t id) { return id >= 0; });
    if (row.truth >= 0)
        length += static_cast<std::int64_t>(row.answers[static_cast<std::size_t>(row.truth)].size());
    length += row.cut;
    ++lengths[length];
    if (length > longest) {
        longest = length;
        longestRow = row.row;
    }
    tokens += length;
    ++rows;
    if (row.cut == 0) return;
    ++cutRows;
    cutTokens += row.cut;
    if (firstCut.size() < 10) firstCut.push_back(row.row);
}

Result<LengthStatistics> lengthStatistics(const Project& project, const DataSet& data, std::string_view split,
                                          const RowEncoder& encoder, const std::function<bool()>& goOn) {
    constexpr std::int64_t kBlock = 2000;
    LengthStatistics statistics;
    statistics.limit = encoder.hardLimit();
    for (std::int64_t offset = 0;; offset += kBlock) {
        if (goOn && !goOn()) return failed("cancelled");
        LATHE_TRY(rows, dataRows(project, data.id, split, offset, kBlock));
        for (const DataRow& row : rows) {
            if (encoder.leavesOut(row.fields)) continue;
            auto encoded = encoder.encode(row.row, row.fields);
            if (!encoded) {
                Error error = encoded.error();
                error.where = data.name + "/" + row.split + (error.where.empty() ? "" : ", " + error.where);
                return tl::unexpected<Error>(std::move(error));
            }
            statistics.add(*encoded);
        }
        if (static_cast<std::int64_t>(rows.size()) < kBlock) return statistics;
    }
}

Json toJson(const LengthStatistics& statistics) {
    Json lengths{Json::Object{}}, cut{Json::Array{}};
    for (const auto& [length, rows] : statistics.lengths) lengths.set(std::to_string(length), rows);
    for (const std::int64_t row : statistics.firstCut) cut.append(row);
    return Json::object({{"lengths", std::move(lengths)},
                         {"rows", statistics.rows},
                         {"longest", statistics.longest},
                         {"longest_row", statistics.longestRow},
                         {"mean", statistics.mean()},
                         {"limit", statistics.limit},
                         {"cut_rows", statistics.cutRows},
                         {"cut_tokens", statistics.cutTokens},
                         {"first_cut", std::move(cut)}});
}

}  // namespace lathe
