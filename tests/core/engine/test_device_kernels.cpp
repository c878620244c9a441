// SPDX-License-Identifier: Apache-2.0
// The CUDA kernels' own text, read by the host's compiler and run on the host, against sums written out here.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "core/base/random.h"
#include "tests/support/cuda_on_host.h"

#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wshadow=local"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"

// A decoder in bfloat16, eight values a load: RMS, rotary, gated.
#define NARROW_BF16 1
#define V 8
#define WIDTH 320
#define NORM_THREADS 32
#define NORM_ROWS 4
#define CENTRED 0
#define REPLACES 0
#define HEADS 4
#define KV_HEADS 2
#define HEAD_WIDTH 32
#define PAIRS 16
#define FEED_FORWARD 48
#define GATED 1
#define ACTIVATION 0
namespace bfloat {
#include "core/engine/device/kernels.cuh"
}
#include "tests/support/cuda_undefined.h"
// In float32, one value a load: layer norm behind its block, a part of each head turned, GELU.
#define NARROW_BF16 0
#define V 1
#define WIDTH 70
#define NORM_THREADS 64
#define NORM_ROWS 1
#define CENTRED 1
#define REPLACES 1
#define HEADS 2
#define KV_HEADS 2
#define HEAD_WIDTH 10
#define PAIRS 3
#define FEED_FORWARD 22
#define GATED 0
#define ACTIVATION 1
namespace wide {
#include "core/engine/device/kernels.cuh"
}
#undef PAIRS

using namespace lathe;
using lathe::test::onHost;

namespace {

using Values = std::vector<float>;

Values drawn(const char* name, std::size_t count, double size = 1) {
    const Random random(3, name);
    Values out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<float>(size * random.normal(i)));
    return out;
}

/// The numbers of one form of kernels: its narrow type, its sizes.
struct Bfloat {
    using N = bfloat::N;
    static N narrow(float x) { return bfloat::narrow(x); }
    static float wide(N x) { return bfloat::wide(x); }
    static constexpr std::size_t width = 320, heads = 4, keyHeads = 2, headWidth = 32, pairs = 16, inner = 48;
    static constexpr unsigned normThreads = 128, normRows = 4;
    static constexpr bool centred = false, replaces = false, gated = true;
    static constexpr double within = 1.5e-2;
};
struct Wide {
    using N = float;
    static N narrow(float x) { return x; }
    static float wide(N x) { return x; }
    static constexpr std::size_t width = 70, heads = 2, keyHeads = 2, headWidth = 10, pairs = 3, inner = 22;
    static constexpr unsigned normThreads = 64, normRows = 1;
    static constexpr bool centred = true, replaces = true, gated = false;
    static constexpr double within = 1e-5;
};

template <class F>
std::vector<typename F::N> narrowed(const Values& x) {
    std::vector<typename F::N> out;
    for (const float v : x) out.push_back(F::narrow(v));
    return out;
}
template <class F>
Values widened(const std::vector<typename F::N>& x) {
    Values out;
    for (const auto v : x) out.push_back(F::wide(v));
    return out;
}
/// Values as the narrow type holds them.
template <class F>
Values rounded(const Values& x) {
    return widened<F>(narrowed<F>(x));
}

void near(const Values& ours, const Values& theirs, double within, const char* what) {
    QVERIFY2(ours.size() == theirs.size(), what);
    double gap = 0, size = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        gap += std::pow(static_cast<double>(ours[i]) - static_cast<double>(theirs[i]), 2);
        size += std::pow(static_cast<double>(theirs[i]), 2);
    }
    QVERIFY2(std::isfinite(gap) && std::sqrt(gap) <= within * std::sqrt(size),
             qPrintable(QString("%1: %2 of %3").arg(what).arg(std::sqrt(gap)).arg(std::sqrt(size))));
}

