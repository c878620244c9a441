// SPDX-License-Identifier: Apache-2.0
// CUDA's words for kernels that the host's compiler reads: a block's threads are threads, blocks run one
// after the other. Slow, and enough to check what a kernel computes.
#pragma once

#include <barrier>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#define KERNEL static
#define UNROLL
#define __device__ static
#define __forceinline__ inline
#define __launch_bounds__(count)
#define __shared__ static

struct HostIndex {
    unsigned x = 0;
};
struct float2 {
    float x, y;
};
struct float4 {
    float x, y, z, w;
};
struct uint4 {
    unsigned x, y, z, w;
};
inline float2 make_float2(float x, float y) {
    return {x, y};
}
inline float4 make_float4(float x, float y, float z, float w) {
    return {x, y, z, w};
}
inline float __uint_as_float(unsigned x) {
    return std::bit_cast<float>(x);
}
inline unsigned __float_as_uint(float x) {
    return std::bit_cast<unsigned>(x);
}
inline float __expf(float x) {
    return std::exp(x);
}

namespace lathe::test {

struct HostBlock {
    explicit HostBlock(unsigned threads) : all(threads), lanes(threads) {
        for (unsigned w = 0; w < threads / 32; ++w) warps.push_back(std::make_unique<std::barrier<>>(32));
    }
    std::barrier<> all;
    std::vector<std::unique_ptr<std::barrier<>>> warps;
    std::vector<float> lanes;
};
inline thread_local HostBlock* hostBlock = nullptr;

}  // namespace lathe::test

inline thread_local HostIndex threadIdx, blockIdx, blockDim;

inline void __syncthreads() {
    lathe::test::hostBlock->all.arrive_and_wait();
}
inline float __shfl_xor_sync(unsigned, float value, int step) {
    lathe::test::HostBlock& block = *lathe::test::hostBlock;
    std::barrier<>& warp = *block.warps[threadIdx.x / 32];
    block.lanes[threadIdx.x] = value;
    warp.arrive_and_wait();
    const float other = block.lanes[threadIdx.x ^ static_cast<unsigned>(step)];
    warp.arrive_and_wait();
    return other;
}

namespace lathe::test {

/// Runs a kernel; `threads` a multiple of 32.
template <class Kernel>
void onHost(unsigned blocks, unsigned threads, const Kernel& kernel) {
    HostBlock block(threads);
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
        all.emplace_back([&, t] {
            hostBlock = &block;
            threadIdx.x = t;
            blockDim.x = threads;
            for (unsigned b = 0; b < blocks; ++b) {
                blockIdx.x = b;
                kernel();
                block.all.arrive_and_wait();
            }
        });
}

}  // namespace lathe::test
