// SPDX-License-Identifier: Apache-2.0
// The backbones on this machine: the program's own store ($XDG_DATA_HOME/promptlathe/backbones, one folder or
// link an id), the hub's cache, and folders of GGUF files that the user named (places.h).
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
    std::string source;       ///< "library", "hub", "folder"
    std::string commit;       ///< of the hub's
    bool fits = true;         ///< into this machine's memory, with 16-bit weights
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
/// BACKBONE of the command line: an id of the library, a directory, a GGUF file, or a model of the hub's
/// cache
/// ("OWNER/NAME", "OWNER/NAME@REVISION").
Result<BackboneFiles> openBackbone(const std::string& idOrPath);
Result<std::shared_ptr<const Tokenizer>> tokenizerOf(const BackboneFiles& files);
/// Adds a path to the library under an id (from the folder's or file's name where `id` is empty); links,
/// never copies.
Result<BackboneEntry> addBackbone(const std::filesystem::path& path, const std::string& id);
/// Takes one out of the library; a linked file stays. A model of the hub's cache, which other programs share,
/// is deleted (all its revisions) only where `deleteFiles` is set; a folder of GGUF files, by its path, is no
/// longer listed.
Result<> removeBackbone(const std::string& id, bool deleteFiles = false);
/// Reads the files and compares names, shapes and digests: the one that was stored when it was added, or
/// those by which the hub's cache names contents. Every problem found; none: all is as it was.
Result<std::vector<std::string>> verifyBackbone(const std::string& id);

}  // namespace lathe
