// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/library/hub_cache.h"
#include "core/library/library.h"
#include "core/library/places.h"
#include "core/library/store.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/torch_file_builder.h"

using namespace lathe;
using lathe::tests::GgufBuilder;

namespace {
namespace fs = std::filesystem;

/// A Hugging Face folder of one tiny Llama layer.
void writeModel(const fs::path& folder, const std::string& change = {}) {
    fs::create_directories(folder);
    std::string config =
        R"({"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "vocab_size": 8,
        "hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 6,
        "max_position_embeddings": 16, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "tie_word_embeddings": true})";
    if (!change.empty()) config.replace(config.find("llama\","), 6, change);
    std::ofstream(folder / "config.json") << config;
    const auto tensor = [](const std::string& name, std::int64_t rows, std::int64_t columns) {
        HostTensor made{name, {rows, columns}, {}};
        if (columns == 0) made.shape = {rows};
        made.data.assign(static_cast<std::size_t>(rows * std::max<std::int64_t>(columns, 1)), 0.5F);
        return made;
    };
    const std::string layer = "model.layers.0.";
    const TensorMap tensors = {tensor("model.embed_tokens.weight", 8, 4),
                               tensor(layer + "self_attn.q_proj.weight", 4, 4),
                               tensor(layer + "self_attn.k_proj.weight", 2, 4),
                               tensor(layer + "self_attn.v_proj.weight", 2, 4),
                               tensor(layer + "self_attn.o_proj.weight", 4, 4),
                               tensor(layer + "mlp.gate_proj.weight", 6, 4),
                               tensor(layer + "mlp.up_proj.weight", 6, 4),
                               tensor(layer + "mlp.down_proj.weight", 4, 6),
                               tensor(layer + "input_layernorm.weight", 4, 0),
                               tensor(layer + "post_attention_layernorm.weight", 4, 0),
                               tensor("model.norm.weight", 4, 0)};
    QVERIFY(writeSafetensors(folder / "model.safetensors", tensors));
    std::ofstream(folder / "README.md") << "---\nlicense: apache-2.0\n---\n# Tiny\n";
}

template <class T>
bool says(const Result<T>& result, const char* text) {
    if (!result && result.error().line().find(text) != std::string::npos) return true;
    qWarning("%s", result ? "it worked" : result.error().line().c_str());
    return false;
}
}  // namespace

