// SPDX-License-Identifier: Apache-2.0
#include "core/formats/crc32.h"

#include <array>
#include <cstring>

namespace lathe {
namespace {

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

/// Table k: what a byte does to the sum when k more bytes follow it.
constexpr Tables makeTables() {
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t sum = byte;
        for (int bit = 0; bit < 8; ++bit) sum = (sum & 1U) != 0 ? sum >> 1 ^ 0xEDB88320U : sum >> 1;
        tables[0][byte] = sum;
    }
    for (std::size_t k = 1; k < 8; ++k)
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t sum = tables[k - 1][byte];
            tables[k][byte] = sum >> 8 ^ tables[0][sum & 0xFFU];
        }
    return tables;
}

constexpr Tables kTables = makeTables();

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint32_t sum = ~before;
    const std::byte* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        std::uint32_t low = 0, high = 0;
        std::memcpy(&low, at, 4);
        std::memcpy(&high, at + 4, 4);
        low ^= sum;
        sum = kTables[7][low & 0xFFU] ^ kTables[6][low >> 8 & 0xFFU] ^ kTables[5][low >> 16 & 0xFFU] ^
              kTables[4][low >> 24] ^ kTables[3][high & 0xFFU] ^ kTables[2][high >> 8 & 0xFFU] ^
              kTables[1][high >> 16 & 0xFFU] ^ kTables[0][high >> 24];
    }
    for (; left > 0; --left, ++at)
        sum = sum >> 8 ^ kTables[0][(sum ^ static_cast<std::uint32_t>(*at)) & 0xFFU];
    return ~sum;
}

}  // namespace lathe
