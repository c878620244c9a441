// SPDX-License-Identifier: Apache-2.0
// What turns one piece of text (a word) into ids.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lathe::tokens {

class Model {
  public:
    virtual ~Model() = default;
    virtual void encode(std::string_view word, std::vector<std::int32_t>& out) const = 0;
};

}  // namespace lathe::tokens
