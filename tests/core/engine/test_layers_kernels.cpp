// SPDX-License-Identifier: Apache-2.0
// Every instruction set's loops against plain ones in double, in both number formats.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/base/random.h"
#include "core/engine/layers/kernels/kernels.h"

using namespace lathe;
using namespace lathe::layers;

namespace {

using Floats = std::vector<float>;

/// Values in the run's dtype, read back as they were rounded.
struct Narrow {
    std::vector<char> bytes;
    const Kernels* kernels;
    Dtype dtype;
    Narrow(const Kernels& k, Dtype d, const Floats& values)
        : bytes(values.size() * (d == Dtype::Float32 ? 4 : 2)), kernels(&k), dtype(d) {
        k.narrow(values.data(), bytes.data(), static_cast<Index>(values.size()));
    }
    void* data() { return bytes.data(); }
    Floats values() const {
        Floats out(bytes.size() / (dtype == Dtype::Float32 ? 4 : 2));
        kernels->widen(bytes.data(), out.data(), static_cast<Index>(out.size()));
        return out;
    }
};

Floats draw(std::size_t count, std::uint64_t seed) {
    const Random random(seed, "values");
    Floats out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<float>(random.normal(i)));
    return out;
}

double apart(const std::vector<double>& a, const Floats& b) {
    if (a.size() != b.size()) return 1e9;
    double difference = 0, whole = 1e-30;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference += (a[i] - static_cast<double>(b[i])) * (a[i] - static_cast<double>(b[i]));
        whole += a[i] * a[i];
    }
    return std::sqrt(difference / whole);
}

}  // namespace

class TestLayersKernels : public QObject {
    Q_OBJECT

    void tables() {
        QTest::addColumn<QByteArray>("limit");
        QTest::addColumn<bool>("wide");
        for (const char* limit : {"", "avx512", "avx2", "base"})
            for (const bool wide : {true, false})
                QTest::addRow("%s, %s", *limit ? limit : "best", wide ? "float32" : "bfloat16")
                    << QByteArray(limit) << wide;
    }
    const Kernels* kernels_ = nullptr;
    Dtype dtype_ = Dtype::Float32;
    double near_ = 0;
    void choose() {
        QFETCH(QByteArray, limit);
        QFETCH(bool, wide);
        dtype_ = wide ? Dtype::Float32 : Dtype::BFloat16;
        near_ = wide ? 2e-6 : 4e-3;
        kernels_ = &kernelsFor(dtype_, limit.constData());
    }
    Narrow narrow(const Floats& values) { return Narrow(*kernels_, dtype_, values); }

  private Q_SLOTS:
    void norms_data() { tables(); }
    void norms() {
        choose();
        const Index rows = 3, width = 37;
        Floats x = draw(111, 1);
        const Floats before = x, weight = draw(37, 3);
        Narrow add = narrow(draw(111, 2)), normal = narrow(x), out = narrow(x), dOut = narrow(draw(111, 4));
        Floats scale(3), dx = draw(111, 5);
        const Floats dBefore = dx, added = add.values();
        kernels_->normForward(
            {x.data(), add.data(), weight.data(), 1e-5F, normal.data(), out.data(), scale.data(), width}, 0,
            rows);
        Narrow rounded = narrow(dx);
        kernels_->normBackward(
            {dx.data(), dOut.data(), weight.data(), normal.data(), scale.data(), rounded.data(), width}, 0,
            rows);
        std::vector<double> wanted, back;
        const Floats kept = normal.values(), given = dOut.values();
        for (std::size_t r = 0; r < 3; ++r) {
            double squares = 0, along = 0;
            for (std::size_t i = 37 * r; i < 37 * (r + 1); ++i) {
                const double v = static_cast<double>(before[i]) + static_cast<double>(added[i]);
                squares += v * v;
                along += static_cast<double>(given[i]) * static_cast<double>(weight[i % 37]) *
                         static_cast<double>(kept[i]);
            }
            const double s = 1 / std::sqrt(squares / 37 + 1e-5);
            for (std::size_t i = 37 * r; i < 37 * (r + 1); ++i) {
                const auto w = static_cast<double>(weight[i % 37]);
                wanted.push_back((static_cast<double>(before[i]) + static_cast<double>(added[i])) * s * w);
                back.push_back(
                    static_cast<double>(dBefore[i]) +
                    s * (static_cast<double>(given[i]) * w - static_cast<double>(kept[i]) * along / 37));
            }
        }
        QVERIFY(apart(wanted, out.values()) < near_);
        QVERIFY(apart(back, dx) < 2e-6);
        QVERIFY(apart(back, rounded.values()) < near_);
    }

