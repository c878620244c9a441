// SPDX-License-Identifier: Apache-2.0
#include "core/data/data_files.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace lathe {
namespace {

std::string lower(std::string_view text) {
    std::string out(trimmed(text));
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// The first split that one of a name's words means.
std::string splitIn(std::string_view name) {
    std::string word, found;
    bool ids = false;  // MRPC's dev_ids.tsv are no rows
    const auto end = [&] {
        ids = ids || word == "ids";
        if (found.empty()) {
            if (isOneOf(word, {"train", "training", "trainset"})) found = "train";
            if (isOneOf(word, {"dev", "devset", "development", "val", "valid", "validation"}))
                found = "validation";
            if (isOneOf(word, {"test", "testing", "testset", "testdata"})) found = "test";
        }
        word.clear();
    };
    for (const char c : lower(name)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter)
            word += c;
        else
            end();
    }
    end();
    return ids ? std::string() : found;
}

bool isDataFile(const std::filesystem::path& path) {
    const std::string extension = lower(path.extension().string());
    return isOneOf(extension, {".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".txt", ".xml"});
}

}  // namespace

std::string splitNamed(std::string_view word) {
    const std::string name = lower(word);
    if (isOneOf(name, {"train", "training"})) return "train";
    if (isOneOf(name, {"validation", "valid", "val", "dev", "development"})) return "validation";
    if (isOneOf(name, {"test", "testing"})) return "test";
    return name;
}

std::string splitOfFile(const std::filesystem::path& path) {
    if (std::string own = splitIn(path.stem().string()); !own.empty()) return own;
    return splitIn(path.parent_path().filename().string());
}

Result<std::vector<DataFile>> dataFiles(const std::filesystem::path& path,
                                        std::vector<std::string>& leftOut) {
    std::error_code code;
    if (!std::filesystem::is_directory(path, code)) return std::vector<DataFile>{{path, {}}};
    std::vector<DataFile> files;
    std::vector<std::string> others;
    for (auto at = std::filesystem::recursive_directory_iterator(path, code);
         !code && at != std::filesystem::recursive_directory_iterator(); at.increment(code)) {
        std::error_code ofFile;
        if (!at->is_regular_file(ofFile) || !isDataFile(at->path())) continue;
        // A folder around the given one says nothing.
        std::string split = splitIn(at->path().stem().string());
        for (auto folder = at->path().parent_path();
             split.empty() && folder != path && folder.has_relative_path(); folder = folder.parent_path())
            split = splitIn(folder.filename().string());
        if (split.empty())
            others.push_back(at->path().filename().string());
        else
            files.push_back({at->path(), split});
    }
    if (code) return failed("cannot be read: " + code.message(), path.string());
    if (files.empty())
        return failed("no file of the folder names a split", path.string(),
                      "name them like train.jsonl, validation.jsonl, test.jsonl, or give one file");
    std::sort(files.begin(), files.end(),
              [](const DataFile& a, const DataFile& b) { return a.path < b.path; });
    std::sort(others.begin(), others.end());
    leftOut.insert(leftOut.end(), others.begin(), others.end());
    return files;
}

}  // namespace lathe
