// SPDX-License-Identifier: Apache-2.0
// The format: https://github.com/pytorch/pytorch/blob/main/caffe2/serialize/inline_container.h
#include "core/formats/torch_file.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "core/formats/pickle.h"
#include "core/formats/stored_type.h"
#include "core/formats/zip.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

/// A view that shows more numbers than the file holds (by strides of zero) may take this much.
constexpr std::uint64_t kMostRepeatedBytes = 16 << 20;

struct TypeName {
    std::string_view storage, stored;
};
constexpr TypeName kTypes[] = {{"FloatStorage", "F32"},  {"HalfStorage", "F16"}, {"BFloat16Storage", "BF16"},
                               {"DoubleStorage", "F64"}, {"LongStorage", "I64"}, {"IntStorage", "I32"},
                               {"ShortStorage", "I16"},  {"CharStorage", "I8"},  {"ByteStorage", "U8"},
                               {"BoolStorage", "BOOL"}};

/// A storage's bytes, checked against their sum once, whoever reads first.
struct Storage {
    const StoredType* type = nullptr;
    const ZipEntry* entry = nullptr;
    std::once_flag once;
    std::optional<Error> problem;
};

class File : public TensorSource {
  public:
    explicit File(ZipArchive archive) : archive_(std::move(archive)) {}

    const std::vector<StoredTensor>& tensors() const override { return tensors_; }
    Result<> readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                      void* out) const override;
    Result<> parse();

  private:
    struct View {
        PickledTensor tensor;
        bool plain = false;  ///< row-major without gaps
        std::int64_t rowElements = 0;
        std::size_t index = 0;
    };

    Result<std::string> prefix() const;
    Result<> addStorages(const Pickle& pickle, const std::string& prefix);
    Result<> addTensors(const Pickle& pickle, const PickleValue& dict);
    Result<> addTensor(const Pickle& pickle, std::string_view name, const PickledTensor& tensor);
    void gather(const View& view, std::int64_t first, std::int64_t count, Dtype dtype, std::byte* out) const;
    std::string path() const { return archive_.file()->path().string(); }
    tl::unexpected<Error> refused(std::string what, const std::string& todo = "get the file again") const {
        return failed(std::move(what), path(), todo);
    }

    ZipArchive archive_;
    mutable std::vector<std::unique_ptr<Storage>> storages_;
    std::vector<StoredTensor> tensors_;
    std::unordered_map<std::string, View> views_;
};

/// "archive/" of "archive/data.pkl".
Result<std::string> File::prefix() const {
    std::string found;
    for (const ZipEntry& entry : archive_.entries()) {
        const auto slash = entry.name.find('/');
        if (slash == std::string::npos || entry.name.substr(slash + 1) != "data.pkl") continue;
        if (!found.empty()) return refused("broken checkpoint: two data.pkl in this archive");
        found = entry.name.substr(0, slash + 1);
    }
    if (found.empty())
        return refused("this zip archive holds no data.pkl; it is no checkpoint of torch.save",
                       "give a file that torch.save wrote");
    if (archive_.find(found + "constants.pkl"))
        return refused("this is a TorchScript program, not a checkpoint", "save the model's state_dict");
    if (const ZipEntry* order = archive_.find(found + "byteorder")) {
        LATHE_TRY(bytes, archive_.checkedBytes(*order));
        if (bytes.size() != 6 || std::memcmp(bytes.data(), "little", 6) != 0)
            return refused("this checkpoint is not little-endian", "save it on a little-endian machine");
    }
    return found;
}

Result<> File::addStorages(const Pickle& pickle, const std::string& prefix) {
    for (const PickledStorage& described : pickle.storages()) {
        auto storage = std::make_unique<Storage>();
        for (const TypeName& name : kTypes)
            if (name.storage == described.type) storage->type = safetensorsType(name.stored);
        storage->entry = archive_.find(prefix + "data/" + std::string(described.key));
        const std::string key(described.key);
        if (!storage->entry)
            return refused("broken checkpoint: the storage " + key + " is not in the archive");
        const auto width = static_cast<std::uint64_t>(storage->type->bytes);
        if (storage->entry->size / width != static_cast<std::uint64_t>(described.elements) ||
            storage->entry->size % width != 0)
            return refused("broken checkpoint: the storage " + key + " has " +
                           std::to_string(storage->entry->size) + " bytes; its " +
                           std::to_string(described.elements) + " numbers do not take that many");
        storages_.push_back(std::move(storage));
    }
    return {};
}

