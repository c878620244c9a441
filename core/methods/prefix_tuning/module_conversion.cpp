// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversion.h"
#include "core/methods/prefix_tuning/conversion.h"

namespace lathe::prefix_tuning {

MethodConversion methodConversion();

MethodConversion methodConversion() {
    return {.method = "prefix_tuning",
            .peftType = kPeftType,
            .toPeft = toPeft,
            .fromPeft = fromPeft,
            .importedMethod = importedMethod,
            .gradientAsStored = gradientAsStored};
}

}  // namespace lathe::prefix_tuning
