// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "core/base/files.h"
#include "core/formats/adapter.h"
#include "core/formats/safetensors.h"
#include "tests/support/torch_file_builder.h"

using namespace lathe;

namespace {
PeftAdapter adapter() {
    return {Json::object({{"peft_type", "PROMPT_TUNING"},
                          {"num_virtual_tokens", 2},
                          {"base_model_name_or_path", "smollm2"},
                          {"inner", Json::object({{"b", 1}, {"a", nullptr}})}}),
            {"prompt_embeddings", {2, 3}, {1, 2, 3, 4, 5, 6}}};
}
}  // namespace

class TestAdapter : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::filesystem::path at(const char* name) const { return folder_.filePath(name).toStdString(); }

  private Q_SLOTS:
    void olderAdaptersOfTorchsFilesAreRead() {
        using namespace lathe::tests;
        const float numbers[] = {1, 2, 3, 4, 5, 6};
        const std::string tensor =
            op::tensor(op::storage("FloatStorage", "0", 6), 0, {2, 3}, {1, 2});  // transposed
        QVERIFY(makeDirectories(at("older")));
        QVERIFY(writeFile(at("older/adapter_config.json"), R"({"peft_type": "PROMPT_TUNING"})"));
        QVERIFY(writeFile(at("older/adapter_model.bin"),
                          torchArchive(op::whole(op::dict({{"prompt_embeddings", tensor}})),
                                       {std::string(reinterpret_cast<const char*>(numbers), sizeof numbers)})
                              .build()));
        const auto read = readPeft(at("older"));
        QVERIFY2(read, read ? "" : read.error().line().c_str());
        QCOMPARE(read->embeddings.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(read->embeddings.data, (std::vector<float>{1, 3, 5, 2, 4, 6}));
    }

    void peftComesBackAsItWasWritten() {
        QVERIFY(writePeft(at("new/deep"), adapter(), "# A card\n"));
        const auto config = readFile(at("new/deep") / "adapter_config.json");
        QCOMPARE(
            *config,
            std::string(
                "{\n  \"base_model_name_or_path\": \"smollm2\",\n  \"inner\": {\n    \"a\": null,\n"
                "    \"b\": 1\n  },\n  \"num_virtual_tokens\": 2,\n  \"peft_type\": \"PROMPT_TUNING\"\n}\n"));
        QCOMPARE(*readFile(at("new/deep") / "README.md"), std::string("# A card\n"));
        const auto read = readPeft(at("new/deep"));
        QVERIFY2(read, read ? "" : read.error().line().c_str());
        QCOMPARE(read->embeddings.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(read->embeddings.data, adapter().embeddings.data);
        QCOMPARE(read->config, adapter().config);
        QCOMPARE(QDir(folder_.filePath("new")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
        QVERIFY(writePeft(at("new/deep"), adapter(), ""));  // again, over it
    }

    void aFileInTheWayIsNamed() {
        QVERIFY(writeFile(at("taken"), "x"));
        const auto written = writePeft(at("taken"), adapter(), "");
        QVERIFY(!written && written.error().line().find("in the way") != std::string::npos);
        QCOMPARE(*readFile(at("taken")), std::string("x"));
    }

    void otherFoldersAreNamed() {
        const auto says = [&](const char* text) {
            const auto read = readPeft(at("odd"));
            return !read && read.error().line().find(text) != std::string::npos;
        };
        QVERIFY(says("no adapter_config.json"));
        QVERIFY(QDir(folder_.path()).mkpath("odd"));
        QVERIFY(writeFile(at("odd/adapter_config.json"), "[]"));
        QVERIFY(says("not a JSON object"));
        QVERIFY(writeFile(at("odd/adapter_config.json"), "{\"a\": 1}"));
        QVERIFY(says("no peft_type"));
        QVERIFY(writeFile(at("odd/adapter_config.json"), R"({"peft_type": "LORA"})"));
        QVERIFY(says("no adapter_model.safetensors"));
        QVERIFY(writeFile(at("odd/adapter_model.bin"), "x"));
        QVERIFY(says("no zip archive"));
        QVERIFY(writeSafetensors(at("odd/adapter_model.safetensors"), {{"lora_A", {1}, {1}}}));
        QVERIFY(says("peft_type LORA"));
        QVERIFY(
            writeSafetensors(at("odd/adapter_model.safetensors"), {{"prompt_embeddings", {3}, {1, 2, 3}}}));
        QVERIFY(says("not [tokens, columns]"));
    }

    void ourOwnFormatLosesNothing() {
        const PromptFile prompt{
            {{"prompt", {1, 2}, {1, 2}}, {"network.weight", {1}, {3}}},
            Json::object({{"version", 1}, {"metrics", Json::object({{"accuracy", 0.5}})}})};
        QVERIFY(writePromptFile(at("own"), prompt));
        const auto read = readPromptFile(at("own"));
        QVERIFY2(read, read ? "" : read.error().line().c_str());
        QCOMPARE(read->description, prompt.description);
        QCOMPARE(read->tensors.size(), std::size_t{2});
        QCOMPARE(find(read->tensors, "prompt")->data, prompt.tensors[0].data);
        QVERIFY(QFile::remove(folder_.filePath("own/prompt.json")));
        QVERIFY(!readPromptFile(at("own")));
    }
};

QTEST_GUILESS_MAIN(TestAdapter)
#include "test_adapter.moc"
