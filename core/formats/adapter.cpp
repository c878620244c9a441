// SPDX-License-Identifier: Apache-2.0
#include "core/formats/adapter.h"

#include <algorithm>
#include <functional>

#include "core/base/beside.h"
#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch_file.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostJsonBytes = 64 << 20;

bool isThere(const fs::path& path) {
    std::error_code code;
    return fs::exists(path, code);
}

Result<Json> readObject(const fs::path& path) {
    LATHE_TRY(text, readFile(path, kMostJsonBytes));
    LATHE_TRY(json, Json::parse(text, path.string()));
    if (!json.isObject()) return failed("not a JSON object", path.string(), "export the adapter again");
    return json;
}

/// Members in the order of their names, at every level, as PEFT writes them.
Json sorted(const Json& value) {
    if (value.isArray()) {
        Json::Array items;
        for (const Json& item : value.items()) items.push_back(sorted(item));
        return Json(std::move(items));
    }
    if (!value.isObject()) return value;
    Json::Object members;
    for (const auto& [name, item] : value.members()) members.emplace_back(name, sorted(item));
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return Json(std::move(members));
}

/// Fills a new folder beside the target and renames it; a folder that is there already gets each file
/// replaced whole.
Result<> writeFolder(const fs::path& directory, const std::function<Result<>(const fs::path&)>& fill) {
    fs::path target = directory.lexically_normal();
    if (!target.has_filename()) target = target.parent_path();
    std::error_code code;
    if (fs::is_directory(target, code)) return fill(target);
    if (isThere(target))
        return failed("a file of this name is in the way", target.string(), "choose another folder");
    if (target.has_parent_path()) LATHE_CHECK(makeDirectories(target.parent_path()));
    const fs::path beside = besidePath(target);
    fs::remove_all(beside, code);
    LATHE_CHECK(makeDirectories(beside));
    auto filled = fill(beside);
    if (filled) {
        fs::rename(beside, target, code);
        if (!code) return {};
        filled = failed("cannot make this folder (" + code.message() + ")", target.string(),
                        "choose another folder");
    }
    fs::remove_all(beside, code);
    return filled;
}

}  // namespace

Result<PeftAdapter> readPeft(const fs::path& directory) {
    const fs::path configFile = directory / "adapter_config.json",
                   weights = directory / "adapter_model.safetensors";
    if (!isThere(configFile))
        return failed("no adapter_config.json in this folder", directory.string(),
                      "give a folder that PEFT saved");
    PeftAdapter adapter;
    LATHE_TRY(config, readObject(configFile));
    adapter.config = std::move(config);
    if (!adapter.config["peft_type"].isString())
        return failed("no peft_type", configFile.string(), "give a folder that PEFT saved");
    const fs::path older = directory / "adapter_model.bin";
    if (!isThere(weights) && !isThere(older))
        return failed("no adapter_model.safetensors in this folder", directory.string(), "save the adapter again");
    LATHE_TRY(file, isThere(weights) ? openSafetensors(weights) : openTorchFile(older));
    const StoredTensor* stored = file->find("prompt_embeddings");
    if (!stored)
        return failed("no tensor prompt_embeddings; this is no soft prompt (peft_type " +
                          adapter.config["peft_type"].string() + ")",
                      weights.string(), "give an adapter of prompt tuning, p-tuning or prefix-tuning");
    if (stored->shape.size() != 2 || stored->shape[0] == 0 || stored->shape[1] == 0)
        return failed("prompt_embeddings is not [tokens, columns]", weights.string(),
                      "export the adapter again");
    adapter.embeddings = {stored->name, stored->shape, {}};
    adapter.embeddings.data.resize(static_cast<std::size_t>(adapter.embeddings.elements()));
    LATHE_CHECK(file->read(stored->name, Dtype::Float32, adapter.embeddings.data.data()));
    return adapter;
}

Result<> writePeft(const fs::path& directory, const PeftAdapter& adapter, const std::string& modelCard) {
    return writeFolder(directory, [&](const fs::path& folder) -> Result<> {
        HostTensor embeddings = adapter.embeddings;
        embeddings.name = "prompt_embeddings";
        LATHE_CHECK(writeSafetensors(folder / "adapter_model.safetensors", {std::move(embeddings)}));
        if (!modelCard.empty()) LATHE_CHECK(writeFile(folder / "README.md", modelCard));
        return writeFile(folder / "adapter_config.json", sorted(adapter.config).pretty());
    });
}

Result<PromptFile> readPromptFile(const fs::path& directory) {
    const fs::path description = directory / "prompt.json", weights = directory / "prompt.safetensors";
    for (const fs::path& file : {description, weights})
        if (!isThere(file))
            return failed("no " + file.filename().string() + " in this folder", directory.string(),
                          "give a folder that export --format promptlathe wrote");
    PromptFile prompt;
    LATHE_TRY(json, readObject(description));
    prompt.description = std::move(json);
    LATHE_TRY(tensors, readSafetensors(weights));
    prompt.tensors = std::move(tensors);
    return prompt;
}

Result<> writePromptFile(const fs::path& directory, const PromptFile& prompt) {
    return writeFolder(directory, [&](const fs::path& folder) -> Result<> {
        LATHE_CHECK(
            writeSafetensors(folder / "prompt.safetensors", prompt.tensors, {{"format", "promptlathe"}}));
        return writeFile(folder / "prompt.json", prompt.description.pretty());
    });
}

}  // namespace lathe
