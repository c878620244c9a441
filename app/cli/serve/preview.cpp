// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/text/preview.h"

namespace lathe::cli {

Result<Json> previewAnswer(Helper&, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(recipe, askedRecipe(ask));
    LATHE_TRY(prepared, prepare(project, recipe));
    const std::string split = ask["split"].toString("train");
    LATHE_TRY(rows, dataRows(project, prepared.data.id, split, ask["offset"].toInteger(0), 1));
    if (rows.empty()) return failed("no such row in split " + split, prepared.data.name);
    LATHE_TRY(encoded, prepared.encoder.encode(rows.front().row, rows.front().fields));
    Json result = previewJson(encoded, prepared.encoder, *prepared.tokenizer);
    result.set("row", rows.front().row);
    result.set("rows", prepared.data.rows(split));
    return result;
}

}  // namespace lathe::cli
