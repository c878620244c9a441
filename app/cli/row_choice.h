// SPDX-License-Identifier: Apache-2.0
// Which rows of a data set a run reads: those of one group (task.only), a drawn part (training.rows).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/text/template.h"

namespace lathe::cli {

/// "field=value" or "field!=value"; empty: every row.
class RowChoice {
  public:
    /// Refuses a text that is neither, and a field that the data set does not have.
    static Result<RowChoice> read(std::string_view text, const std::vector<std::string>& fieldsOfData);
    bool keeps(const Json& fields) const;

  private:
    std::string field_, value_;
    bool except_ = false;
};

/// `count` of the rows, drawn by `seed`, in their order; 0: all. Refuses more than there are.
Result<std::vector<EncodedRow>> drawRows(std::vector<EncodedRow> rows, std::int64_t count, std::uint64_t seed,
                                         const std::string& where);

}  // namespace lathe::cli
