// SPDX-License-Identifier: Apache-2.0
// What the soft tokens are before the first step (Lester et al., section 3.2, and starts from texts, files
// and runs).
#pragma once

#include "core/engine/method.h"

namespace lathe::prompt_tuning {

/// The starting prompt [method.tokens, width] as method.init says; {soft:words} slots start as their words.
Result<HostTensor> startingPrompt(const Recipe& recipe, Backbone& backbone, const MethodStart& start);

/// The embeddings of a text's tokens, repeated where it is shorter, as a prompt [slots, width]; `key` is
/// where an error says the text stands.
Result<HostTensor> promptOfText(const std::string& text, const std::string& key, Backbone& backbone,
                                const Tokenizer& tokenizer, std::int64_t slots);

}  // namespace lathe::prompt_tuning
