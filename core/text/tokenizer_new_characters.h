// SPDX-License-Identifier: Apache-2.0
// Characters that the reference library knows and a system's ICU or PCRE2 may be too old for.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lathe::tokens {

/// What a general category ("L", "Nd") has gained, as ranges inside a class of a regular expression; may be
/// empty.
std::string_view newCharacters(std::string_view category);
bool isNewNumeric(char32_t point);
bool isNewWordCharacter(char32_t point);
/// Lower case of what is new; else the character itself.
char32_t newLower(char32_t point);

}  // namespace lathe::tokens