    void gates_data() { tables(); }
    void gates() {
        choose();
        const Index width = 21;
        Floats both = draw(84, 1);
        both[0] = 60;
        both[1] = -60;
        Narrow gateUp = narrow(both), out = narrow(draw(42, 2));
        const Floats in = gateUp.values();
        kernels_->activate({gateUp.data(), out.data(), width, nullptr, ActivationKind::Silu, true}, 0, 2);
        std::vector<double> wanted, back(84);
        const Floats d = draw(42, 3);
        Narrow given = narrow(d);
        const Floats dRounded = given.values();
        for (std::size_t r = 0; r < 2; ++r)
            for (std::size_t i = 0; i < 21; ++i) {
                const auto g = static_cast<double>(in[r * 42 + i]),
                           up = static_cast<double>(in[r * 42 + 21 + i]);
                const double s = 1 / (1 + std::exp(-g)), gradient = static_cast<double>(dRounded[r * 21 + i]);
                wanted.push_back(g * s * up);
                back[r * 42 + i] = gradient * up * s * (1 + g * (1 - s));
                back[r * 42 + 21 + i] = gradient * g * s;
            }
        QVERIFY(apart(wanted, out.values()) < near_);
        kernels_->activateBack({gateUp.data(), given.data(), width, nullptr, ActivationKind::Silu, true}, 0,
                               2);
        QVERIFY(apart(back, gateUp.values()) < near_);
    }

    void layerNorms_data() { tables(); }
    void layerNorms() {
        choose();
        const std::size_t rows = 3, width = 37;
        for (const bool replaces : {false, true}) {
            Floats x = draw(rows * width, 1);
            for (float& v : x) v += 3;  // a mean to take off
            const Floats before = x, weight = draw(width, 3), bias = draw(width, 6);
            Narrow add = narrow(draw(rows * width, 2)), normal = narrow(x), out = narrow(x);
            Narrow dOut = narrow(draw(rows * width, 4)), rounded = narrow(x);
            Floats scale(rows), dx = draw(rows * width, 5);
            const Floats dBefore = dx, added = add.values(), given = dOut.values();
            const auto w = static_cast<Index>(width);
            kernels_->normForward({x.data(), add.data(), weight.data(), 1e-5F, normal.data(), out.data(),
                                   scale.data(), w, bias.data(), true, replaces},
                                  0, 3);
            kernels_->normBackward({dx.data(), dOut.data(), weight.data(), normal.data(), scale.data(),
                                    rounded.data(), w, true, replaces},
                                   0, 3);
            const Floats kept = normal.values();
            std::vector<double> wanted, stream, back;
            for (std::size_t r = 0; r < rows; ++r) {
                double mean = 0, squares = 0, total = 0, along = 0;
                const auto in = [&](std::size_t i) {
                    return static_cast<double>(before[r * width + i]) +
                           static_cast<double>(added[r * width + i]);
                };
                const auto gradient = [&](std::size_t i) {
                    const std::size_t at = r * width + i;
                    return (static_cast<double>(given[at]) +
                            (replaces ? static_cast<double>(dBefore[at]) : 0.0)) *
                           static_cast<double>(weight[i]);
                };
                for (std::size_t i = 0; i < width; ++i) mean += in(i) / static_cast<double>(width);
                for (std::size_t i = 0; i < width; ++i) {
                    squares += (in(i)-mean) * (in(i)-mean);
                    total += gradient(i);
                    along += gradient(i) * static_cast<double>(kept[r * width + i]);
                }
                const double s = 1 / std::sqrt(squares / static_cast<double>(width) + 1e-5);
                for (std::size_t i = 0; i < width; ++i) {
                    wanted.push_back((in(i)-mean) * s * static_cast<double>(weight[i]) +
                                     static_cast<double>(bias[i]));
                    stream.push_back(replaces ? wanted.back() : in(i));
                    back.push_back(
                        (replaces ? 0.0 : static_cast<double>(dBefore[r * width + i])) +
                        s * (gradient(i) - (total + static_cast<double>(kept[r * width + i]) * along) /
                                               static_cast<double>(width)));
                }
            }
            QVERIFY(apart(wanted, out.values()) < near_);
            QVERIFY(apart(stream, x) < 2e-6);
            QVERIFY(apart(back, dx) < 5e-6);
            QVERIFY(apart(back, rounded.values()) < near_);
        }
    }