class TestLibrary : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path at(const char* name) const { return folder_->filePath(name).toStdString(); }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", folder_->filePath("data").toUtf8());
        qputenv("XDG_CACHE_HOME", folder_->filePath("cache").toUtf8());
        for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME"}) qunsetenv(name);
    }

    void idsComeFromNames() {
        QCOMPARE(backboneIdFor("/a/SmolLM2-135M-Instruct.Q4_1.gguf"), std::string("smollm2-135m-instruct"));
        QCOMPARE(backboneIdFor("Llama-3.2-1B-Instruct-Q4_K_M.gguf"), std::string("llama-3.2-1b-instruct"));
        QCOMPARE(backboneIdFor("x-BF16.gguf"), std::string("x"));
        QCOMPARE(backboneIdFor("/models/GPT2 medium/"), std::string("gpt2-medium"));
        QCOMPARE(backboneIdFor("models--HuggingFaceTB--SmolLM2-360M/snapshots/0123abc"),
                 std::string("smollm2-360m"));
        QVERIFY(isBackboneId("smollm2-135m-instruct") && !isBackboneId("../x") && !isBackboneId("") &&
                !isBackboneId("A"));
    }

    void anEmptyLibraryIsNoError() {
        const auto list = listBackbones();
        QVERIFY(list && list->empty());
        QVERIFY(says(openBackbone("nothing"), "no backbone called nothing"));
        QVERIFY(says(removeBackbone("nothing"), "no backbone called nothing"));
        QVERIFY(says(openBackbone(at("nowhere").string()), "no such file"));
    }

    void aFolderIsAddedOpenedVerifiedAndRemoved() {
        writeModel(at("Tiny Model"));
        const auto added = addBackbone(at("Tiny Model"), "");
        QVERIFY2(added, added ? "" : added.error().line().c_str());
        QCOMPARE(added->id, std::string("tiny-model"));
        QCOMPARE(added->license, std::string("apache-2.0"));
        QCOMPARE(added->storedDtype, std::string("float32"));
        QCOMPARE(added->kind, std::string("huggingface"));
        QVERIFY(addBackbone(at("Tiny Model"), ""));  // again
        const auto list = listBackbones();
        QCOMPARE(list->size(), std::size_t{1});
        QVERIFY(list->at(0).problem.empty());
        const auto byId = openBackbone("tiny-model"), byPath = openBackbone(at("Tiny Model").string());
        QVERIFY2(byId, byId ? "" : byId.error().line().c_str());
        QVERIFY(byPath);
        QCOMPARE(byId->digest, byPath->digest);
        QCOMPARE(byId->digest.size(), std::size_t{64});
        QVERIFY(says(tokenizerOf(*byId), "no tokenizer"));
        QCOMPARE(verifyBackbone("tiny-model")->size(), std::size_t{0});
        QVERIFY(removeBackbone("tiny-model"));
        QVERIFY(listBackbones()->empty());
        QVERIFY(fs::exists(at("Tiny Model") / "model.safetensors"));
    }

    void aTokenizerThatDoesNotFitIsRefused() {
        writeModel(at("m"));  // a vocabulary of 8
        const auto write = [&](const char* last) {
            std::ofstream(at("m") / "tokenizer.json")
                << R"({"model": {"type": "BPE", "merges": [], "vocab": {"a": 0, "b": )" << last << "}}}";
        };
        write("7");
        QVERIFY(tokenizerOf(*openBackbone(at("m").string())));
        write("8");
        QVERIFY(says(tokenizerOf(*openBackbone(at("m").string())), "9 tokens, the model's vocabulary 8"));
    }

    void changedContentsAreNoticed() {
        writeModel(at("m"));
        QVERIFY(addBackbone(at("m"), "m"));
        std::string bytes = *readFile(at("m") / "model.safetensors");
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        std::ofstream(at("m") / "model.safetensors", std::ios::binary) << bytes;
        QVERIFY(says(openBackbone("m"), "not the file that was added"));
        const auto problems = verifyBackbone("m");
        QVERIFY(problems && problems->size() == 1 &&
                problems->at(0).find("contents have changed") != std::string::npos);
    }

    void vanishedFilesAreListedWithTheirProblem() {
        writeModel(at("m"));
        QVERIFY(addBackbone(at("m"), "m"));
        fs::remove_all(at("m"));
        const auto list = listBackbones();
        QVERIFY(list && list->size() == 1 && list->at(0).problem.find("gone") != std::string::npos);
        QVERIFY(says(openBackbone("m"), "gone"));
        QVERIFY(removeBackbone("m"));
    }

    void anIdIsNotTakenTwiceAndMustBePlain() {
        writeModel(at("one"));
        writeModel(at("two"));
        QVERIFY(addBackbone(at("one"), "m"));
        QVERIFY(says(addBackbone(at("two"), "m"), "already has m"));
        const auto odd = addBackbone(at("two"), "../m");
        QVERIFY(!odd && odd.error().kind == Error::Kind::Call);
        QVERIFY(says(openBackbone("n"), "no backbone called n"));
    }

    void missingAndMisshapenTensorsAreNamed() {
        writeModel(at("m"));
        auto tensors = readSafetensors(at("m") / "model.safetensors");
        find(*tensors, "model.norm.weight")->name = "model.other.weight";
        QVERIFY(writeSafetensors(at("m") / "model.safetensors", *tensors));
        QVERIFY(says(addBackbone(at("m"), ""), "model.norm.weight is missing"));
    }

    void whatTheConfigurationContradictsIsNamed() {
        const auto changed = [&](const std::function<void(TensorMap&)>& change) {
            writeModel(at("m"));
            auto tensors = readSafetensors(at("m") / "model.safetensors");
            change(*tensors);
            if (!writeSafetensors(at("m") / "model.safetensors", *tensors)) qFatal("cannot write");
        };
        changed([](TensorMap& tensors) { tensors.push_back({"model.layers.1.mlp.up_proj.weight", {1}, {0}}); });
        QVERIFY(says(addBackbone(at("m"), ""), "model.layers.1.mlp.up_proj.weight is one too many"));
        changed([](TensorMap& tensors) {
            HostTensor& up = *find(tensors, "model.layers.0.mlp.up_proj.weight");
            std::swap(up.shape[0], up.shape[1]);
        });
        QVERIFY(says(addBackbone(at("m"), ""),
                     "model.layers.0.mlp.up_proj.weight is [4, 6]; the configuration says [6, 4]"));
        writeModel(at("m"));
        std::string config = *readFile(at("m") / "config.json");
        config.replace(config.find("\"num_key_value_heads\": 1"), 24, "\"num_key_value_heads\": 3");
        std::ofstream(at("m") / "config.json") << config;
        QVERIFY(says(addBackbone(at("m"), ""),
                     ((at("m") / "config.json").string() + ", num_key_value_heads: 3 do not divide").c_str()));
    }

    void otherFamiliesAreNamedWithWhatIsSupported() {
        writeModel(at("m"));
        std::ofstream(at("m") / "config.json")
            << R"({"architectures": ["RwkvForCausalLM"], "model_type": "rwkv"})";
        const auto opened = openBackbone(at("m").string());
        QVERIFY(!opened);
        const std::string line = opened.error().line();
        QVERIFY2(line.starts_with((at("m") / "config.json").string() + ", architectures: "), line.c_str());
        QVERIFY2(line.find("wkv") != std::string::npos && line.find("lama") != std::string::npos,
                 line.c_str());
        std::ofstream(at("x.gguf"), std::ios::binary)
            << GgufBuilder().string("general.architecture", "mamba").build();
        QVERIFY(says(openBackbone(at("x.gguf").string()), "mamba is not supported"));
        std::ofstream(at("y.gguf"), std::ios::binary) << GgufBuilder().build();
        QVERIFY(says(openBackbone(at("y.gguf").string()), "general.architecture"));
    }

    void foldersWithoutAModelAreNamed() {
        fs::create_directories(at("empty"));
        QVERIFY(says(openBackbone(at("empty").string()), "no config.json"));
        writeModel(at("m"));
        fs::remove(at("m") / "model.safetensors");
        QVERIFY(says(openBackbone(at("m").string()), "no model.safetensors"));
        std::ofstream(at("m") / "pytorch_model.bin") << "x";
        QVERIFY(says(openBackbone(at("m").string()), "no zip archive"));
    }

    void brokenRecordsDoNotHideTheOthers() {
        writeModel(at("m"));
        QVERIFY(addBackbone(at("m"), "m"));
        std::ofstream(storeDirectory() / "broken.json") << "{";
        std::ofstream(storeDirectory() / "empty.json") << "{}";
        const auto list = listBackbones();
        QVERIFY(list && list->size() == 3);
        QVERIFY(!list->at(0).problem.empty() && !list->at(1).problem.empty() && list->at(2).problem.empty());
        QVERIFY(says(openBackbone("broken"), "broken.json"));
    }

    void foldersAndLinksOfTheStoreAreBackbonesToo() {
        writeModel(at("elsewhere"));
        fs::create_directories(storeDirectory());
        fs::create_directory_symlink(at("elsewhere"), storeDirectory() / "linked");
        QVERIFY(openBackbone("linked"));
        QVERIFY(removeBackbone("linked"));
        QVERIFY(fs::exists(at("elsewhere")) && listBackbones()->empty());
    }

    /// A model in the hub's cache as fetch leaves it: links to blobs that are named by their contents.
    fs::path cached(const std::string& repository, const std::string& commit, const char* ref) {
        const HubFolder folder(at("cache") / "huggingface" / "hub", repository);
        writeModel(at("source"));
        fs::create_directories(folder.path() / "blobs");
        for (const char* name : {"README.md", "model.safetensors", "config.json"}) {
            const std::string bytes = *readFile(at("source") / name), digest = sha256(bytes);
            std::ofstream(folder.blob(digest), std::ios::binary) << bytes;
            if (!folder.link(commit, name, digest)) return {};
        }
        if (ref) fs::create_directories(folder.ref(ref).parent_path());
        if (ref) std::ofstream(folder.ref(ref)) << commit;
        return folder.snapshot(commit);
    }

    void theHubsCacheIsListedOpenedVerifiedAndDeletedOnlyWhenAsked() {
        const std::string commit(40, 'a'), older(40, 'b');
        const fs::path snapshot = cached("Owner/Tiny-Model", commit, "main");
        QVERIFY(!snapshot.empty());
        cached("Owner/Tiny-Model", older, "v1");
        fs::create_directories(at("cache/huggingface/hub/models--half--fetched/snapshots") / commit);
        fs::copy(at("source") / "config.json",
                 at("cache/huggingface/hub/models--half--fetched/snapshots") / commit / "config.json");
        const auto list = listBackbones();
        QVERIFY2(list, list ? "" : list.error().line().c_str());
        QCOMPARE(list->size(), std::size_t{2});  // what is not whole is not there
        QCOMPARE(list->at(0).id, std::string("Owner/Tiny-Model"));
        QCOMPARE(list->at(1).id, std::string("Owner/Tiny-Model@bbbbbbbb"));
        QCOMPARE(list->at(0).source, std::string("hub"));
        QCOMPARE(list->at(0).license, std::string("apache-2.0"));
        QVERIFY(list->at(0).fits && list->at(0).commit == commit);
        for (const char* id : {"Owner/Tiny-Model", "tiny-model", "Owner/Tiny-Model@main",
                               "Owner/Tiny-Model@v1", "Owner/Tiny-Model@bbbbbbbb"})
            QVERIFY2(openBackbone(id), id);
        QCOMPARE(openBackbone("Owner/Tiny-Model@v1")->entry.commit, older);
        QVERIFY(says(openBackbone("Owner/Tiny-Model@v2"), "no backbone called"));
        QVERIFY(says(openBackbone("half/fetched"), "no backbone called half/fetched"));
        QVERIFY(verifyBackbone("Owner/Tiny-Model")->empty());
        std::string bytes = *readFile(snapshot / "model.safetensors");
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        std::ofstream(snapshot / "model.safetensors", std::ios::binary) << bytes;
        const auto problems = verifyBackbone("Owner/Tiny-Model");
        QVERIFY(problems && problems->size() == 1 &&
                problems->at(0).find("model.safetensors") != std::string::npos);
        QVERIFY(says(removeBackbone("Owner/Tiny-Model"), "--delete-files"));
        QVERIFY(fs::exists(snapshot));
        QVERIFY(removeBackbone("Owner/Tiny-Model", true));
        QVERIFY(!fs::exists(snapshot) && listBackbones()->empty());
    }

    void foldersOfGgufFilesAreListed() {
        fs::create_directories(at("gguf"));
        for (const char* name : {"one.Q4_0.gguf", "one.Q8_0.gguf", "two.gguf", "note.txt"})
            std::ofstream(at("gguf") / name, std::ios::binary)
                << GgufBuilder().string("general.architecture", "mamba").build();
        QVERIFY(isGgufFolder(at("gguf")) && !isGgufFolder(at("nowhere")));
        QVERIFY(addGgufFolder(at("gguf")) && addGgufFolder(at("gguf") / "."));
        QCOMPARE(ggufFolders()->size(), std::size_t{1});
        const auto list = listBackbones();
        QCOMPARE(list->size(), std::size_t{3});
        QCOMPARE(list->at(0).id, std::string("one"));
        QCOMPARE(list->at(1).id, std::string("one.q8_0"));
        QCOMPARE(list->at(2).source, std::string("folder"));
        QVERIFY(list->at(2).problem.find("mamba") != std::string::npos);
        QVERIFY(says(openBackbone("two"), "mamba is not supported"));
        QVERIFY(says(removeBackbone("two"), "take the folder off"));
        QVERIFY(removeBackbone(at("gguf").string()));
        QVERIFY(listBackbones()->empty() && fs::exists(at("gguf") / "two.gguf"));
    }

    void torchsFilesAreBackbonesToo() {
        writeModel(at("m"));
        const auto tensors = readSafetensors(at("m") / "model.safetensors");
        std::vector<std::pair<std::string, std::string>> items;
        std::vector<std::string> storages;
        for (const HostTensor& tensor : *tensors) {
            std::vector<std::int32_t> shape(tensor.shape.begin(), tensor.shape.end()),
                strides(shape.size(), 1);
            if (shape.size() == 2) strides[0] = shape[1];
            items.emplace_back(
                tensor.name,
                tests::op::tensor(tests::op::storage("FloatStorage", std::to_string(storages.size()),
                                                     static_cast<std::int32_t>(tensor.data.size())),
                                  0, shape, strides));
            storages.emplace_back(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size() * 4);
        }
        fs::remove(at("m") / "model.safetensors");
        std::ofstream(at("m") / "pytorch_model.bin", std::ios::binary)
            << tests::torchArchive(tests::op::whole(tests::op::dict(items)), storages).build();
        const auto added = addBackbone(at("m"), "");
        QVERIFY2(added, added ? "" : added.error().line().c_str());
        QCOMPARE(added->storedDtype, std::string("float32"));
        QVERIFY(verifyBackbone("m")->empty());
    }

    void theDefaultBackboneIsReadFromItsFile() {
        const QByteArray file = qgetenv("LATHE_BACKBONE_FILE");
        if (file.isEmpty() || !QFile::exists(QString::fromUtf8(file)))
            QSKIP("the default backbone is not there");
        const auto files = openBackbone(file.toStdString());
        QVERIFY2(files, files ? "" : files.error().line().c_str());
        QCOMPARE(files->entry.id, std::string("smollm2-135m-instruct"));
        QCOMPARE(files->entry.license, std::string("apache-2.0"));
        QCOMPARE(files->entry.storedDtype, std::string("Q4_1"));
        QCOMPARE(files->entry.shape.layers, std::int64_t{30});
        const auto tokenizer = tokenizerOf(*files);
        QVERIFY(tokenizer);
        QCOMPARE((*tokenizer)->encode("don't  <|im_start|>we 12", Surround::Yes),
                 (std::vector<std::int32_t>{12420, 982, 256, 1, 677, 216, 33, 34}));
        // Cut and flipped copies give one clear line.
        const std::string bytes = *readFile(file.toStdString());
        std::ofstream(at("cut.gguf"), std::ios::binary) << bytes.substr(0, bytes.size() / 2);
        QVERIFY(says(openBackbone(at("cut.gguf").string()), "the file was cut"));
        std::ofstream(at("flip.gguf"), std::ios::binary) << bytes;
        QVERIFY(addBackbone(at("flip.gguf"), ""));
        std::fstream flip(at("flip.gguf"), std::ios::binary | std::ios::in | std::ios::out);
        flip.seekp(60'000'000).put('\x55');
        flip.close();
        QVERIFY(says(openBackbone("flip"), "not the file that was added"));
    }
};

QTEST_GUILESS_MAIN(TestLibrary)
#include "test_library.moc"
