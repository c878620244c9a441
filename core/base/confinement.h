// SPDX-License-Identifier: Apache-2.0
// What a process gives up before it works on what came from strangers: memory above a limit, the network.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace lathe {

/// From now on this process gets no more than so many bytes of memory of its own (mapped files do not count).
Result<> limitMemory(std::uint64_t bytes);
/// As limitMemory() set it; 0: no limit.
std::uint64_t memoryLimit();
/// Not enough memory for `doing`, with the limit where there is one.
Error outOfMemory(std::string doing, std::string todo = {});

/// From now on no thread of this process opens a connection to another machine (sockets of the internet's
/// kinds are refused). False where the system has no such thing.
bool closeNetwork();

}  // namespace lathe
