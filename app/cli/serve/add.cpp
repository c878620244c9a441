// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/library/library.h"

namespace lathe::cli {

Result<Json> addAnswer(Helper&, const Question& question) {
    LATHE_TRY(entry, addBackbone(question.ask["path"].toString(), question.ask["name"].toString()));
    return Json::object({{"backbone", entry.id}, {"problem", entry.problem}});
}

}  // namespace lathe::cli
