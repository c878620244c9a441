// SPDX-License-Identifier: Apache-2.0
#include "app/cli/row_choice.h"

#include <algorithm>

#include "core/base/random.h"
#include "core/base/text.h"

namespace lathe::cli {

Result<RowChoice> RowChoice::read(std::string_view text, const std::vector<std::string>& fieldsOfData) {
    RowChoice choice;
    if (text.empty()) return choice;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return badCall("\"" + printable(text) + "\" chooses no rows", "task.only",
                       "give field=value or field!=value");
    choice.except_ = text[equals - 1] == '!';
    choice.field_ = std::string(text.substr(0, equals - (choice.except_ ? 1 : 0)));
    choice.value_ = std::string(text.substr(equals + 1));
    if (std::find(fieldsOfData.begin(), fieldsOfData.end(), choice.field_) == fieldsOfData.end())
        return badCall("the data has no field \"" + printable(choice.field_) + "\"", "task.only",
                       "its fields: " + joined(fieldsOfData));
    return choice;
}

bool RowChoice::keeps(const Json& fields) const {
    if (field_.empty()) return true;
    const Json& value = fields[field_];
    return ((value.isString() ? value.string() : value.dump()) == value_) != except_;
}

Result<std::vector<EncodedRow>> drawRows(std::vector<EncodedRow> rows, std::int64_t count, std::uint64_t seed,
                                         const std::string& where) {
    if (count == 0) return rows;
    const auto all = static_cast<std::int64_t>(rows.size());
    if (count > all)
        return failed(
            "training.rows asks for " + std::to_string(count) + " rows, there are " + std::to_string(all),
            where, "give at most " + std::to_string(all));
    std::vector<std::int64_t> order = Random(seed, "rows").permutation(all);
    order.resize(static_cast<std::size_t>(count));
    std::sort(order.begin(), order.end());
    std::vector<EncodedRow> kept;
    for (const std::int64_t row : order) kept.push_back(std::move(rows[static_cast<std::size_t>(row)]));
    return kept;
}

}  // namespace lathe::cli