template <class F, class Forward, class Backward>
void checkNorms(const Forward& forward, const Backward& backward) {
    const std::size_t rows = 3, n = F::width;
    const Values x = drawn("x", rows * n), more = rounded<F>(drawn("add", rows * n)), bias = drawn("b", n),
                 weight = drawn("w", n);
    Values stream = x, scale(rows, 0), sum(rows * n), normal(rows * n), out(rows * n);
    const auto add = narrowed<F>(more);
    std::vector<typename F::N> kept(rows * n), given(rows * n);
    const auto blocks = static_cast<unsigned>((rows + F::normRows - 1) / F::normRows);
    onHost(blocks, F::normThreads, [&] {
        forward(stream.data(), add.data(), bias.data(), weight.data(), bias.data(), 1e-5F, kept.data(),
                given.data(), scale.data(), static_cast<int>(rows));
    });
    Values factor(rows);
    for (std::size_t r = 0; r < rows; ++r) {
        double mean = 0, squares = 0;
        for (std::size_t i = 0; i < n; ++i) {
            sum[r * n + i] = x[r * n + i] + more[r * n + i] + bias[i];
            mean += static_cast<double>(sum[r * n + i]) / static_cast<double>(n);
        }
        if (!F::centred) mean = 0;
        for (std::size_t i = 0; i < n; ++i)
            squares += std::pow(static_cast<double>(sum[r * n + i]) - mean, 2) / static_cast<double>(n);
        factor[r] = static_cast<float>(1 / std::sqrt(squares + 1e-5));
        for (std::size_t i = 0; i < n; ++i) {
            normal[r * n + i] = (sum[r * n + i] - static_cast<float>(mean)) * factor[r];
            out[r * n + i] = normal[r * n + i] * weight[i] + bias[i];
        }
    }
    near(stream, F::replaces ? out : sum, 1e-5, "stream");
    near(scale, factor, 1e-5, "scale");
    near(widened<F>(kept), normal, F::within, "normal");
    near(widened<F>(given), out, F::within, "norm");

    for (const bool fresh : {false, true}) {
        const Values d = rounded<F>(drawn("d", rows * n)), before = drawn("dx", rows * n);
        Values dx = before, expected(rows * n);
        const auto dOut = narrowed<F>(d);
        std::vector<typename F::N> also(rows * n);
        onHost(blocks, F::normThreads, [&] {
            backward(dx.data(), dOut.data(), weight.data(), kept.data(), factor.data(), also.data(),
                     fresh ? 1 : 0, static_cast<int>(rows));
        });
        const Values held = widened<F>(kept);
        for (std::size_t r = 0; r < rows; ++r) {
            double along = 0, total = 0;
            const auto g = [&](std::size_t i) {
                const float own = fresh ? 0 : before[r * n + i];
                return static_cast<double>((F::replaces ? d[r * n + i] + own : d[r * n + i]) * weight[i]);
            };
            for (std::size_t i = 0; i < n; ++i) {
                along += g(i) * static_cast<double>(held[r * n + i]) / static_cast<double>(n);
                total += F::centred ? g(i) / static_cast<double>(n) : 0;
            }
            for (std::size_t i = 0; i < n; ++i)
                expected[r * n + i] =
                    static_cast<float>(static_cast<double>(factor[r]) *
                                       (g(i) - total - static_cast<double>(held[r * n + i]) * along)) +
                    (F::replaces || fresh ? 0 : before[r * n + i]);
        }
        near(dx, expected, 1e-5, "norm's way back");
        near(widened<F>(also), expected, F::within, "and narrow");
    }
}

template <class F>
float turned(const Values& row, const Values& cosine, const Values& sine, std::size_t angle, std::size_t head,
             std::size_t i, float sign) {
    const std::size_t at = head * F::headWidth;
    if (i >= 2 * F::pairs) return row[at + i];
    const std::size_t pair = i % F::pairs;
    const float c = cosine[angle * F::pairs + pair], s = sign * sine[angle * F::pairs + pair];
    const float a = row[at + pair], b = row[at + F::pairs + pair];
    return i < F::pairs ? a * c - b * s : b * c + a * s;
}

