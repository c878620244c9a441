// SPDX-License-Identifier: Apache-2.0
// Stored zip archives, pickles and checkpoints made by hand, right or wrong in one place.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/crc32.h"

namespace lathe::tests {

template <class T>
std::string rawBytes(T value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

/// One entry of an archive; what is set here stands in the lists instead of what is true.
struct ZipPart {
    std::string name, data;
    std::optional<std::string> localName;
    std::optional<std::uint32_t> crc, size, packed, localSize, header;
    std::uint16_t method = 0, localMethod = 0, flags = 0, localFlags = 0, disk = 0;
    std::string extra;  ///< of the list
    std::string gap;    ///< behind the data
};

class ZipBuilder {
  public:
    std::vector<ZipPart> parts;
    std::string front, behind, beforeEnd;
    std::optional<std::uint16_t> count;
    std::optional<std::uint32_t> listSize, listOffset;
    std::uint16_t disk = 0, comment = 0;
    bool wide = false;  ///< with zip64's end record, and 0xFFFFFFFF in the narrow one
    std::optional<std::uint64_t> wideOffset, wideLength, wideCount;

    ZipBuilder& add(std::string name, std::string data) {
        parts.push_back({std::move(name), std::move(data), {}, {}, {}, {}, {}, {}, 0, 0, 0, 0, 0, {}, {}});
        return *this;
    }
    std::string build() const {
        std::string bytes = front, list;
        for (const ZipPart& part : parts) {
            const auto bytesOf = std::as_bytes(std::span(part.data.data(), part.data.size()));
            const std::uint32_t crc = part.crc.value_or(crc32(bytesOf)),
                                size = static_cast<std::uint32_t>(part.data.size());
            const std::uint32_t header = part.header.value_or(static_cast<std::uint32_t>(bytes.size()));
            const std::string local = part.localName.value_or(part.name);
            bytes += rawBytes(0x04034B50U) + rawBytes<std::uint16_t>(20) + rawBytes(part.localFlags) +
                     rawBytes(part.localMethod) + rawBytes(0U) + rawBytes(crc) +
                     rawBytes(part.localSize.value_or(size)) + rawBytes(part.localSize.value_or(size)) +
                     rawBytes(static_cast<std::uint16_t>(local.size())) + rawBytes<std::uint16_t>(0) + local +
                     part.data + part.gap;
            list += rawBytes(0x02014B50U) + rawBytes<std::uint32_t>(20 | 20 << 16) + rawBytes(part.flags) +
                    rawBytes(part.method) + rawBytes(0U) + rawBytes(crc) +
                    rawBytes(part.packed.value_or(part.size.value_or(size))) +
                    rawBytes(part.size.value_or(size)) +
                    rawBytes(static_cast<std::uint16_t>(part.name.size())) +
                    rawBytes(static_cast<std::uint16_t>(part.extra.size())) + rawBytes<std::uint16_t>(0) +
                    rawBytes(part.disk) + rawBytes<std::uint16_t>(0) + rawBytes(0U) + rawBytes(header) +
                    part.name + part.extra;
        }
        const auto start = bytes.size();
        bytes += list + beforeEnd;
        const auto all = static_cast<std::uint16_t>(parts.size());
        if (wide) {
            const std::uint64_t record = bytes.size();
            bytes += rawBytes(0x06064B50U) + rawBytes<std::uint64_t>(wideLength.value_or(44)) +
                     rawBytes<std::uint32_t>(45 | 45 << 16) + rawBytes<std::uint64_t>(0) +
                     rawBytes<std::uint64_t>(wideCount.value_or(all)) +
                     rawBytes<std::uint64_t>(wideCount.value_or(all)) + rawBytes<std::uint64_t>(list.size()) +
                     rawBytes<std::uint64_t>(start);
            bytes += rawBytes(0x07064B50U) + rawBytes(0U) +
                     rawBytes<std::uint64_t>(wideOffset.value_or(record)) + rawBytes(1U);
        }
        bytes += rawBytes(0x06054B50U) + rawBytes(disk) + rawBytes(disk) +
                 rawBytes(count.value_or(wide ? std::uint16_t{0xFFFF} : all)) +
                 rawBytes(count.value_or(wide ? std::uint16_t{0xFFFF} : all)) +
                 rawBytes(listSize.value_or(wide ? 0xFFFFFFFFU : static_cast<std::uint32_t>(list.size()))) +
                 rawBytes(listOffset.value_or(wide ? 0xFFFFFFFFU : static_cast<std::uint32_t>(start))) +
                 rawBytes(comment);
        return bytes + behind;
    }
};

/// Pickle opcodes by what they do.
namespace op {
inline std::string text(std::string_view value) {
    return "X" + rawBytes(static_cast<std::uint32_t>(value.size())) + std::string(value);
}
inline std::string integer(std::int32_t value) {
    return "J" + rawBytes(value);
}
inline std::string global(std::string_view module, std::string_view name) {
    return "c" + std::string(module) + "\n" + std::string(name) + "\n";
}
inline std::string tuple(const std::vector<std::string>& items) {
    std::string bytes = "(";
    for (const std::string& item : items) bytes += item;
    return bytes + "t";
}
inline std::string integers(const std::vector<std::int32_t>& values) {
    std::vector<std::string> items;
    for (const std::int32_t value : values) items.push_back(integer(value));
    return tuple(items);
}
inline std::string orderedDict() {
    return global("collections", "OrderedDict") + ")R";
}
inline std::string storage(std::string_view type, std::string_view key, std::int32_t elements) {
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), integer(elements)}) + "Q";
}
inline std::string tensor(const std::string& storage, std::int32_t offset,
                          const std::vector<std::int32_t>& shape, const std::vector<std::int32_t>& strides) {
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple({storage, integer(offset), integers(shape), integers(strides), "\x89", orderedDict()}) + "R";
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& items) {
    std::string bytes = "}(";
    for (const auto& [name, value] : items) bytes += text(name) + value;
    return bytes + "u";
}
inline std::string whole(const std::string& value) {
    return "\x80\x02" + value + ".";
}
}  // namespace op

/// torch.save's archive around a pickle, with its storages in order ("data/0", "data/1", ...).
inline ZipBuilder torchArchive(const std::string& pickle, const std::vector<std::string>& storages = {}) {
    ZipBuilder zip;
    zip.add("archive/data.pkl", pickle).add("archive/byteorder", "little");
    for (std::size_t i = 0; i < storages.size(); ++i)
        zip.add("archive/data/" + std::to_string(i), storages[i]);
    zip.add("archive/version", "3\n");
    return zip;
}

}  // namespace lathe::tests
