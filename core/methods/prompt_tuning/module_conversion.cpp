// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversion.h"
#include "core/methods/prompt_tuning/conversion.h"

namespace lathe::prompt_tuning {

MethodConversion methodConversion();

MethodConversion methodConversion() {
    return {"prompt_tuning", kPeftType, toPeft, fromPeft, fromArray, importedMethod};
}

}  // namespace lathe::prompt_tuning