template <class F, class Spread, class Collect>
void checkKeys(const Spread& spread, const Collect& collect) {
    constexpr std::size_t q = F::heads * F::headWidth, k = F::keyHeads * F::headWidth, columns = q + 2 * k;
    constexpr std::size_t tokens = 3, trained = 2;
    const std::vector<int> source{~1, ~0, 0, 1, ~0, 0, 2};
    const std::vector<int> first{0, 2, 3, 4, 6, 7}, place{2, 5, 3, 6, 1, 4, 0};
    const Values all = rounded<F>(drawn("all", tokens * columns)), bias = drawn("bias", columns),
                 cosine = drawn("c", tokens * F::pairs), sine = drawn("s", tokens * F::pairs),
                 keys = drawn("k", trained * k), values = drawn("v", trained * k);
    const auto in = narrowed<F>(all);
    std::vector<typename F::N> queryOut(tokens * q), keyOut(source.size() * 2 * k);
    onHost(static_cast<unsigned>(tokens + source.size() + 3) / 4, 128, [&] {
        spread(in.data(), static_cast<long long>(columns), bias.data(), cosine.data(), sine.data(),
               queryOut.data(), static_cast<int>(tokens), in.data() + q, static_cast<long long>(columns),
               bias.data() + q, cosine.data(), sine.data(), source.data(), keys.data(), values.data(),
               keyOut.data(), static_cast<int>(source.size()));
    });
    Values biased = all;
    for (std::size_t t = 0; t < tokens; ++t)
        for (std::size_t i = 0; i < columns; ++i) biased[t * columns + i] += bias[i];
    Values query, key;
    const auto part = [&](std::size_t t, std::size_t from, std::size_t count) {
        const auto at = biased.begin() + static_cast<std::ptrdiff_t>(t * columns + from);
        return Values(at, at + static_cast<std::ptrdiff_t>(count));
    };
    for (std::size_t t = 0; t < tokens; ++t)
        for (std::size_t i = 0; i < q; ++i)
            query.push_back(turned<F>(part(t, 0, q), cosine, sine, t, i / F::headWidth, i % F::headWidth, 1));
    for (const int from : source) {
        const auto t = static_cast<std::size_t>(from < 0 ? ~from : from);
        for (std::size_t i = 0; i < k; ++i)
            key.push_back(
                from < 0 ? keys[t * k + i]
                         : turned<F>(part(t, q, k), cosine, sine, t, i / F::headWidth, i % F::headWidth, 1));
        for (std::size_t i = 0; i < k; ++i)
            key.push_back(from < 0 ? values[t * k + i] : part(t, q + k, k)[i]);
    }
    near(widened<F>(queryOut), query, F::within, "queries");
    near(widened<F>(keyOut), key, F::within, "keys and values");

    const Values dQuery = rounded<F>(drawn("dq", tokens * q)),
                 dKey = rounded<F>(drawn("dk", source.size() * k)),
                 dValue = rounded<F>(drawn("dv", source.size() * k));
    const auto dq = narrowed<F>(dQuery), dk = narrowed<F>(dKey), dv = narrowed<F>(dValue);
    std::vector<typename F::N> out(tokens * columns);
    Values dKeys(trained * k), dValues(trained * k);
    onHost(static_cast<unsigned>(2 * tokens + trained + 3) / 4, 128, [&] {
        collect(dq.data(), cosine.data(), sine.data(), out.data(), static_cast<long long>(columns),
                static_cast<int>(tokens), dk.data(), dv.data(), first.data(), place.data(), cosine.data(),
                sine.data(), out.data() + q, static_cast<long long>(columns), static_cast<int>(tokens),
                dKeys.data(), dValues.data(), static_cast<int>(trained));
    });
    Values sums((tokens + trained) * k), valueSums(sums.size()), expected;
    for (std::size_t r = 0; r < tokens + trained; ++r)
        for (int p = first[r]; p < first[r + 1]; ++p)
            for (std::size_t i = 0; i < k; ++i) {
                const auto at = static_cast<std::size_t>(place[static_cast<std::size_t>(p)]) * k + i;
                sums[r * k + i] += dKey[at];
                valueSums[r * k + i] += dValue[at];
            }
    const auto row = [](const Values& x, std::size_t r, std::size_t width) {
        const auto at = x.begin() + static_cast<std::ptrdiff_t>(r * width);
        return Values(at, at + static_cast<std::ptrdiff_t>(width));
    };
    for (std::size_t t = 0; t < tokens; ++t) {
        for (std::size_t i = 0; i < q; ++i)
            expected.push_back(
                turned<F>(row(dQuery, t, q), cosine, sine, t, i / F::headWidth, i % F::headWidth, -1));
        for (std::size_t i = 0; i < k; ++i)
            expected.push_back(
                turned<F>(row(sums, t, k), cosine, sine, t, i / F::headWidth, i % F::headWidth, -1));
        for (std::size_t i = 0; i < k; ++i) expected.push_back(valueSums[t * k + i]);
    }
    near(widened<F>(out), expected, F::within, "their way back");
    near(dKeys, Values(sums.begin() + tokens * k, sums.end()), 1e-6, "trained keys'");
    near(dValues, Values(valueSums.begin() + tokens * k, valueSums.end()), 1e-6, "trained values'");
}

