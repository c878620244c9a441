// SPDX-License-Identifier: Apache-2.0
#include "core/engine/method.h"

#include <cassert>

namespace lathe {

#define X(name)                                                                          \
    namespace name {                                                                     \
    Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, \
                                               const MethodStart& start, bool resume);   \
    }
#include "core/methods/list.inc"
#undef X

Result<std::unique_ptr<Method>> makeMethod(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                           bool resume) {
    const std::string kind = recipe.text("method.kind");
#define X(name) \
    if (kind == #name) return name::makeMethod(recipe, backbone, start, resume);
#include "core/methods/list.inc"
#undef X
    assert(false && "a checked recipe names a method that exists");
    return failed("no method " + kind);
}

}  // namespace lathe
