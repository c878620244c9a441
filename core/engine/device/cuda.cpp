// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/cuda.h"

#include <dlfcn.h>
#include <torch/version.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

namespace lathe::device {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "promptlathe_cuda.so";
constexpr const char* kBuild = "build it: see docs/cuda.md, or set backbone.device to cpu";

/// Beside the program, and where packages put what it needs; $PROMPTLATHE_CUDA_PLUGIN goes before both.
std::vector<fs::path> places() {
    if (const char* named = std::getenv("PROMPTLATHE_CUDA_PLUGIN"); named && *named) return {named};
    std::error_code code;
    const fs::path program = fs::read_symlink("/proc/self/exe", code).parent_path();
    if (code) return {};
    return {program / kFile, program.parent_path() / "lib" / "promptlathe" / kFile};
}

Result<const LatheCudaTable*> open() {
    std::string looked;
    for (const fs::path& place : places()) {
        std::error_code code;
        if (fs::exists(place, code)) return openPlugin(place.string());
        looked += (looked.empty() ? "" : ", ") + place.string();
    }
    return failed("the plug-in for CUDA is not here", looked, kBuild);
}

/// A version without what follows its "+": builds of one version go together.
std::string_view plainVersion(std::string_view version) {
    return version.substr(0, version.find('+'));
}

}  // namespace

Result<const LatheCudaTable*> openPlugin(const std::string& path) {
    // cuBLAS keeps its results the same between runs only with a fixed workspace.
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (!library)
        return failed(std::string("the plug-in for CUDA cannot be opened: ") + dlerror(), path, kBuild);
    const auto give = reinterpret_cast<const LatheCudaTable* (*)()>(dlsym(library, "lathe_cuda_table"));
    if (!give) return failed("this is no plug-in of promptlathe", path, kBuild);
    const LatheCudaTable* table = give();
    if (table->table != kLatheCudaTable)
        return failed("the plug-in for CUDA belongs to another version of this program", path, kBuild);
    if (plainVersion(table->torch) != plainVersion(TORCH_VERSION))
        return failed("the plug-in for CUDA was built with LibTorch " + std::string(table->torch) +
                          ", this program with " TORCH_VERSION,
                      path, kBuild);
    char why[kLatheCudaWhy] = {};
    if (table->devices(why) < 1)
        return failed("there is no CUDA device" + (*why ? ": " + std::string(why) : std::string()), {},
                      "check the driver with nvidia-smi, or set backbone.device to cpu");
    return table;
}

const Result<const LatheCudaTable*>& cuda() {
    static const Result<const LatheCudaTable*> table = open();
    return table;
}

Result<Json> cudaDevice() {
    const auto& table = cuda();
    if (!table) return tl::unexpected(table.error());
    LatheCudaDevice found{};
    LATHE_CHECK(told("asking", [&](char* why) { return (*table)->describe(0, &found, why); }));
    constexpr double kGib = 1024.0 * 1024.0 * 1024.0;
    return Json::object(
        {{"name", Json(std::string(found.name))},
         {"memory_gib", Json(static_cast<double>(found.totalBytes) / kGib)},
         {"free_gib", Json(static_cast<double>(found.freeBytes) / kGib)},
         {"capability", Json(std::to_string(found.major) + "." + std::to_string(found.minor))}});
}

bool fastBFloat16() {
    const auto& table = cuda();
    if (!table) return false;
    LatheCudaDevice found{};
    char why[kLatheCudaWhy] = {};
    return (*table)->describe(0, &found, why) && found.major >= 8;
}

}  // namespace lathe::device
