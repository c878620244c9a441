// SPDX-License-Identifier: Apache-2.0
// Small questions about UTF-8 text that every folder asks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// The byte offset of the first ill-formed UTF-8 sequence, or nothing.
std::optional<std::size_t> invalidUtf8(std::string_view text);
/// Text for one line of a terminal or log: control characters (C0, C1, DEL) and bidirectional overrides as \u00XX,
/// ill-formed bytes as \xNN.
std::string printable(std::string_view text);
/// The code point at `offset`, which moves behind it. Ill-formed bytes give U+FFFD, one byte each.
char32_t nextCodePoint(std::string_view text, std::size_t& offset);
/// Appends a code point as UTF-8.
void appendUtf8(std::string& out, char32_t point);

std::string_view trimmed(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
/// "a, b and c"-like lists for messages: joined with ", ".
std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ");
/// The closest of `known` to a mistyped word, for "did you mean"; empty where nothing is near.
std::string closest(std::string_view word, const std::vector<std::string>& known);
/// 1234567 -> "1.2 MiB"; for messages.
std::string byteSize(double bytes);

}  // namespace lathe
