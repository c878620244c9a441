// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_bytes.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include "core/base/text.h"

namespace lathe::tokens {
namespace {

/// Printable bytes stand for themselves; the others take the code points from 256 on.
struct Alphabet {
    std::array<std::string, 256> character;
    std::array<std::int16_t, 512> byte{};

    Alphabet() {
        byte.fill(-1);
        char32_t next = 256;
        for (unsigned i = 0; i < 256; ++i) {
            const bool printable = (i >= 0x21 && i <= 0x7E) || (i >= 0xA1 && i <= 0xAC) || i >= 0xAE;
            const char32_t point = printable ? static_cast<char32_t>(i) : next++;
            appendUtf8(character[i], point);
            byte[point] = static_cast<std::int16_t>(i);
        }
    }
};

const Alphabet& alphabet() {
    static const Alphabet instance;
    return instance;
}

}  // namespace

const std::string& byteCharacter(unsigned char byte) {
    return alphabet().character[byte];
}

std::optional<std::string> bytesOfToken(std::string_view token) {
    std::string bytes;
    for (std::size_t at = 0; at < token.size();) {
        const char32_t point = nextCodePoint(token, at);
        if (point >= 512 || alphabet().byte[point] < 0) return std::nullopt;
        bytes += static_cast<char>(alphabet().byte[point]);
    }
    return bytes;
}

bool isByteSpelled(std::string_view token) {
    return bytesOfToken(token).has_value();
}

std::string spelledBytes(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 2);
    for (const char c : text) out += byteCharacter(static_cast<unsigned char>(c));
    return out;
}

std::string byteName(unsigned char byte) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", static_cast<unsigned>(byte));
    return name;
}

std::optional<unsigned char> byteOfName(std::string_view token) {
    if (token.size() != 6 || !token.starts_with("<0x") || !token.ends_with('>')) return std::nullopt;
    unsigned value = 0;
    const auto [end, code] = std::from_chars(token.data() + 3, token.data() + 5, value, 16);
    if (code != std::errc() || end != token.data() + 5) return std::nullopt;
    return static_cast<unsigned char>(value);
}

std::string wellFormed(std::string_view bytes) {
    if (!invalidUtf8(bytes)) return std::string(bytes);
    std::string out;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto bad = invalidUtf8(bytes.substr(at));
        if (!bad) {
            out.append(bytes.substr(at));
            break;
        }
        out.append(bytes.substr(at, *bad));
        at += *bad;
        // How much of a sequence that breaks off here was well-formed so far.
        const auto byte = [&](std::size_t i) -> unsigned {
            return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
        };
        const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
        const unsigned first = byte(0), second = byte(1);
        std::size_t length = 1;
        if (first >= 0xE0 && first <= 0xEF) {
            const bool good =
                tail(1) && !(first == 0xE0 && second < 0xA0) && !(first == 0xED && second > 0x9F);
            length = good ? 2 : 1;
        } else if (first >= 0xF0 && first <= 0xF4) {
            const bool good =
                tail(1) && !(first == 0xF0 && second < 0x90) && !(first == 0xF4 && second > 0x8F);
            length = !good ? 1 : tail(2) ? 3 : 2;
        }
        appendUtf8(out, 0xFFFD);
        at += length;
    }
    return out;
}

}  // namespace lathe::tokens
