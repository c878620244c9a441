// SPDX-License-Identifier: Apache-2.0
// Regular expressions of pre-tokenizers, by PCRE2 (UTF, Unicode properties, compiled to machine code).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lathe::tokens {

/// Which bytes of a text belong together: offset and length.
struct Span {
    std::size_t offset = 0, length = 0;
    bool match = false;
};

class Pattern {
  public:
    /// `\s` means Unicode's White_Space, as in the reference's engine. The error says the column.
    static Result<Pattern> compile(std::string_view expression);
    /// An expression that matches a text as it is written.
    static std::string quoted(std::string_view text);
    /// Matches and what stands between them, in order, together all of the text. The text is well-formed
    /// UTF-8.
    std::vector<Span> split(std::string_view text) const;

    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

  private:
    struct Code;
    explicit Pattern(std::unique_ptr<Code> code);
    std::unique_ptr<Code> code_;
};

/// GPT-2's pattern; what byte-level pre-tokenizers use unless told otherwise.
std::string_view gpt2Pattern();
/// Of GGUF's tokenizer.ggml.pre; empty where the name is not known.
std::string_view ggufPattern(std::string_view name);
/// The names that ggufPattern knows, for messages.
std::vector<std::string> ggufPatternNames();

}  // namespace lathe::tokens
