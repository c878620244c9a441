// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "core/backbones/description.h"
#include "tests/support/bounded.h"

#define X(name)                        \
    namespace lathe::name {            \
    BackboneDescription description(); \
    }
X(gpt2)
X(qwen2)
X(llama)
X(t5)
X(bart)
X(bert)
X(roberta)
#undef X

using namespace lathe;

namespace {

Json parsed(const char* text) {
    return Json::parse(text).value();
}

const char* const kGpt2 =
    R"({"vocab_size": 257, "n_positions": 128, "n_embd": 48, "n_layer": 2, "n_head": 4})";
const char* const kQwen2 =
    R"({"vocab_size": 257, "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2,
        "num_attention_heads": 6, "num_key_value_heads": 2, "max_position_embeddings": 128})";
const char* const kT5 =
    R"({"vocab_size": 257, "d_model": 40, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 6})";
const char* const kBart =
    R"({"vocab_size": 257, "d_model": 48, "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 3,
        "decoder_attention_heads": 4, "encoder_ffn_dim": 40, "decoder_ffn_dim": 64, "max_position_embeddings": 128})";
const char* const kBert =
    R"({"vocab_size": 257, "hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 96, "max_position_embeddings": 128})";

const ExpectedTensor* named(const std::vector<ExpectedTensor>& all, const std::string& name) {
    for (const ExpectedTensor& tensor : all)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

BackboneShape shapeOf(const BackboneDescription& family, const char* base, const char* changes = "{}") {
    Json config = parsed(base);
    const Json changed = parsed(changes);
    for (const auto& [key, value] : changed.members()) config.set(key, value);
    auto shape = family.shape(config);
    if (!shape) qFatal("%s", shape.error().line().c_str());
    return *shape;
}

}  // namespace

