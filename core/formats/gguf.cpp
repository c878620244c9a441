// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/stored_type.h"

namespace lathe {
namespace {

constexpr std::uint64_t kMostKeys = 1 << 16;
constexpr std::uint64_t kMostTensors = 1 << 17;
constexpr std::uint64_t kMostNameBytes = 1024;
constexpr std::uint64_t kMostStringBytes = 1 << 24;
constexpr std::uint64_t kMostArrayItems =
    1'500'000;  ///< of all arrays together: a value costs 40 bytes in memory
constexpr std::uint64_t kMostAlignment = 1 << 20;
constexpr int kMostLevels = 4;  ///< arrays in arrays

/// GGUF's value types.
enum Type : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

std::uint64_t typeBytes(std::uint32_t type) {
    static constexpr std::uint64_t kBytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};
    return type < std::size(kBytes) ? kBytes[type] : 0;  // of strings and arrays: their least
}

struct Place {
    const StoredType* type = nullptr;
    std::uint64_t offset = 0;  ///< from the file's start
    std::int64_t rowElements = 1;
    std::size_t index = 0;
};

class File : public GgufFile {
  public:
    explicit File(std::shared_ptr<const MappedFile> file) : file_(std::move(file)) {}

    const Json& metadata() const override { return metadata_; }
    std::shared_ptr<const TensorSource> tensorsAlone() const override {
        auto alone = std::make_shared<File>(file_);
        alone->tensors_ = tensors_;
        alone->places_ = places_;
        return alone;
    }
    const std::vector<StoredTensor>& tensors() const override { return tensors_; }
    Result<> readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                      void* out) const override;

    Result<> parse();

