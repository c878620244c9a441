// SPDX-License-Identifier: Apache-2.0
#include "core/engine/machine.h"

#include <malloc.h>
#include <torch/version.h>

#include <fstream>
#include <limits>
#include <string_view>

#include "core/engine/device/cuda.h"
#include "core/engine/parallel/parallel.h"

namespace lathe {

namespace {

/// The value of the first line of /proc/cpuinfo or /proc/meminfo that starts with `key`.
std::string lineOf(const char* path, std::string_view key) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t colon = line.find(':');
        const std::size_t first = line.find_first_not_of(" \t", colon + 1);
        return first == std::string::npos ? std::string() : line.substr(first);
    }
    return {};
}

bool hasFlag(const std::string& flags, std::string_view flag) {
    const std::string all = " " + flags + " ";
    return all.find(" " + std::string(flag) + " ") != std::string::npos;
}

/// A line in kB, as bytes.
std::uint64_t memoryLine(std::string_view key, const char* path = "/proc/meminfo") {
    const std::string value = lineOf(path, key);
    return value.empty() ? 0 : std::stoull(value) * 1024;
}

}  // namespace

std::string cpuFeatures() {
    const std::string flags = lineOf("/proc/cpuinfo", "flags");
    std::string out;
    for (const char* flag : {"avx2", "fma", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16",
                             "avx512_fp16", "amx_tile", "amx_bf16", "amx_int8"})
        if (hasFlag(flags, flag)) out += (out.empty() ? "" : " ") + std::string(flag);
    return out;
}

Dtype fastDtype() {
    const std::string features = cpuFeatures();
    return hasFlag(features, "avx512_bf16") || hasFlag(features, "amx_bf16") ? Dtype::BFloat16
                                                                             : Dtype::Float32;
}

std::string fastDtypeReason() {
    const std::string features = cpuFeatures();
    if (hasFlag(features, "amx_bf16"))
        return "This CPU has AMX, which multiplies bfloat16 several times faster than float32.";
    if (hasFlag(features, "avx512_bf16"))
        return "This CPU has AVX512-bf16, which multiplies bfloat16 two to three times faster than float32.";
    return "This CPU has neither AVX512-bf16 nor AMX; bfloat16 would be many times slower than float32.";
}

std::uint64_t availableMemory() {
    return memoryLine("MemAvailable");
}
std::uint64_t residentBytes() {
    return memoryLine("VmRSS", "/proc/self/status");
}
std::uint64_t peakBytes() {
    return memoryLine("VmHWM", "/proc/self/status");
}

Json machine() {
    Json out = Json::object();
    out.set("cpu", Json::object({{"name", Json(lineOf("/proc/cpuinfo", "model name"))},
                                 {"features", Json(cpuFeatures())}}));
    out.set("threads", Json(threadCount()));
    out.set("memory_gib", Json(static_cast<double>(memoryLine("MemTotal")) / (1024.0 * 1024.0 * 1024.0)));
    out.set("dtype", Json(dtypeName(fastDtype())));
    out.set("why", Json(fastDtypeReason()));
    const auto device = device::cudaDevice();
    out.set("device", Json(device ? "cuda" : "cpu"));
    out.set("cuda", device ? *device : Json::object({{"problem", Json(device.error().line())}}));
    out.set("libtorch", Json(TORCH_VERSION));
    return out;
}

void keepFreedMemory() {
#ifdef __GLIBC__
    malloc_trim(0);  // what reading files left behind is never needed again
    constexpr int kBytes = 256 << 20;
    mallopt(M_MMAP_THRESHOLD, kBytes);
    mallopt(M_TRIM_THRESHOLD, kBytes);
#endif
}

void keepAllFreedMemory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, std::numeric_limits<int>::max());
    mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

}  // namespace lathe
