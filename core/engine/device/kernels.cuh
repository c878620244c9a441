// SPDX-License-Identifier: Apache-2.0
// The device's own kernels, compiled when a backbone is loaded for its shape (NVRTC): one pass over memory for each
// of a step's parts between two products. What each does is said in ops.h; tests run them on the host.
//
// Defined by the options: NARROW_BF16, V (values a load), WIDTH, NORM_THREADS (a row), NORM_ROWS (a block), CENTRED,
// REPLACES, HEADS, KV_HEADS, HEAD_WIDTH, PAIRS, FEED_FORWARD, GATED, ACTIVATION.
#ifndef KERNEL
#define KERNEL extern "C" __global__
#define UNROLL _Pragma("unroll")
#endif
typedef unsigned short u16;
typedef unsigned int u32;
#if NARROW_BF16
#define EXP __expf
typedef u16 N;
__device__ __forceinline__ float wide(N x) { return __uint_as_float(static_cast<u32>(x) << 16); }
__device__ __forceinline__ N narrow(float x) {
    const u32 bits = __float_as_uint(x);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<N>((bits >> 16) | 0x40u);
    return static_cast<N>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}
__device__ __forceinline__ u32 narrowTwo(float low, float high) {
#if __CUDA_ARCH__ >= 800
    u32 out;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(out) : "f"(high), "f"(low));
    return out;
#else
    return static_cast<u32>(narrow(low)) | (static_cast<u32>(narrow(high)) << 16);
#endif
}
#else
#define EXP expf
typedef float N;
__device__ __forceinline__ float wide(N x) { return x; }
__device__ __forceinline__ N narrow(float x) { return x; }
#endif

__device__ __forceinline__ void get(const float* from, float* to) {
#if V == 8
    const float4 a = *reinterpret_cast<const float4*>(from), b = *reinterpret_cast<const float4*>(from + 4);
    to[0] = a.x; to[1] = a.y; to[2] = a.z; to[3] = a.w;
    to[4] = b.x; to[5] = b.y; to[6] = b.z; to[7] = b.w;
#else
    to[0] = from[0];
#endif
}
__device__ __forceinline__ void put(float* to, const float* from) {
#if V == 8
    *reinterpret_cast<float4*>(to) = make_float4(from[0], from[1], from[2], from[3]);
    *reinterpret_cast<float4*>(to + 4) = make_float4(from[4], from[5], from[6], from[7]);
#else
    to[0] = from[0];
#endif
}
#if NARROW_BF16
__device__ __forceinline__ void get(const N* from, float* to) {
#if V == 8
    const uint4 a = *reinterpret_cast<const uint4*>(from);
    const u32 words[4] = {a.x, a.y, a.z, a.w};
UNROLL
    for (int i = 0; i < 4; ++i) {
        to[2 * i] = __uint_as_float(words[i] << 16);
        to[2 * i + 1] = __uint_as_float(words[i] & 0xffff0000u);
    }
#else
    to[0] = wide(from[0]);
#endif
}
__device__ __forceinline__ void put(N* to, const float* from) {
#if V == 8
    uint4 a;
    a.x = narrowTwo(from[0], from[1]);
    a.y = narrowTwo(from[2], from[3]);
    a.z = narrowTwo(from[4], from[5]);
    a.w = narrowTwo(from[6], from[7]);
    *reinterpret_cast<uint4*>(to) = a;
#else
    to[0] = narrow(from[0]);
#endif
}
#endif

/// The sums of a and b over a block of T threads, to all of them.
template <int T>
__device__ __forceinline__ float2 blockSum(float a, float b) {
    __shared__ float2 parts[32];
UNROLL
    for (int step = 16; step > 0; step >>= 1) {
        a += __shfl_xor_sync(0xffffffffu, a, step);
        b += __shfl_xor_sync(0xffffffffu, b, step);
    }
    if (T == 32) return make_float2(a, b);
    __syncthreads();
    if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = make_float2(a, b);
    __syncthreads();
    a = b = 0;
UNROLL
    for (int w = 0; w < T / 32; ++w) {
        a += parts[w].x;
        b += parts[w].y;
    }
    return make_float2(a, b);
}

