// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/library/library.h"

namespace lathe::cli {

Result<Json> removeAnswer(Helper&, const Question& question) {
    const std::string id = question.ask["backbone"].toString();
    LATHE_CHECK(removeBackbone(id, question.ask["delete_files"].toBool(false)));
    return Json::object({{"removed", id}});
}

}  // namespace lathe::cli
