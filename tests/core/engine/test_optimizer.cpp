// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "core/base/files.h"
#include "core/engine/training/optimizer.h"
#include "tests/support/training_setup.h"

using namespace lathe;

namespace {

Json fixture(const char* name) {
    const auto text = readFile(std::string(LATHE_FIXTURES) + "/training/" + name);
    if (!text) qFatal("%s", text.error().line().c_str());
    return *Json::parse(*text, name);
}

TensorMap tensors(const Json& lists) {
    TensorMap all = {{"matrix", {4, 6}, {}}, {"vector", {5}, {}}};
    for (std::size_t t = 0; t < 2; ++t)
        for (const Json& value : lists.items()[t].items())
            all[t].data.push_back(static_cast<float>(value.toNumber()));
    return all;
}

Recipe recipeOf(const Json& what) {
    std::vector<std::string> settings = {"optimizer.kind=" + what["kind"].toString()};
    for (const auto& [key, value] : what["options"].members())
        settings.push_back("optimizer." + key + "=" + value.dump());
    return smallRecipe(settings);
}

}  // namespace

class TestOptimizer : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void followsTheReference_data() {
        QTest::addColumn<QString>("name");
        const Json all = fixture("optimizers.json");
        for (const auto& [name, what] : all["after"].members())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void followsTheReference() {
        QFETCH(QString, name);
        const Json all = fixture("optimizers.json");
        const Json& what = all["after"][name.toStdString()];
        TensorMap values = tensors(all["start"]);
        const auto optimizer = makeOptimizer(recipeOf(what), values);
        for (std::size_t step = 0; step < all["rates"].size(); ++step) {
            optimizer->update(values, tensors(all["gradients"].items()[step]),
                              static_cast<std::int64_t>(step) + 1, all["rates"].items()[step].toNumber());
            const TensorMap expected = tensors(what["steps"].items()[step]);
            for (std::size_t t = 0; t < values.size(); ++t)
                for (std::size_t i = 0; i < values[t].data.size(); ++i)
                    QVERIFY2(std::abs(values[t].data[i] - expected[t].data[i]) < 2e-6F,
                             qPrintable(QStringLiteral("step %1, %2[%3]: %4 is not %5")
                                            .arg(step + 1)
                                            .arg(QString::fromStdString(values[t].name))
                                            .arg(i)
                                            .arg(values[t].data[i])
                                            .arg(expected[t].data[i])));
        }
    }

    void goesOnToTheSameBitsFromItsState_data() { followsTheReference_data(); }
    void goesOnToTheSameBitsFromItsState() {
        QFETCH(QString, name);
        const Json all = fixture("optimizers.json");
        const Recipe recipe = recipeOf(all["after"][name.toStdString()]);
        TensorMap values = tensors(all["start"]);
        const auto first = makeOptimizer(recipe, values);
        for (std::int64_t step = 1; step <= 3; ++step)
            first->update(values, tensors(all["gradients"].items()[0]), step, 0.1);
        TensorMap others = values;
        const auto second = makeOptimizer(recipe, others);
        QVERIFY(second->restore(first->state()));
        first->update(values, tensors(all["gradients"].items()[1]), 4, 0.1);
        second->update(others, tensors(all["gradients"].items()[1]), 4, 0.1);
        QVERIFY(same(values, others));
        QVERIFY(same(first->state(), second->state()));
    }

    void refusesAStateThatDoesNotFit() {
        TensorMap values = tensors(fixture("optimizers.json")["start"]);
        const auto optimizer = makeOptimizer(smallRecipe(), values);
        TensorMap state = optimizer->state();
        state[0].shape = {24};
        const auto restored = optimizer->restore(state);
        QVERIFY(!restored);
        QVERIFY(restored.error().line().find("first.matrix") != std::string::npos);
        QVERIFY(!optimizer->restore({}));
    }

    void schedulesFollowTheReference() {
        const Json all = fixture("schedules.json");
        for (const Json& one : all.items()) {
            const Recipe recipe =
                smallRecipe({"optimizer.schedule=" + one["schedule"].toString(),
                             "optimizer.learning_rate=0.3", "optimizer.warmup=" + one["warmup"].dump()});
            for (std::int64_t step = 0; step < 20; ++step) {
                const double rate = scheduledRate(recipe, step, 20);
                const double expected = one["rates"].items()[static_cast<std::size_t>(step)].toNumber();
                QVERIFY2(std::abs(rate - expected) < 1e-12,
                         qPrintable(QStringLiteral("%1, warm-up %2, step %3: %4 is not %5")
                                        .arg(QString::fromStdString(one["schedule"].toString()))
                                        .arg(one["warmup"].toInteger())
                                        .arg(step)
                                        .arg(rate)
                                        .arg(expected)));
            }
        }
    }

    void theExponentialScheduleLeavesItsFinalShare() {
        const Recipe recipe = smallRecipe({"optimizer.schedule=exponential", "optimizer.final=0.01",
                                           "optimizer.learning_rate=1", "optimizer.warmup=2"});
        QCOMPARE(scheduledRate(recipe, 1, 12), 0.5);
        QCOMPARE(scheduledRate(recipe, 2, 12), 1.0);
        QVERIFY(std::abs(scheduledRate(recipe, 7, 12) - 0.1) < 1e-12);
        QVERIFY(std::abs(scheduledRate(recipe, 12, 12) - 0.01) < 1e-12);
    }
};

QTEST_GUILESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
