// SPDX-License-Identifier: Apache-2.0
// The format: https://github.com/huggingface/safetensors#format
#include "core/formats/safetensors.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <unordered_map>

#include "core/base/files.h"
#include "core/base/json_limited.h"
#include "core/base/text.h"
#include "core/formats/stored_type.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostHeaderBytes = 100'000'000;
constexpr std::size_t kMostDimensions = 16;
/// Of the header; a tensor takes seven and one for each dimension.
constexpr std::size_t kMostValues = 400'000;

struct Place {
    const StoredType* type = nullptr;
    std::uint64_t offset = 0;  ///< from the file's start
    std::int64_t rowElements = 1;
    std::size_t index = 0;
};

class File : public TensorSource {
  public:
    explicit File(std::shared_ptr<const MappedFile> file) : file_(std::move(file)) {}

    const std::vector<StoredTensor>& tensors() const override { return tensors_; }
    Result<> readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                      void* out) const override;

    Result<> parse();

  private:
    Result<> addTensor(const std::string& name, const Json& info);
    Result<> checkOrder() const;
    tl::unexpected<Error> broken(std::string what, const std::string& tensor = {}) const {
        return failed("broken safetensors file: " + std::move(what),
                      file_->path().string() + (tensor.empty() ? "" : ", tensor " + tensor),
                      "get the file again");
    }

    std::shared_ptr<const MappedFile> file_;
    std::vector<StoredTensor> tensors_;
    std::unordered_map<std::string, Place> places_;
    std::uint64_t start_ = 0;  ///< of the data
};

Result<> File::addTensor(const std::string& name, const Json& info) {
    if (!info.isObject()) return broken("its entry is no object", name);
    if (!info["dtype"].isString()) return broken("it has no dtype", name);
    const std::string& dtype = info["dtype"].string();
    const StoredType* type = safetensorsType(dtype);
    if (!type)
        return failed("stored as " + dtype + ", which is not read",
                      file_->path().string() + ", tensor " + name,
                      "save the model as float32, bfloat16 or float16");
    if (!info["shape"].isArray()) return broken("it has no shape", name);
    if (info["shape"].size() > kMostDimensions)
        return broken("more than " + std::to_string(kMostDimensions) + " dimensions", name);
    StoredTensor tensor;
    std::int64_t elements = 1;
    bool empty = false;
    for (const Json& extent : info["shape"].items()) {
        const std::int64_t size = extent.toInteger(-1);
        if (!extent.isInteger() || size < 0) return broken("its shape holds something else than sizes", name);
        empty = empty || size == 0;
        if (size > 0 && elements > std::numeric_limits<std::int64_t>::max() / type->bytes / size)
            return broken("its shape is impossibly large", name);
        elements *= std::max<std::int64_t>(size, 1);
        tensor.shape.push_back(size);
    }
    if (empty) elements = 0;
    const Json& offsets = info["data_offsets"];
    if (!offsets.isArray() || offsets.size() != 2 || !offsets.items()[0].isInteger() ||
        !offsets.items()[1].isInteger())
        return broken("it has no two data_offsets", name);
    const std::int64_t begin = offsets.items()[0].toInteger(), end = offsets.items()[1].toInteger();
    const auto room = static_cast<std::int64_t>(file_->bytes().size() - start_);
    if (begin < 0 || end < begin) return broken("its data_offsets run backwards", name);
    if (end > room)
        return broken(
            "it ends at byte " + std::to_string(end) + " of " + std::to_string(room) + " (the file was cut?)",
            name);
    if (end - begin != elements * type->bytes)
        return broken("it takes " + std::to_string(end - begin) + " bytes; its shape and dtype need " +
                          std::to_string(elements * type->bytes),
                      name);
    tensor.name = name;
    tensor.stored = dtype;
    tensor.bytes = static_cast<std::uint64_t>(end - begin);
    const std::int64_t rows = tensor.shape.empty() ? 1 : tensor.shape[0];
    places_.emplace(name, Place{type, start_ + static_cast<std::uint64_t>(begin),
                                rows > 0 ? elements / rows : 0, tensors_.size()});
    tensors_.push_back(std::move(tensor));
    return {};
}

/// The data is covered exactly once: no hole, no overlap, nothing behind the last tensor.
Result<> File::checkOrder() const {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (std::size_t i = 0; i < tensors_.size(); ++i)
        order.emplace_back(places_.at(tensors_[i].name).offset, i);
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        return std::pair(a.first, tensors_[a.second].bytes) < std::pair(b.first, tensors_[b.second].bytes);
    });
    std::uint64_t at = start_;
    for (const auto& [offset, index] : order) {
        if (offset > at)
            return broken("a hole of " + std::to_string(offset - at) + " bytes in front of it",
                          tensors_[index].name);
        if (offset < at) return broken("it overlaps another tensor", tensors_[index].name);
        at += tensors_[index].bytes;
    }
    if (at != file_->bytes().size())
        return broken(std::to_string(file_->bytes().size() - at) + " bytes stand behind the last tensor");
    return {};
}

