// SPDX-License-Identifier: Apache-2.0
// Prefix-tuning as a method: its parts and networks, their gradients, its starts, dropout, and runs that go
// on.
#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/engine/training/loss_statistics.h"
#include "tests/support/prefix_setup.h"

using namespace lathe;
using namespace lathe::test;

namespace {

const MethodDescription& description() {
    static const MethodDescription found = [] {
        for (const MethodDescription& method : methods())
            if (method.kind.name == "prefix_tuning") return method;
        qFatal("prefix_tuning is not registered");
    }();
    return found;
}

/// Words of a linear layer, by hand.
std::vector<double> layer(const std::vector<double>& x, const HostTensor& weight, const HostTensor& bias) {
    std::vector<double> out(bias.data.begin(), bias.data.end());
    for (std::size_t o = 0; o < out.size(); ++o)
        for (std::size_t i = 0; i < x.size(); ++i)
            out[o] += x[i] * static_cast<double>(weight.data[o * x.size() + i]);
    return out;
}

double lossOf(Backbone& backbone, Method& method, const PackedBatch& batch) {
    return must(backbone.step(batch, must(method.compute(4, true)), {}, false)).loss;
}

}  // namespace

class TestPrefixTuning : public QObject {
    Q_OBJECT

    static void familyRows() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }

  private Q_SLOTS:
    void trainsWhatTheBackboneHas_data() { familyRows(); }
    void trainsWhatTheBackboneHas() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        for (const char* form : {"method.reparameterization=none", "method.reparameterization=mlp"}) {
            const Recipe recipe = prefixRecipe({form});
            QVERIFY(!description().refuses(backbone->shape(), recipe));
            const auto method = methodOver(recipe, *backbone);
            std::int64_t numbers = 0;
            for (const HostTensor& parameter : method->parameters()) numbers += parameter.elements();
            QCOMPARE(description().trainable(backbone->shape(), recipe), numbers);
            const auto computed = must(method->compute(0, false));
            std::vector<std::string> names;
            for (const HostTensor& tensor : computed) names.push_back(tensor.name);
            const bool both = backbone->shape().kind == BackboneKind::EncoderDecoder,
                       masked = backbone->shape().kind == BackboneKind::Masked;
            QCOMPARE(names.size(), std::size_t(both ? 6 : 2));
            QCOMPARE(names.front(), std::string(both || masked ? "encoder.self.key" : "decoder.self.key"));
            // The engine takes them as they are.
            QVERIFY(
                backbone->step(packedRows(packable(backbone->shape(), 0)), computed, {}, true).has_value());
        }
    }

    void partsAreSwitchedOneByOne() {
        const auto backbone = loaded("bart");
        const auto method =
            methodOver(prefixRecipe({"method.parts.encoder=false", "method.parts.decoder=false"}), *backbone);
        QCOMPARE(method->parameters().size(), std::size_t(2));
        QCOMPARE(method->parameters().front().name, std::string("decoder.cross.key"));
    }

    void whatABackboneHasNoPartForIsRefusedWithTheReason() {
        const auto why = [](const char* family, std::vector<std::string> settings) {
            const auto refused = description().refuses(loaded(family)->shape(), prefixRecipe(settings));
            return refused ? QString::fromStdString(*refused) : QString();
        };
        QVERIFY(why("gpt2", {"method.parts.cross=true"}).contains("method.parts.cross is true"));
        QVERIFY(why("gpt2", {"method.parts.encoder=true"}).contains("no encoder"));
        QVERIFY(why("bert", {"method.parts.decoder=true"}).contains("masked model"));
        QVERIFY(why("gpt2", {"method.parts.decoder=false"}).contains("nothing would be trained"));
        QVERIFY(why("t5", {"method.placement=infix"}).contains("encoder-decoder"));
        QVERIFY(why("gpt2", {"method.depth=embedding", "method.init.kind=noop"}).contains("without effect"));
        QVERIFY(why("gpt2", {"method.placement=infix", "method.init.kind=noop"}).contains("without effect"));
        QVERIFY(why("gpt2", {"method.tokens=64"}).contains("64 soft tokens leave no room"));
        QVERIFY(why("gpt2", {"method.parts.encoder=false"}).isEmpty());
    }

    void aNetworkIsTheLayersItNames_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<int>("width");
        QTest::newRow("paper") << "llama"
                               << "method.layers=2" << 16;
        QTest::newRow("three layers") << "llama"
                                      << "method.layers=3" << 16;
        QTest::newRow("peft") << "llama"
                              << "method.network=peft" << 8;
        QTest::newRow("three parts") << "t5"
                                     << "method.layers=2" << 16;
    }
    void aNetworkIsTheLayersItNames() {
        QFETCH(QString, family);
        QFETCH(QString, setting);
        QFETCH(int, width);
        const auto backbone = loaded(family);
        const std::int64_t keyWidth = backbone->shape().keyValueHeads * backbone->shape().headWidth;
        if (setting.contains("peft")) width = static_cast<int>(keyWidth);
        const auto method = methodOver(prefixRecipe({"method.reparameterization=mlp", "method.width=7",
                                                     "method.init.kind=random", setting.toStdString()}),
                                       *backbone);
        const TensorMap& p = method->parameters();
        const TensorMap computed = must(method->compute(0, false));
        const bool both = backbone->shape().kind == BackboneKind::EncoderDecoder;
        const std::vector<std::string> parts =
            both ? std::vector<std::string>{"encoder.self", "decoder.self", "decoder.cross"}
                 : std::vector<std::string>{"decoder.self"};
        for (const std::string& part : parts) {
            const std::string at = "network." + part + ".";
            const HostTensor* embedding = find(p, at + "embedding.weight");
            QVERIFY(embedding && embedding->shape == std::vector<std::int64_t>({3, width}));
            const HostTensor* keys = find(computed, part + ".key");
            const HostTensor* values = find(computed, part + ".value");
            QVERIFY(keys && values);
            const int layers = setting.contains("layers=3") ? 3 : 2;
            for (std::int64_t token = 0; token < 3; ++token) {
                std::vector<double> x(embedding->data.begin() + token * width,
                                      embedding->data.begin() + (token + 1) * width);
                for (int k = 0; k < layers; ++k) {
                    const std::string name = at + "transform." + std::to_string(2 * k);
                    const HostTensor *weight = find(p, name + ".weight"), *bias = find(p, name + ".bias");
                    QVERIFY(weight && bias);
                    x = layer(x, *weight, *bias);
                    if (k + 1 < layers)
                        for (double& value : x) value = std::tanh(value);
                }
                // A row is each layer's key, then its value.
                for (std::int64_t l = 0; l < keys->shape[0]; ++l)
                    for (std::int64_t c = 0; c < keyWidth; ++c) {
                        const auto to = static_cast<std::size_t>((l * 3 + token) * keyWidth + c);
                        const auto from = static_cast<std::size_t>(l * 2 * keyWidth + c);
                        QVERIFY(std::abs(x[from] - static_cast<double>(keys->data[to])) < 1e-5);
                        QVERIFY(std::abs(x[from + static_cast<std::size_t>(keyWidth)] -
                                         static_cast<double>(values->data[to])) < 1e-5);
                    }
            }
        }
    }

    void gradientsAreTheLossesSlopes_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("settings");
        const QString mlp = "method.reparameterization=mlp", width = "method.width=9";
        // Smooth activations alone: a slope across a kink is none.
        for (const char* family : {"gpt2", "llama", "t5v11", "bart", "bert"}) {
            QTest::newRow(qPrintable(QString(family) + " mlp")) << family << QStringList{mlp, width};
            QTest::newRow(qPrintable(QString(family) + " direct, dropout"))
                << family << QStringList{"method.dropout=0.4"};
        }
        QTest::newRow("three layers, dropout, random")
            << "gpt2"
            << QStringList{mlp, width, "method.layers=3", "method.dropout=0.3", "method.init.kind=random"};
        QTest::newRow("peft's network") << "qwen2" << QStringList{mlp, width, "method.network=peft"};
        for (const char* family : {"gpt2", "llama", "bert"}) {
            QTest::newRow(qPrintable(QString(family) + " infix"))
                << family << QStringList{"method.placement=infix"};
            QTest::newRow(qPrintable(QString(family) + " infix, mlp"))
                << family << QStringList{"method.placement=infix", mlp, width};
        }
        QTest::newRow("embedding") << "gpt2" << QStringList{"method.depth=embedding", mlp, width};
    }
    void gradientsAreTheLossesSlopes() {
        QFETCH(QString, family);
        QFETCH(QStringList, settings);
        std::vector<std::string> all;
        for (const QString& setting : settings) all.push_back(setting.toStdString());
        const auto backbone = loaded(family);
        const Recipe recipe = prefixRecipe(all);
        const auto method = methodOver(recipe, *backbone);
        const PackedBatch batch = packedRows(packable(backbone->shape(), slotsOf(recipe, backbone->shape())));
        const auto computed = must(method->compute(4, true));
        const auto step = must(backbone->step(batch, computed, {}, true));
        const TensorMap gradient = must(method->backward(step.gradient));
        QCOMPARE(gradient.size(), method->parameters().size());
        for (std::size_t t = 0; t < gradient.size(); ++t) {
            QCOMPARE(gradient[t].name, method->parameters()[t].name);
            double slope = 0, losses[2];
            for (const float g : gradient[t].data) slope += static_cast<double>(g) * static_cast<double>(g);
            QVERIFY2(slope > 0, gradient[t].name.c_str());
            const double size = 3e-3 / std::sqrt(slope);
            std::vector<float>& values = method->parameters()[t].data;
            const std::vector<float> before = values;
            for (int side = 0; side < 2; ++side) {
                for (std::size_t i = 0; i < values.size(); ++i)
                    values[i] = before[i] + static_cast<float>((side ? -size : size) *
                                                               static_cast<double>(gradient[t].data[i]));
                losses[side] = lossOf(*backbone, *method, batch);
            }
            values = before;
            const double measured = (losses[0] - losses[1]) / (2 * size);
            QVERIFY2(std::abs(measured - slope) < 0.02 * slope + 2e-3 * std::sqrt(slope),
                     qPrintable(QString("%1: slope %2, measured %3")
                                    .arg(QString::fromStdString(gradient[t].name))
                                    .arg(slope)
                                    .arg(measured)));
        }
    }

    void dropoutIsDrawnByStepAndOnlyWhileTraining() {
        const auto backbone = loaded("gpt2");
        for (const char* form : {"method.reparameterization=none", "method.reparameterization=mlp"}) {
            const auto method = methodOver(prefixRecipe({"method.dropout=0.5", form}), *backbone);
            const auto at = [&](std::int64_t step, bool training) {
                return must(method->compute(step, training)).front().data;
            };
            QVERIFY(at(1, true) == at(1, true));
            QVERIFY(at(1, true) != at(2, true));
            QVERIFY(at(1, false) == at(2, false));
            const auto dropped = at(1, true), whole = at(1, false);
            const auto zeros = std::count(dropped.begin(), dropped.end(), 0.0F);
            QVERIFY(zeros > static_cast<std::ptrdiff_t>(dropped.size() / 4) &&
                    zeros < static_cast<std::ptrdiff_t>(dropped.size() * 3 / 4));
            for (std::size_t i = 0; i < whole.size(); ++i)
                QVERIFY(dropped[i] == 0.0F || std::abs(dropped[i] - 2 * whole[i]) < 1e-5F);
        }
    }

    void runsGoOnToTheSameBits_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QStringList>("settings");
        const QString mlp = "method.reparameterization=mlp", width = "method.width=9";
        QTest::newRow("direct") << "llama" << QStringList{};
        QTest::newRow("mlp, dropout") << "gpt2" << QStringList{mlp, width, "method.dropout=0.2"};
        QTest::newRow("three parts") << "t5" << QStringList{mlp, width, "task.loss=sentence"};
        QTest::newRow("masked") << "bert" << QStringList{mlp, width};
        QTest::newRow("infix") << "gpt2" << QStringList{"method.placement=infix"};
    }
    void runsGoOnToTheSameBits() {
        QFETCH(QString, family);
        QFETCH(QStringList, settings);
        std::vector<std::string> all{"training.checkpoint_seconds=0", "training.steps=6",
                                     "optimizer.learning_rate=0.01"};
        for (const QString& setting : settings) all.push_back(setting.toStdString());
        const Recipe recipe = prefixRecipe(all);
        const auto backbone = loaded(family);
        Notebook undisturbed;
        const auto done = train(prefixRun(recipe, backbone), undisturbed);
        QVERIFY2(done, done ? "" : done.error().line().c_str());
        QVERIFY(undisturbed.steps.back().loss < undisturbed.steps.front().loss);
        QVERIFY(undisturbed.saves.size() > 4);
        for (const ResumeState& saved : undisturbed.saves) {
            if (saved.step == 6) continue;
            Notebook continued;
            QVERIFY(train(prefixRun(recipe, backbone, saved), continued));
            QVERIFY(same(continued.saves.back(), undisturbed.saves.back()));
            QCOMPARE(continued.steps.back().loss, undisturbed.steps.back().loss);
        }
    }

    void aNetworksTensorsAreInTheStateAndNotInTheSnapshot() {
        const auto backbone = loaded("gpt2");
        Notebook notebook;
        QVERIFY(
            train(prefixRun(prefixRecipe({"method.reparameterization=mlp", "training.steps=2"}), backbone),
                  notebook));
        QVERIFY(find(notebook.saves.back().tensors, "parameter.network.decoder.self.transform.2.weight"));
        for (const HostTensor& tensor : notebook.snapshots.back().second)
            QVERIFY(tensor.name.starts_with("decoder.self."));
    }

    void layersThatNothingDependsOnAreNamed() {
        LossStatistics statistics(80);
        HostTensor keys{"decoder.self.key", {3, 2, 2}, std::vector<float>(12, 1.0F)};
        std::fill(keys.data.begin() + 4, keys.data.begin() + 8, 0.0F);  // layer 1
        std::vector<std::string> warnings;
        for (int step = 0; step < 12; ++step)
            for (const auto& text : statistics.observe(1, {keys})) warnings.push_back(text);
        QCOMPARE(warnings.size(), std::size_t(1));
        QVERIFY(warnings.front().find("layers of decoder.self.key that nothing depends on: 1 ") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPrefixTuning)
#include "test_prefix_tuning.moc"
