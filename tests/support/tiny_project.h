// SPDX-License-Identifier: Apache-2.0
// promptlathe-cli over a project with a small data set and a random Llama of a few thousand numbers, for
// tests of verbs.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/random.h"
#include "core/formats/safetensors.h"
#include "tests/support/cli_folder.h"

namespace lathe::test {

class TinyProject : public CliFolder {
  public:
    TinyProject() {
        makeBackbone();
        const Said made = run({"new", file()});
        if (made.code != 0) qFatal("%s", qPrintable(made.error));
    }

    QString file() const { return path("p.lathe"); }

    /// Rows of two classes told by their words, in two groups ("kind" x and y).
    void importRows(const QString& name, int train, int validation, int test) const {
        QByteArray rows;
        const char* words[] = {"sun tree", "dark moon", "light day", "night sea"};
        for (int i = 0; i < train + validation + test; ++i)
            rows += "{\"text\": \"" + QByteArray(words[i % 4]) + " " + QByteArray::number(i) +
                    "\", \"label\": \"" + (i % 2 ? "b" : "a") + "\", \"kind\": \"" + (i % 4 < 2 ? "x" : "y") +
                    "\", \"split\": \"" +
                    (i < train                ? "train"
                     : i < train + validation ? "validation"
                                              : "test") +
                    "\"}\n";
        const Said said = run({"data", "import", file(), written(name + ".jsonl", rows), "--name", name});
        if (said.code != 0) qFatal("%s", qPrintable(said.error));
    }

    /// A recipe over those rows, written to a file, with more settings applied by path.
    QString recipe(const std::vector<std::pair<std::string, Json>>& more = {}) const {
        Json json = Json::object(
            {{"recipe", 1},
             {"name", "tiny"},
             {"backbone", Json::object({{"id", path("tiny").toStdString()}, {"dtype", "float32"}})},
             {"task", Json::object({{"kind", "classify"},
                                    {"data", "toy"},
                                    {"template", "{prompt}{text}{label}"},
                                    {"labels", Json::object({{"a", " a"}, {"b", " the"}})}})},
             {"method", Json::object({{"kind", "prompt_tuning"}, {"tokens", 3}})},
             {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.01}})},
             {"training", Json::object({{"steps", 4},
                                        {"batch", 4},
                                        {"evaluate_every", 2},
                                        {"snapshot_every", 2},
                                        {"threads", 1}})}});
        for (const auto& [key, value] : more) json.setAt(key, value);
        return written("tiny.json", QByteArray::fromStdString(json.pretty()));
    }

  private:
    void makeBackbone() const {
        const std::string at = path("tiny").toStdString();
        std::filesystem::create_directory(at);
        for (const char* name : {"tokenizer.json", "tokenizer_config.json"})
            std::filesystem::copy_file(std::string(LATHE_FIXTURES) + "/tokenizers/gpt2/" + name,
                                       at + "/" + name);
        constexpr std::int64_t kWords = 500, kWidth = 16, kInner = 24;
        const Json config = Json::object({{"architectures", Json::array({"LlamaForCausalLM"})},
                                          {"model_type", "llama"},
                                          {"vocab_size", kWords},
                                          {"hidden_size", kWidth},
                                          {"num_hidden_layers", 2},
                                          {"num_attention_heads", 2},
                                          {"num_key_value_heads", 2},
                                          {"intermediate_size", kInner},
                                          {"max_position_embeddings", 128},
                                          {"hidden_act", "silu"},
                                          {"rms_norm_eps", 1e-5},
                                          {"rope_theta", 10000.0},
                                          {"tie_word_embeddings", true}});
        std::ofstream(at + "/config.json") << config.pretty();
        TensorMap tensors;
        const auto draw = [&](const std::string& name, std::vector<std::int64_t> shape, double mean) {
            HostTensor tensor{name, std::move(shape), {}};
            const Random random(7, name);
            for (std::int64_t i = 0; i < tensor.elements(); ++i)
                tensor.data.push_back(
                    static_cast<float>(mean + 0.2 * random.normal(static_cast<std::uint64_t>(i))));
            tensors.push_back(std::move(tensor));
        };
        draw("model.embed_tokens.weight", {kWords, kWidth}, 0);
        draw("model.norm.weight", {kWidth}, 1);
        for (int l = 0; l < 2; ++l) {
            const std::string start = "model.layers." + std::to_string(l) + ".";
            for (const char* name : {"q_proj", "k_proj", "v_proj", "o_proj"})
                draw(start + "self_attn." + name + ".weight", {kWidth, kWidth}, 0);
            draw(start + "mlp.gate_proj.weight", {kInner, kWidth}, 0);
            draw(start + "mlp.up_proj.weight", {kInner, kWidth}, 0);
            draw(start + "mlp.down_proj.weight", {kWidth, kInner}, 0);
            draw(start + "input_layernorm.weight", {kWidth}, 1);
            draw(start + "post_attention_layernorm.weight", {kWidth}, 1);
        }
        if (auto saved = writeSafetensors(at + "/model.safetensors", tensors); !saved)
            qFatal("%s", saved.error().line().c_str());
    }
};

}  // namespace lathe::test
