// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"

namespace lathe::cli {

Result<Json> loadAnswer(Helper& helper, const Question& question) {
    LATHE_TRY(files, openBackbone(question.ask["backbone"].toString()));
    LATHE_TRY(backbone, helper.backbone(files, question.ask["dtype"].toString("auto")));
    const BackboneShape& shape = backbone->shape();
    return Json::object({{"shape", Json::object({{"family", shape.family},
                                                 {"vocabulary", shape.vocabulary},
                                                 {"width", shape.width},
                                                 {"layers", shape.layers},
                                                 {"context", shape.context},
                                                 {"parameters", shape.parameters}})},
                         {"resolved", backbone->resolved()}});
}

}  // namespace lathe::cli
