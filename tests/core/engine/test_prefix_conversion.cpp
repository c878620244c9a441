// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <algorithm>
#include <numeric>

#include "core/engine/conversion.h"
#include "core/methods/prefix_tuning/conversion.h"

using namespace lathe;

namespace {

/// An adapter whose numbers count from 0 on.
PeftAdapter adapterOf(std::int64_t tokens, std::int64_t slots, std::int64_t width, std::int64_t submodules) {
    PeftAdapter adapter;
    adapter.config = Json::object({{"peft_type", "PREFIX_TUNING"},
                                   {"num_virtual_tokens", tokens},
                                   {"num_layers", slots},
                                   {"token_dim", width},
                                   {"num_transformer_submodules", submodules}});
    adapter.embeddings = {"prompt_embeddings", {tokens, slots * 2 * width}, {}};
    adapter.embeddings.data.resize(static_cast<std::size_t>(tokens * slots * 2 * width));
    std::iota(adapter.embeddings.data.begin(), adapter.embeddings.data.end(), 0.0F);
    return adapter;
}

BackboneShape shapeOf(BackboneKind kind, std::int64_t layers) {
    BackboneShape shape;
    shape.kind = kind;
    shape.layers = layers;
    shape.heads = 4;
    shape.keyValueHeads = 2;
    shape.headWidth = 1;
    return shape;
}

/// Keys and values of four tokens, numbers counted on.
TensorMap drawn(const BackboneShape& shape, const std::string& at) {
    TensorMap out;
    float next = 1;
    for (const char* what : {".key", ".value"}) {
        HostTensor& tensor = out.emplace_back(
            HostTensor{at + what, {shape.layers, 4, shape.keyValueHeads * shape.headWidth}, {}});
        for (std::int64_t i = 0; i < tensor.elements(); ++i) tensor.data.push_back(next++);
    }
    return out;
}

Recipe recipe() {
    return Recipe(Json::object({{"task", Json::object({{"template", "{prompt}{text}{target}"}})}}));
}

}  // namespace

