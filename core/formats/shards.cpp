// SPDX-License-Identifier: Apache-2.0
#include "core/formats/shards.h"

#include <set>
#include <unordered_map>

#include "core/base/files.h"
#include "core/base/json_limited.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostIndexBytes = 32 << 20;
constexpr std::size_t kMostShards = 10'000, kMostValues = 300'000;
constexpr const char* kAgain = "get the model again";

/// Several files seen as one.
class Shards : public TensorSource {
  public:
    const std::vector<StoredTensor>& tensors() const override { return tensors_; }
    Result<> readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                      void* out) const override {
        const auto found = owner_.find(std::string(name));
        if (found == owner_.end()) return failed("no tensor " + std::string(name));
        return found->second->readRows(name, first, count, dtype, out);
    }
    void add(std::shared_ptr<const TensorSource> file) {
        for (const StoredTensor& tensor : file->tensors()) {
            owner_.emplace(tensor.name, file.get());
            tensors_.push_back(tensor);
        }
        files_.push_back(std::move(file));
    }

  private:
    std::vector<std::shared_ptr<const TensorSource>> files_;
    std::vector<StoredTensor> tensors_;
    std::unordered_map<std::string, const TensorSource*> owner_;
};

}  // namespace

Result<std::vector<std::string>> shardNames(const Json& index, const std::string& source) {
    if (!index["weight_map"].isObject() || index["weight_map"].size() == 0)
        return failed("no \"weight_map\" in this index", source, kAgain);
    std::set<std::string> names;
    for (const auto& [tensor, file] : index["weight_map"].members()) {
        const std::string& name = file.string();
        if (name.empty() || name == "." || name == ".." || name.find_first_of("/\\") != std::string::npos ||
            name.find('\0') != std::string::npos)
            return failed("the tensor " + tensor + " names no file of this folder (" + name + ")", source,
                          kAgain);
        names.insert(name);
        if (names.size() > kMostShards)
            return failed("this index names more than " + std::to_string(kMostShards) + " files", source,
                          kAgain);
    }
    return std::vector<std::string>(names.begin(), names.end());
}

Result<ShardedTensors> openShards(const fs::path& index, OpenTensors open) {
    LATHE_TRY(text, readFile(index, kMostIndexBytes));
    LATHE_TRY(json, parseLimited(text, index.string(), kMostValues));
    LATHE_TRY(names, shardNames(json, index.string()));
    // Each tensor's file, and whether it was found there.
    std::unordered_map<std::string_view, std::pair<std::string_view, bool>> mapped;
    for (const auto& [tensor, file] : json["weight_map"].members())
        mapped.emplace(tensor, std::pair<std::string_view, bool>(file.string(), false));
    ShardedTensors result{nullptr, {index}};
    auto shards = std::make_shared<Shards>();
    for (const std::string& name : names) {
        const fs::path path = index.parent_path() / name;
        std::error_code code;
        if (!fs::exists(path, code))
            return failed("the shard " + name + " is missing", index.string(), kAgain);
        LATHE_TRY(file, open(path));
        for (const StoredTensor& tensor : file->tensors()) {
            const auto found = mapped.find(tensor.name);
            if (found == mapped.end() || found->second.second)
                return failed("the tensor " + tensor.name + " of " + name +
                                  (found == mapped.end() ? " is not in the index" : " stands in two files"),
                              index.string(), kAgain);
            if (found->second.first != name)
                return failed("the tensor " + tensor.name + " stands in " + name + "; the index says " +
                                  std::string(found->second.first),
                              index.string(), kAgain);
            found->second.second = true;
        }
        shards->add(std::move(file));
        result.files.push_back(path);
    }
    for (const auto& [tensor, file] : json["weight_map"].members())
        if (!mapped.at(tensor).second)
            return failed("the tensor " + tensor + " is not in " + file.string(), index.string(), kAgain);
    result.tensors = std::move(shards);
    return result;
}

}  // namespace lathe
