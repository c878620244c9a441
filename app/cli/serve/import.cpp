// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/data/import.h"

namespace lathe::cli {

Result<Json> importAnswer(Helper&, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString()));
    ImportOptions options;
    options.name = ask["name"].toString();
    if (ask["format"].isString()) {
        LATHE_TRY(format, dataFormatNamed(ask["format"].string()));
        options.format = format;
    }
    for (const auto& [split, share] : ask["split"].members()) options.shares.push_back({split, share.toNumber()});
    for (const auto& [field, name] : ask["fields"].members()) options.fields[field] = name.toString();
    options.seed = static_cast<std::uint64_t>(ask["seed"].toInteger(0));
    options.goOn = [&](std::int64_t rows) {
        question.tell(Json::object({{"event", "progress"}, {"rows", rows}}));
        return !question.cancelled();
    };
    LATHE_TRY(data, importFile(project, ask["path"].toString(), options));
    Json splits = Json::object(), notes{Json::Array{}};
    std::int64_t rows = 0;
    for (const auto& split : data.splits) {
        splits.set(split.name, split.rows);
        rows += split.rows;
    }
    for (const std::string& note : data.notes) notes.append(note);
    return Json::object({{"data", data.name}, {"rows", rows}, {"splits", splits}, {"notes", notes}});
}

}  // namespace lathe::cli
