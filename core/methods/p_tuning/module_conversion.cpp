// SPDX-License-Identifier: Apache-2.0
#include "core/engine/conversion.h"
#include "core/methods/p_tuning/conversion.h"

namespace lathe::p_tuning {

MethodConversion methodConversion();

MethodConversion methodConversion() {
    return {"p_tuning", kPeftType, toPeft, fromPeft, prompt_tuning::fromArray, importedMethod};
}

}  // namespace lathe::p_tuning
