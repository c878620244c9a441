// SPDX-License-Identifier: Apache-2.0
#include "app/cli/serve/helper.h"
#include "core/library/memory.h"

namespace lathe::cli {
namespace {

std::string formName(BackboneKind kind) {
    switch (kind) {
        case BackboneKind::EncoderDecoder:
            return "encoder-decoder";
        case BackboneKind::Masked:
            return "masked";
        case BackboneKind::Decoder:
            break;
    }
    return "decoder";
}

}  // namespace

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
                                 {"form", formName(entry.shape.kind)},
                                 {"layers", entry.shape.layers},
                                 {"width", entry.shape.width},
                                 {"vocabulary", entry.shape.vocabulary},
                                 {"needs", static_cast<std::int64_t>(neededMemory(entry.shape))},
                                 {"fits", entry.fits},
                                 {"problem", entry.problem}}));
    return Json::object({{"backbones", all}});
}

}  // namespace lathe::cli
