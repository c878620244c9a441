// SPDX-License-Identifier: Apache-2.0
// promptlathe_cuda: what needs CUDA's own interfaces, behind the table of core/engine/device/table.h. It
// links LibTorch's CUDA part, whose kernels are there for the whole process once this is opened.
#include <ATen/Context.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/core/InferenceMode.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>
#include <nvrtc.h>
#include <torch/version.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/device/table.h"

namespace {

int liveGraphs = 0;

int says(char* why, const std::string& text) {
    std::snprintf(why, kLatheCudaWhy, "%s", text.c_str());
    return 0;
}

/// Runs a call; what it throws is told.
template <class Body>
auto quiet(char* why, const Body& body) -> decltype(body()) {
    try {
        return body();
    } catch (const c10::Error& e) {
        says(why, e.what_without_backtrace());
    } catch (const std::exception& e) {
        says(why, e.what());
    }
    return {};
}

int good(cudaError_t code, char* why) {
    return code == cudaSuccess ? 1 : says(why, cudaGetErrorString(code));
}

/// The compiler and the driver, by LibTorch's own library that brings both along.
struct Driver {
    decltype(&nvrtcCreateProgram) create = nullptr;
    decltype(&nvrtcCompileProgram) compile = nullptr;
    decltype(&nvrtcDestroyProgram) destroy = nullptr;
    decltype(&nvrtcGetCUBINSize) binarySize = nullptr;
    decltype(&nvrtcGetCUBIN) binary = nullptr;
    decltype(&nvrtcGetProgramLogSize) logSize = nullptr;
    decltype(&nvrtcGetProgramLog) log = nullptr;
    decltype(&cuModuleLoadData) load = nullptr;
    decltype(&cuModuleGetFunction) function = nullptr;
    decltype(&cuLaunchKernel) launch = nullptr;
    std::string missing;
};

const Driver& driver() {
    static const Driver found = [] {
        Driver d;
        Dl_info info{};
        std::filesystem::path folder;
        if (dladdr(reinterpret_cast<const void*>(&c10::cuda::getCurrentCUDAStream), &info) && info.dli_fname)
            folder = std::filesystem::path(info.dli_fname).parent_path();
        void* library = dlopen((folder / "libcaffe2_nvrtc.so").c_str(), RTLD_NOW);
        if (!library) {
            d.missing = dlerror();
            return d;
        }
        const auto take = [&](auto& to, const char* name) {
            to = reinterpret_cast<std::remove_reference_t<decltype(to)>>(dlsym(library, name));
            if (!to) d.missing = std::string(name) + " is not in LibTorch's compiler library";
        };
        take(d.create, "nvrtcCreateProgram");
        take(d.compile, "nvrtcCompileProgram");
        take(d.destroy, "nvrtcDestroyProgram");
        take(d.binarySize, "nvrtcGetCUBINSize");
        take(d.binary, "nvrtcGetCUBIN");
        take(d.logSize, "nvrtcGetProgramLogSize");
        take(d.log, "nvrtcGetProgramLog");
        take(d.load, "cuModuleLoadData");
        take(d.function, "cuModuleGetFunction");
        take(d.launch, "cuLaunchKernel");
        return d;
    }();
    return found;
}

int devices(char* why) {
    int count = 0;
    return good(cudaGetDeviceCount(&count), why) ? count : 0;
}

int describe(int device, LatheCudaDevice* out, char* why) {
    cudaDeviceProp found{};
    if (!good(cudaGetDeviceProperties(&found, device), why)) return 0;
    std::snprintf(out->name, sizeof out->name, "%s", found.name);
    out->major = found.major;
    out->minor = found.minor;
    std::size_t free = 0, total = 0;
    if (!good(cudaSetDevice(device), why) || !good(cudaMemGetInfo(&free, &total), why)) return 0;
    out->totalBytes = total;
    out->freeBytes = free;
    return 1;
}

int use(int device, char* why) {
    return quiet(why, [&] {
        at::globalContext().lazyInitDevice(at::kCUDA);
        c10::cuda::set_device(static_cast<c10::DeviceIndex>(device));
        // Graphs are recorded on a stream that is not the default one.
        static const c10::cuda::CUDAStream own =
            c10::cuda::getStreamFromPool(false, static_cast<c10::DeviceIndex>(device));
        c10::cuda::setCurrentCUDAStream(own);
        return 1;
    });
}

int wait(char* why) {
    return quiet(why, [&] { return good(cudaStreamSynchronize(c10::cuda::getCurrentCUDAStream()), why); });
}

void* compile(const char* source, const char* const* options, int count, char* why) {
    const Driver& d = driver();
    if (!d.missing.empty()) {
        says(why, d.missing);
        return nullptr;
    }
    cudaDeviceProp found{};
    int device = 0;
    if (!good(cudaGetDevice(&device), why) || !good(cudaGetDeviceProperties(&found, device), why))
        return nullptr;
    const std::string architecture =
        "--gpu-architecture=sm_" + std::to_string(found.major) + std::to_string(found.minor);
    std::vector<const char*> all(options, options + count);
    all.push_back(architecture.c_str());
    all.push_back("--std=c++17");
    nvrtcProgram program = nullptr;
    if (d.create(&program, source, "promptlathe.cu", 0, nullptr, nullptr) != NVRTC_SUCCESS) {
        says(why, "the compiler did not start");
        return nullptr;
    }
    CUmodule module = nullptr;
    if (d.compile(program, static_cast<int>(all.size()), all.data()) != NVRTC_SUCCESS) {
        std::size_t size = 0;
        d.logSize(program, &size);
        std::string log(size, ' ');
        d.log(program, log.data());
        says(why, log);
    } else {
        std::size_t size = 0;
        d.binarySize(program, &size);
        std::vector<char> binary(size);
        d.binary(program, binary.data());
        const CUresult code = d.load(&module, binary.data());
        if (code != CUDA_SUCCESS) says(why, "the driver does not load it (" + std::to_string(code) + ")");
    }
    d.destroy(&program);
    return module;
}

void* kernel(void* module, const char* name, char* why) {
    CUfunction found = nullptr;
    const CUresult code = driver().function(&found, static_cast<CUmodule>(module), name);
    if (code != CUDA_SUCCESS) says(why, std::string(name) + " (" + std::to_string(code) + ")");
    return found;
}

int launch(void* kernel, unsigned blocks, unsigned threads, void** arguments, char* why) {
    const CUresult code = driver().launch(static_cast<CUfunction>(kernel), blocks, 1, 1, threads, 1, 1, 0,
                                          c10::cuda::getCurrentCUDAStream().stream(), arguments, nullptr);
    return code == CUDA_SUCCESS ? 1
                                : says(why, "the driver does not start it (" + std::to_string(code) + ")");
}

void* capture(void (*body)(void*), void* self, char* why) {
    // One memory for all graphs: they never run at once, and what one gives is read before the next starts.
    // It goes with the last of them.
    static at::cuda::MempoolId_t pool{};
    if (liveGraphs == 0) pool = at::cuda::graph_pool_handle();
    auto graph = std::make_unique<at::cuda::CUDAGraph>();
    std::string problem;
    const int done = quiet(why, [&] {
        graph->capture_begin(pool, cudaStreamCaptureModeThreadLocal);
        try {
            body(self);
        } catch (const c10::Error& e) {
            problem = e.what_without_backtrace();
        } catch (const std::exception& e) {
            problem = e.what();
        }
        graph->capture_end();
        return 1;
    });
    if (!problem.empty()) says(why, problem);
    if (!done || !problem.empty()) return nullptr;
    ++liveGraphs;
    return graph.release();
}

int replay(void* graph, char* why) {
    return quiet(why, [&] {
        static_cast<at::cuda::CUDAGraph*>(graph)->replay();
        return 1;
    });
}

void drop(void* graph) {
    char why[kLatheCudaWhy];
    quiet(why, [&] {
        delete static_cast<at::cuda::CUDAGraph*>(graph);
        return 1;
    });
    --liveGraphs;
}

void peak(int device, std::uint64_t* used, std::uint64_t* reserved) {
    char why[kLatheCudaWhy];
    quiet(why, [&] {
        const auto stats =
            c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(device));
        *used = static_cast<std::uint64_t>(stats.allocated_bytes[0].peak);
        *reserved = static_cast<std::uint64_t>(stats.reserved_bytes[0].peak);
        return 1;
    });
}

void resetPeak(int device) {
    char why[kLatheCudaWhy];
    quiet(why, [&] {
        c10::cuda::CUDACachingAllocator::resetPeakStats(static_cast<c10::DeviceIndex>(device));
        return 1;
    });
}

void trim() {
    char why[kLatheCudaWhy];
    quiet(why, [&] {
        c10::cuda::CUDACachingAllocator::emptyCache();
        return 1;
    });
}

const LatheCudaTable kTable = {
    kLatheCudaTable, TORCH_VERSION, devices, describe, use,  wait,      compile, kernel,
    launch,          capture,       replay,  drop,     peak, resetPeak, trim};

}  // namespace

extern "C" const LatheCudaTable* lathe_cuda_table() {
    return &kTable;
}
