// SPDX-License-Identifier: Apache-2.0
// What the plug-in promptlathe_cuda gives the engine: a table behind one extern "C" function, so that a
// program that was built without CUDA can open it. Nothing throws across it: a call that fails says why in
// `why` [kLatheCudaWhy] and returns 0 or null.
#pragma once

#include <cstddef>
#include <cstdint>

inline constexpr int kLatheCudaTable = 1;  ///< of this header; both sides must have the same
inline constexpr std::size_t kLatheCudaWhy = 2048;

extern "C" {
struct LatheCudaDevice {
    char name[256];
    std::uint64_t totalBytes, freeBytes;
    int major, minor;  ///< compute capability
};

struct LatheCudaTable {
    int table;          ///< kLatheCudaTable
    const char* torch;  ///< LibTorch's version that the plug-in was built with
    int (*devices)(char* why);
    int (*describe)(int device, LatheCudaDevice* out, char* why);
    /// The engine's own stream becomes this thread's; all that follows runs on it.
    int (*use)(int device, char* why);
    int (*wait)(char* why);
    /// A module of the source's extern "C" kernels for the current device.
    void* (*compile)(const char* source, const char* const* options, int count, char* why);
    void* (*kernel)(void* module, const char* name, char* why);
    int (*launch)(void* kernel, unsigned blocks, unsigned threads, void** arguments, char* why);
    /// What `body` starts on the stream, as a graph; all graphs share their memory.
    void* (*capture)(void (*body)(void* self), void* self, char* why);
    int (*replay)(void* graph, char* why);
    void (*drop)(void* graph);
    /// The allocator's: most bytes in use, most bytes taken from the device, since the last reset.
    void (*peak)(int device, std::uint64_t* used, std::uint64_t* reserved);
    void (*resetPeak)(int device);
    void (*trim)();
};

const LatheCudaTable* lathe_cuda_table();
}
