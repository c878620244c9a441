// SPDX-License-Identifier: Apache-2.0
// A step beside its floors: every kind of backbone and every method, and a profile that accounts for the
// whole step.
#include <QtTest>
#include <cmath>

#include "core/engine/bench.h"
#include "core/methods/description.h"
#include "tests/support/family_rows.h"

using namespace lathe;
using namespace lathe::test;

class TestBench : public QObject {
    Q_OBJECT

    static BenchOptions small(const char* method) {
        BenchOptions options;
        options.method = method;
        options.tokens = 3;
        options.batch = 3;
        options.lengths = {{5, 2}, {9, 1}, {4, 4}};
        options.seconds = 1e-3;
        options.profile = true;
        return options;
    }

  private Q_SLOTS:
    void everyMethodIsMeasuredOnEveryKind_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("dtype");
        for (const char* family : {"gpt2", "t5", "bart", "bert", "qwen2"})
            for (const char* method : {"prompt_tuning", "prefix_tuning", "p_tuning"})
                for (const char* dtype : {"float32", "bfloat16"})
                    QTest::addRow("%s, %s, %s", family, method, dtype)
                        << QString(family) << QByteArray(method) << QByteArray(dtype);
    }
    void everyMethodIsMeasuredOnEveryKind() {
        QFETCH(QString, family);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, dtype);
        const auto backbone = loaded(family, dtype.constData());
        const auto result = bench(*backbone, small(method.constData()));
        QVERIFY2(result.has_value(), result ? "" : result.error().line().c_str());
        for (const char* key : {"seconds_a_step", "tokens_a_second", "floor_seconds", "ratio",
                                "plain_floor_seconds", "plain_ratio", "peak_gib"})
            QVERIFY2((*result)[key].toNumber() > 0, key);
        QCOMPARE((*result)["dtype"].toString(), dtype.toStdString());
        // Each part that a floor has is a part of the step, and the parts are the step.
        double whole = 0;
        for (const auto& [part, seconds] : (*result)["profile"].members()) {
            whole += seconds["seconds"].toNumber();
            if (seconds["floor"].toNumber() > 0) QVERIFY2(seconds["seconds"].toNumber() > 0, part.c_str());
        }
        for (const char* part :
             {"method", "plan", "products", "attention", "norms", "activation", "head", "loss", "optimizer"})
            QVERIFY2((*result)["profile"][part]["seconds"].toNumber() > 0, part);
        for (const char* part : {"products", "attention", "head"})
            QVERIFY2((*result)["profile"][part]["floor"].toNumber() > 0, part);
        QVERIFY((*result)["profile"]["other"]["seconds"].toNumber() > -1e-9);
        QVERIFY(whole > 0);
    }

    void softTokensBehindTheSourceAndKeptKeysAreMeasured_data() {
        QTest::addColumn<QByteArray>("method");
        for (const char* method : {"prompt_tuning", "prefix_tuning", "p_tuning"})
            QTest::newRow(method) << QByteArray(method);
    }
    void softTokensBehindTheSourceAndKeptKeysAreMeasured() {
        QFETCH(QByteArray, method);
        const auto backbone = loaded("qwen2");
        BenchOptions options = small(method.constData());
        options.lengths = {{50, 1}};
        options.behind = true;
        const auto whole = bench(*backbone, options);
        QVERIFY2(whole.has_value(), whole ? "" : whole.error().line().c_str());
        options.stored = true;
        const auto stored = bench(*backbone, options);
        QVERIFY2(stored.has_value(), stored ? "" : stored.error().line().c_str());
        // How much less is a benchmark's to say: times of a few milliseconds are not compared here.
        for (const auto* result : {&*whole, &*stored}) QVERIFY((*result)["floor_seconds"].toNumber() > 0);
    }

    void whatHasNoConstantSourceIsRefused() {
        BenchOptions options = small("prompt_tuning");
        options.stored = true;
        QVERIFY(bench(*loaded("gpt2"), options).error().line().find("--behind") != std::string::npos);
        options.behind = true;
        for (const char* family : {"t5", "bert"})
            QVERIFY(bench(*loaded(family), options).error().line().find("decoders alone") !=
                    std::string::npos);
    }

    void withoutAProfileNoneIsGiven() {
        BenchOptions options = small("prompt_tuning");
        options.profile = false;
        const auto result = bench(*loaded("gpt2"), options);
        QVERIFY(result.has_value());
        QVERIFY(!result->contains("profile"));
    }

    void rowsThatDoNotFitAreRefused() {
        BenchOptions options = small("prompt_tuning");
        options.lengths = {{100000, 1}};
        const auto result = bench(*loaded("gpt2"), options);
        QVERIFY(!result.has_value());
        QVERIFY(result.error().line().find("do not fit") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestBench)
#include "test_bench.moc"