template <class F, class Forward, class Backward>
void checkActivation(const Forward& forward, const Backward& backward,
                     const std::function<double(double)>& act, long long together) {
    constexpr std::size_t rows = 3, n = F::inner, columns = F::gated ? 2 * n : n;
    const Values x = rounded<F>(drawn("inner", rows * columns)), bias = drawn("bias", columns),
                 d = rounded<F>(drawn("d", rows * n));
    auto inner = narrowed<F>(x);
    const auto dOut = narrowed<F>(d);
    std::vector<typename F::N> out(rows * n);
    const long long jobs = static_cast<long long>(rows * n) / together;
    const auto blocks = static_cast<unsigned>((jobs + 31) / 32);
    onHost(blocks, 32, [&] { forward(inner.data(), bias.data(), out.data(), jobs); });
    Values expected, back(rows * columns);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t i = 0; i < n; ++i) {
            const double gate = static_cast<double>(x[r * columns + i] + bias[i]);
            const double up = F::gated ? static_cast<double>(x[r * columns + n + i] + bias[n + i]) : 1;
            const double slope = (act(gate + 1e-5) - act(gate - 1e-5)) / 2e-5;
            expected.push_back(static_cast<float>(act(gate) * up));
            back[r * columns + i] = static_cast<float>(static_cast<double>(d[r * n + i]) * slope * up);
            if (F::gated)
                back[r * columns + n + i] = static_cast<float>(static_cast<double>(d[r * n + i]) * act(gate));
        }
    near(widened<F>(out), expected, F::within, "activation");
    onHost(blocks, 32, [&] { backward(inner.data(), bias.data(), dOut.data(), jobs); });
    near(widened<F>(inner), back, F::within, "activation's way back");
}

