// SPDX-License-Identifier: Apache-2.0
// JSON of strangers, whose values could otherwise take many times the memory of their text.
#pragma once

#include <cstddef>

#include "core/base/json.h"

namespace lathe {

/// Json::parse, refusing more than `mostValues` values: one takes 40 to 140 bytes of memory and two of text.
Result<Json> parseLimited(std::string_view text, std::string_view source, std::size_t mostValues);

}  // namespace lathe