class TestFamilyDescriptions : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sizesAreReadFromEachFamilysOwnKeys() {
        const BackboneShape gpt2 = shapeOf(gpt2::description(), kGpt2);
        QCOMPARE(gpt2.feedForward, std::int64_t{192});
        QCOMPARE(gpt2.headWidth, std::int64_t{12});
        QCOMPARE(gpt2.parameters, std::int64_t{257 * 48 + 128 * 48 + 2 * 28272 + 96});
        const BackboneShape t5 = shapeOf(t5::description(), kT5, R"({"num_decoder_layers": 3})");
        QVERIFY(t5.kind == BackboneKind::EncoderDecoder);
        QCOMPARE(t5.layers, std::int64_t{3});
        QCOMPARE(t5.encoderLayers, std::int64_t{2});
        QCOMPARE(t5.decoderStart, 0);
        const BackboneShape bart = shapeOf(bart::description(), kBart);
        QCOMPARE(bart.heads, std::int64_t{4});
        QCOMPARE(bart.config["encoder_attention_heads"].toInteger(), std::int64_t{3});
        QCOMPARE(bart.decoderStart, 2);
        const BackboneShape roberta = shapeOf(roberta::description(), kBert);
        QVERIFY(roberta.kind == BackboneKind::Masked);
        QCOMPARE(roberta.context, std::int64_t{126});  // two rows stand for padding
        QCOMPARE(shapeOf(bert::description(), kBert).context, std::int64_t{128});
    }

    void switchesBecomeWhatTheModulesRead() {
        QCOMPARE(shapeOf(gpt2::description(), kGpt2).config["activation"].string(), std::string("gelu_tanh"));
        QCOMPARE(shapeOf(t5::description(), kT5).config["activation"].string(), std::string("relu"));
        const BackboneShape gated = shapeOf(t5::description(), kT5, R"({"feed_forward_proj": "gated-gelu"})");
        QVERIFY(gated.config["gated"].toBool());
        QCOMPARE(gated.config["activation"].string(), std::string("gelu_tanh"));
        // A tied T5 scales; 1.1 says that it is not tied; mT5 never does; newer files say it themselves.
        const auto scales = [&](const char* changes) {
            return shapeOf(t5::description(), kT5, changes).config["scale_decoder_outputs"].toBool();
        };
        QVERIFY(scales("{}"));
        QVERIFY(!scales(R"({"tie_word_embeddings": false})"));
        QVERIFY(scales(R"({"tie_word_embeddings": false, "scale_decoder_outputs": true})"));
        QVERIFY(!scales(R"({"architectures": ["MT5ForConditionalGeneration"]})"));
    }

    void aSlidingWindowBoundsTheRows() {
        const auto context = [](const BackboneDescription& family, const char* changes) {
            return shapeOf(family, kQwen2, changes).context;
        };
        QCOMPARE(context(qwen2::description(), R"({"sliding_window": 16})"), std::int64_t{128});
        QCOMPARE(context(qwen2::description(),
                         R"({"sliding_window": 16, "use_sliding_window": true, "max_window_layers": 1})"),
                 std::int64_t{16});
        const char* mistral = R"({"architectures": ["MistralForCausalLM"], "sliding_window": 16})";
        QCOMPARE(context(llama::description(), mistral), std::int64_t{16});
        QCOMPARE(context(llama::description(), R"({"model_type": "mistral", "sliding_window": null})"),
                 std::int64_t{128});
    }

    void whatIsNotBuiltIsRefusedByName_data() {
        QTest::addColumn<int>("family");
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, int family, const char* changes, const char* expected) {
            QTest::newRow(name) << family << QString(changes) << QString(expected);
        };
        row("gpt2 activation", 0, R"({"activation_function": "mish"})",
            "config.json, activation_function: \"mish\" is not supported; supported activations: relu, gelu, "
            "gelu_new and its like, silu");
        row("gpt2 cross", 0, R"({"add_cross_attention": true})",
            "add_cross_attention: true is not supported");
        row("gpt2 heads", 0, R"({"n_head": 5})", "n_head: 5 heads do not divide n_embd 48");
        row("qwen2 rope", 1, R"({"rope_scaling": {"rope_type": "yarn", "factor": 4.0}})",
            "\"yarn\" is not supported");
        row("t5 proj", 2, R"({"feed_forward_proj": "gated-mish"})",
            "feed_forward_proj: \"gated-mish\" is not supported");
        row("t5 buckets", 2, R"({"relative_attention_num_buckets": 7})",
            "relative_attention_num_buckets: 7 is not an even number");
        row("bart norms", 3, R"({"normalize_before": true})", "normalize_before: true is not supported");
        row("bart last", 3, R"({"add_final_layer_norm": true})",
            "add_final_layer_norm: true is not supported");
        row("bert positions", 4, R"({"position_embedding_type": "relative_key"})",
            "position_embedding_type: \"relative_key\" is not supported");
        row("bert decoder", 4, R"({"is_decoder": true})", "is_decoder: true is not supported");
        row("bert size", 4, R"({"hidden_size": 0})", "hidden_size: 0 is not a size");
    }

    void whatIsNotBuiltIsRefusedByName() {
        const lathe::tests::Bounded bounded("malformed", "config.json files");
        QFETCH(int, family);
        QFETCH(QString, changes);
        QFETCH(QString, expected);
        const BackboneDescription families[] = {gpt2::description(), qwen2::description(), t5::description(),
                                                bart::description(), bert::description()};
        const char* const bases[] = {kGpt2, kQwen2, kT5, kBart, kBert};
        Json config = parsed(bases[family]);
        const Json changed = parsed(changes.toStdString().c_str());
        for (const auto& [key, value] : changed.members()) config.set(key, value);
        const auto shape = families[family].shape(config);
        QVERIFY(!shape);
        const QString line = QString::fromStdString(shape.error().line());
        QVERIFY2(line.contains(expected), qPrintable(line));
    }

    void tensorsHaveTheNamesThatCheckpointsGiveThem() {
        const auto gpt2 = gpt2::description().tensors(shapeOf(gpt2::description(), kGpt2));
        QCOMPARE(named(gpt2, "transformer.h.1.attn.c_attn.weight")->shape,
                 (std::vector<std::int64_t>{48, 144}));
        QVERIFY(named(gpt2, "transformer.h.1.attn.c_attn.weight")->turned);
        QCOMPARE(named(gpt2, "transformer.wte.weight")->also.front(), std::string("wte.weight"));
        QVERIFY(named(gpt2, "lm_head.weight")->optional);
        const auto bert = bert::description().tensors(shapeOf(bert::description(), kBert));
        const auto& old = named(bert, "bert.embeddings.LayerNorm.weight")->also;
        QVERIFY(std::find(old.begin(), old.end(), "bert.embeddings.LayerNorm.gamma") != old.end());
        QCOMPARE(named(bert, "cls.predictions.decoder.bias")->also.front(),
                 std::string("cls.predictions.bias"));
        const auto t5 = t5::description().tensors(shapeOf(t5::description(), kT5));
        QVERIFY(named(t5, "decoder.block.1.layer.2.DenseReluDense.wi.weight"));
        QVERIFY(!named(t5, "decoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"));
        QCOMPARE(named(t5, "encoder.block.0.layer.0.SelfAttention.q.weight")->shape,
                 (std::vector<std::int64_t>{48, 40}));
        const auto bart = bart::description().tensors(shapeOf(bart::description(), kBart));
        QCOMPARE(named(bart, "model.decoder.embed_positions.weight")->shape,
                 (std::vector<std::int64_t>{130, 48}));
        QVERIFY(!named(bart, "model.encoder.layers.0.encoder_attn.q_proj.weight"));
        const auto qwen2 = qwen2::description().tensors(shapeOf(qwen2::description(), kQwen2));
        QVERIFY(named(qwen2, "model.layers.0.self_attn.q_proj.bias"));
        QVERIFY(!named(qwen2, "model.layers.0.self_attn.o_proj.bias"));
        QVERIFY(!named(qwen2, "lm_head.weight")->optional);
    }

    void ggufNamesAndKeysAreTranslated() {
        QCOMPARE(gpt2::description().ggufName("transformer.h.3.mlp.c_proj.bias"),
                 std::string("blk.3.ffn_down.bias"));
        QCOMPARE(gpt2::description().ggufName("transformer.wpe.weight"), std::string("position_embd.weight"));
        QCOMPARE(qwen2::description().ggufName("model.layers.0.self_attn.k_proj.bias"),
                 std::string("blk.0.attn_k.bias"));
        const Json metadata = parsed(
            R"({"general.architecture": "gpt2", "gpt2.vocab_size": 9, "gpt2.embedding_length": 8, "gpt2.block_count": 1,
                "gpt2.attention.head_count": 2, "gpt2.feed_forward_length": 24, "gpt2.context_length": 16})");
        const auto config =
            gpt2::description().configFromGguf(metadata, [](std::string_view) { return false; });
        QVERIFY(config.has_value());
        const auto shape = gpt2::description().shape(*config);
        QVERIFY(shape.has_value());
        QCOMPARE(shape->feedForward, std::int64_t{24});
        QVERIFY(shape->tiedHead);
    }
};

QTEST_GUILESS_MAIN(TestFamilyDescriptions)
#include "test_family_descriptions.moc"
