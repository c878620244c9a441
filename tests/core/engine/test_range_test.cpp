// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/engine/training/range_test.h"

using namespace lathe;

namespace {

/// 200 rates from 1e-5 to 10: flat until 1e-3, falling by the logarithm to 0.1, broken beyond 1; with noise.
std::vector<RangePoint> points(double noise = 0.02) {
    std::vector<RangePoint> all;
    const Random random(1, "loss");
    for (std::uint64_t i = 0; i < 200; ++i) {
        const double rate = 1e-5 * std::pow(1e6, static_cast<double>(i) / 199);
        const double fallen = std::clamp(std::log10(rate) + 3, 0.0, 2.0);
        all.push_back({rate, 2 - 0.6 * fallen + (rate > 1 ? 5 * (rate - 1) : 0) + noise * random.normal(i)});
    }
    return all;
}

}  // namespace

class TestRangeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void findsWhereTheLossFallsAndWhereItBreaks() {
        const auto read = readRange(points());
        QVERIFY(read);
        QVERIFY2(read->steepest > 2e-3 && read->steepest < 0.2, qPrintable(QString::number(read->steepest)));
        QVERIFY2(read->lowest > 0.1 && read->lowest < 1.5, qPrintable(QString::number(read->lowest)));
        QVERIFY2(read->broken > 1 && read->broken < 3, qPrintable(QString::number(read->broken)));
        QVERIFY(read->steepest < read->lowest);
    }

    void aLossThatIsNoNumberEndsTheReading() {
        auto broken = points();
        broken[150].loss = std::numeric_limits<double>::quiet_NaN();
        const auto read = readRange(broken);
        QVERIFY(read);
        QCOMPARE(read->broken, broken[150].rate);
        QCOMPARE(read->smoothed.size(), 150U);
    }

    void smoothedLossesAreFreeOfTheStartsBias() {
        const auto read = readRange(points(0));
        QVERIFY(read);
        QVERIFY(std::abs(read->smoothed[0] - 2) < 1e-12);
        QVERIFY(std::abs(read->smoothed[30] - 2) < 1e-9);
    }

    void refusesALossThatNeverFallsAndTooFewPoints() {
        auto flat = points();
        for (RangePoint& point : flat) point.loss = 2;
        const auto none = readRange(flat);
        QVERIFY(!none);
        QVERIFY(QString::fromStdString(none.error().line()).contains("lets the loss fall"));
        auto few = points();
        few.resize(5);
        QVERIFY(!readRange(few));
    }
};

QTEST_GUILESS_MAIN(TestRangeTest)
#include "test_range_test.moc"
