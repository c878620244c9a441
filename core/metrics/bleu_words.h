// SPDX-License-Identifier: Apache-2.0
// Tokenisation 13a (mteval-v13a, as sacrebleu has it). Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lathe::metrics {

std::vector<std::string> bleuWords(std::string_view text);

}  // namespace lathe::metrics