Result<> File::addTensor(const Pickle& pickle, std::string_view name, const PickledTensor& tensor) {
    const PickledStorage& described = pickle.storages()[tensor.storage];
    const StoredType& type = *storages_[tensor.storage]->type;
    StoredTensor stored;
    stored.name = std::string(name);
    stored.shape = tensor.shape;
    stored.stored = std::string(type.name);
    std::int64_t elements = 1, expected = 1;
    for (const std::int64_t extent : tensor.shape) elements *= extent;
    View view{tensor, true, 0, tensors_.size()};
    for (std::size_t d = 0; d < tensor.shape.size(); ++d)  // a stride that is never gone may be anything
        if (tensor.shape[d] <= 1) view.tensor.strides[d] = 0;
    for (std::size_t d = tensor.shape.size(); d > 0; --d) {
        if (tensor.shape[d - 1] > 1 && tensor.strides[d - 1] != expected) view.plain = false;
        expected *= std::max<std::int64_t>(tensor.shape[d - 1], 1);
    }
    if (elements == 0) view.plain = true;
    stored.bytes = static_cast<std::uint64_t>(elements) * static_cast<std::uint64_t>(type.bytes);
    if (elements > described.elements && stored.bytes > kMostRepeatedBytes)
        return refused("the tensor " + stored.name + " repeats its " + std::to_string(described.elements) +
                           " numbers to " + std::to_string(elements),
                       "save it with .clone()");
    const std::int64_t rows = tensor.shape.empty() ? 1 : tensor.shape[0];
    view.rowElements = rows > 0 ? elements / rows : 0;
    if (!views_.emplace(stored.name, std::move(view)).second)
        return refused("broken checkpoint: the tensor " + stored.name + " stands twice");
    tensors_.push_back(std::move(stored));
    return {};
}

/// What is no tensor and no dictionary (steps, versions) is passed over.
Result<> File::addTensors(const Pickle& pickle, const PickleValue& dict) {
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleValue& key = pickle[dict.items[i]];
        const PickleValue& value = pickle[dict.items[i + 1]];
        using Kind = PickleValue::Kind;
        if (key.kind != Kind::Text) {
            if (value.kind == Kind::Tensor) return refused("broken checkpoint: a tensor's name is no text");
            continue;
        }
        if (value.kind == Kind::Dict && !value.items.empty())
            return refused(
                "\"" + std::string(key.text) + "\" is a dictionary within this checkpoint's dictionary",
                "save model.state_dict() alone");
        if (value.kind == Kind::Tensor)
            LATHE_CHECK(
                addTensor(pickle, key.text, pickle.tensors()[static_cast<std::size_t>(value.integer)]));
    }
    return {};
}

/// The dictionary of tensors: the root, or the one dictionary that trainers keep it in beside their own
/// state.
Result<const PickleValue*> stateOf(const Pickle& pickle, const std::string& path) {
    using Kind = PickleValue::Kind;
    const PickleValue& root = pickle.root();
    if (root.kind != Kind::Dict)
        return failed("this checkpoint is no dictionary of tensors", path, "save model.state_dict()");
    const PickleValue* state = nullptr;
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
        const PickleValue& key = pickle[root.items[i]];
        const PickleValue& value = pickle[root.items[i + 1]];
        if (value.kind == Kind::Tensor) return &root;
        if (key.kind != Kind::Text || value.kind != Kind::Dict) continue;
        for (const std::string_view known : {"state_dict", "model_state_dict", "model", "module"})
            if (key.text == known) {
                if (state)
                    return failed("this checkpoint holds several dictionaries of tensors", path,
                                  "save model.state_dict() alone");
                state = &value;
            }
    }
    return state ? state : &root;
}

Result<> File::parse() {
    LATHE_TRY(start, prefix());
    const ZipEntry& entry = *archive_.find(start + "data.pkl");
    LATHE_TRY(bytes, archive_.checkedBytes(entry));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    LATHE_TRY(pickle, Pickle::read(text, path() + ", " + entry.name));
    LATHE_CHECK(addStorages(pickle, start));
    LATHE_TRY(state, stateOf(pickle, path()));
    LATHE_CHECK(addTensors(pickle, *state));
    if (tensors_.empty()) return refused("this checkpoint holds no tensors", "save model.state_dict()");
    return {};
}