    void activations_data() { tables(); }
    void activations() {
        choose();
        const auto act = [](ActivationKind kind, double x) {
            switch (kind) {
                case ActivationKind::Silu:
                    return x / (1 + std::exp(-x));
                case ActivationKind::Gelu:
                    return x * 0.5 * std::erfc(-x / std::sqrt(2.0));
                case ActivationKind::GeluTanh:
                    return 0.5 * x * (1 + std::tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
                case ActivationKind::Relu:
                    return std::max(x, 0.0);
            }
            return 0.0;
        };
        const auto slope = [&](ActivationKind kind, double x) {
            return (act(kind, x + 1e-5) - act(kind, x - 1e-5)) / 2e-5;
        };
        const std::size_t width = 21;
        for (const auto kind :
             {ActivationKind::Silu, ActivationKind::Gelu, ActivationKind::GeluTanh, ActivationKind::Relu})
            for (const bool gated : {false, true}) {
                const std::size_t columns = gated ? 2 * width : width;
                Floats values = draw(2 * columns, 1), bias = draw(columns, 2);
                for (float& v : values) v *= 3;
                values[0] = 60;
                values[1] = -60;
                Narrow x = narrow(values), out = narrow(Floats(2 * width)),
                       given = narrow(draw(2 * width, 3));
                const Floats in = x.values(), d = given.values();
                Activation a{x.data(), out.data(), static_cast<Index>(width), bias.data(), kind, gated};
                kernels_->activate(a, 0, 2);
                const Floats biased = x.values();
                std::vector<double> sums, wanted, back(2 * columns);
                for (std::size_t i = 0; i < in.size(); ++i)
                    sums.push_back(static_cast<double>(in[i]) + static_cast<double>(bias[i % columns]));
                for (std::size_t r = 0; r < 2; ++r)
                    for (std::size_t i = 0; i < width; ++i) {
                        const std::size_t at = r * columns + i;
                        const auto g = static_cast<double>(biased[at]),
                                   dOut = static_cast<double>(d[r * width + i]);
                        const double up = gated ? static_cast<double>(biased[at + width]) : 1.0;
                        wanted.push_back(act(kind, sums[at]) * (gated ? sums[at + width] : 1.0));
                        back[at] = dOut * up * slope(kind, g);
                        if (gated) back[at + width] = dOut * act(kind, g);
                    }
                QVERIFY(apart(sums, biased) < near_);
                QVERIFY(apart(wanted, out.values()) < near_);
                a.out = given.data();
                a.bias = nullptr;
                kernels_->activateBack(a, 0, 2);
                QVERIFY(apart(back, x.values()) < near_);
            }
    }

    void rotations_data() { tables(); }
    void rotations() {
        choose();
        const Index heads = 2, width = 6;
        Floats cosine, sine;
        for (int i = 0; i < 9; ++i) {
            cosine.push_back(std::cos(static_cast<float>(i)));
            sine.push_back(std::sin(static_cast<float>(i)));
        }
        Narrow x = narrow(draw(3 * 15, 1));  // a stride of 15: two heads and three values that stay
        const Floats in = x.values();
        kernels_->rotate({x.data(), 15, heads, width, width, cosine.data(), sine.data(), 1}, 0, 3);
        std::vector<double> wanted(in.begin(), in.end());
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t h = 0; h < 2; ++h)
                for (std::size_t i = 0; i < 3; ++i) {
                    const std::size_t at = r * 15 + h * 6 + i;
                    const auto p = static_cast<double>(in[at]), q = static_cast<double>(in[at + 3]);
                    const auto c = static_cast<double>(cosine[r * 3 + i]),
                               s = static_cast<double>(sine[r * 3 + i]);
                    wanted[at] = p * c - q * s;
                    wanted[at + 3] = q * c + p * s;
                }
        QVERIFY(apart(wanted, x.values()) < near_);
        kernels_->rotate({x.data(), 15, heads, width, width, cosine.data(), sine.data(), -1}, 0, 3);
        QVERIFY(apart(std::vector<double>(in.begin(), in.end()), x.values()) < 2 * near_);
        // Heads of seven values of which six are turned.
        Narrow part = narrow(draw(3 * 15, 1));
        kernels_->rotate({part.data(), 15, heads, 7, width, cosine.data(), sine.data(), 1}, 0, 3);
        const Floats turned = part.values();
        for (const std::size_t stays : {6, 13, 14, 21, 28, 29}) QCOMPARE(turned[stays], in[stays]);
        QVERIFY(std::abs(turned[22] - (in[22] * cosine[3] - in[25] * sine[3])) < 3 * near_);
    }