KERNEL void embed(float* stream, const int* tokens, const N* table, float scale, const float* soft,
                                 const int* positions, const float* positionTable, int offset) {
    const long long row = blockIdx.x;
    const int token = tokens[row];
    const float* places = positionTable ? positionTable + (static_cast<long long>(positions[row]) + offset) * WIDTH : nullptr;
    for (int i = threadIdx.x * V; i < WIDTH; i += blockDim.x * V) {
        float x[V], p[V];
        if (token < 0) {
            get(soft + static_cast<long long>(~token) * WIDTH + i, x);
        } else {
            get(table + static_cast<long long>(token) * WIDTH + i, x);
UNROLL
            for (int k = 0; k < V; ++k) x[k] *= scale;
        }
        if (places) {
            get(places + i, p);
UNROLL
            for (int k = 0; k < V; ++k) x[k] += p[k];
        }
        put(stream + row * WIDTH + i, x);
    }
}

#define NORM_CHUNKS ((WIDTH + NORM_THREADS * V - 1) / (NORM_THREADS * V))

KERNEL void __launch_bounds__(NORM_THREADS * NORM_ROWS)
    norm_forward(float* x, const N* add, const float* addBias, const float* weight, const float* bias, float epsilon,
                 N* normal, N* out, float* scale, int rows) {
    const long long row = static_cast<long long>(blockIdx.x) * NORM_ROWS + threadIdx.x / NORM_THREADS;
    const int lane = threadIdx.x % NORM_THREADS;
    if (row >= rows) return;
    const long long at = row * WIDTH;
    float v[NORM_CHUNKS][V];
    float total = 0, squares = 0;
UNROLL
    for (int c = 0; c < NORM_CHUNKS; ++c) {
        const int i = (c * NORM_THREADS + lane) * V;
        if (i >= WIDTH) continue;
        get(x + at + i, v[c]);
        float more[V];
        if (add) {
            get(add + at + i, more);
UNROLL
            for (int k = 0; k < V; ++k) v[c][k] += more[k];
        }
        if (addBias) {
            get(addBias + i, more);
UNROLL
            for (int k = 0; k < V; ++k) v[c][k] += more[k];
        }
        if (!REPLACES && add) put(x + at + i, v[c]);
UNROLL
        for (int k = 0; k < V; ++k) {
            total += v[c][k];
            squares += v[c][k] * v[c][k];
        }
    }
    float2 sums = blockSum<NORM_THREADS>(total, squares);
    float mean = 0;
    if (CENTRED) {
        mean = sums.x / WIDTH;
        squares = 0;
UNROLL
        for (int c = 0; c < NORM_CHUNKS; ++c) {
            const int i = (c * NORM_THREADS + lane) * V;
            if (i >= WIDTH) continue;
UNROLL
            for (int k = 0; k < V; ++k) squares += (v[c][k] - mean) * (v[c][k] - mean);
        }
        sums = blockSum<NORM_THREADS>(0, squares);
    }
    const float factor = 1.0f / sqrtf(sums.y / WIDTH + epsilon);
    if (scale && lane == 0) scale[row] = factor;
UNROLL
    for (int c = 0; c < NORM_CHUNKS; ++c) {
        const int i = (c * NORM_THREADS + lane) * V;
        if (i >= WIDTH) continue;
        float w[V], b[V];
UNROLL
        for (int k = 0; k < V; ++k) v[c][k] = (v[c][k] - mean) * factor;
        if (normal) put(normal + at + i, v[c]);
        get(weight + i, w);
UNROLL
        for (int k = 0; k < V; ++k) v[c][k] *= w[k];
        if (bias) {
            get(bias + i, b);
UNROLL
            for (int k = 0; k < V; ++k) v[c][k] += b[k];
        }
        put(out + at + i, v[c]);
        if (REPLACES) put(x + at + i, v[c]);
    }
}

