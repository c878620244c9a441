// SPDX-License-Identifier: Apache-2.0
// What this machine offers the engine.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/json.h"
#include "core/spec/tensor.h"

namespace lathe {

/// {"cpu": {"name", "features"}, "threads", "memory_gib", "dtype", "why", "device", "cuda", "libtorch"}; "cuda"
/// says what device there is, or {"problem"}.
Json machine();
/// The CPU's instruction sets that matter here, in one line: "avx2 avx512f avx512_bf16".
std::string cpuFeatures();
/// What dtype auto becomes on this CPU, and why in one sentence.
Dtype fastDtype();
std::string fastDtypeReason();
/// What is free now goes back to the system; what is freed from now on stays with the process: a step's large
/// tensors are the same pages again, not new ones that the system has to clear.
void keepFreedMemory();
/// The same for tensors of any size: whole weights' gradients.
void keepAllFreedMemory();
/// Bytes of memory that are free to use now; 0 where the system does not say.
std::uint64_t availableMemory();
/// Bytes of this process in memory now, and at most so far; 0 where the system does not say.
std::uint64_t residentBytes();
std::uint64_t peakBytes();

}  // namespace lathe
