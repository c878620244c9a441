// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/random.h"

using namespace lathe;

class TestRandom : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void thePublishedVectorsAreMet() {
        // Random123's kat_vectors for philox4x32-10: key and counter 0. FNV-1a of "" is the seed that makes
        // the key 0.
        const Random zero(0xcbf29ce484222325ULL, "");
        QCOMPARE(zero.bits(0), 0x6627e8d5U);
        QCOMPARE(zero.bits(1), 0xe169c58dU);
        QCOMPARE(zero.bits(2), 0xbc57ac4cU);
        QCOMPARE(zero.bits(3), 0x9b00dbd8U);
        // All bits of key and counter set; a block's number is index / 4, so only its part can be all ones.
        const Random ones(~0xcbf29ce484222325ULL, "", ~0ULL);
        QVERIFY(ones.bits(0) != zero.bits(0));
    }

    void aNumberIsAFunctionOfSeedStreamPartAndIndex() {
        const Random a(1, "order", 2);
        QCOMPARE(a.bits(77), Random(1, "order", 2).bits(77));
        std::set<std::uint32_t> seen = {a.bits(77), a.bits(78), Random(2, "order", 2).bits(77),
                                        Random(1, "init", 2).bits(77), Random(1, "order", 3).bits(77)};
        QCOMPARE(seen.size(), std::size_t(5));
        QVERIFY(a.bits(1ULL << 60) != a.bits(0));
    }

    void uniformNumbersAreUniform() {
        const Random random(3, "init");
        double sum = 0, low = 1, high = 0;
        constexpr int kCount = 100'000;
        for (std::uint64_t i = 0; i < kCount; ++i) {
            const double value = random.uniform(i);
            sum += value;
            low = std::min(low, value);
            high = std::max(high, value);
        }
        QVERIFY(low >= 0 && low < 1e-3 && high < 1 && high > 0.999);
        QVERIFY(std::abs(sum / kCount - 0.5) < 4 * std::sqrt(1.0 / 12 / kCount));
    }

    void normalNumbersAreNormal() {
        const Random random(3, "init");
        double sum = 0, squares = 0;
        int outside = 0;
        constexpr int kCount = 100'000;
        for (std::uint64_t i = 0; i < kCount; ++i) {
            const double value = random.normal(i);
            sum += value;
            squares += value * value;
            outside += std::abs(value) > 1.96 ? 1 : 0;
        }
        QVERIFY(std::abs(sum / kCount) < 0.015);
        QVERIFY(std::abs(squares / kCount - 1) < 0.02);
        QVERIFY(std::abs(outside / static_cast<double>(kCount) - 0.05) < 0.004);
    }

    void belowStaysBelowAndReachesAll() {
        const Random random(9, "draw");
        std::vector<int> counts(6);
        for (std::uint64_t i = 0; i < 60'000; ++i) ++counts[random.below(i, 6)];
        for (const int count : counts) QVERIFY(count > 9500 && count < 10500);
        for (std::uint64_t i = 0; i < 100; ++i) QCOMPARE(random.below(i, 1), 0ULL);
        for (std::uint64_t i = 0; i < 100; ++i) QVERIFY(random.below(i, 1ULL << 63) < 1ULL << 63);
    }

    void aPermutationHoldsEachOnce() {
        auto order = Random(0, "order", 0).permutation(1000);
        QVERIFY(order != Random(0, "order", 1).permutation(1000));
        QCOMPARE(order, Random(0, "order", 0).permutation(1000));
        std::sort(order.begin(), order.end());
        for (std::int64_t i = 0; i < 1000; ++i) QCOMPARE(order[static_cast<std::size_t>(i)], i);
        QVERIFY(Random(0, "order").permutation(0).empty());
        QCOMPARE(Random(0, "order").permutation(1).size(), std::size_t(1));
    }

    void permutationsAreFair() {
        std::map<std::vector<std::int64_t>, int> counts;
        for (std::uint64_t part = 0; part < 12'000; ++part) ++counts[Random(5, "order", part).permutation(4)];
        QCOMPARE(counts.size(), std::size_t(24));
        for (const auto& [order, count] : counts) QVERIFY(count > 400 && count < 600);
    }
};

QTEST_GUILESS_MAIN(TestRandom)
#include "test_random.moc"
