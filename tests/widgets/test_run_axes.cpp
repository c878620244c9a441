// SPDX-License-Identifier: GPL-3.0-or-later
// Options and metrics as axes, and how strongly they go together.
#include <QTest>
#include <cmath>

#include "widgets/models/run_axes.h"

using namespace lathe;

namespace {

RunRow run(std::int64_t number, double rate, const char* init, double accuracy) {
    RunRow row;
    row.run = number;
    if (std::isfinite(accuracy)) row.best = {{"validation.accuracy", accuracy}};
    row.recipe = Json::object(
        {{"method", Json::object({{"kind", "prompt_tuning"}, {"init", Json::object({{"kind", init}})}})},
         {"optimizer", Json::object({{"learning_rate", rate}})}});
    return row;
}

std::vector<const RunRow*> pointers(const std::vector<RunRow>& rows) {
    std::vector<const RunRow*> out;
    for (const auto& row : rows) out.push_back(&row);
    return out;
}

}  // namespace

class TestRunAxes : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void numbersNamesAndGaps() {
        const std::vector<RunRow> rows = {run(1, 0.001, "text", 0.8), run(2, 0.1, "uniform", std::nan("")),
                                          run(3, 0.01, "text", 0.9)};
        const RunAxis rate = runAxis(pointers(rows), "optimizer.learning_rate", "Learning rate");
        QVERIFY(rate.scale.logarithmic());
        QVERIFY(std::fabs(rate.scale.place(0.01) - 0.5) < 1e-9);  // the middle of 0.001 and 0.1
        const RunAxis init = runAxis(pointers(rows), "method.init", "Start from");
        QCOMPARE(init.scale.names(), (QStringList{"text", "uniform"}));
        QCOMPARE(init.values, (QVector<double>{0, 1, 0}));
        const RunAxis accuracy = runAxis(pointers(rows), "accuracy", "Accuracy");
        QVERIFY(!accuracy.scale.logarithmic());
        QVERIFY(std::isnan(accuracy.values[1]));
        QVERIFY(std::isnan(accuracy.scale.place(accuracy.values[1])));
    }

    void ticksAreRoundAndWithin() {
        for (const auto& values : {QVector<double>{0.588, 0.925}, {3, 1000}, {-4, 9}, {5, 5}}) {
            const auto ticks = AxisScale::ofNumbers(values).ticks(6);
            QVERIFY2(ticks.size() >= 1 && ticks.size() <= 9, qPrintable(QString::number(ticks.size())));
            for (const auto& tick : ticks) QVERIFY(tick.at >= 0 && tick.at <= 1);
        }
        QCOMPARE(AxisScale::ofNumbers({0, 1}).ticks(6)[0].label, "0.0");
        QCOMPARE(AxisScale::ofNames({"a", "b"}).ticks(6).size(), 2);
    }

    void rankCorrelationAndEtaSquaredByHand() {
        // Ranks of the rate 1..5 against ranks of the accuracy 1, 2, 4, 3, 5: rho = 1 - 6 * 2 / (5 * 24) =
        // 0.9.
        const std::vector<RunRow> rows = {run(1, 0.001, "text", 0.5), run(2, 0.002, "text", 0.6),
                                          run(3, 0.003, "uniform", 0.8), run(4, 0.004, "uniform", 0.7),
                                          run(5, 0.005, "uniform", 0.9)};
        const auto all = pointers(rows);
        const auto found =
            optionImportance({runAxis(all, "optimizer.learning_rate", "rate"),
                              runAxis(all, "method.init", "init"), runAxis(all, "method", "method")},
                             runAxis(all, "accuracy", "accuracy"));
        QCOMPARE(found.size(), std::size_t(2));  // the method is the same in all
        QCOMPARE(found[0].key, "optimizer.learning_rate");
        QVERIFY(found[0].ranked);
        QVERIFY2(std::fabs(found[0].value - 0.9) < 1e-9, qPrintable(QString::number(found[0].value)));
        QVERIFY(std::fabs(found[0].share - 0.81) < 1e-9);
        // Ranks 1, 2 against 4, 3, 5: between 2 * 1.5^2 + 3 * 1^2 = 7.5 of 10.
        QVERIFY(!found[1].ranked);
        QVERIFY2(std::fabs(found[1].value - 0.75) < 1e-9, qPrintable(QString::number(found[1].value)));
        QVERIFY(found[0].chance > 0.3 && found[0].chance <= 1);
    }

    void fewRunsSayNothing() {
        const std::vector<RunRow> rows = {run(1, 0.001, "text", 0.5), run(2, 0.002, "text", 0.6),
                                          run(3, 0.003, "uniform", 0.8)};
        QVERIFY(optionImportance({runAxis(pointers(rows), "optimizer.learning_rate", "rate")},
                                 runAxis(pointers(rows), "accuracy", "accuracy"))
                    .empty());
    }
};

QTEST_MAIN(TestRunAxes)
#include "test_run_axes.moc"