/// Numbers picked one by one where they do not stand in order.
void File::gather(const View& view, std::int64_t first, std::int64_t count, Dtype dtype,
                  std::byte* out) const {
    const Storage& storage = *storages_[view.tensor.storage];
    const std::byte* data = archive_.bytes(*storage.entry).data();
    const auto width = static_cast<std::size_t>(storage.type->bytes);
    const auto& shape = view.tensor.shape;
    const auto& strides = view.tensor.strides;
    constexpr std::size_t kPiece = 4096;
    std::byte piece[kPiece * 8];
    std::vector<std::int64_t> index(shape.size(), 0);
    index[0] = first;
    const std::size_t inner = shape.size() - 1;
    std::int64_t at = view.tensor.offset + first * strides[0];
    std::int64_t left = count * view.rowElements;
    while (left > 0) {
        const auto now = static_cast<std::size_t>(std::min<std::int64_t>(left, kPiece));
        for (std::size_t i = 0; i < now; ++i) {
            std::memcpy(piece + i * width, data + static_cast<std::size_t>(at) * width, width);
            for (std::size_t d = inner;; --d) {
                at += strides[d];
                if (++index[d] < shape[d] || d == 0) break;
                at -= shape[d] * strides[d];
                index[d] = 0;
            }
        }
        convertStored(*storage.type, piece, static_cast<std::int64_t>(now), dtype, out);
        out += now * (dtype == Dtype::Float32 ? 4 : 2);
        left -= static_cast<std::int64_t>(now);
    }
}

Result<> File::readRows(std::string_view name, std::int64_t first, std::int64_t count, Dtype dtype,
                        void* out) const {
    const auto found = views_.find(std::string(name));
    if (found == views_.end()) return failed("no tensor " + std::string(name), path());
    const View& view = found->second;
    const StoredTensor& tensor = tensors_[view.index];
    const std::int64_t rows = tensor.shape.empty() ? 1 : tensor.shape[0];
    if (first < 0 || count < 0 || first > rows || count > rows - first)
        return failed("rows from " + std::to_string(first) + " of " + tensor.name + " do not exist; it has " +
                          std::to_string(rows),
                      path());
    Storage& storage = *storages_[view.tensor.storage];
    std::call_once(storage.once, [&] {
        if (auto bytes = archive_.checkedBytes(*storage.entry); !bytes) storage.problem = bytes.error();
    });
    if (storage.problem) return tl::unexpected<Error>(*storage.problem);
    const std::int64_t numbers = count * view.rowElements;
    if (numbers == 0) return {};
    if (!view.plain) {
        gather(view, first, count, dtype, static_cast<std::byte*>(out));
        return {};
    }
    const auto width = static_cast<std::uint64_t>(storage.type->bytes);
    const std::uint64_t begin =
                            static_cast<std::uint64_t>(view.tensor.offset + first * view.rowElements) * width,
                        size = static_cast<std::uint64_t>(numbers) * width;
    convertStored(*storage.type, archive_.bytes(*storage.entry).data() + begin, numbers, dtype, out);
    if (size >= 1 << 18) archive_.file()->forget(storage.entry->offset + begin, size);
    return {};
}

/// What a file that is no zip holds: a bare or older pickle is read for the name of what it would call.
tl::unexpected<Error> notAnArchive(const MappedFile& file) {
    const auto bytes = file.bytes();
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::string path = file.path().string();
    constexpr std::string_view kOldMagic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12);
    const bool old = text.size() > 2 && text.substr(2).starts_with(kOldMagic);
    // Older files: three short pickles (magic, version, machine) in front of the checkpoint's.
    for (int i = 0; i < (old ? 4 : 1) && !text.empty(); ++i) {
        if (old && i == 0) {
            text.remove_prefix(text.find('.') == std::string_view::npos ? text.size() : text.find('.') + 1);
            continue;
        }
        std::string_view piece = text.substr(0, 16 << 20);
        const auto pickle = Pickle::readFirst(piece, path);
        if (!pickle && pickle.error().what.find("refused") != std::string::npos)
            return tl::unexpected<Error>(pickle.error());
        if (!pickle) break;
        text.remove_prefix(std::min<std::size_t>(text.size(), 16 << 20) - piece.size());
    }
    if (old)
        return failed("this checkpoint is in the form of torch before 1.6, which is not read", path,
                      "load it with torch and save it again, or get the model as safetensors");
    return failed("not a checkpoint of torch.save (no zip archive)", path, "get the file again");
}

}  // namespace

Result<std::shared_ptr<const TensorSource>> openTorchFile(const fs::path& path) {
    LATHE_TRY(mapped, MappedFile::open(path));
    if (!ZipArchive::isZip(mapped->bytes())) return notAnArchive(*mapped);
    LATHE_TRY(archive, ZipArchive::open(path));
    auto file = std::make_shared<File>(std::move(archive));
    LATHE_CHECK(file->parse());
    return std::shared_ptr<const TensorSource>(std::move(file));
}

}  // namespace lathe