template <class F, class Kernel>
void checkLoss(const Kernel& kernel) {
    constexpr std::size_t rows = 3, vocabulary = 4101, stride = 4160;
    const std::vector<int> first{0, 3, 3, 4}, target{7, 4100, 7, 0};  // the second row predicts nothing
    const Values weight{0.5F, 0.25F, 1, 2}, bias = drawn("bias", vocabulary);
    const Values x = rounded<F>(drawn("logits", rows * stride, 3));
    auto logits = narrowed<F>(x);
    Values loss(rows, -1), logProb(4, -1);
    const float z = 0.01F;
    onHost(rows, 512, [&] {
        kernel(logits.data(), static_cast<long long>(stride), static_cast<int>(vocabulary), bias.data(),
               first.data(), target.data(), weight.data(), z, 1, loss.data(), logProb.data());
    });
    Values losses(rows), probs, gradient(rows * stride);
    for (std::size_t r = 0; r < rows; ++r) {
        double sum = 0, all = 0;
        const auto at = [&](std::size_t i) { return static_cast<double>(x[r * stride + i] + bias[i]); };
        for (std::size_t i = 0; i < vocabulary; ++i) sum += std::exp(at(i));
        const double whole = std::log(sum);
        for (int t = first[r]; t < first[r + 1]; ++t) {
            const auto wanted = static_cast<std::size_t>(target[static_cast<std::size_t>(t)]);
            const double w = static_cast<double>(weight[static_cast<std::size_t>(t)]);
            probs.push_back(static_cast<float>(at(wanted) - whole));
            losses[r] += static_cast<float>(w * (whole - at(wanted) + 0.01 * whole * whole));
            gradient[r * stride + wanted] -= static_cast<float>(w);
            all += w;
        }
        for (std::size_t i = 0; i < vocabulary; ++i)
            gradient[r * stride + i] +=
                static_cast<float>(all * (1 + 0.02 * whole) * std::exp(at(i) - whole));
    }
    near(loss, losses, 1e-5, "losses");
    near(logProb, probs, 1e-5, "log-probabilities");
    near(widened<F>(logits), gradient, F::within, "their gradient");
}

}  // namespace

class TestDeviceKernels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void norms() {
        checkNorms<Bfloat>([](auto... a) { bfloat::norm_forward(a...); },
                           [](auto... a) { bfloat::norm_backward(a...); });
        checkNorms<Wide>([](auto... a) { wide::norm_forward(a...); },
                         [](auto... a) { wide::norm_backward(a...); });
    }
    void queriesKeysAndValues() {
        checkKeys<Bfloat>([](auto... a) { bfloat::spread(a...); }, [](auto... a) { bfloat::collect(a...); });
        checkKeys<Wide>([](auto... a) { wide::spread(a...); }, [](auto... a) { wide::collect(a...); });
    }
    void activations() {
        checkActivation<Bfloat>([](auto... a) { bfloat::activate(a...); },
                                [](auto... a) { bfloat::activate_back(a...); },
                                [](double x) { return x / (1 + std::exp(-x)); }, 8);
        checkActivation<Wide>([](auto... a) { wide::activate(a...); },
                              [](auto... a) { wide::activate_back(a...); },
                              [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); }, 1);
    }
    void losses() {
        checkLoss<Bfloat>([](auto... a) { bfloat::cross_entropy(a...); });
        checkLoss<Wide>([](auto... a) { wide::cross_entropy(a...); });
    }
    void embeddings() {
        constexpr std::size_t n = Wide::width, tokens = 3;
        const std::vector<int> ids{1, ~0, 0}, positions{2, 0, 1};
        const Values table = drawn("table", 2 * n), soft = drawn("soft", n), places = drawn("places", 4 * n);
        Values out(tokens * n), expected(tokens * n);
        onHost(tokens, 32, [&] {
            wide::embed(out.data(), ids.data(), table.data(), 2, soft.data(), positions.data(), places.data(),
                        1);
        });
        for (std::size_t i = 0; i < n; ++i) {
            expected[i] = 2 * table[n + i] + places[3 * n + i];
            expected[n + i] = soft[i] + places[n + i];
            expected[2 * n + i] = 2 * table[i] + places[2 * n + i];
        }
        near(out, expected, 1e-6, "embeddings");
    }
};

QTEST_GUILESS_MAIN(TestDeviceKernels)
#include "test_device_kernels.moc"
