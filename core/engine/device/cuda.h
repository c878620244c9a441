// SPDX-License-Identifier: Apache-2.0
// The optional plug-in promptlathe_cuda, opened at run time, and the devices that it sees. Free of torch.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/engine/device/table.h"

namespace lathe::device {

/// The plug-in's table; opened once. The error says what is missing: the plug-in (where it was looked for),
/// its LibTorch, or a device.
const Result<const LatheCudaTable*>& cuda();
/// The same from a file, not kept: what cuda() does with the first file that exists.
Result<const LatheCudaTable*> openPlugin(const std::string& path);

/// Device 0: {"name", "memory_gib", "free_gib", "capability"}.
Result<Json> cudaDevice();
/// Whether device 0 multiplies bfloat16 in its matrix units.
bool fastBFloat16();

/// Runs a call of the table; its reason becomes an error about `doing`.
template <class Call>
Result<> told(const char* doing, const Call& call) {
    char why[kLatheCudaWhy] = {};
    if (call(why)) return {};
    return failed(std::string(doing) + " failed on the CUDA device: " + why, {},
                  "use a smaller batch or shorter rows, or set backbone.device to cpu");
}

}  // namespace lathe::device
