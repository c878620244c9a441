// SPDX-License-Identifier: Apache-2.0
// RoBERTa: BERT's layers under its own names.
#include "core/backbones/bert/module_parts.h"

namespace lathe::roberta {

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input);

Result<std::unique_ptr<layers::Transformer>> makeModule(const ModuleInput& input) {
    return bert::makeMasked(input, names());
}

}  // namespace lathe::roberta
