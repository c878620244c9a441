// SPDX-License-Identifier: Apache-2.0
// The backbones on this machine: the program's own store ($XDG_DATA_HOME/promptlathe/backbones, one folder or link an id).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/backbones/description.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "core/formats/tensor_source.h"
#include "core/text/tokenizer.h"

namespace lathe {

/// One backbone as lists show it. `problem` is not empty where it can't be used, and says why.
struct BackboneEntry {
    std::string id;
    std::filesystem::path path;  ///< a GGUF file or a Hugging Face directory
    std::string kind;            ///< "gguf", "huggingface"
    std::string license;
    std::uint64_t bytes = 0;
    std::string problem;
    BackboneShape shape;
    std::string storedDtype;  ///< "Q4_1", "bfloat16", ...
};

/// A backbone opened: its description, weights and tokenizer; no weight is read yet.
struct BackboneFiles {
    BackboneEntry entry;
    BackboneDescription description;
    std::shared_ptr<const TensorSource> weights;
    std::string tokenizerPath;  ///< for loadTokenizer; empty where there is none
    std::string digest;         ///< SHA-256 over names, shapes, types and contents (cached by size and time)
};

Result<std::vector<BackboneEntry>> listBackbones();
/// BACKBONE of the command line: an id of the library, a directory, or a GGUF file.
Result<BackboneFiles> openBackbone(const std::string& idOrPath);
Result<std::shared_ptr<const Tokenizer>> tokenizerOf(const BackboneFiles& files);
/// Adds a path to the library under an id (from the folder's or file's name where `id` is empty); links, never copies.
Result<BackboneEntry> addBackbone(const std::filesystem::path& path, const std::string& id);
Result<> removeBackbone(const std::string& id);
/// Reads every tensor and compares names, shapes and the digest that was stored when it was added.
Result<std::vector<std::string>> verifyBackbone(const std::string& id);

}  // namespace lathe
