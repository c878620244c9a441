// SPDX-License-Identifier: Apache-2.0
// Model tuning: which weights are trained, that they learn, go on to the same bits, and move at their own
// rate.
#include <QtTest>

#include "core/engine/conversion.h"
#include "core/engine/training/optimizer.h"
#include "core/methods/full/description_weights.h"
#include "tests/support/family_rows.h"
#include "tests/support/training_setup.h"

using namespace lathe;
using lathe::test::loaded;
using lathe::test::must;

namespace {

constexpr const char* kRecipe = R"({"recipe": 1, "name": "whole", "backbone": {"id": "tiny"},
    "task": {"kind": "classify", "data": "rows", "template": "{text}{label}", "labels": {"a": " a", "b": " b"}},
    "method": {"kind": "full"}, "optimizer": {"kind": "adamw", "learning_rate": 0.002},
    "training": {"steps": 8, "batch": 4, "evaluate_every": 4, "snapshot_every": 4, "checkpoint_seconds": 0}})";

Recipe recipeWith(std::initializer_list<std::pair<std::string, Json>> settings) {
    Json recipe = *Json::parse(kRecipe);
    for (const auto& [key, value] : settings) recipe.setAt(key, value);
    auto checked = checkRecipe(recipe, catalogue());
    if (!checked) qFatal("%s", checked.error().line().c_str());
    return std::move(*checked);
}

/// Rows of one token that tells which of two answers is right.
std::vector<EncodedRow> rows(std::int64_t slots = 0) {
    std::vector<EncodedRow> all;
    for (std::int32_t r = 0; r < 8; ++r) {
        EncodedRow row;
        row.row = r;
        row.truth = r % 2;
        for (std::int32_t slot = 0; slot < slots; ++slot) row.context.push_back(~slot);
        for (const std::int32_t token : {5, 20 + r, 40 + row.truth}) row.context.push_back(token);
        row.answers = {{7}, {9}};
        all.push_back(std::move(row));
    }
    return all;
}

TrainingInput inputOf(const Recipe& recipe, const std::shared_ptr<Backbone>& backbone,
                      std::optional<ResumeState> resume, std::vector<std::string>* told = nullptr,
                      std::int64_t slots = 0) {
    MethodStart start;
    const auto all = rows(slots);
    start.rows = all;
    start.told = [&](std::string_view text) {
        if (told) told->emplace_back(text);
    };
    auto method = must(makeMethod(recipe, *backbone, start, resume.has_value()));
    return TrainingInput{recipe,
                         backbone,
                         std::move(method),
                         all,
                         all,
                         {"a", "b"},
                         std::make_shared<CommonTokenizer>(),
                         std::move(resume),
                         8};
}

}  // namespace

