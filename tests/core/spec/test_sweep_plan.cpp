// SPDX-License-Identifier: Apache-2.0
// Axes as they are typed, and the configurations that they span.
#include <QtTest>
#include <set>

#include "core/spec/sweep_plan.h"

using namespace lathe;

class TestSweepPlan : public QObject {
    Q_OBJECT
    static std::vector<SweepSettings> spanned(const std::vector<std::string>& texts, std::int64_t random = 0,
                                              std::uint64_t seed = 0) {
        std::vector<SweepAxis> axes;
        for (const std::string& text : texts) axes.push_back(*readAxis(text));
        return *sweepConfigurations(axes, random, seed);
    }

  private Q_SLOTS:
    void commasInsideQuotesAndBracesPartNothing() {
        const auto axis = readAxis(R"(method.init.text="a, b",c,{"x": 1, "y": [2, 3]})");
        QVERIFY(axis.has_value());
        QCOMPARE(axis->values, (std::vector<std::string>{"\"a, b\"", "c", R"({"x": 1, "y": [2, 3]})"}));
        for (const char* wrong : {"a", "=1", "a=", "a=1,,2", "a=1,1", "a=5..1"})
            QVERIFY(!readAxis(wrong).has_value());
    }
    void theLastAxisIsFastest() {
        const auto all = spanned({"a=1,2", "b=x,y,z"});
        QCOMPARE(all.size(), std::size_t(6));
        QCOMPARE(all[1], (SweepSettings{{"a", "1"}, {"b", "y"}}));
        QCOMPARE(all[3], (SweepSettings{{"a", "2"}, {"b", "x"}}));
        QCOMPARE(spanned({}).size(), std::size_t(1));
    }
    void drawsStayInsideAndDiffer() {
        const auto all = spanned({"rate=0.001..0.1", "tokens=1..100"}, 20, 4);
        QCOMPARE(all.size(), std::size_t(20));
        int low = 0;
        for (const SweepSettings& one : all) {
            const double rate = std::stod(one[0].second);
            QVERIFY(rate >= 0.001 && rate <= 0.1);
            low += rate < 0.01 ? 1 : 0;
            QVERIFY(one[1].second.find('.') == std::string::npos);
        }
        QVERIFY(low > 4 && low < 16);  // evenly in the logarithm: half of them
        QCOMPARE(all, spanned({"rate=0.001..0.1", "tokens=1..100"}, 20, 4));
        QVERIFY(all != spanned({"rate=0.001..0.1", "tokens=1..100"}, 20, 5));
        QCOMPARE(spanned({"a=1,2", "b=1,2"}, 9).size(), std::size_t(4));
        const auto some = spanned({"a=1,2,3", "b=1,2,3"}, 5);
        QCOMPARE(std::set<SweepSettings>(some.begin(), some.end()).size(), std::size_t(5));
    }
    void whatCannotBeSpannedIsRefused() {
        QVERIFY(!sweepConfigurations({*readAxis("a=1,2"), *readAxis("a=3")}, 0, 0).has_value());
        QVERIFY(!sweepConfigurations({*readAxis("a=1..2")}, 0, 0).has_value());
        std::string many = "a=0";
        for (int i = 1; i < 200; ++i) many += "," + std::to_string(i);
        auto second = *readAxis(many);
        second.key = "b";
        QVERIFY(!sweepConfigurations({*readAxis(many), second}, 0, 0).has_value());
    }
};

QTEST_GUILESS_MAIN(TestSweepPlan)
#include "test_sweep_plan.moc"