    void entropies_data() { tables(); }
    void entropies() {
        choose();
        const std::size_t width = 35;
        Floats values = draw(3 * width, 1);
        for (float& v : values) v *= 4;
        Narrow logits = narrow(values);
        const Floats in = logits.values();
        const std::vector<std::int32_t> first{0, 1, 4, 4}, target{34, 3, 5, 3};
        const Floats weight{1.0F, 0.5F, 0.25F, 0.125F};
        Floats logProb(4);
        std::vector<double> loss(3), wanted(3 * width, 0), losses(3, 0);
        for (std::size_t r = 0; r < 3; ++r) {
            double sum = 0;
            for (std::size_t i = 0; i < width; ++i) sum += std::exp(static_cast<double>(in[r * width + i]));
            for (auto k = static_cast<std::size_t>(first[r]); k < static_cast<std::size_t>(first[r + 1]);
                 ++k) {
                const auto t = static_cast<std::size_t>(target[k]);
                const double z = std::log(sum), own = static_cast<double>(in[r * width + t]) - z,
                             w = static_cast<double>(weight[k]);
                losses[r] += w * (0.1 * z * z - own);
                for (std::size_t i = 0; i < width; ++i)
                    wanted[r * width + i] +=
                        w * (1 + 0.2 * z) * std::exp(static_cast<double>(in[r * width + i])) / sum;
                wanted[r * width + t] -= w;
            }
        }
        kernels_->crossEntropy({logits.data(), static_cast<Index>(width), first.data(), target.data(),
                                weight.data(), logProb.data(), loss.data(), 0.1, true},
                               0, 3);
        QVERIFY(apart(losses, Floats(loss.begin(), loss.end())) < 2e-6);
        QVERIFY(apart(wanted, logits.values()) < near_);
    }

