// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/kernels/kernels.h"

#include <string_view>

#include "core/engine/layers/kernels/tables.h"

namespace lathe::layers {

Index attentionScratch(Index keys, Index headWidth, bool backward) {
    const auto padded = [](Index n) { return (n + 15) / 16 * 16; };
    const Index all = padded(keys) * padded(headWidth), tile = kQueryTile * padded(headWidth),
                score = kQueryTile * padded(keys);
    const Index positions = padded(keys);
    // What the pieces of float32 take, or those of pairs (tables differ).
    const Index wide = backward ? 6 * all + 3 * tile + 2 * score : 2 * all + 2 * tile + score;
    const Index pairs = backward ? 4 * all + 3 * tile + 4 * score : all + 2 * tile + 2 * score;
    return positions + (wide > pairs ? wide : pairs);
}

bool ownProductsWin() {
#if defined(__x86_64__)
    return __builtin_cpu_is("amd") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#else
    return false;
#endif
}

const Kernels& kernelsFor(Dtype dtype, const char* limit) {
    const int which = dtype == Dtype::Float32 ? 0 : 1;
    const std::string_view most = limit;
    // A table is made only where its instructions run: making it may use them.
#if defined(__x86_64__)
    if (most.empty() && dtype == Dtype::BFloat16 && __builtin_cpu_supports("avx512bf16") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd")) {
        static const Kernels bf16 = kernelsAvx512Bf16();
        return bf16;
    }
    if ((most.empty() || most == "avx512") && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd")) {
        static const Kernels avx512[2] = {kernelsAvx512(Dtype::Float32), kernelsAvx512(Dtype::BFloat16)};
        return avx512[which];
    }
    if (most != "base" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        static const Kernels avx2[2] = {kernelsAvx2(Dtype::Float32), kernelsAvx2(Dtype::BFloat16)};
        return avx2[which];
    }
#endif
    static const Kernels base[2] = {kernelsBase(Dtype::Float32), kernelsBase(Dtype::BFloat16)};
    return base[which];
}

}  // namespace lathe::layers
