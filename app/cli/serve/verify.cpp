// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/library/library.h"

namespace lathe::cli {

Result<Json> verifyAnswer(Helper&, const Question& question) {
    LATHE_TRY(problems, verifyBackbone(question.ask["backbone"].toString()));
    Json list{Json::Array{}};
    for (const std::string& problem : problems) list.append(problem);
    return Json::object({{"problems", list}});
}

}  // namespace lathe::cli
