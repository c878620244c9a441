// SPDX-License-Identifier: Apache-2.0
#include "app/cli/exporting_checkpoint.h"

#include <algorithm>
#include <set>

#include "core/base/files.h"
#include "core/engine/backbone.h"
#include "core/formats/safetensors.h"
#include "core/library/tensor_match.h"

namespace lathe::cli {
namespace {

namespace fs = std::filesystem;

/// The configuration, which names the numbers' format, and what the tokenizer is read from.
Result<std::vector<std::string>> copyBeside(const BackboneFiles& files, const fs::path& directory) {
    if (files.weights->isGguf())
        return std::vector<std::string>{
            "a GGUF file holds no config.json and no tokenizer.json: take them from the model's own "
            "directory"};
    LATHE_TRY(text, readFile(files.entry.path / "config.json", 1 << 24));
    LATHE_TRY(config, Json::parse(text, "config.json"));
    for (const char* key : {"torch_dtype", "dtype"})
        if (config.contains(key)) config.set(key, "float32");
    LATHE_CHECK(writeFile(directory / "config.json", config.pretty()));
    for (const char* name : {"generation_config.json", "tokenizer.json", "tokenizer_config.json",
                             "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
                             "vocab.txt", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model"}) {
        std::error_code code;
        if (!fs::exists(files.entry.path / name, code)) continue;
        fs::copy_file(files.entry.path / name, directory / name, fs::copy_options::overwrite_existing, code);
        if (code) return failed("cannot be copied: " + code.message(), (files.entry.path / name).string());
    }
    return std::vector<std::string>{};
}

}  // namespace

Result<std::vector<std::string>> exportCheckpoint(const fs::path& directory, const BackboneFiles& files,
                                                  const TensorMap& tensors) {
    if (std::none_of(tensors.begin(), tensors.end(), isWeight))
        return failed("this run trained none of the model's own weights", "--format",
                      "use peft, npy or promptlathe");
    LoadOptions options;
    options.dtype = "float32";
    LATHE_TRY(backbone, Backbone::load(files, options));
    const TensorMatch match = matchTensors(files);
    TensorMap all;
    std::set<std::string> written;
    for (const Backbone::WeightInfo& info : backbone->weights()) {
        const HostTensor* trained = find(tensors, std::string(kWeightPrefix) + info.name);
        HostTensor value;
        if (!trained) {
            LATHE_TRY(own, backbone->weight(info.name));
            value = std::move(own);
        }
        LATHE_TRY(stored, backbone->asStored(trained ? *trained : value));
        // As this very checkpoint calls it, where it is one of Hugging Face's.
        if (!files.weights->isGguf()) stored.name = match.found.at(info.name)->name;
        all.push_back(std::move(stored));
        written.insert(info.name);
    }
    // What no run trains: T5's biases by position, BERT's types. A second name of the embedding's table is
    // left out.
    const std::vector<std::int64_t> table{files.entry.shape.vocabulary, files.entry.shape.width};
    for (const auto& [name, stored] : match.found) {
        if (written.contains(name) || stored->shape == table || name == "rope_freqs.weight") continue;
        HostTensor tensor{files.weights->isGguf() ? name : stored->name, stored->shape, {}};
        tensor.data.resize(static_cast<std::size_t>(tensor.elements()));
        LATHE_CHECK(files.weights->read(stored->name, Dtype::Float32, tensor.data.data()));
        all.push_back(std::move(tensor));
    }
    std::sort(all.begin(), all.end(),
              [](const HostTensor& a, const HostTensor& b) { return a.name < b.name; });
    LATHE_CHECK(makeDirectories(directory));
    LATHE_CHECK(writeSafetensors(directory / "model.safetensors", all));
    LATHE_TRY(notes, copyBeside(files, directory));
    if (find(tensors, "prompt"))
        notes.emplace_back(
            "the soft tokens that were trained with these weights are not in the checkpoint: export npy, "
            "too");
    return notes;
}

}  // namespace lathe::cli
