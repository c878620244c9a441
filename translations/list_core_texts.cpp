// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what lupdate can't find in the sources by itself, as C++ that it can read.
#include <cstdio>

#include "translations/core_texts.h"

int main() {
    std::printf("void texts() {\n");
    for (const std::string& text : lathe::coreTexts())
        std::printf("QT_TRANSLATE_NOOP(\"core\", %s);\n", lathe::Json(text).dump().c_str());
    // Keys as Qt writes them in menus: ours, so that they agree with our own words where Qt's are not
    // installed.
    for (const char* key : {"Ctrl", "Shift", "Alt", "Return", "Enter", "Tab", "Del", "Space"})
        std::printf("QT_TRANSLATE_NOOP(\"QShortcut\", \"%s\");\n", key);
    std::printf("}\n");
}