  private:
    template <class T>
    Result<T> number(const char* what) {
        if (bytes().size() - at_ < sizeof(T)) return cut(what);
        T value;
        std::memcpy(&value, bytes().data() + at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    Result<std::string> string(const char* what, std::uint64_t most);
    Result<Json> value(std::uint32_t type, const std::string& key, int level);
    Result<Json> array(const std::string& key, int level);
    Result<> parseMetadata(std::uint64_t count);
    Result<> parseTensor();
    Result<> placeTensors();

    std::span<const std::byte> bytes() const { return file_->bytes(); }
    std::string where(std::uint64_t offset) const {
        return file_->path().string() + ", byte " + std::to_string(offset);
    }
    tl::unexpected<Error> broken(std::string what, std::uint64_t offset) const {
        return failed("broken GGUF file: " + std::move(what), where(offset), "get the file again");
    }
    tl::unexpected<Error> cut(const char* what) const {
        return broken(std::string("the file ends inside ") + what, at_);
    }

    std::shared_ptr<const MappedFile> file_;
    Json metadata_;
    std::vector<StoredTensor> tensors_;
    std::unordered_map<std::string, Place> places_;
    std::uint64_t at_ = 0;
    std::uint64_t items_ = 0;
    std::uint64_t alignment_ = 32;
};

Result<std::string> File::string(const char* what, std::uint64_t most) {
    const std::uint64_t start = at_;
    LATHE_TRY(length, number<std::uint64_t>(what));
    if (length > bytes().size() - at_)
        return broken(
            std::string(what) + " claims " + std::to_string(length) + " bytes, more than the file has",
            start);
    if (length > most)
        return broken(std::string(what) + " has " + std::to_string(length) + " bytes; at most " +
                          std::to_string(most) + " are read",
                      start);
    std::string text(reinterpret_cast<const char*>(bytes().data()) + at_, length);
    at_ += length;
    return text;
}

Result<Json> File::value(std::uint32_t type, const std::string& key, int level) {
    const auto json = [](auto result) -> Result<Json> {
        if (!result) return tl::unexpected<Error>(std::move(result).error());
        using T = std::decay_t<decltype(*result)>;
        if constexpr (std::is_floating_point_v<T>)
            return Json(static_cast<double>(*result));
        else
            return Json(static_cast<std::int64_t>(*result));
    };
    switch (type) {
        case U8:
            return json(number<std::uint8_t>("a value"));
        case I8:
            return json(number<std::int8_t>("a value"));
        case U16:
            return json(number<std::uint16_t>("a value"));
        case I16:
            return json(number<std::int16_t>("a value"));
        case U32:
            return json(number<std::uint32_t>("a value"));
        case I32:
            return json(number<std::int32_t>("a value"));
        case F32:
            return json(number<float>("a value"));
        case I64:
            return json(number<std::int64_t>("a value"));
        case F64:
            return json(number<double>("a value"));
        case U64: {
            LATHE_TRY(wide, number<std::uint64_t>("a value"));
            if (wide > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return Json(static_cast<double>(wide));
            return Json(static_cast<std::int64_t>(wide));
        }
        case Bool: {
            const std::uint64_t start = at_;
            LATHE_TRY(flag, number<std::uint8_t>("a value"));
            if (flag > 1) return broken(key + " is a truth value of " + std::to_string(flag), start);
            return Json(flag == 1);
        }
        case String: {
            LATHE_TRY(text, string("a text", kMostStringBytes));
            return Json(std::move(text));
        }
        case Array:
            return array(key, level);
        default:
            return broken(key + " has the unknown value type " + std::to_string(type), at_);
    }
}

Result<Json> File::array(const std::string& key, int level) {
    const std::uint64_t start = at_;
    if (level >= kMostLevels)
        return broken(key + " has arrays nested more than " + std::to_string(kMostLevels) + " deep", start);
    LATHE_TRY(type, number<std::uint32_t>("an array"));
    LATHE_TRY(count, number<std::uint64_t>("an array"));
    const std::uint64_t least = typeBytes(type);
    if (least == 0) return broken(key + " is an array of the unknown type " + std::to_string(type), start);
    if (count > (bytes().size() - at_) / least)
        return broken(key + " claims " + std::to_string(count) + " items, more than the file has", start);
    if (count > kMostArrayItems - items_)
        return broken(key + " brings the arrays to more than " + std::to_string(kMostArrayItems) + " items",
                      start);
    items_ += count;
    Json::Array items;
    items.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        LATHE_TRY(item, value(type, key, level + 1));
        items.push_back(std::move(item));
    }
    return Json(std::move(items));
}

Result<> File::parseMetadata(std::uint64_t count) {
    Json::Object members;
    std::unordered_set<std::string> seen;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t start = at_;
        LATHE_TRY(key, string("a metadata key", kMostNameBytes));
        if (key.empty()) return broken("a metadata key is empty", start);
        if (!seen.insert(key).second) return broken("the metadata key " + key + " stands twice", start);
        LATHE_TRY(type, number<std::uint32_t>("a metadata value"));
        LATHE_TRY(item, value(type, key, 0));
        members.emplace_back(std::move(key), std::move(item));
    }
    metadata_ = Json(std::move(members));
    if (metadata_.contains("general.alignment")) {
        const std::int64_t alignment = metadata_["general.alignment"].toInteger(-1);
        if (alignment < 1 || alignment > static_cast<std::int64_t>(kMostAlignment) ||
            !std::has_single_bit(static_cast<std::uint64_t>(alignment)))
            return failed("broken GGUF file: general.alignment must be a power of two up to " +
                              std::to_string(kMostAlignment),
                          file_->path().string(), "get the file again");
        alignment_ = static_cast<std::uint64_t>(alignment);
    }
    return {};
}

Result<> File::parseTensor() {
    const std::uint64_t start = at_;
    StoredTensor tensor;
    LATHE_TRY(name, string("a tensor's name", kMostNameBytes));
    if (name.empty()) return broken("a tensor has no name", start);
    LATHE_TRY(dimensions, number<std::uint32_t>("a tensor's shape"));
    if (dimensions < 1 || dimensions > 4)
        return broken(
            "tensor " + name + " has " + std::to_string(dimensions) + " dimensions; 1 to 4 are allowed",
            start);
    std::uint64_t elements = 1;
    for (std::uint32_t d = 0; d < dimensions; ++d) {
        LATHE_TRY(extent, number<std::uint64_t>("a tensor's shape"));
        if (extent == 0 ||
            extent > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / elements)
            return broken("tensor " + name + " has an impossible size", start);
        elements *= extent;
        tensor.shape.push_back(static_cast<std::int64_t>(extent));
    }
    LATHE_TRY(code, number<std::uint32_t>("a tensor's type"));
    LATHE_TRY(offset, number<std::uint64_t>("a tensor's offset"));
    const StoredType* type = ggmlType(code);
    if (!type) {
        const std::string_view known = ggmlTypeName(code);
        if (known.empty())
            return broken("tensor " + name + " has the unknown type " + std::to_string(code), start);
        return failed("tensor " + name + " is stored as " + std::string(known) + ", which is not read",
                      where(start),
                      "use a file with F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 or Q2_K to Q6_K");
    }
    if (tensor.shape[0] % type->elements != 0)
        return broken("tensor " + name + " has rows of " + std::to_string(tensor.shape[0]) +
                          " numbers, not a multiple of " + std::string(type->name) + "'s block of " +
                          std::to_string(type->elements),
                      start);
    const std::uint64_t blocks = elements / static_cast<std::uint64_t>(type->elements);
    if (blocks > bytes().size() / static_cast<std::uint64_t>(type->bytes))
        return broken("tensor " + name + " is larger than the file", start);
    if (offset % alignment_ != 0)
        return broken("tensor " + name + " starts at " + std::to_string(offset) +
                          ", not a multiple of the alignment " + std::to_string(alignment_),
                      start);
    std::reverse(tensor.shape.begin(), tensor.shape.end());
    tensor.name = name;
    tensor.stored = std::string(type->name);
    tensor.bytes = blocks * static_cast<std::uint64_t>(type->bytes);
    const auto rowElements = static_cast<std::int64_t>(elements) / tensor.shape[0];
    if (!places_.emplace(name, Place{type, offset, rowElements, tensors_.size()}).second)
        return broken("tensor " + name + " stands twice", start);
    tensors_.push_back(std::move(tensor));
    return {};
}

/// Offsets count from the end of the tensor list, rounded up to the alignment; tensors may not overlap.
Result<> File::placeTensors() {
    if (tensors_.empty()) return {};
    const std::uint64_t start = (at_ + alignment_ - 1) / alignment_ * alignment_;
    const std::uint64_t size = bytes().size();
    if (start > size) return cut("the padding in front of the tensors");
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
        Place& place = places_.at(tensors_[i].name);
        if (place.offset > size - start || tensors_[i].bytes > size - start - place.offset)
            return failed("broken GGUF file: tensor " + tensors_[i].name +
                              " ends behind the end of the file (" + std::to_string(size) + " bytes)",
                          file_->path().string(), "the file was cut: get it again");
        place.offset += start;
        order.emplace_back(place.offset, i);
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i].first - order[i - 1].first < tensors_[order[i - 1].second].bytes)
            return failed("broken GGUF file: tensors " + tensors_[order[i - 1].second].name + " and " +
                              tensors_[order[i].second].name + " overlap",
                          file_->path().string(), "get the file again");
    return {};
}