KERNEL void __launch_bounds__(NORM_THREADS * NORM_ROWS)
    norm_backward(float* dx, const N* dOut, const float* weight, const N* normal, const float* scale, N* out, int fresh,
                  int rows) {
    const long long row = static_cast<long long>(blockIdx.x) * NORM_ROWS + threadIdx.x / NORM_THREADS;
    const int lane = threadIdx.x % NORM_THREADS;
    if (row >= rows) return;
    const long long at = row * WIDTH;
    float g[NORM_CHUNKS][V], n[NORM_CHUNKS][V], d[NORM_CHUNKS][V];
    float total = 0, along = 0;
UNROLL
    for (int c = 0; c < NORM_CHUNKS; ++c) {
        const int i = (c * NORM_THREADS + lane) * V;
        if (i >= WIDTH) continue;
        float w[V];
        get(dOut + at + i, g[c]);
        get(normal + at + i, n[c]);
        get(weight + i, w);
        if (fresh) {
UNROLL
            for (int k = 0; k < V; ++k) d[c][k] = 0;
        } else {
            get(dx + at + i, d[c]);
        }
UNROLL
        for (int k = 0; k < V; ++k) {
            g[c][k] = (REPLACES ? g[c][k] + d[c][k] : g[c][k]) * w[k];
            total += g[c][k];
            along += g[c][k] * n[c][k];
        }
    }
    const float2 sums = blockSum<NORM_THREADS>(total, along);
    const float mean = CENTRED ? sums.x / WIDTH : 0.0f, share = sums.y / WIDTH, factor = scale[row];
UNROLL
    for (int c = 0; c < NORM_CHUNKS; ++c) {
        const int i = (c * NORM_THREADS + lane) * V;
        if (i >= WIDTH) continue;
UNROLL
        for (int k = 0; k < V; ++k) {
            const float v = factor * (g[c][k] - mean - n[c][k] * share);
            g[c][k] = REPLACES ? v : v + d[c][k];
        }
        put(dx + at + i, g[c]);
        if (out) put(out + at + i, g[c]);
    }
}

// Rows of heads: a warp each.
#define ROW_THREADS 32
#define ROWS 4

/// Heads of a row with their bias, turned by the row's angles (null: not), from `from` to `to`.
__device__ __forceinline__ void turnRow(const N* from, const float* bias, const float* cosine, const float* sine, N* to,
                                        int heads, int lane) {
    float a[V], b[V], c[V], s[V], more[V];
    int copied = 0;  // values of each head that are turned
#if PAIRS > 0
    if (cosine) {
        constexpr int jobs = PAIRS / V;
        for (int j = lane; j < heads * jobs; j += ROW_THREADS) {
            const int i = j % jobs * V, at = j / jobs * HEAD_WIDTH + i;
            get(from + at, a);
            get(from + at + PAIRS, b);
            if (bias) {
                get(bias + at, more);
UNROLL
                for (int k = 0; k < V; ++k) a[k] += more[k];
                get(bias + at + PAIRS, more);
UNROLL
                for (int k = 0; k < V; ++k) b[k] += more[k];
            }
            get(cosine + i, c);
            get(sine + i, s);
UNROLL
            for (int k = 0; k < V; ++k) {
                const float p = a[k], q = b[k];
                a[k] = p * c[k] - q * s[k];
                b[k] = q * c[k] + p * s[k];
            }
            put(to + at, a);
            put(to + at + PAIRS, b);
        }
        copied = 2 * PAIRS;
    }
#endif
    const int jobs = (HEAD_WIDTH - copied) / V;
    if (jobs == 0) return;
    for (int j = lane; j < heads * jobs; j += ROW_THREADS) {
        const int at = j / jobs * HEAD_WIDTH + copied + j % jobs * V;
        get(from + at, a);
        if (bias) {
            get(bias + at, more);
UNROLL
            for (int k = 0; k < V; ++k) a[k] += more[k];
        }
        put(to + at, a);
    }
}

#define QUERY_WIDTH (HEADS * HEAD_WIDTH)
#define KEY_WIDTH (KV_HEADS * HEAD_WIDTH)

