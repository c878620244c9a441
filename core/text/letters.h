// SPDX-License-Identifier: Apache-2.0
// Letters and spaces as Python's str sees them, for metrics that published figures were made with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// The whole text in lower case by Unicode's rules of no language (a final sigma among them).
std::string lowerCase(std::string_view text);
/// A letter, a number or '_': what Python's \w matches.
bool isWordCharacter(char32_t point);
/// White space by str.split(): Unicode's, and the separators U+001C to U+001F.
bool isSpace(char32_t point);
/// The pieces between white space, none empty.
std::vector<std::string> splitAtSpaces(std::string_view text);
/// The text without the white space at its end.
std::string_view withoutTrailingSpace(std::string_view text);

}  // namespace lathe
