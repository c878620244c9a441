// SPDX-License-Identifier: Apache-2.0
// CRC-32 as zip and PNG use it (polynomial 0xEDB88320, reflected).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lathe {

/// The sum of `bytes`, going on from the sum of what stood in front of them (0 at the start).
std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0);

}  // namespace lathe