KERNEL void spread(const N* query, long long queryStride, const float* queryBias, const float* queryCosine,
                                  const float* querySine, N* queryOut, int queries, const N* key, long long keyStride,
                                  const float* keyBias, const float* keyCosine, const float* keySine, const int* source,
                                  const float* trainedKey, const float* trainedValue, N* keyOut, int gathered) {
    const long long row = static_cast<long long>(blockIdx.x) * ROWS + threadIdx.x / ROW_THREADS;
    const int lane = threadIdx.x % ROW_THREADS;
    if (row < queries) {
        turnRow(query + row * queryStride, queryBias, queryCosine ? queryCosine + row * PAIRS : nullptr,
                querySine ? querySine + row * PAIRS : nullptr, queryOut + row * QUERY_WIDTH, HEADS, lane);
        return;
    }
    const long long place = row - queries;
    if (place >= gathered) return;
    const int from = source[place];
    N* out = keyOut + place * 2 * KEY_WIDTH;
    if (from < 0) {
        const long long at = static_cast<long long>(~from) * KEY_WIDTH;
        for (int i = lane * V; i < KEY_WIDTH; i += ROW_THREADS * V) {
            float x[V];
            get(trainedKey + at + i, x);
            put(out + i, x);
            get(trainedValue + at + i, x);
            put(out + KEY_WIDTH + i, x);
        }
        return;
    }
    const N* in = key + static_cast<long long>(from) * keyStride;
    turnRow(in, keyBias, keyCosine ? keyCosine + static_cast<long long>(from) * PAIRS : nullptr,
            keySine ? keySine + static_cast<long long>(from) * PAIRS : nullptr, out, KV_HEADS, lane);
    turnRow(in + KEY_WIDTH, keyBias ? keyBias + KEY_WIDTH : nullptr, nullptr, nullptr, out + KEY_WIDTH, KV_HEADS, lane);
}

/// The sum of the rows place[first], ..., place[last - 1] of x at column i.
__device__ __forceinline__ void sumOf(const N* x, const int* place, int first, int last, int i, float* sum) {
    float v[V];
UNROLL
    for (int k = 0; k < V; ++k) sum[k] = 0;
    for (int p = first; p < last; ++p) {
        get(x + static_cast<long long>(place[p]) * KEY_WIDTH + i, v);
UNROLL
        for (int k = 0; k < V; ++k) sum[k] += v[k];
    }
}

KERNEL void collect(const N* dQuery, const float* queryCosine, const float* querySine, N* dQueryOut,
                                   long long queryStride, int queries, const N* dKey, const N* dValue, const int* first,
                                   const int* place, const float* keyCosine, const float* keySine, N* dKeyOut,
                                   long long keyStride, int rows, float* dTrainedKey, float* dTrainedValue,
                   int trained) {
    float a[V], b[V], c[V], s[V];
    const long long job = static_cast<long long>(blockIdx.x) * ROWS + threadIdx.x / ROW_THREADS;
    const int lane = threadIdx.x % ROW_THREADS;
    if (job < queries) {
        const long long row = job;
        const N* in = dQuery + row * QUERY_WIDTH;
        N* out = dQueryOut + row * queryStride;
        int turned = 0;
#if PAIRS > 0
        if (queryCosine) {
            constexpr int jobs = PAIRS / V;
            for (int j = lane; j < HEADS * jobs; j += ROW_THREADS) {
                const int i = j % jobs * V, at = j / jobs * HEAD_WIDTH + i;
                get(in + at, a);
                get(in + at + PAIRS, b);
                get(queryCosine + row * PAIRS + i, c);
                get(querySine + row * PAIRS + i, s);
UNROLL
                for (int k = 0; k < V; ++k) {
                    const float p = a[k], q = b[k];
                    a[k] = p * c[k] + q * s[k];
                    b[k] = q * c[k] - p * s[k];
                }
                put(out + at, a);
                put(out + at + PAIRS, b);
            }
            turned = 2 * PAIRS;
        }
#endif
        const int jobs = (HEAD_WIDTH - turned) / V;
        for (int j = lane; jobs > 0 && j < HEADS * jobs; j += ROW_THREADS) {
            const int at = j / jobs * HEAD_WIDTH + turned + j % jobs * V;
            get(in + at, a);
            put(out + at, a);
        }
        return;
    }
    const long long row = job - queries;
    if (row >= rows + trained) return;
    const int from = first[row], to = first[row + 1];
    if (row >= rows) {
        const long long out = (row - rows) * KEY_WIDTH;
        for (int i = lane * V; i < KEY_WIDTH; i += ROW_THREADS * V) {
            sumOf(dKey, place, from, to, i, a);
            put(dTrainedKey + out + i, a);
            sumOf(dValue, place, from, to, i, a);
            put(dTrainedValue + out + i, a);
        }
        return;
    }
    N* out = dKeyOut + row * keyStride;
    int turned = 0;
#if PAIRS > 0
    if (keyCosine) {
        constexpr int jobs = PAIRS / V;
        for (int j = lane; j < KV_HEADS * jobs; j += ROW_THREADS) {
            const int i = j % jobs * V, at = j / jobs * HEAD_WIDTH + i;
            sumOf(dKey, place, from, to, at, a);
            sumOf(dKey, place, from, to, at + PAIRS, b);
            get(keyCosine + row * PAIRS + i, c);
            get(keySine + row * PAIRS + i, s);
UNROLL
            for (int k = 0; k < V; ++k) {
                const float p = a[k], q = b[k];
                a[k] = p * c[k] + q * s[k];
                b[k] = q * c[k] - p * s[k];
            }
            put(out + at, a);
            put(out + at + PAIRS, b);
        }
        turned = 2 * PAIRS;
    }
#endif
    const int jobs = (HEAD_WIDTH - turned) / V;
    for (int j = lane; jobs > 0 && j < KV_HEADS * jobs; j += ROW_THREADS) {
        const int at = j / jobs * HEAD_WIDTH + turned + j % jobs * V;
        sumOf(dKey, place, from, to, at, a);
        put(out + at, a);
    }
    for (int i = lane * V; i < KEY_WIDTH; i += ROW_THREADS * V) {
        sumOf(dValue, place, from, to, i, a);
        put(out + KEY_WIDTH + i, a);
    }
}

