// SPDX-License-Identifier: Apache-2.0
// Byte-level vocabularies spell each byte as one printable character (GPT-2): "Ġfood" stands for " food".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lathe::tokens {

/// The character that byte-level vocabularies write for a byte, as UTF-8.
const std::string& byteCharacter(unsigned char byte);
/// The bytes that a token of a byte-level vocabulary stands for; nothing where a character is not of that
/// alphabet.
std::optional<std::string> bytesOfToken(std::string_view token);
/// True where every character of a token is of that alphabet.
bool isByteSpelled(std::string_view token);
/// Text spelled in that alphabet.
std::string spelledBytes(std::string_view text);
/// "<0x0A>": how vocabularies with byte fallback name a byte; and back, nothing where it is no such name.
std::string byteName(unsigned char byte);
std::optional<unsigned char> byteOfName(std::string_view token);
/// Text with each longest ill-formed part of a sequence as one U+FFFD (the usual replacement; Unicode
/// 15, 3.9).
std::string wellFormed(std::string_view bytes);

}  // namespace lathe::tokens
