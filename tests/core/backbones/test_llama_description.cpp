// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <set>

#include "core/backbones/description.h"
#include "tests/support/bounded.h"

using namespace lathe;

namespace {

/// SmolLM2-135M-Instruct's config.json, the keys that matter.
Json smollm2() {
    return *Json::parse(
        R"({"architectures": ["LlamaForCausalLM"], "attention_bias": false, "hidden_act": "silu",
        "hidden_size": 576, "intermediate_size": 1536, "max_position_embeddings": 8192, "mlp_bias": false,
        "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3,
        "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 100000, "tie_word_embeddings": true, "vocab_size": 49152})");
}

/// The same model's GGUF metadata.
Json smollm2Gguf() {
    return *Json::parse(
        R"({"general.architecture": "llama", "llama.block_count": 30, "llama.context_length": 8192,
        "llama.embedding_length": 576, "llama.feed_forward_length": 1536, "llama.attention.head_count": 9,
        "llama.attention.head_count_kv": 3, "llama.rope.freq_base": 100000.0,
        "llama.attention.layer_norm_rms_epsilon": 1e-05, "llama.vocab_size": 49152, "llama.rope.dimension_count": 64,
        "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2})");
}

}  // namespace

class TestLlamaDescription : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsSmolLm2() {
        const auto family = familyOf(smollm2());
        QVERIFY(family.has_value());
        const auto shape = family->shape(smollm2());
        QVERIFY2(shape.has_value(), shape ? "" : shape.error().line().c_str());
        QCOMPARE(shape->family, std::string("llama"));
        QCOMPARE(shape->headWidth, 64);
        QCOMPARE(shape->keyValueHeads, 3);
        QCOMPARE(shape->context, 8192);
        QVERIFY(shape->tiedHead);
        QCOMPARE(shape->parameters, 134515008);  // as published
        QCOMPARE(shape->config["rope_theta"].toNumber(), 100000.0);
    }

    void readsTheSameFromGguf() {
        const auto family = familyOf(smollm2());
        const auto config = family->configFromGguf(smollm2Gguf(), [](std::string_view) { return false; });
        QVERIFY2(config.has_value(), config ? "" : config.error().line().c_str());
        const auto shape = family->shape(*config);
        QCOMPARE(shape->parameters, 134515008);
        QCOMPARE(shape->context, 8192);
        QCOMPARE(shape->config["rope_theta"].toNumber(), 100000.0);
        QCOMPARE(shape->config["rms_norm_eps"].toNumber(), 1e-5);
        QCOMPARE(shape->config["eos_token_id"].toInteger(), 2);
    }

    void namesEveryTensorOnceAndInGguf() {
        const auto family = familyOf(smollm2());
        const auto shape = family->shape(smollm2());
        std::set<std::string> names, ggufNames;
        for (const ExpectedTensor& tensor : family->tensors(*shape)) {
            QVERIFY(names.insert(tensor.name).second);
            const std::string gguf = family->ggufName(tensor.name);
            QVERIFY2(!gguf.empty(), tensor.name.c_str());
            QVERIFY(ggufNames.insert(gguf).second);
        }
        QCOMPARE(names.size(), std::size_t(30 * 9 + 4));
        QCOMPARE(family->ggufName("model.layers.29.self_attn.o_proj.weight"),
                 std::string("blk.29.attn_output.weight"));
        QVERIFY(family->ggufName("model.layers.0.rotary").empty());
        QVERIFY(family->ggufName("transformer.wte.weight").empty());
    }

    void anUntiedHeadMustBeThere() {
        Json config = smollm2();
        config.set("tie_word_embeddings", false);
        const auto family = familyOf(config);
        const auto shape = family->shape(config);
        QCOMPARE(shape->parameters, 134515008 + 49152 * 576);
        for (const ExpectedTensor& tensor : family->tensors(*shape))
            QCOMPARE(tensor.optional, tensor.name == "rope_freqs.weight");
    }

    void defaultsAreHuggingFaces() {
        Json config = smollm2();
        config.erase("num_key_value_heads");
        config.erase("tie_word_embeddings");
        config.erase("rope_theta");
        const auto shape = familyOf(config)->shape(config);
        QCOMPARE(shape->keyValueHeads, 9);
        QVERIFY(!shape->tiedHead);
        QCOMPARE(shape->config["rope_theta"].toNumber(), 10000.0);
        QVERIFY(shape->config["rope_scaling"].isNull());
    }

    void biasesAddTensors() {
        Json config = smollm2();
        config.set("attention_bias", true);
        config.set("mlp_bias", true);
        const auto family = familyOf(config);
        QCOMPARE(family->tensors(*family->shape(config)).size(), std::size_t(30 * (9 + 7) + 4));
    }

    void bothFormsOfRopeAreRead() {
        Json config = smollm2();
        config.set("rope_scaling", *Json::parse(R"({"type": "linear", "factor": 4})"));
        QCOMPARE(familyOf(config)->shape(config)->config.at("rope_scaling.rope_type").string(),
                 std::string("linear"));
        config.set("rope_scaling",
                   *Json::parse(R"({"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
            "high_freq_factor": 4.0, "original_max_position_embeddings": 8192})"));
        QCOMPARE(familyOf(config)->shape(config)->config.at("rope_scaling.factor").toNumber(), 8.0);
        config.erase("rope_scaling");
        config.erase("rope_theta");
        config.set("rope_parameters", *Json::parse(R"({"rope_type": "default", "rope_theta": 500000.0})"));
        QCOMPARE(familyOf(config)->shape(config)->config["rope_theta"].toNumber(), 500000.0);
    }

    void whatIsNotBuiltIsRefusedByName_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("line");
        const auto bad = [](const char* key, const char* value, const char* line) {
            QTest::addRow("%s %s", key, value) << QString(key) << QString(value) << QString(line);
        };
        bad("hidden_act", "\"gelu\"",
            "config.json, hidden_act: \"gelu\" is not supported; this program cannot run such a model");
        bad("sliding_window", "4096",
            "config.json, sliding_window: 4096 is not supported; this program cannot run such a model");
        bad("partial_rotary_factor", "0.5",
            "config.json, partial_rotary_factor: 0.5 is not supported; this program cannot run such a model");
        bad("rope_scaling", "{\"rope_type\": \"yarn\", \"factor\": 2}",
            "config.json, rope_scaling, rope_type: \"yarn\" is not supported; this program cannot run such a "
            "model");
        bad("rope_scaling", "{\"rope_type\": \"llama3\", \"factor\": 2}",
            "config.json, rope_scaling, low_freq_factor: is missing; get the model's own configuration");
        bad("quantization_config", "{\"bits\": 4}",
            "config.json, quantization_config: {\"bits\": 4} is not supported; this program cannot run such "
            "a model");
        bad("num_attention_heads", "10",
            "config.json, num_attention_heads: 10 heads do not divide hidden_size 576; this program cannot "
            "run such a model");
        bad("num_key_value_heads", "2",
            "config.json, num_key_value_heads: 2 do not divide num_attention_heads 9; this program cannot "
            "run such a model");
        bad("hidden_size", "-1",
            "config.json, hidden_size: -1 is not a size; get the model's own configuration");
        bad("hidden_size", "1e300",
            "config.json, hidden_size: 1e+300 is not a size; get the model's own configuration");
        bad("vocab_size", "null",
            "config.json, vocab_size: is missing; get the model's complete configuration");
        bad("num_hidden_layers", "2147483648",
            "config.json, num_hidden_layers: more than 4096 layers; this program cannot run such a model");
        bad("head_dim", "63",
            "config.json, head_dim: 63 is odd, and rotary embedding turns pairs; this program cannot run "
            "such a model");
        bad("rms_norm_eps", "0",
            "config.json, rms_norm_eps: 0 is not a number above 0; get the model's own configuration");
        bad("attention_bias", "1",
            "config.json, attention_bias: 1 is not true or false; get the model's own configuration");
    }

    void whatIsNotBuiltIsRefusedByName() {
        const lathe::tests::Bounded bounded("malformed", "config.json files");
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, line);
        Json config = smollm2();
        config.set(key.toStdString(), *Json::parse(value.toStdString()));
        const auto shape = familyOf(config)->shape(config);
        QVERIFY(!shape.has_value());
        QCOMPARE(QString::fromStdString(shape.error().line()), line);
    }

    void whatGgufsMetadataDoNotSayFollowsFromItsTensors() {
        const auto family = familyOf(smollm2());
        const auto with = [&](const std::vector<std::string_view>& names) {
            const auto holds = [&](std::string_view name) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            return *family->shape(*family->configFromGguf(smollm2Gguf(), holds));
        };
        QVERIFY(with({}).tiedHead);
        QVERIFY(!with({"output.weight"}).tiedHead);  // tied, it would answer with the wrong head
        QVERIFY(with({"blk.0.attn_q.bias"}).config["attention_bias"].toBool());
        QVERIFY(with({"blk.0.ffn_up.bias"}).config["mlp_bias"].toBool());
        QVERIFY(!with({"output.weight"}).config["mlp_bias"].toBool());
    }

    void ggufOfAnotherKindIsRefusedByName() {
        const auto configFromGguf = [](const Json& metadata) {
            return familyOf(smollm2())->configFromGguf(metadata, [](std::string_view) { return false; });
        };
        Json metadata = smollm2Gguf();
        metadata.set("llama.expert_count", 8);
        QCOMPARE(configFromGguf(metadata).error().where, std::string("GGUF, llama.expert_count"));
        metadata = smollm2Gguf();
        metadata.set("llama.rope.dimension_count", 32);
        QCOMPARE(configFromGguf(metadata).error().where, std::string("GGUF, llama.rope.dimension_count"));
        metadata = smollm2Gguf();
        metadata.erase("llama.block_count");
        QCOMPARE(configFromGguf(metadata).error().where, std::string("GGUF, llama.block_count"));
        metadata = smollm2Gguf();
        metadata.set("llama.attention.head_count", 0);
        QVERIFY(!configFromGguf(metadata).has_value());
        QVERIFY(!configFromGguf(Json()).has_value());
    }

    void otherArchitecturesAreNamed() {
        const auto line =
            familyOf(*Json::parse(R"({"architectures": ["GPTBigCodeForCausalLM"]})")).error().line();
        QVERIFY2(line.starts_with("config.json, architectures: the architecture GPTBigCodeForCausalLM is not "
                                  "supported; these are known: "),
                 line.c_str());
        QVERIFY(line.find("LlamaForCausalLM") != std::string::npos);
        QVERIFY(familyOf(*Json::parse(R"({"model_type": "llama"})")).has_value());
        QVERIFY(!familyOf(*Json::parse(R"({"model_type": "mamba"})")).has_value());
        QVERIFY(!familyOf(Json()).has_value());
        QVERIFY(!familyOf(Json::array({1})).has_value());
    }
};

QTEST_GUILESS_MAIN(TestLlamaDescription)
#include "test_llama_description.moc"
