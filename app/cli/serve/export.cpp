// SPDX-License-Identifier: Apache-2.0
#include "app/cli/exporting.h"
#include "app/cli/serve/helper.h"

namespace lathe::cli {

Result<Json> exportAnswer(Helper& helper, const Question& question) {
    const Json& ask = question.ask;
    LATHE_TRY(project, Project::open(ask["project"].toString(), Project::Access::ReadOnly));
    LATHE_TRY(run, findRun(project, std::to_string(ask["run"].toInteger())));
    const Json& step = ask["step"];
    LATHE_TRY(done,
              exportRun(project, run, step.isInteger() ? std::to_string(step.toInteger()) : step.toString(),
                        ask["format"].toString("peft"), ask["directory"].toString(),
                        [&](const BackboneFiles& files, const std::string& dtype) {
                            return helper.backbone(files, dtype);
                        }));
    Json notes{Json::Array{}};
    for (const std::string& note : done.notes) notes.append(note);
    return Json::object({{"directory", done.directory}, {"step", done.step}, {"notes", notes}});
}

}  // namespace lathe::cli