    void attention_data() { tables(); }
    void attention() {
        choose();
        // Few queries of a span take the keys as they lie, more pack them.
        for (const std::size_t heads : {4, 10})
            for (const bool biased : {false, true})
                if (!QTest::currentTestFailed()) attend(heads, biased);
    }
    /// With a bias by position, or without.
    void attend(std::size_t heads, bool biased) {
        // A front of two keys, a row of three, and a row in two runs of which one comes later in the buffer.
        const std::size_t keyHeads = 2, width = 10, keys = 9, queries = 6, group = heads / keyHeads;
        Narrow q = narrow(draw(queries * heads * width, 1)), k = narrow(draw(keys * keyHeads * width, 2));
        Narrow v = narrow(draw(keys * keyHeads * width, 3)), dOut = narrow(draw(queries * heads * width, 4));
        Narrow out = narrow(Floats(queries * heads * width)), dq = out,
               dk = narrow(Floats(keys * keyHeads * width)), dv = dk;
        const std::vector<Span> spans{{0, 3, 2, 0, 1, 5}, {3, 3, 2, 1, 2, 6}};
        const std::vector<KeyRun> runs{{2, 3}, {7, 2}, {5, 2}};
        const std::vector<std::int32_t> visible{3, 4, 5, 2, 6, 5};
        const std::vector<std::vector<std::size_t>> rowKeys{{0, 1, 2, 3, 4}, {0, 1, 7, 8, 5, 6}};
        Floats logSum(queries * heads);
        Attention a{.heads = static_cast<Index>(heads), .keyValueHeads = 2, .headWidth = 10, .scale = 0.3F};
        a.spans = spans.data();
        a.runs = runs.data();
        a.visible = visible.data();
        a.query = q.data();
        a.key = k.data();
        a.value = v.data();
        a.queryStride = a.dQueryStride = static_cast<Index>(heads * width);
        a.keyStride = a.dKeyStride = 20;
        a.out = out.data();
        a.logSum = logSum.data();
        a.dOut = dOut.data();
        a.dQuery = dq.data();
        a.dKey = dk.data();
        a.dValue = dv.data();
        // Positions of the buffer's keys; the first has none. Distances beyond 2 take those at 2.
        const std::vector<std::int32_t> keyPositions{-1, 1, 2, 3, 4, 4, 5, 2, 3},
            queryPositions{2, 3, 4, 2, 5, 4};
        const Floats table = draw(heads * 5, 9);
        if (biased) {
            a.bias = table.data();
            a.reach = 2;
            a.queryPosition = queryPositions.data();
            a.keyPosition = keyPositions.data();
        }
        const auto biasOf = [&](std::size_t head, std::size_t query, std::size_t key) {
            if (!biased || keyPositions[key] < 0) return 0.0;
            const int distance = std::clamp(keyPositions[key] - queryPositions[query], -2, 2);
            return static_cast<double>(table[head * 5 + static_cast<std::size_t>(distance + 2)]);
        };
        Floats scratch(static_cast<std::size_t>(attentionScratch(6, 10, true)), std::nanf("")),
            front(keyHeads * 2 * 2 * width, 0.0F);
        for (Index s = 0; s < 2; ++s)
            for (Index h = 0; h < 2; ++h) kernels_->attend(a, s, h, scratch.data());
        for (Index s = 0; s < 2; ++s)
            for (Index h = 0; h < 2; ++h)
                kernels_->attendBack(a, s, h, front.data() + h * 2 * 2 * static_cast<Index>(width),
                                     scratch.data());

        const Floats Q = q.values(), K = k.values(), U = v.values(), D = dOut.values();
        std::vector<double> O(Q.size()), dQ(Q.size()), dK(K.size()), dV(K.size());
        for (std::size_t i = 0; i < queries; ++i)
            for (std::size_t h = 0; h < heads; ++h) {
                const std::vector<std::size_t>& seen = rowKeys[i / 3];
                const auto count = static_cast<std::size_t>(visible[i]);
                const auto at = [&](std::size_t key) { return (seen[key] * keyHeads + h / group) * width; };
                const std::size_t mine = (i * heads + h) * width;
                std::vector<double> share(count), dShare(count);
                double sum = 0, along = 0;
                for (std::size_t key = 0; key < count; ++key) {
                    double score = 0;
                    for (std::size_t c = 0; c < width; ++c)
                        score += static_cast<double>(Q[mine + c]) * static_cast<double>(K[at(key) + c]);
                    sum += share[key] = std::exp(0.3F * score + biasOf(h, i, seen[key]));
                }
                for (std::size_t key = 0; key < count; ++key) {
                    share[key] /= sum;
                    for (std::size_t c = 0; c < width; ++c) {
                        O[mine + c] += share[key] * static_cast<double>(U[at(key) + c]);
                        dShare[key] += static_cast<double>(D[mine + c]) * static_cast<double>(U[at(key) + c]);
                        dV[at(key) + c] += share[key] * static_cast<double>(D[mine + c]);
                    }
                    along += share[key] * dShare[key];
                }
                for (std::size_t key = 0; key < count; ++key)
                    for (std::size_t c = 0; c < width; ++c) {
                        const double dScore = share[key] * (dShare[key] - along) * static_cast<double>(0.3F);
                        dQ[mine + c] += dScore * static_cast<double>(K[at(key) + c]);
                        dK[at(key) + c] += dScore * static_cast<double>(Q[mine + c]);
                    }
            }
        // The front's gradients are summed apart, by head.
        Floats gotK = dk.values(), gotV = dv.values();
        for (std::size_t h = 0; h < keyHeads; ++h)
            for (std::size_t key = 0; key < 2; ++key)
                for (std::size_t c = 0; c < width; ++c) {
                    gotK[(key * keyHeads + h) * width + c] = front[((h * 2) * 2 + key) * width + c];
                    gotV[(key * keyHeads + h) * width + c] = front[((h * 2 + 1) * 2 + key) * width + c];
                }
        QVERIFY(apart(O, out.values()) < near_);
        QVERIFY(apart(dQ, dq.values()) < near_);
        QVERIFY(apart(dK, gotK) < near_);
        QVERIFY(apart(dV, gotV) < near_);
    }

