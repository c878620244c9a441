// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lathe {

/// A text of several lines for a terminal: line ends, tabs and the marks that right-to-left scripts need stay;
/// other control characters, and what turns a line around, are escaped as printable() does.
std::string forTerminal(std::string_view text);

}  // namespace lathe
