// SPDX-License-Identifier: Apache-2.0
// Every family against what Transformers and PEFT said of the same small backbones
// (tests/fixtures/backbones).
#include <QtTest>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/engine/backbone.h"
#include "core/engine/conversion.h"
#include "core/formats/adapter.h"
#include "core/formats/safetensors.h"
#include "core/library/library.h"
#include "tests/support/family_rows.h"

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

Ids idsOf(const Json& array) {
    Ids ids;
    for (const Json& id : array.items()) ids.push_back(static_cast<std::int32_t>(id.toInteger()));
    return ids;
}

std::vector<Json> rowsOf(const QString& family) {
    std::vector<Json> rows;
    std::ifstream file(folderOf(family) / "rows.jsonl");
    for (std::string line; std::getline(file, line);) rows.push_back(must(Json::parse(line, "rows.jsonl")));
    return rows;
}

void put(const Ids& ids, std::int32_t slots, Ids& tokens, Ids& positions) {
    for (std::int32_t k = 0; k < slots; ++k) tokens.push_back(~k);
    tokens.insert(tokens.end(), ids.begin(), ids.end());
    for (std::size_t k = 0; k < tokens.size(); ++k) positions.push_back(static_cast<std::int32_t>(k));
}

/// One row, its labels as targets or (without `labelled`) every position.
PackedBatch batchOf(const Json& row, std::int32_t slots, BackboneKind kind, bool labelled, float weight) {
    PackedBatch batch;
    batch.causal = kind != BackboneKind::Masked;
    const bool decodes = kind == BackboneKind::EncoderDecoder;
    if (decodes) {
        put(idsOf(row["input_ids"]), slots, batch.encoderTokens, batch.encoderPositions);
        batch.encoderRows.push_back({0, static_cast<std::int32_t>(batch.encoderTokens.size())});
        put(idsOf(row["decoder_input_ids"]), 0, batch.tokens, batch.positions);
    } else {
        put(idsOf(row["input_ids"]), slots, batch.tokens, batch.positions);
    }
    batch.rows.push_back({0, static_cast<std::int32_t>(batch.tokens.size()), decodes ? 0 : -1});
    const std::size_t first = static_cast<std::size_t>(decodes ? 0 : slots),
                      shift = kind == BackboneKind::Decoder ? 1U : 0U;
    const Ids labels = idsOf(row["labels"]);
    for (std::size_t i = 0; first + i < batch.tokens.size(); ++i) {
        const std::int32_t label = labelled && i + shift < labels.size() ? labels[i + shift] : -100;
        if (labelled && label == -100) continue;
        batch.predicted.push_back(static_cast<std::int32_t>(first + i));
        batch.targets.push_back(labelled ? label : 0);
        batch.weights.push_back(weight);
        batch.source.push_back(0);
    }
    return batch;
}

TensorMap randomPrompt(const BackboneShape& shape, std::int64_t slots) {
    HostTensor tensor{"prompt", {slots, shape.width}, {}};
    const Random random(2, "prompt");
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        tensor.data.push_back(static_cast<float>(0.3 * random.normal(static_cast<std::uint64_t>(i))));
    return {tensor};
}

}  // namespace

class TestFamilies : public QObject {
    Q_OBJECT

    static void familyRows() {
        QTest::addColumn<QString>("family");
        for (const char* family : kFamilies) QTest::newRow(family) << QString(family);
    }

