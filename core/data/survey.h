// SPDX-License-Identifier: Apache-2.0
// What an import must know of all rows before it writes the first: labels, splits, and which rows are the
// same. Private to this folder; 32 bytes a row.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/import.h"

namespace lathe {

class Survey {
  public:
    explicit Survey(std::string labelField) : labelField_(std::move(labelField)) {}

    void add(const Json& fields);
    /// Decides each row's split, by its `split` field or by shares.
    Result<> assign(const std::vector<SplitShare>& shares, std::uint64_t seed);
    /// The split of a row, once assigned.
    const std::string& splitOf(std::size_t row) const {
        return splits_[static_cast<std::size_t>(rows_[row].split)];
    }
    bool splitIsAField() const { return splitIsAField_; }
    std::size_t rows() const { return rows_.size(); }
    /// What is worth knowing, with counts.
    std::vector<std::string> notes() const;

  private:
    struct Row {
        std::uint64_t input =
            0;  ///< of what the model reads: everything but label, target, split and identifiers
        std::uint64_t whole = 0;  ///< of input, label and target
        std::int32_t label = -1;  ///< -1: none
        std::int32_t split = -1;
    };
    static constexpr int kNoSplit = -1;

    void draw(const std::vector<SplitShare>& shares, std::uint64_t seed);
    std::int32_t splitNumber(const std::string& name);
    void noteRepeats(std::vector<std::string>& notes) const;
    void noteLabels(std::vector<std::string>& notes) const;

    std::string labelField_;
    std::vector<Row> rows_;
    std::vector<std::string> labels_, splits_, splitValues_;
    std::map<std::string, std::int32_t> labelNumbers_, splitValueNumbers_;
    std::vector<std::int32_t> splitValueOf_;  ///< of each row; -1: no such field, -2: no text
    std::map<std::string, std::int64_t> fieldRows_;
    std::vector<std::string> fieldOrder_;
    bool splitIsAField_ = false;
};

}  // namespace lathe