class TestPrefixConversion : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aDecodersRowIsLayerAfterLayer() {
        const auto tensors =
            prefix_tuning::fromPeft(adapterOf(2, 3, 2, 1), shapeOf(BackboneKind::Decoder, 3));
        QVERIFY(tensors.has_value());
        const HostTensor* key = find(*tensors, "decoder.self.key");
        const HostTensor* value = find(*tensors, "decoder.self.value");
        QVERIFY(key && value);
        QCOMPARE(key->shape, (std::vector<std::int64_t>{3, 2, 2}));
        QCOMPARE(key->data, (std::vector<float>{0, 1, 12, 13, 4, 5, 16, 17, 8, 9, 20, 21}));
        QCOMPARE(value->data, (std::vector<float>{2, 3, 14, 15, 6, 7, 18, 19, 10, 11, 22, 23}));
    }

    void anEncoderDecodersLayerReadsEverySecondSlot() {
        // Twice as many slots as layers: each layer has its own. As many: layers share them.
        const BackboneShape shape = shapeOf(BackboneKind::EncoderDecoder, 2);
        const auto own = prefix_tuning::fromPeft(adapterOf(1, 4, 2, 2), shape);
        QVERIFY(own.has_value());
        QCOMPARE(find(*own, "decoder.self.key")->data, (std::vector<float>{0, 1, 8, 9}));
        const PeftAdapter both = adapterOf(1, 2, 2, 2);
        const auto shared = prefix_tuning::fromPeft(both, shape);
        QVERIFY(shared.has_value());
        QCOMPARE(find(*shared, "decoder.self.value")->data, (std::vector<float>{2, 3, 2, 3}));
        // What several layers read gets all their gradients, what none reads gets none.
        const auto gradient = prefix_tuning::gradientAsStored(*shared, both, shape);
        QVERIFY(gradient.has_value());
        QCOMPARE(gradient->data, (std::vector<float>{0, 2, 4, 6, 0, 0, 0, 0}));
    }

    void maskedModelsHaveTheirEncodersPrefix() {
        const auto tensors = prefix_tuning::fromPeft(adapterOf(1, 2, 2, 1), shapeOf(BackboneKind::Masked, 2));
        QVERIFY(tensors.has_value());
        QVERIFY(find(*tensors, "encoder.self.key"));
    }

    void anAdapterOfAnotherBackboneIsRefused() {
        const BackboneShape shape = shapeOf(BackboneKind::Decoder, 3);
        const auto line = [&](const PeftAdapter& adapter) {
            const auto tensors = prefix_tuning::fromPeft(adapter, shape);
            return tensors ? QString() : QString::fromStdString(tensors.error().line());
        };
        QVERIFY(line(adapterOf(2, 3, 4, 1)).contains("token_dim is 4, but the backbone's keys are 2 wide"));
        QVERIFY(line(adapterOf(2, 2, 2, 1))
                    .contains("num_layers is 2 with 1 submodules, but the backbone has 3"));
        PeftAdapter cut = adapterOf(2, 3, 2, 1);
        cut.embeddings.shape = {1, 12};
        QVERIFY(line(cut).contains("prompt_embeddings is not [2, 12]"));
    }

    void whatIsWrittenIsReadBack_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("decoder") << static_cast<int>(BackboneKind::Decoder);
        QTest::newRow("encoder-decoder") << static_cast<int>(BackboneKind::EncoderDecoder);
        QTest::newRow("masked") << static_cast<int>(BackboneKind::Masked);
    }
    void whatIsWrittenIsReadBack() {
        QFETCH(int, kind);
        const BackboneShape shape = shapeOf(static_cast<BackboneKind>(kind), 3);
        const TensorMap computed =
            drawn(shape, shape.kind == BackboneKind::Masked ? "encoder.self" : "decoder.self");
        const auto adapter = prefix_tuning::toPeft(computed, recipe(), shape, "someone/backbone");
        QVERIFY(adapter.has_value());
        const Json& config = adapter->config;
        const std::int64_t spread = shape.kind == BackboneKind::EncoderDecoder ? 2 : 1;
        QCOMPARE(config["num_layers"].toInteger(), 3 * spread);
        QCOMPARE(config["num_transformer_submodules"].toInteger(), spread);
        QCOMPARE(config["num_attention_heads"].toInteger(), 2);
        QCOMPARE(config["token_dim"].toInteger(), 2);
        QCOMPARE(config["num_virtual_tokens"].toInteger(), 4);
        QCOMPARE(adapter->embeddings.shape, (std::vector<std::int64_t>{4, spread * 3 * 2 * 2}));
        if (spread == 2)  // the slots between are nobody's
            QVERIFY(std::all_of(adapter->embeddings.data.begin() + 4, adapter->embeddings.data.begin() + 8,
                                [](float value) { return value == 0.0F; }));
        const auto back = prefix_tuning::fromPeft(*adapter, shape);
        QVERIFY(back.has_value());
        QCOMPARE(back->size(), computed.size());
        for (const HostTensor& tensor : computed) QVERIFY(find(*back, tensor.name)->data == tensor.data);
        const Json method = prefix_tuning::importedMethod(*back);
        QCOMPARE(method["tokens"].toInteger(), 4);
        QCOMPARE(method["parts"]["encoder"].toBool(), shape.kind == BackboneKind::Masked);
        QCOMPARE(method["parts"]["cross"].toBool(true), false);
    }

    void whatPeftCannotHoldIsRefusedWithTheReason() {
        const auto line = [](const TensorMap& computed, BackboneKind kind) {
            const auto adapter = prefix_tuning::toPeft(computed, recipe(), shapeOf(kind, 3), "");
            return adapter ? QString() : QString::fromStdString(adapter.error().line());
        };
        const BackboneShape both = shapeOf(BackboneKind::EncoderDecoder, 3);
        TensorMap all = drawn(both, "encoder.self");
        for (const char* at : {"decoder.self", "decoder.cross"})
            for (HostTensor& tensor : drawn(both, at)) all.push_back(std::move(tensor));
        QVERIFY(line(all, both.kind).contains("without encoder.self and decoder.cross"));
        QVERIFY(line(all, both.kind).contains("--format promptlathe"));
        QVERIFY(line(drawn(both, "decoder.infix"), BackboneKind::Decoder).contains("inside the text"));
        QVERIFY(line(drawn(shapeOf(BackboneKind::Decoder, 2), "decoder.self"), BackboneKind::Decoder)
                    .contains("the backbone's 3 layers"));
    }

    void aPromptsGradientFillsTheRowsThatAreRead() {
        PeftAdapter adapter;
        adapter.config = Json::object({{"peft_type", "PROMPT_TUNING"}});
        adapter.embeddings = {"prompt_embeddings", {4, 2}, std::vector<float>(8)};
        const auto conversion = conversionForPeft(adapter);
        QVERIFY(conversion.has_value());
        const TensorMap gradient{{"prompt", {2, 2}, {1, 2, 3, 4}}};
        const auto stored =
            gradientAsStored(**conversion, gradient, adapter, shapeOf(BackboneKind::EncoderDecoder, 2));
        QVERIFY(stored.has_value());
        QCOMPARE(stored->data, (std::vector<float>{1, 2, 3, 4, 0, 0, 0, 0}));
    }
};

QTEST_GUILESS_MAIN(TestPrefixConversion)
#include "test_prefix_conversion.moc"