    void storedKeysAreSeenAsTheOthersAre_data() { tables(); }
    void storedKeysAreSeenAsTheOthersAre() {
        choose();
        // 21 keys of which the first 18 are stored apart, in the second of two layers.
        for (const Index heads : {4, 10})
            if (!QTest::currentTestFailed()) seeStored(heads);
    }
    void seeStored(Index heads) {
        const Index keyHeads = 2, width = 10, keys = 21, past = 18, row = 2 * keyHeads * width;
        const auto floats = [](Index count, std::uint64_t seed) {
            return draw(static_cast<std::size_t>(count), seed);
        };
        Narrow q = narrow(floats(3 * heads * width, 1)), all = narrow(floats(keys * row, 2)),
               dOut = narrow(floats(3 * heads * width, 3));
        const Index bytes = row * (dtype_ == Dtype::Float32 ? 4 : 2);
        std::vector<char> stored(static_cast<std::size_t>(2 * past * bytes), '\x7f');
        std::memcpy(stored.data() + past * bytes, all.bytes.data(), static_cast<std::size_t>(past * bytes));
        const std::vector<std::int32_t> visible{19, 20, 21}, positions{18, 19, 20};
        std::vector<std::int32_t> keyPositions;
        for (std::int32_t k = 0; k < 21; ++k) keyPositions.push_back(k);
        const Floats table = floats(heads * 9, 9);
        for (const bool biased : {false, true}) {
            struct Result {
                Narrow out, dQuery, dKeys;
            };
            const auto run = [&](const std::vector<Span>& spans, const KeyRun& ownKeys, Index skipped) {
                Narrow zeros = narrow(Floats(static_cast<std::size_t>(3 * heads * width)));
                Result r{zeros, zeros, narrow(Floats(static_cast<std::size_t>(keys * row)))};
                Floats logSum(static_cast<std::size_t>(3 * heads));
                Attention a{
                    .heads = heads, .keyValueHeads = keyHeads, .headWidth = width, .layer = 1, .scale = 0.3F};
                a.spans = spans.data();
                a.runs = &ownKeys;
                a.visible = visible.data();
                a.query = q.data();
                a.key = all.bytes.data() + skipped * bytes;
                a.value = all.bytes.data() + skipped * bytes + bytes / 2;
                a.queryStride = a.dQueryStride = heads * width;
                a.keyStride = a.dKeyStride = row;
                a.out = r.out.data();
                a.logSum = logSum.data();
                a.dOut = dOut.data();
                a.dQuery = r.dQuery.data();
                a.dKey = r.dKeys.bytes.data() + skipped * bytes;
                a.dValue = r.dKeys.bytes.data() + skipped * bytes + bytes / 2;
                if (biased) {
                    a.bias = table.data();
                    a.reach = 4;
                    a.queryPosition = positions.data();
                    a.keyPosition = keyPositions.data() + skipped;
                }
                Floats scratch(static_cast<std::size_t>(attentionScratch(keys, width, true)), std::nanf(""));
                for (Index h = 0; h < keyHeads; ++h) kernels_->attend(a, 0, h, scratch.data());
                for (Index h = 0; h < keyHeads; ++h) kernels_->attendBack(a, 0, h, nullptr, scratch.data());
                return r;
            };
            const Result whole = run({{0, 3, 0, 0, 1, 21}}, {0, 21}, 0);
            std::vector<Span> behind{{0, 3, 0, 0, 1, 21}};
            behind.front().past = 18;
            behind.front().stored = stored.data();
            const Result apart = run(behind, {0, 3}, past);
            QVERIFY(whole.out.bytes == apart.out.bytes);
            QVERIFY(whole.dQuery.bytes == apart.dQuery.bytes);
            const auto own = static_cast<std::ptrdiff_t>(past * bytes);
            QVERIFY(std::equal(whole.dKeys.bytes.begin() + own, whole.dKeys.bytes.end(),
                               apart.dKeys.bytes.begin() + own));
            QVERIFY(std::all_of(apart.dKeys.bytes.begin(), apart.dKeys.bytes.begin() + own,
                                [](char byte) { return byte == 0; }));
        }
    }