Result<> File::parse() {
    if (bytes().size() < 4 || std::memcmp(bytes().data(), "GGUF", 4) != 0)
        return failed("not a GGUF file", file_->path().string(),
                      "give a file that starts with the letters GGUF");
    at_ = 4;
    LATHE_TRY(version, number<std::uint32_t>("the header"));
    if (version == 0x02000000U || version == 0x03000000U)
        return failed("this GGUF file is big-endian, which is not read", file_->path().string(),
                      "use a little-endian file");
    if (version != 2 && version != 3)
        return failed("GGUF version " + std::to_string(version) + " is not read; versions 2 and 3 are",
                      file_->path().string(), "convert the file anew");
    LATHE_TRY(tensorCount, number<std::uint64_t>("the header"));
    LATHE_TRY(keyCount, number<std::uint64_t>("the header"));
    const std::uint64_t rest = bytes().size() - at_;
    if (tensorCount > kMostTensors || tensorCount > rest / 32)
        return broken("the header claims " + std::to_string(tensorCount) + " tensors", 8);
    if (keyCount > kMostKeys || keyCount > rest / 13)
        return broken("the header claims " + std::to_string(keyCount) + " metadata keys", 16);
    LATHE_CHECK(parseMetadata(keyCount));
    tensors_.reserve(tensorCount);
    for (std::uint64_t i = 0; i < tensorCount; ++i) LATHE_CHECK(parseTensor());
    return placeTensors();
}

Result<> File::readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                        void* out) const {
    const auto found = places_.find(std::string(name));
    if (found == places_.end()) return failed("no tensor " + std::string(name), file_->path().string());
    const Place& place = found->second;
    const StoredTensor& tensor = tensors_[place.index];
    if (first < 0 || count < 0 || first > tensor.shape[0] || count > tensor.shape[0] - first)
        return failed("rows from " + std::to_string(first) + " of " + tensor.name + " do not exist; it has " +
                          std::to_string(tensor.shape[0]),
                      file_->path().string());
    const std::int64_t begin = first * place.rowElements, numbers = count * place.rowElements;
    if (begin % place.type->elements != 0 || numbers % place.type->elements != 0)
        return failed("a part of a block of " + tensor.name + " can't be read alone", file_->path().string());
    const std::uint64_t offset =
        place.offset + static_cast<std::uint64_t>(begin / place.type->elements * place.type->bytes);
    convertStored(*place.type, bytes().data() + offset, numbers, dtype, out);
    // Large parts are read once, into the caller's memory: their pages need not stay.
    const auto size = static_cast<std::size_t>(numbers / place.type->elements * place.type->bytes);
    if (size >= 1 << 18) file_->forget(offset, size);
    return {};
}

}  // namespace

Result<std::shared_ptr<const GgufFile>> openGguf(const std::filesystem::path& path) {
    LATHE_TRY(file, MappedFile::open(path));
    auto gguf = std::make_shared<File>(std::move(file));
    LATHE_CHECK(gguf->parse());
    return std::shared_ptr<const GgufFile>(std::move(gguf));
}

}  // namespace lathe