class TestFull : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theTopLayersAreTheLastOfEachStack() {
        BackboneShape shape;
        shape.kind = BackboneKind::Decoder;
        shape.layers = 12;
        const auto trained = [&](const char* name, std::int64_t layers) {
            return full::isTrained(shape, name, layers);
        };
        QVERIFY(trained("model.embed_tokens.weight", 0));
        QVERIFY(!trained("model.embed_tokens.weight", 12));
        QVERIFY(trained("model.layers.11.mlp.up_proj.weight", 1));
        QVERIFY(!trained("model.layers.10.mlp.up_proj.weight", 1));
        QVERIFY(trained("model.norm.weight", 1));
        QVERIFY(trained("transformer.ln_f.bias", 1));
        QVERIFY(!trained("bert.embeddings.LayerNorm.weight", 1));
        QVERIFY(!trained("lm_head.weight", 1));
        shape.kind = BackboneKind::EncoderDecoder;
        shape.encoderLayers = 6;
        QVERIFY(trained("encoder.block.5.layer.0.SelfAttention.q.weight", 1));
        QVERIFY(!trained("decoder.block.5.layer.0.SelfAttention.q.weight", 1));
        QVERIFY(trained("decoder.block.11.layer.0.SelfAttention.q.weight", 1));
        QVERIFY(!trained("model.encoder.layernorm_embedding.weight", 1));
    }

    void itsNumbersAreCounted() {
        const auto backbone = loaded("llama");
        const Recipe top = recipeWith({{"method.layers", 1}});
        MethodStart start;
        const auto method = must(makeMethod(top, *backbone, start, false));
        std::int64_t numbers = 0;
        for (const HostTensor& weight : method->parameters()) numbers += weight.elements();
        QCOMPARE(full::trainedNumbers(backbone->shape(), 1), numbers);
        QVERIFY(numbers < backbone->shape().parameters / 2);
        const auto whole = must(makeMethod(recipeWith({}), *backbone, start, false));
        numbers = 0;
        for (const HostTensor& weight : whole->parameters()) numbers += weight.elements();
        QCOMPARE(numbers, backbone->shape().parameters);
    }

    void itLearnsAndSaysWhatItNeeds() {
        const auto backbone = loaded("llama");
        const double before =
            must(evaluate(*backbone, {}, recipeWith({}), rows(), {"a", "b"}, CommonTokenizer(), {}))
                .metrics["loss"];
        std::vector<std::string> told;
        Notebook notes;
        const auto outcome = must(train(inputOf(recipeWith({}), backbone, {}, &told), notes));
        QCOMPARE(outcome.step, std::int64_t{8});
        QVERIFY(!told.empty() && told.front().find("of memory") != std::string::npos);
        QVERIFY(told.back().find("is large for a model's own weights") != std::string::npos);
        const double after = notes.evaluations.back().second.metrics["loss"];
        QVERIFY2(after < 0.7 * before, qPrintable(QString("%1, before %2").arg(after).arg(before)));
        // The snapshot alone gives what was measured.
        auto again = must(evaluate(*loaded("llama"), notes.snapshots.back().second, recipeWith({}), rows(),
                                   {"a", "b"}, CommonTokenizer(), {}));
        QVERIFY(std::abs(again.metrics["loss"] - after) < 1e-6);
        for (const ResumeState& state : notes.saves)
            for (const HostTensor& tensor : state.tensors) QVERIFY(!tensor.name.starts_with("snapshot."));
    }

    void itGoesOnToTheSameBits() {
        Notebook whole, rest;
        const auto end = must(train(inputOf(recipeWith({}), loaded("llama"), {}), whole));
        QVERIFY(whole.saves.size() > 2);
        for (const ResumeState& state : whole.saves)
            if (state.step == 4) {
                must(train(inputOf(recipeWith({}), loaded("llama"), state), rest));
                break;
            }
        QVERIFY(!rest.steps.empty());
        QCOMPARE(rest.steps.back().loss, whole.steps.back().loss);
        QVERIFY(same(rest.snapshots.back().second, whole.snapshots.back().second));
    }

    void onlyTheTopLayersMove() {
        const auto backbone = loaded("t5");
        Recipe recipe = recipeWith({{"method.layers", 1}});
        MethodStart start;
        const auto method = must(makeMethod(recipe, *backbone, start, false));
        for (const HostTensor& weight : method->parameters())
            QVERIFY2(full::isTrained(backbone->shape(), std::string_view(weight.name).substr(7), 1),
                     weight.name.c_str());
        QVERIFY(method->parameters().size() < backbone->weights().size());
    }

    void whatCannotBeIsRefused() {
        const auto refusal = [](const BackboneShape& shape, const Recipe& recipe) {
            for (const MethodDescription& method : methods())
                if (method.kind.name == recipe.text("method.kind"))
                    return method.refuses(shape, recipe).value_or("");
            return std::string("no such method");
        };
        const BackboneShape shape = loaded("llama")->shape();
        QVERIFY(refusal(shape, recipeWith({{"backbone.dtype", "bfloat16"}})).find("float32") !=
                std::string::npos);
        QVERIFY(refusal(shape, recipeWith({{"method.layers", 99}})).find("99") != std::string::npos);
        QVERIFY(refusal(shape, recipeWith({})).empty());
        QCOMPARE(dtypeFor(recipeWith({})), std::string("float32"));
        const auto half = makeMethod(recipeWith({}), *loaded("llama", "bfloat16"), {}, false);
        QVERIFY(!half && half.error().where == "backbone.dtype");
        FakeBackbone fake;
        QVERIFY(!makeMethod(recipeWith({}), fake, {}, false));
        const auto peft = conversionOf("full").toPeft({}, recipeWith({}), shape, "");
        QVERIFY(!peft && peft.error().todo.find("safetensors") != std::string::npos);
    }

    void theBackboneMovesAtItsOwnRate() {
        TensorMap parameters{{"prompt", {1, 2}, {1, 2}}, {"weight.a", {2}, {3, 4}}, {"network.b", {1}, {5}}};
        const TensorMap gradient{
            {"prompt", {1, 2}, {1, 1}}, {"weight.a", {2}, {1, 1}}, {"network.b", {1}, {1}}};
        const Recipe recipe =
            recipeWith({{"method", Json::object({{"kind", "p_tuning"},
                                                 {"tokens", 4},
                                                 {"tune_backbone", true},
                                                 {"backbone_learning_rate", 0.01}})},
                        {"task.template", "{prompt}{text}{label}"},
                        {"optimizer", Json::object({{"kind", "sgd"}, {"learning_rate", 0.1}})}});
        const auto optimizer = makeOptimizer(recipe, parameters);
        optimizer->update(parameters, gradient, 1, 0.1);
        QVERIFY(std::abs(parameters[0].data[0] - 0.9F) < 1e-6F);
        QVERIFY(std::abs(parameters[1].data[1] - 3.99F) < 1e-6F);
        QVERIFY(std::abs(parameters[2].data[0] - 4.9F) < 1e-6F);
        QCOMPARE(parameters[1].name, std::string("weight.a"));
    }

    void aTunedBackboneTrainsWithItsSlots() {
        const Recipe recipe = recipeWith({{"method", Json::object({{"kind", "p_tuning"},
                                                                   {"tokens", 3},
                                                                   {"encoder", "mlp"},
                                                                   {"tune_backbone", true},
                                                                   {"backbone_learning_rate", 0.0005}})},
                                          {"task.template", "{prompt}{text}{label}"}});
        QCOMPARE(dtypeFor(recipe), std::string("float32"));
        const auto backbone = loaded("llama");
        Notebook notes, rest;
        must(train(inputOf(recipe, backbone, {}, nullptr, 3), notes));
        QVERIFY(notes.steps.back().loss < notes.steps.front().loss);
        const TensorMap& computed = notes.snapshots.back().second;
        QVERIFY(find(computed, "prompt"));
        QCOMPARE(computed.size(), 1 + backbone->weights().size());
        for (const ResumeState& state : notes.saves)
            if (state.step == 4) {
                must(train(inputOf(recipe, loaded("llama"), state, nullptr, 3), rest));
                break;
            }
        QVERIFY(same(rest.snapshots.back().second, computed));
        const auto peft = conversionOf("p_tuning").toPeft(computed, recipe, backbone->shape(), "");
        QVERIFY(!peft && peft.error().where == "method.tune_backbone");
    }
};

QTEST_GUILESS_MAIN(TestFull)
#include "test_full.moc"