    void oneQueryAloneIsThatQueryAmongMany_data() { tables(); }
    void oneQueryAloneIsThatQueryAmongMany() {
        choose();
        // Widths of whole and broken vectors, keys of more than one block.
        for (const Index width : {8, 24, 64, 80, 100}) {
            const Index queries = 9, keys = 53, group = 3;
            const auto floats = [](Index count, std::uint64_t seed) {
                return draw(static_cast<std::size_t>(count), seed);
            };
            Narrow q = narrow(floats(queries * group * width, 1)), k = narrow(floats(keys * width, 2)),
                   v = narrow(floats(keys * width, 3));
            std::vector<std::int32_t> visible;
            for (std::int32_t i = 0; i < queries; ++i) visible.push_back(keys - 2 * i);
            const std::vector<KeyRun> runs{{20, 33}, {0, 20}};
            const auto run = [&](const std::vector<Span>& spans) {
                Narrow out = narrow(Floats(static_cast<std::size_t>(queries * group * width)));
                Attention a{.heads = group, .keyValueHeads = 1, .headWidth = width, .scale = 0.2F};
                a.spans = spans.data();
                a.runs = runs.data();
                a.visible = visible.data();
                a.query = q.data();
                a.key = k.data();
                a.value = v.data();
                a.queryStride = group * width;
                a.keyStride = width;
                a.out = out.data();
                Floats scratch(static_cast<std::size_t>(attentionScratch(keys, width, false)), std::nanf(""));
                for (Index s = 0; s < static_cast<Index>(spans.size()); ++s)
                    kernels_->attend(a, s, 0, scratch.data());
                return out.values();
            };
            std::vector<Span> alone;
            for (std::int32_t i = 0; i < queries; ++i) alone.push_back({i, 1, 0, 0, 2, keys});
            const Floats together = run({{0, queries, 0, 0, 2, keys}});
            QVERIFY(apart(std::vector<double>(together.begin(), together.end()), run(alone)) < 2 * near_);
        }
    }

