// SPDX-License-Identifier: Apache-2.0
// Whether a backbone fits into this machine's memory.
#pragma once

#include <cstdint>

#include "core/backbones/description.h"

namespace lathe {

/// Bytes of memory that this process may use: the machine's, or its control group's limit; 0 where neither is
/// said.
std::uint64_t usableMemory();
/// Bytes that a backbone takes while a prompt is trained: its weights as 16-bit numbers, and what the program
/// itself needs.
std::uint64_t neededMemory(const BackboneShape& shape);

}  // namespace lathe