/// act(x) and its slope.
__device__ __forceinline__ float2 act(float x) {
#if ACTIVATION == 0
    const float s = 1.0f / (1.0f + EXP(-x));
    return make_float2(x * s, s * (1.0f + x * (1.0f - s)));
#elif ACTIVATION == 1
    const float share = 0.5f * (1.0f + erff(x * 0.70710678f));
    return make_float2(x * share, share + x * EXP(-0.5f * x * x) * 0.3989422804f);
#elif ACTIVATION == 2
    const float s = 1.0f / (1.0f + EXP(-x * (1.5957691216f + 0.0713548163f * x * x)));
    return make_float2(x * s, s + x * s * (1.0f - s) * (1.5957691216f + 0.2140644489f * x * x));
#else
    return make_float2(fmaxf(x, 0.0f), x > 0.0f ? 1.0f : 0.0f);
#endif
}

#define INNER (GATED ? 2 * FEED_FORWARD : FEED_FORWARD)

KERNEL void activate(const N* inner, const float* bias, N* out, long long count) {
    const long long job = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (job >= count) return;
    const long long row = job / (FEED_FORWARD / V);
    const int i = static_cast<int>(job % (FEED_FORWARD / V)) * V;
    float x[V], u[V], b[V];
    get(inner + row * INNER + i, x);
    if (bias) {
        get(bias + i, b);
UNROLL
        for (int k = 0; k < V; ++k) x[k] += b[k];
    }
    if (GATED) {
        get(inner + row * INNER + FEED_FORWARD + i, u);
        if (bias) {
            get(bias + FEED_FORWARD + i, b);
UNROLL
            for (int k = 0; k < V; ++k) u[k] += b[k];
        }
    }
UNROLL
    for (int k = 0; k < V; ++k) x[k] = act(x[k]).x * (GATED ? u[k] : 1.0f);
    put(out + row * FEED_FORWARD + i, x);
}

KERNEL void activate_back(N* inner, const float* bias, const N* dOut, long long count) {
    const long long job = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (job >= count) return;
    const long long row = job / (FEED_FORWARD / V);
    const int i = static_cast<int>(job % (FEED_FORWARD / V)) * V;
    float x[V], u[V], b[V], d[V];
    get(inner + row * INNER + i, x);
    get(dOut + row * FEED_FORWARD + i, d);
    if (bias) {
        get(bias + i, b);
UNROLL
        for (int k = 0; k < V; ++k) x[k] += b[k];
    }
    if (GATED) {
        get(inner + row * INNER + FEED_FORWARD + i, u);
        if (bias) {
            get(bias + FEED_FORWARD + i, b);
UNROLL
            for (int k = 0; k < V; ++k) u[k] += b[k];
        }
    }
UNROLL
    for (int k = 0; k < V; ++k) {
        const float2 a = act(x[k]);
        x[k] = d[k] * a.y * (GATED ? u[k] : 1.0f);
        u[k] = d[k] * a.x;
    }
    put(inner + row * INNER + i, x);
    if (GATED) put(inner + row * INNER + FEED_FORWARD + i, u);
}

