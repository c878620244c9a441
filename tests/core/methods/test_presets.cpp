// SPDX-License-Identifier: Apache-2.0
// The papers' recipes: each is right, and says what its paper says.
#include <QtTest>

#include "core/methods/description.h"
#include "core/spec/presets.h"
#include "core/spec/recipe.h"

using namespace lathe;

class TestPresets : public QObject {
    Q_OBJECT
    static Json recipe(const std::string& name) {
        for (const Preset& preset : presets())
            if (preset.name == name) return preset.recipe;
        qFatal("no preset %s", name.c_str());
    }

  private Q_SLOTS:
    void eachIsARightRecipe() {
        QVERIFY(presets().size() >= 9);
        for (const Preset& preset : presets()) {
            for (const Error& problem : recipeProblems(preset.recipe, catalogue()))
                QFAIL((preset.name + ": " + problem.line()).c_str());
            QCOMPARE(preset.recipe["name"].string() == preset.name, true);
            QVERIFY(preset.help.size() > 20);
        }
    }
    void theySayWhatThePapersSay() {
        const Json lester = recipe("lester-2021");
        QCOMPARE(lester.at("optimizer.kind").string() == "adafactor", true);
        QCOMPARE(lester.at("optimizer.learning_rate").toNumber(), 0.3);
        QCOMPARE(lester.at("optimizer.decay").toNumber(), 0.8);
        QCOMPARE(lester.at("optimizer.weight_decay").toNumber(), 1e-5);
        QCOMPARE(lester.at("optimizer.z_loss").toNumber(), 1e-4);
        QCOMPARE(lester.at("method.tokens").toInteger(), std::int64_t(100));
        QCOMPARE(lester.at("training.steps").toInteger(), std::int64_t(30000));
        const Json xsum = recipe("li-liang-2021-xsum");
        QCOMPARE(xsum.at("method.tokens").toInteger(), std::int64_t(200));
        QCOMPARE(xsum.at("method.width").toInteger(), std::int64_t(800));
        QCOMPARE(xsum.at("optimizer.accumulate").toInteger(), std::int64_t(3));
        QCOMPARE(recipe("li-liang-2021-e2e").at("method.tokens").toInteger(), std::int64_t(10));
        // 0.98 an epoch over 100 epochs.
        QVERIFY(std::abs(recipe("liu-2021-lama-bert").at("optimizer.final").toNumber() - 0.1326) < 1e-4);
        for (const char* name : {"liu-2021-superglue", "liu-2021-superglue-few"}) {
            QCOMPARE(recipe(name).at("method.tune_backbone").toBool(), true);
            QCOMPARE(recipe(name).at("method.backbone_learning_rate").toNumber(), 1e-5);
            QCOMPARE(recipe(name).at("optimizer.learning_rate").toNumber(), 1e-4);
        }
        QCOMPARE(recipe("liu-2021-superglue-few").at("training.rows").toInteger(), std::int64_t(32));
    }
};

QTEST_GUILESS_MAIN(TestPresets)
#include "test_presets.moc"