  private Q_SLOTS:
    void logitsAreTheReferences_data() { familyRows(); }
    void logitsAreTheReferences() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const TensorMap theirs = must(readSafetensors(folderOf(family) / "bare.safetensors"));
        const auto rows = rowsOf(family);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const auto ours =
                must(backbone->logits(batchOf(rows[k], 0, backbone->shape().kind, false, 1), {}));
            const HostTensor* expected = find(theirs, "logits." + std::to_string(k));
            QVERIFY(expected);
            const double gap =
                apart(expected->data, ours.data, static_cast<std::size_t>(backbone->shape().vocabulary));
            QVERIFY2(gap < 1e-4, qPrintable(QString("row %1 is %2 off").arg(k).arg(gap)));
        }
    }

    void lossAndGradientAreTheReferences_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("method");
        for (const char* family : kFamilies)
            for (const char* method : {"prompt", "prefix"})
                if (fs::exists(folderOf(family) / (std::string(method) + ".safetensors")))
                    QTest::addRow("%s %s", family, method) << QString(family) << QString(method);
    }
    void lossAndGradientAreTheReferences() {
        QFETCH(QString, family);
        QFETCH(QString, method);
        const auto backbone = loaded(family);
        const BackboneShape& shape = backbone->shape();
        const PeftAdapter adapter = must(readPeft(folderOf(family) / method.toStdString()));
        const MethodConversion* conversion = must(conversionForPeft(adapter));
        const TensorMap trained = must(conversion->fromPeft(adapter, shape));
        const HostTensor* prompt = find(trained, "prompt");
        const auto slots = prompt ? static_cast<std::int32_t>(prompt->shape[0]) : 0;
        const TensorMap theirs =
            must(readSafetensors(folderOf(family) / (method.toStdString() + ".safetensors")));
        const auto rows = rowsOf(family);
        std::size_t labelled = 0;
        for (const Json& row : rows) labelled += batchOf(row, slots, shape.kind, true, 1).predicted.size();
        double loss = 0;
        TensorMap gradient;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            const auto logits =
                must(backbone->logits(batchOf(rows[k], slots, shape.kind, false, 1), trained));
            const double gap = apart(find(theirs, "logits." + std::to_string(k))->data, logits.data,
                                     static_cast<std::size_t>(shape.vocabulary));
            QVERIFY2(gap < 1e-4, qPrintable(QString("logits of row %1 are %2 off").arg(k).arg(gap)));
            const PackedBatch batch =
                batchOf(rows[k], slots, shape.kind, true, 1.0F / static_cast<float>(labelled));
            auto step = must(backbone->step(batch, trained, {}, true));
            loss += step.loss;
            for (HostTensor& part : step.gradient) {
                HostTensor* sum = find(gradient, part.name);
                if (!sum)
                    gradient.push_back(std::move(part));
                else
                    for (std::size_t i = 0; i < part.data.size(); ++i) sum->data[i] += part.data[i];
            }
        }
        const double expected = find(theirs, "loss")->data.front();
        QVERIFY2(std::abs(loss - expected) < 1e-4 * expected,
                 qPrintable(QString("loss %1, not %2").arg(loss).arg(expected)));
        const HostTensor stored = must(gradientAsStored(*conversion, gradient, adapter, shape));
        // Each slot, layer, key and value by itself.
        const std::int64_t width = adapter.config["token_dim"].toInteger();
        const double gap = apart(find(theirs, "gradient.prompt_embeddings")->data, stored.data,
                                 static_cast<std::size_t>(width));
        QVERIFY2(gap < 1e-3, qPrintable(QString("the gradient is %1 off").arg(gap)));
    }

    void bfloat16StaysNearFloat32_data() { familyRows(); }
    void bfloat16StaysNearFloat32() {
        QFETCH(QString, family);
        const auto wide = loaded(family), narrow = loaded(family, "bfloat16");
        const auto rows = rowsOf(family);
        for (const Json& row : rows) {
            const PackedBatch batch = batchOf(row, 0, wide->shape().kind, true, 0.1F);
            const double a = must(wide->step(batch, {}, {}, false)).loss,
                         b = must(narrow->step(batch, {}, {}, false)).loss;
            QVERIFY2(std::abs(a - b) < 0.03 * a,
                     qPrintable(QString("loss %1 in bfloat16, %2 in float32").arg(b).arg(a)));
        }
    }

    void aRowIsTheSameAloneAndAmongOthers_data() { familyRows(); }
    void aRowIsTheSameAloneAndAmongOthers() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const BackboneShape& shape = backbone->shape();
        const TensorMap prompt = randomPrompt(shape, 3);
        const std::vector<Packable> rows = packable(shape, 3);
        std::vector<PackedRow> packed;
        for (const Packable& row : rows) packed.push_back(row.row());
        PackedBatch all = pack(packed);
        const auto together = must(backbone->step(all, prompt, {}, true));
        const auto logits = must(backbone->logits(all, prompt));
        std::size_t at = 0;
        std::vector<float> gradient(prompt.front().data.size(), 0.0F);
        const auto columns = static_cast<std::size_t>(shape.vocabulary);
        for (const PackedRow& row : packed) {
            const PackedBatch one = pack({&row, 1});
            const auto alone = must(backbone->step(one, prompt, {}, true));
            const auto own = must(backbone->logits(one, prompt));
            for (std::size_t i = 0; i < alone.logProbs.size(); ++i)
                QVERIFY(std::abs(alone.logProbs[i] - together.logProbs[at + i]) <
                        1e-5 * std::max(1.0F, std::abs(alone.logProbs[i])));
            const std::vector<float> among(
                logits.data.begin() + static_cast<std::ptrdiff_t>(at * columns),
                logits.data.begin() + static_cast<std::ptrdiff_t>((at + alone.logProbs.size()) * columns));
            const double gap = apart(own.data, among, columns);
            QVERIFY2(gap < 1e-5, qPrintable(QString("logits are %1 off").arg(gap)));
            for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += alone.gradient.front().data[i];
            at += alone.logProbs.size();
        }
        QCOMPARE(at, together.logProbs.size());
        QVERIFY(apart(gradient, together.gradient.front().data, static_cast<std::size_t>(shape.width)) <
                1e-4);
    }

    void textIsTheSameAloneAndAmongOthers_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : {"gpt2", "llama", "qwen2", "t5", "t5v11", "bart"})
            QTest::newRow(family) << QString(family);
    }
    void textIsTheSameAloneAndAmongOthers() {
        QFETCH(QString, family);
        const auto backbone = loaded(family);
        const TensorMap prompt = randomPrompt(backbone->shape(), 3);
        std::vector<Ids> contexts;
        Backbone::GenerationOptions options;
        options.maxNew = 6;
        for (const Packable& row : packable(backbone->shape(), 3)) {
            contexts.push_back(row.context);
            options.start = row.start;
        }
        for (const std::int64_t beams : {1, 3}) {
            options.beams = beams;
            const auto together = must(backbone->generate(contexts, prompt, options, {}));
            for (std::size_t k = 0; k < contexts.size(); ++k)
                QCOMPARE(must(backbone->generate(std::span(&contexts[k], 1), prompt, options, {})).front(),
                         together[k]);
        }
    }

    void aTensorThatIsMissingOrTooManyOrOfAnotherShapeIsNamed() {
        QTemporaryDir folder;
        const fs::path at = folder.path().toStdString();
        const auto written = [&](const TensorMap& tensors) {
            must(Result<bool>(writeSafetensors(at / "model.safetensors", tensors).has_value()));
            fs::copy_file(folderOf("gpt2") / "config.json", at / "config.json",
                          fs::copy_options::overwrite_existing);
            const auto backbone = Backbone::load(must(openBackbone(at.string())), {});
            return backbone ? QString() : QString::fromStdString(backbone.error().line());
        };
        const TensorMap whole = must(readSafetensors(folderOf("gpt2") / "model.safetensors"));
        QCOMPARE(written(whole), QString());
        TensorMap less = whole;
        std::erase_if(less, [](const HostTensor& t) { return t.name == "transformer.h.1.ln_2.bias"; });
        QVERIFY(written(less).contains("the tensor transformer.h.1.ln_2.bias is missing"));
        TensorMap more = whole;
        more.push_back({"transformer.h.2.ln_2.bias", {16}, std::vector<float>(16)});
        QVERIFY(written(more).contains("the tensor transformer.h.2.ln_2.bias is one too many"));
        more.back() = {"transformer.h.1.attn.bias", {1}, {0}};  // a buffer of old files
        QCOMPARE(written(more), QString());
        TensorMap other = whole;
        find(other, "transformer.ln_f.bias")->shape = {4, 4};
        QVERIFY(written(other).contains(
            "the tensor transformer.ln_f.bias is [4, 4]; the configuration says [16]"));
        // A checkpoint of the bare model lacks the names' beginning.
        TensorMap bare = whole;
        for (HostTensor& tensor : bare) tensor.name.erase(0, std::string("transformer.").size());
        QCOMPARE(written(bare), QString());
    }
};

QTEST_GUILESS_MAIN(TestFamilies)
#include "test_families.moc"