Result<> File::parse() {
    const auto bytes = file_->bytes();
    if (bytes.size() < 8) return broken("shorter than its first eight bytes");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    if (length > kMostHeaderBytes)
        return broken("its header claims " + std::to_string(length) + " bytes; at most 100 MB are allowed");
    if (length > bytes.size() - 8)
        return broken("its header of " + std::to_string(length) +
                      " bytes ends behind the file (the file was cut?)");
    const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + 8, length);
    if (header.empty() || header[0] != '{') return broken("its header does not begin with {");
    start_ = 8 + length;
    LATHE_TRY(all, parseLimited(header, file_->path().string() + ", header", kMostValues));
    if (!all.isObject()) return broken("its header is no object");
    tensors_.reserve(all.size());
    for (const auto& [name, info] : all.members()) {
        if (name != "__metadata__") {
            LATHE_CHECK(addTensor(name, info));
            continue;
        }
        if (!info.isObject()) return broken("__metadata__ is no object");
        for (const auto& [key, text] : info.members())
            if (!text.isString()) return broken("__metadata__ holds something else than texts (" + key + ")");
    }
    return checkOrder();
}

Result<> File::readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                        void* out) const {
    const auto found = places_.find(std::string(name));
    if (found == places_.end()) return failed("no tensor " + std::string(name), file_->path().string());
    const Place& place = found->second;
    const StoredTensor& tensor = tensors_[place.index];
    const std::int64_t rows = tensor.shape.empty() ? 1 : tensor.shape[0];
    if (first < 0 || count < 0 || first > rows || count > rows - first)
        return failed("rows from " + std::to_string(first) + " of " + tensor.name + " do not exist; it has " +
                          std::to_string(rows),
                      file_->path().string());
    const std::int64_t begin = first * place.rowElements * place.type->bytes,
                       numbers = count * place.rowElements;
    const std::uint64_t offset = place.offset + static_cast<std::uint64_t>(begin);
    convertStored(*place.type, file_->bytes().data() + offset, numbers, dtype, out);
    const auto size = static_cast<std::size_t>(numbers * place.type->bytes);
    if (size >= 1 << 18) file_->forget(offset, size);
    return {};
}

}  // namespace

Result<std::shared_ptr<const TensorSource>> openSafetensors(const fs::path& path) {
    LATHE_TRY(mapped, MappedFile::open(path));
    auto file = std::make_shared<File>(std::move(mapped));
    LATHE_CHECK(file->parse());
    return std::shared_ptr<const TensorSource>(std::move(file));
}

Result<TensorMap> readSafetensors(const fs::path& path) {
    LATHE_TRY(file, openSafetensors(path));
    TensorMap tensors;
    for (const StoredTensor& stored : file->tensors()) {
        HostTensor tensor{stored.name, stored.shape, {}};
        tensor.data.resize(static_cast<std::size_t>(tensor.elements()));
        LATHE_CHECK(file->read(stored.name, Dtype::Float32, tensor.data.data()));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

Result<> writeSafetensors(const fs::path& path, const TensorMap& tensors,
                          const std::map<std::string, std::string>& metadata) {
    std::vector<const HostTensor*> order;
    for (const HostTensor& tensor : tensors) order.push_back(&tensor);
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    Json::Object header;
    if (!metadata.empty()) {
        Json::Object texts;
        for (const auto& [key, text] : metadata) texts.emplace_back(key, text);
        header.emplace_back("__metadata__", Json(std::move(texts)));
    }
    std::size_t size = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const HostTensor& tensor = *order[i];
        assert(static_cast<std::size_t>(tensor.elements()) == tensor.data.size());
        if (tensor.name == "__metadata__" || (i > 0 && order[i - 1]->name == tensor.name))
            return failed("two tensors can't both be called " + tensor.name, path.string());
        Json::Array shape(tensor.shape.begin(), tensor.shape.end());
        const std::size_t end = size + tensor.data.size() * sizeof(float);
        header.emplace_back(tensor.name, Json::object({{"dtype", "F32"},
                                                       {"shape", Json(std::move(shape))},
                                                       {"data_offsets", Json::array({size, end})}}));
        size = end;
    }
    std::string text = Json(std::move(header)).dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    bytes.reserve(8 + text.size() + size);
    bytes += text;
    for (const HostTensor* tensor : order)
        bytes.append(reinterpret_cast<const char*>(tensor->data.data()), tensor->data.size() * sizeof(float));
    return writeFile(path, bytes);
}

}  // namespace lathe