#define LOSS_THREADS 512

KERNEL void __launch_bounds__(LOSS_THREADS)
    cross_entropy(N* logits, long long stride, int vocabulary, const float* bias, const int* first, const int* target,
                  const float* weight, float zLoss, int gradient, float* loss, float* logProb) {
    N* row = logits + blockIdx.x * stride;
    __shared__ float most[32];
    const auto at = [&](int i) { return wide(row[i]) + (bias ? bias[i] : 0.0f); };
    // The largest and the sum of exponents below it, in one pass.
    float top = -3.0e38f, sum = 0;
    for (int i = threadIdx.x * 8; i < vocabulary; i += LOSS_THREADS * 8) {
        float x[8];
        float here = -3.0e38f;
#if NARROW_BF16
        const uint4 four = *reinterpret_cast<const uint4*>(row + i);
        const u32 words[4] = {four.x, four.y, four.z, four.w};
UNROLL
        for (int k = 0; k < 8; ++k) x[k] = __uint_as_float(k % 2 ? words[k / 2] & 0xffff0000u : words[k / 2] << 16);
#else
UNROLL
        for (int k = 0; k < 8; ++k) x[k] = row[i + k];
#endif
UNROLL
        for (int k = 0; k < 8; ++k) {
            x[k] = i + k < vocabulary ? x[k] + (bias ? bias[i + k] : 0.0f) : -3.0e38f;
            here = fmaxf(here, x[k]);
        }
        if (here > top) {
            sum *= EXP(top - here);
            top = here;
        }
UNROLL
        for (int k = 0; k < 8; ++k) sum += i + k < vocabulary ? EXP(x[k] - top) : 0.0f;
    }
    float whole = top;
UNROLL
    for (int step = 16; step > 0; step >>= 1) whole = fmaxf(whole, __shfl_xor_sync(0xffffffffu, whole, step));
    if (threadIdx.x % 32 == 0) most[threadIdx.x / 32] = whole;
    __syncthreads();
UNROLL
    for (int w = 0; w < LOSS_THREADS / 32; ++w) whole = fmaxf(whole, most[w]);
    sum = blockSum<LOSS_THREADS>(sum * EXP(top - whole), 0).x;
    const float logSum = whole + logf(sum);

    const int begin = first[blockIdx.x], end = first[blockIdx.x + 1];
    float all = 0;
    for (int t = begin; t < end; ++t) all += weight[t];
    __shared__ float wanted[64];
    if (threadIdx.x == 0) {
        float lost = 0;
        for (int t = begin; t < end; ++t) {
            const float p = at(target[t]) - logSum;
            logProb[t] = p;
            lost += weight[t] * (zLoss * logSum * logSum - p);
            if (t - begin < 64) {
                // Of the same target several times, the first gets all.
                float own = 0;
                for (int o = begin; o < end; ++o) own += target[o] == target[t] ? weight[o] : 0.0f;
                wanted[t - begin] = all * EXP(p) * (1.0f + 2.0f * zLoss * logSum) - own;
            }
        }
        loss[blockIdx.x] = lost;
    }
    if (!gradient) return;
    __syncthreads();
    const float factor = all * (1.0f + 2.0f * zLoss * logSum);
    for (int i = threadIdx.x * 8; i < stride; i += LOSS_THREADS * 8) {
        float x[8];
UNROLL
        for (int k = 0; k < 8; ++k) x[k] = i + k < vocabulary ? factor * EXP(at(i + k) - logSum) : 0.0f;
#if NARROW_BF16
        uint4 four;
        four.x = narrowTwo(x[0], x[1]);
        four.y = narrowTwo(x[2], x[3]);
        four.z = narrowTwo(x[4], x[5]);
        four.w = narrowTwo(x[6], x[7]);
        *reinterpret_cast<uint4*>(row + i) = four;
#else
UNROLL
        for (int k = 0; k < 8; ++k) row[i + k] = x[k];
#endif
    }
    __syncthreads();
    for (int t = begin + threadIdx.x; t < end && t - begin < 64; t += LOSS_THREADS)
        row[target[t]] = narrow(wanted[t - begin]);
}
