// SPDX-License-Identifier: Apache-2.0
#include "core/base/terminal.h"

#include "core/base/text.h"

namespace lathe {

std::string forTerminal(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t point = nextCodePoint(text, at);
        const bool stays = point == '\n' || point == '\t' || point == 0x200E || point == 0x200F || point == 0x061C;
        const std::string_view character = text.substr(start, at - start);
        out += stays ? std::string(character) : printable(character);
    }
    return out;
}

}  // namespace lathe
