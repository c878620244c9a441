// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/data/reader.h"

namespace lathe::cli {
namespace {

constexpr std::size_t kShownRows = 50;

}  // namespace

Result<Json> detectAnswer(Helper&, const Question& question) {
    Json rows{Json::Array{}}, fields{Json::Array{}}, notes{Json::Array{}};
    LATHE_TRY(read, readRows(question.ask["path"].toString(), DataFormat::Auto, [&](Json row) -> Result<bool> {
                  for (const auto& [name, value] : row.members()) {
                      bool known = false;
                      for (const Json& field : fields.items()) known = known || field.string() == name;
                      if (!known) fields.append(name);
                  }
                  rows.append(std::move(row));
                  return rows.size() < kShownRows && !question.cancelled();
              }));
    for (const std::string& note : read.notes) notes.append(note);
    return Json::object({{"format", dataFormatName(read.format)}, {"fields", fields}, {"rows", rows}, {"notes", notes}});
}

}  // namespace lathe::cli
