// SPDX-License-Identifier: Apache-2.0
// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#include "core/formats/npy.h"

#include <cassert>
#include <cstring>
#include <limits>
#include <optional>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/stored_type.h"

namespace lathe {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kMostHeaderBytes = 1 << 16;
constexpr std::size_t kMostDimensions = 16;

struct Header {
    std::string descr;
    bool fortran = false;
    std::vector<std::int64_t> shape;
};

/// Reads the header's Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderReader {
  public:
    explicit HeaderReader(std::string_view text) : rest_(text) {}

    /// What is wrong, or nothing.
    std::optional<std::string> read(Header& header) {
        bool descr = false, order = false, shape = false;
        if (!take('{')) return "its header is no dictionary";
        while (!take('}')) {
            const auto key = quoted();
            if (!key || !take(':')) return "its header is no dictionary of names";
            bool& seen = *key == "descr" ? descr : *key == "fortran_order" ? order : shape;
            if (*key != "descr" && *key != "fortran_order" && *key != "shape")
                return "its header has the unknown key " + *key;
            if (seen) return "its header has " + *key + " twice";
            seen = true;
            if (*key == "descr") {
                const auto text = quoted();
                if (!text) return "its descr is no plain number type";
                header.descr = *text;
            } else if (*key == "fortran_order") {
                header.fortran = word("True");
                if (!header.fortran && !word("False")) return "its fortran_order is neither True nor False";
            } else if (!tuple(header.shape)) {
                return "its shape is not understood";
            }
            if (!take(',') && !peek('}')) return "its header breaks off";
        }
        if (!trimmed(rest_).empty()) return "something stands behind its header's dictionary";
        if (!descr || !order || !shape) return "its header lacks descr, fortran_order or shape";
        return std::nullopt;
    }

  private:
    bool peek(char c) {
        while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
        return !rest_.empty() && rest_[0] == c;
    }
    bool take(char c) {
        if (!peek(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool word(std::string_view text) {
        peek(' ');
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    std::optional<std::string> quoted() {
        const char quote = peek('"') ? '"' : '\'';
        if (!take(quote)) return std::nullopt;
        const auto end = rest_.find(quote);
        if (end == std::string_view::npos) return std::nullopt;
        std::string text(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return text;
    }
    bool tuple(std::vector<std::int64_t>& shape) {
        if (!take('(')) return false;
        while (!take(')')) {
            std::int64_t value = 0;
            std::size_t digits = 0;
            peek(' ');
            for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
                if (digits > 17) return false;
                value = value * 10 + (rest_[digits] - '0');
            }
            if (digits == 0 || shape.size() == kMostDimensions) return false;
            rest_.remove_prefix(digits);
            if (!rest_.empty() && rest_[0] == 'L') rest_.remove_prefix(1);  // Python 2
            shape.push_back(value);
            if (!take(',') && !peek(')')) return false;
        }
        return true;
    }

    std::string_view rest_;
};

}  // namespace

Result<HostTensor> readNpy(const std::filesystem::path& path) {
    LATHE_TRY(file, MappedFile::open(path));
    const std::string_view bytes(reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size());
    const auto broken = [&](std::string what) {
        return failed("broken npy file: " + std::move(what), path.string(),
                      "save the array again with numpy.save");
    };
    if (!bytes.starts_with(kMagic))
        return failed("not an npy file", path.string(), "give a file that numpy.save wrote");
    if (bytes.size() < 12) return broken("it ends inside its header");
    const int version = static_cast<unsigned char>(bytes[6]);
    if (version < 1 || version > 3) return broken("version " + std::to_string(version) + " is not known");
    std::size_t start = 10, length = 0;
    if (version == 1) {
        length = static_cast<unsigned char>(bytes[8]) |
                 static_cast<std::size_t>(static_cast<unsigned char>(bytes[9])) << 8;
    } else {
        std::uint32_t wide = 0;
        std::memcpy(&wide, bytes.data() + 8, 4);
        length = wide;
        start = 12;
    }
    if (length > bytes.size() - start) return broken("it ends inside its header");
    if (length > kMostHeaderBytes) return broken("its header claims " + std::to_string(length) + " bytes");
    Header header;
    if (auto problem = HeaderReader(bytes.substr(start, length)).read(header)) return broken(*problem);
    const std::string_view name = header.descr == "<f4"   ? "F32"
                                  : header.descr == "<f8" ? "F64"
                                  : header.descr == "<f2" ? "F16"
                                                          : "";
    if (name.empty())
        return failed("numbers of type " + header.descr + " are not read", path.string(),
                      "save the array as little-endian float32");
    if (header.fortran && header.shape.size() > 1)
        return failed("the array is stored column by column", path.string(),
                      "save it with numpy.ascontiguousarray");
    const StoredType& type = *safetensorsType(name);
    std::int64_t elements = 1;
    for (const std::int64_t extent : header.shape) {
        if (extent > 0 && elements > std::numeric_limits<std::int64_t>::max() / 8 / extent)
            return broken("its shape is impossibly large");
        elements *= extent;
    }
    start += length;
    if (static_cast<std::uint64_t>(elements * type.bytes) != bytes.size() - start)
        return broken("it holds " + std::to_string(bytes.size() - start) +
                      " bytes of data; its shape needs " + std::to_string(elements * type.bytes));
    HostTensor tensor{path.stem().string(), header.shape, {}};
    tensor.data.resize(static_cast<std::size_t>(elements));
    convertStored(type, reinterpret_cast<const std::byte*>(bytes.data()) + start, elements, Dtype::Float32,
                  tensor.data.data());
    return tensor;
}

Result<> writeNpy(const std::filesystem::path& path, const HostTensor& tensor) {
    assert(static_cast<std::size_t>(tensor.elements()) == tensor.data.size());
    std::string shape;
    for (const std::int64_t extent : tensor.shape) shape += std::to_string(extent) + ", ";
    if (tensor.shape.size() > 1) shape.resize(shape.size() - 2);
    if (tensor.shape.size() == 1) shape.resize(shape.size() - 1);
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    header.resize((header.size() + 1 + 10 + 63) / 64 * 64 - 10 - 1, ' ');
    header += '\n';
    std::string bytes(kMagic);
    bytes += '\x01';
    bytes += '\x00';
    bytes += static_cast<char>(header.size() & 0xFF);
    bytes += static_cast<char>(header.size() >> 8);
    bytes += header;
    bytes.append(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size() * sizeof(float));
    return writeFile(path, bytes);
}

}  // namespace lathe
