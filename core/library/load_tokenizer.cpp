// SPDX-License-Identifier: Apache-2.0
// loadTokenizer stands here since it knows both the files' formats and the tokenizers made from their tables.
#include <filesystem>

#include "core/formats/gguf.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_tables.h"

namespace lathe {

Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::string& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) return tokens::fromFolder(path);
    LATHE_TRY(gguf, openGguf(path));
    return tokens::fromGguf(gguf->metadata(), path);
}

}  // namespace lathe
