// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"

namespace lathe::cli {

Result<Json> libraryAnswer(Helper&, const Question&) {
    LATHE_TRY(entries, listBackbones());
    Json all{Json::Array{}};
    for (const BackboneEntry& entry : entries)
        all.append(Json::object({{"id", entry.id},
                                 {"path", entry.path.string()},
                                 {"kind", entry.kind},
                                 {"family", entry.shape.family},
                                 {"license", entry.license},
                                 {"bytes", static_cast<std::int64_t>(entry.bytes)},
                                 {"parameters", entry.shape.parameters},
                                 {"context", entry.shape.context},
                                 {"dtype", entry.storedDtype},
                                 {"source", entry.source},
                                 {"fits", entry.fits},
                                 {"problem", entry.problem}}));
    return Json::object({{"backbones", all}});
}

}  // namespace lathe::cli
