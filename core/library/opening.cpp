// SPDX-License-Identifier: Apache-2.0
#include "core/library/opening.h"

#include <algorithm>
#include <map>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/gguf.h"
#include "core/formats/safetensors.h"
#include "core/formats/shards.h"
#include "core/formats/torch_file.h"
#include "core/library/tensor_match.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path& path) {
    std::error_code code;
    return fs::is_regular_file(path, code);
}

/// The format that most bytes are stored in.
std::string mostStored(const TensorSource& source) {
    std::map<std::string, std::uint64_t> bytes;
    for (const StoredTensor& tensor : source.tensors()) bytes[tensor.stored] += tensor.bytes;
    std::string best;
    for (const auto& [name, size] : bytes)
        if (best.empty() || size > bytes[best]) best = name;
    if (best == "F32") return "float32";
    if (best == "BF16") return "bfloat16";
    if (best == "F16") return "float16";
    return best;
}

std::uint64_t sizeOf(const std::vector<fs::path>& files) {
    std::uint64_t sum = 0;
    for (const fs::path& file : files) {
        std::error_code code;
        const auto size = fs::file_size(file, code);
        if (!code) sum += size;
    }
    return sum;
}

/// `license` of a model card's front matter (the lines between two "---").
std::string cardLicense(const fs::path& card) {
    const auto text = readFile(card, 1 << 22);
    if (!text) return {};
    const auto lines = split(*text, '\n');
    if (lines.empty() || trimmed(lines[0]) != "---") return {};
    std::string license;
    for (std::size_t i = 1; i < lines.size() && trimmed(lines[i]) != "---"; ++i)
        for (const std::string_view key : {"license:", "license_name:"})
            if (lines[i].starts_with(key)) {
                std::string_view value = trimmed(lines[i].substr(key.size()));
                if (value.size() > 1 && (value[0] == '"' || value[0] == '\''))
                    value = value.substr(1, value.size() - 2);
                if (!value.empty()) license = std::string(value);
            }
    return license;
}

Result<OpenedPath> openGgufBackbone(const fs::path& path) {
    LATHE_TRY(gguf, openGguf(path));
    const std::string architecture = gguf->metadata()["general.architecture"].string();
    if (architecture.empty())
        return failed("this GGUF file names no general.architecture", path.string(),
                      "use a file of a language model");
    OpenedPath opened;
    std::vector<std::string> known;
    bool found = false;
    for (BackboneDescription& family : backboneFamilies()) {
        if (!family.configFromGguf) continue;
        known.insert(known.end(), family.ggufArchitectures.begin(), family.ggufArchitectures.end());
        if (std::find(family.ggufArchitectures.begin(), family.ggufArchitectures.end(), architecture) ==
            family.ggufArchitectures.end())
            continue;
        opened.files.description = std::move(family);
        found = true;
        break;
    }
    if (!found)
        return failed("the GGUF architecture " + architecture + " is not supported", path.string(),
                      "supported: " + joined(known));
    const auto named = [&](auto result) -> decltype(result) {  // the family knows keys, not files
        if (!result) {
            Error error = std::move(result).error();
            error.where = error.where.empty() ? path.string() : path.string() + ", " + error.where;
            return tl::unexpected<Error>(std::move(error));
        }
        return result;
    };
    const auto holds = [&](std::string_view name) { return gguf->find(name) != nullptr; };
    LATHE_TRY(config, named(opened.files.description.configFromGguf(gguf->metadata(), holds)));
    LATHE_TRY(shape, named(opened.files.description.shape(config)));
    BackboneEntry& entry = opened.files.entry;
    entry.path = path;
    entry.kind = "gguf";
    entry.license = gguf->metadata()["general.license"].toString();
    entry.shape = std::move(shape);
    entry.storedDtype = mostStored(*gguf);
    if (gguf->metadata().contains("tokenizer.ggml.model")) opened.files.tokenizerPath = path.string();
    opened.parts = {path};
    entry.bytes = sizeOf(opened.parts);
    opened.files.weights = gguf->tensorsAlone();
    return opened;
}

/// The weights' file or shards; safetensors where there are both kinds.
Result<> openWeights(const fs::path& folder, OpenedPath& opened) {
    struct Form {
        const char* file;
        OpenTensors open;
    };
    for (const Form& form :
         {Form{"model.safetensors", openSafetensors}, Form{"pytorch_model.bin", openTorchFile}}) {
        const fs::path whole = folder / form.file, index = whole.string() + ".index.json";
        if (isFile(index)) {
            LATHE_TRY(shards, openShards(index, form.open));
            opened.files.weights = std::move(shards.tensors);
            opened.parts.insert(opened.parts.end(), shards.files.begin(), shards.files.end());
            return {};
        }
        if (isFile(whole)) {
            LATHE_TRY(weights, form.open(whole));
            opened.files.weights = std::move(weights);
            opened.parts.push_back(whole);
            return {};
        }
    }
    return failed("no model.safetensors and no pytorch_model.bin in this folder", folder.string(),
                  "give a folder that holds a whole model");
}

Result<OpenedPath> openFolder(const fs::path& folder) {
    OpenedPath opened;
    LATHE_TRY(text, readFile(folder / "config.json", 1 << 24));
    LATHE_TRY(config, Json::parse(text, (folder / "config.json").string()));
    // The families speak of "config.json, KEY" and know no folder.
    const auto here = [&](Error error) {
        if (error.where.starts_with("config.json")) error.where = (folder / error.where).string();
        return tl::unexpected(std::move(error));
    };
    auto family = familyOf(config);
    if (!family) return here(std::move(family).error());
    opened.files.description = std::move(*family);
    auto shape = opened.files.description.shape(config);
    if (!shape) return here(std::move(shape).error());
    opened.parts = {folder / "config.json"};
    LATHE_CHECK(openWeights(folder, opened));
    BackboneEntry& entry = opened.files.entry;
    entry.path = folder;
    entry.kind = "huggingface";
    entry.license = cardLicense(folder / "README.md");
    entry.shape = std::move(*shape);
    entry.storedDtype = mostStored(*opened.files.weights);
    entry.bytes = sizeOf(opened.parts);
    for (const char* name : {"tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "tokenizer.model",
                             "sentencepiece.bpe.model"})
        if (isFile(folder / name)) opened.files.tokenizerPath = folder.string();
    return opened;
}

}  // namespace

Result<OpenedPath> openPath(const fs::path& path) {
    std::error_code code;
    const auto status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found)
        return failed("no such file or folder", path.string(), "check the path");
    if (code) return failed("cannot open (" + code.message() + ")", path.string(), "check the permissions");
    if (!fs::is_directory(status)) return openGgufBackbone(path);
    if (isFile(path / "config.json")) return openFolder(path);
    std::vector<fs::path> inside;
    for (fs::directory_iterator files(path, code), end; !code && files != end; files.increment(code))
        if (files->path().extension() == ".gguf") inside.push_back(files->path());
    if (inside.size() == 1) return openGgufBackbone(inside[0]);
    return failed(inside.empty() ? "no config.json and no GGUF file in this folder"
                                 : "several GGUF files in this folder",
                  path.string(),
                  inside.empty() ? "give a model's folder or a GGUF file" : "name one of them");
}

std::vector<std::string> tensorProblems(const BackboneFiles& files) {
    return matchTensors(files).problems;
}

}  // namespace lathe
