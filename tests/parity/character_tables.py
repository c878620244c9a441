#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes core/text/tokenizer_new_characters.cpp: characters that the reference library (Unicode 16 and 17) knows and a system's
PCRE2 or ICU may not. Run it with the Python of the reference libraries; Python 3.11 itself knows Unicode 14, as PCRE2 10.42 does.

    character_tables.py > core/text/tokenizer_new_characters.cpp
"""
import unicodedata

import tokenizers
from tokenizers import normalizers, pre_tokenizers

POINTS = [chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
CATEGORIES = "L Lu Ll Lt Lm Lo M Mn Mc N Nd Nl No P Pd Ps Pe Po S Sm Sc Sk So".split()


def ranges(points):
    found = []
    for c in sorted(map(ord, points)):
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def matched(splitter):
    text, found = "".join(POINTS), set()
    for i in range(0, len(text), 4096):
        for piece, _ in splitter.pre_tokenize_str(text[i:i + 4096]):
            found.update(piece)
    return found


def quoted(name, text):
    lines = [text[i:i + 88] for i in range(0, len(text), 88)] or [""]
    return "    {\"%s\",\n     " % name + "\n     ".join('R"(%s)"' % line for line in lines) + "},"


print("// SPDX-License-Identifier: Apache-2.0\n// Made by tests/parity/character_tables.py.")
print('#include "core/text/tokenizer_new_characters.h"\n\nnamespace lathe::tokens {\nnamespace {\n')
print("struct Category {\n    std::string_view name, ranges;\n};\nconstexpr Category kCategories[] = {")
for name in CATEGORIES:
    have = matched(pre_tokenizers.Split(tokenizers.Regex(r"\p{%s}" % name), "removed", invert=True))
    new = [c for c in have if not unicodedata.category(c).startswith(name)]
    text = "".join(r"\x{%x}" % a if a == b else r"\x{%x}-\x{%x}" % (a, b) for a, b in ranges(new))
    print(quoted(name, text))
print("};\n")


def table(name, points):
    rows = ", ".join("{0x%X, 0x%X}" % tuple(r) for r in ranges(points))
    print(f"constexpr Range {name}[] = {{{rows}}};")


print("struct Range {\n    char32_t low, high;\n};\n")
digits = pre_tokenizers.Digits(individual_digits=True)
word = pre_tokenizers.Whitespace()
table("kNumeric", [c for c in POINTS if not unicodedata.category(c).startswith("N") and len(digits.pre_tokenize_str("\x01" + c)) == 2])
table("kWord", [c for c in POINTS if unicodedata.category(c) == "Cn" and len(word.pre_tokenize_str("a" + c)) == 1])
lower = normalizers.Lowercase()
pairs = [(c, lower.normalize_str(c)) for c in POINTS if len(c.lower()) == 1 and lower.normalize_str(c) != c.lower()]
runs = []
for c, low in pairs:
    if runs and ord(c) == runs[-1][1] + 1 and ord(low) - ord(c) == runs[-1][2]:
        runs[-1][1] += 1
    else:
        runs.append([ord(c), ord(c), ord(low) - ord(c)])
print("\nstruct Shift {\n    char32_t low, high;\n    std::int32_t by;\n};")
print("constexpr Shift kLower[] = {%s};" % ", ".join("{0x%X, 0x%X, %d}" % tuple(r) for r in runs))
print("""
template <std::size_t size>
bool in(const Range (&ranges)[size], char32_t point) {
    return point >= ranges[0].low && std::any_of(ranges, ranges + size, [&](const Range& range) {
               return point >= range.low && point <= range.high;
           });
}

}  // namespace

std::string_view newCharacters(std::string_view category) {
    for (const Category& known : kCategories)
        if (known.name == category) return known.ranges;
    return {};
}

bool isNewNumeric(char32_t point) {
    return in(kNumeric, point);
}

bool isNewWordCharacter(char32_t point) {
    return in(kWord, point);
}

char32_t newLower(char32_t point) {
    for (const Shift& shift : kLower)
        if (point >= shift.low && point <= shift.high)
            return static_cast<char32_t>(static_cast<std::int32_t>(point) + shift.by);
    return point;
}

}  // namespace lathe::tokens""")