    void fewRows_data() { tables(); }
    void fewRows() {
        choose();
        if (!kernels_->fewRows) return;
        for (const auto& [columns, depth] : {std::pair<Index, Index>{37, 50}, {64, 576}, {3, 7}}) {
            Narrow a = narrow(draw(static_cast<std::size_t>(kFewRows * depth), 1)),
                   b = narrow(draw(static_cast<std::size_t>(columns * depth), 2));
            const Floats left = a.values(), right = b.values();
            std::vector<double> wanted;
            for (Index r = 0; r < kFewRows; ++r)
                for (Index c = 0; c < columns; ++c) {
                    double sum = 0;
                    for (Index k = 0; k < depth; ++k)
                        sum += static_cast<double>(left[static_cast<std::size_t>(r * depth + k)]) *
                               static_cast<double>(right[static_cast<std::size_t>(c * depth + k)]);
                    wanted.push_back(sum);
                }
            const Narrow zeros = narrow(Floats(wanted.size()));
            Narrow all = zeros;
            kernels_->fewRows({a.data(), b.data(), all.data(), kFewRows, columns, depth}, 0, columns);
            QVERIFY(apart(wanted, all.values()) < near_);
            // Of each row whatever stands beside it: the same bits, and nothing behind the last.
            for (Index rows = 1; rows < kFewRows; ++rows) {
                Narrow some = zeros;
                const FewRows p{a.data(), b.data(), some.data(), rows, columns, depth};
                kernels_->fewRows(p, 0, std::min<Index>(columns, 32));
                if (columns > 32) kernels_->fewRows(p, 32, columns);
                const auto end = static_cast<std::ptrdiff_t>(rows * columns * 2);
                QVERIFY(std::equal(some.bytes.begin(), some.bytes.begin() + end, all.bytes.begin()));
                QVERIFY(std::equal(some.bytes.begin() + end, some.bytes.end(), zeros.bytes.begin() + end));
            }
        }
    }

    void largestIsTheFirstOfEquals_data() { tables(); }
    void largestIsTheFirstOfEquals() {
        choose();
        Floats values = draw(77, 5);
        const auto at = [&] {
            Narrow row = narrow(values);
            return kernels_->largestAt(row.data(), static_cast<Index>(values.size()));
        };
        for (const std::size_t place : {76, 40, 33, 17, 16, 0}) {
            values[place] = 9;
            QCOMPARE(at(), static_cast<Index>(place));
        }
        values[0] = std::nanf("");
        QCOMPARE(at(), Index{16});
        values.assign(77, std::nanf(""));
        QCOMPARE(at(), Index{-1});
        values[70] = -INFINITY;
        values[72] = -INFINITY;
        QCOMPARE(at(), Index{70});
    }

    void bfloat16RoundsToTheNearestEven() {
        for (const char* limit : {"", "avx512", "avx2", "base"}) {
            const Kernels& kernels = kernelsFor(Dtype::BFloat16, limit);
            const Floats in{1.0F, 1.00390625F, 1.01171875F, std::nanf(""), INFINITY, -3.0e38F, 0.0F};
            std::vector<std::uint16_t> bits(in.size());
            kernels.narrow(in.data(), bits.data(), static_cast<Index>(in.size()));
            QCOMPARE(bits[0], 0x3f80);
            QCOMPARE(bits[1], 0x3f80);
            QCOMPARE(bits[2], 0x3f82);
            QCOMPARE(bits[3] & 0x7fc0, 0x7fc0);
            QCOMPARE(bits[4], 0x7f80);
            QCOMPARE(bits[6], 0);
        }
    }

    void largeProducts_data() { tables(); }
    void largeProducts() {
        choose();
        // More than a panel's columns and depth, and rows that are no whole tile.
        const Index rows = 11, columns = 64 + 17, depth = kProductDepth + 37;
        const Floats a = draw(static_cast<std::size_t>(rows * depth), 1),
                     b = draw(static_cast<std::size_t>(columns * depth), 2);
        for (const bool turned : {false, true}) {
            std::vector<double> wanted;
            for (Index r = 0; r < rows; ++r)
                for (Index c = 0; c < columns; ++c) {
                    double sum = 0;
                    for (Index k = 0; k < depth; ++k)
                        sum += static_cast<double>(a[static_cast<std::size_t>(r * depth + k)]) *
                               static_cast<double>(
                                   b[static_cast<std::size_t>(turned ? c * depth + k : k * columns + c)]);
                    wanted.push_back(sum);
                }
            Floats out(wanted.size()), scratch(kProductScratch);
            const Product p{a.data(), b.data(), out.data(), columns, depth, turned};
            for (Index column = 0; column < columns; column += kProductColumns)
                for (const auto& [first, last] : {std::pair<Index, Index>{0, 5}, {5, rows}})
                    kernels_->product(p, column, first, last, scratch.data());
            QVERIFY(apart(wanted, out) < 2e-6);
        }
    }
};

QTEST_GUILESS_MAIN(TestLayersKernels)
#include "test_layers_kernels.moc"
