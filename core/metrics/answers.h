// SPDX-License-Identifier: Apache-2.0
// Short answers as SQuAD's own evaluation compares them. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lathe::metrics {

/// The words that are left in lower case without ASCII punctuation and articles (a, an, the).
std::vector<std::string> answerWords(std::string_view text);

}  // namespace lathe::metrics
