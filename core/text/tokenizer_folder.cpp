// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_tables.h"

namespace lathe::tokens {

Result<std::shared_ptr<const Tokenizer>> fromFolder(const std::filesystem::path& folder) {
    return failed("no tokenizer files in this folder", folder.string(),
                  "put tokenizer.json beside the weights");
}

}  // namespace lathe::tokens
