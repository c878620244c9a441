// SPDX-License-Identifier: Apache-2.0
// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
#include "core/formats/zip.h"

#include <algorithm>
#include <cstring>

#include "core/base/text.h"
#include "core/formats/crc32.h"

namespace lathe {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034B50, kCentralHeader = 0x02014B50, kEnd = 0x06054B50,
                        kEnd64 = 0x06064B50, kEnd64Locator = 0x07064B50;
constexpr std::uint64_t kMostEntries = 200'000;
constexpr std::size_t kMostNameBytes = 1024;
constexpr std::uint16_t kEncrypted = 1 << 0, kSizesBehind = 1 << 3, kStrongEncryption = 1 << 6,
                        kMaskedHeaders = 1 << 13;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;

/// What is wrong with a name; nothing where it is a plain relative path.
std::string nameProblem(std::string_view name) {
    if (name.empty()) return "has no name";
    if (name.size() > kMostNameBytes) return "has a name of " + std::to_string(name.size()) + " bytes";
    if (invalidUtf8(name)) return "has a name that is not UTF-8";
    if (name[0] == '/' || (name.size() > 1 && name[1] == ':')) return "has an absolute path";
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == 0x7F)
            return "has a control character or a backslash in its name";
    for (const std::string_view part : split(name, '/'))
        if (part == "..") return "has a path that leads out of its folder";
    return {};
}

}  // namespace

/// Reads the lists of entries; bytes are little-endian at any alignment.
class ZipReader {
  public:
    explicit ZipReader(std::shared_ptr<const MappedFile> file) { archive_.file_ = std::move(file); }

    Result<ZipArchive> read();

  private:
    struct Central {
        std::uint64_t count = 0, size = 0, offset = 0;
        std::uint64_t behind = 0;  ///< where what follows the list begins
    };

    template <class T>
    T at(std::uint64_t offset) const {  // the caller has checked the room
        T value;
        std::memcpy(&value, bytes().data() + offset, sizeof value);
        return value;
    }
    bool room(std::uint64_t offset, std::uint64_t size) const {
        return offset <= bytes().size() && size <= bytes().size() - offset;
    }
    std::string_view text(std::uint64_t offset, std::size_t size) const {
        return {reinterpret_cast<const char*>(bytes().data()) + offset, size};
    }
    std::span<const std::byte> bytes() const { return archive_.file_->bytes(); }
    tl::unexpected<Error> broken(std::string what, std::uint64_t offset) const {
        return failed("broken zip archive: " + std::move(what),
                      archive_.file_->path().string() + ", byte " + std::to_string(offset),
                      "get the file again");
    }
    tl::unexpected<Error> refused(const ZipEntry& entry, const std::string& what,
                                  const std::string& todo = "get the file again") const {
        return failed("broken zip archive: the entry " + entry.name + " " + what,
                      archive_.file_->path().string() + ", byte " + std::to_string(entry.header), todo);
    }

    Result<Central> central() const;
    Result<Central> central64(std::uint64_t end) const;
    /// Sizes and offset of an entry that stand in its zip64 field, in the order in which they are absent.
    Result<> wide(ZipEntry& entry, std::uint64_t& packed, std::uint64_t extra, std::size_t size) const;
    Result<std::uint64_t> entry(std::uint64_t offset, std::uint64_t end);
    Result<> local(ZipEntry& entry, std::uint16_t flags, std::uint16_t method, std::uint64_t limit) const;
    Result<> checkOverlaps() const;

    ZipArchive archive_;
};

Result<ZipReader::Central> ZipReader::central64(std::uint64_t end) const {
    const std::uint64_t locator = end - 20;
    const auto record = at<std::uint64_t>(locator + 8);
    if (at<std::uint32_t>(locator + 4) != 0 || at<std::uint32_t>(locator + 16) > 1)
        return broken("it spans several disks", locator);
    if (!room(record, 56) || record + 56 > locator || at<std::uint32_t>(record) != kEnd64)
        return broken("its zip64 end record is not where it should be", locator);
    const auto length = at<std::uint64_t>(record + 4);
    if (length < 44 || length != locator - record - 12)
        return broken("its zip64 end record has a wrong length", record);
    if (at<std::uint32_t>(record + 16) != 0 || at<std::uint32_t>(record + 20) != 0 ||
        at<std::uint64_t>(record + 24) != at<std::uint64_t>(record + 32))
        return broken("it spans several disks", record);
    Central list{at<std::uint64_t>(record + 32), at<std::uint64_t>(record + 40),
                 at<std::uint64_t>(record + 48), record};
    // The narrow fields either agree or say that they are too narrow.
    const auto count = at<std::uint16_t>(end + 10);
    const auto size = at<std::uint32_t>(end + 12), offset = at<std::uint32_t>(end + 16);
    if ((count != 0xFFFF && count != list.count) || (size != kIn64 && size != list.size) ||
        (offset != kIn64 && offset != list.offset))
        return broken("its two end records disagree", end);
    return list;
}

Result<ZipReader::Central> ZipReader::central() const {
    if (bytes().size() < 22) return broken("it is too short", 0);
    const std::uint64_t end = bytes().size() - 22;
    if (at<std::uint32_t>(end) != kEnd || at<std::uint16_t>(end + 20) != 0)
        return broken("it does not end as archives do (the file was cut, or something stands behind it)",
                      end);
    if (at<std::uint16_t>(end + 4) != 0 || at<std::uint16_t>(end + 6) != 0 ||
        at<std::uint16_t>(end + 8) != at<std::uint16_t>(end + 10))
        return broken("it spans several disks", end);
    if (end >= 20 && at<std::uint32_t>(end - 20) == kEnd64Locator) return central64(end);
    const Central list{at<std::uint16_t>(end + 10), at<std::uint32_t>(end + 12), at<std::uint32_t>(end + 16),
                       end};
    if (list.count == 0xFFFF || list.size == kIn64 || list.offset == kIn64)
        return broken("its zip64 end record is missing", end);
    return list;
}

Result<> ZipReader::wide(ZipEntry& entry, std::uint64_t& packed, std::uint64_t extra,
                         std::size_t size) const {
    const bool wants[3] = {entry.size == kIn64, packed == kIn64, entry.header == kIn64};
    if (!wants[0] && !wants[1] && !wants[2]) return {};
    for (std::uint64_t field = extra; field + 4 <= extra + size;) {
        const auto id = at<std::uint16_t>(field), length = at<std::uint16_t>(field + 2);
        if (field + 4 + length > extra + size)
            return refused(entry, "has a field that ends behind its place");
        if (id == 1) {
            std::uint64_t* const fields[3] = {&entry.size, &packed, &entry.header};
            std::uint64_t from = field + 4;
            for (int i = 0; i < 3; ++i) {
                if (!wants[i]) continue;
                if (from + 8 > field + 4 + length)
                    return refused(entry, "has a zip64 field that is too short");
                *fields[i] = at<std::uint64_t>(from);
                from += 8;
            }
            return {};
        }
        field += 4U + length;
    }
    return refused(entry, "has no zip64 field for its sizes");
}

Result<std::uint64_t> ZipReader::entry(std::uint64_t offset, std::uint64_t end) {
    if (end - offset < 46 || at<std::uint32_t>(offset) != kCentralHeader)
        return broken("its list of entries breaks off", offset);
    const std::size_t name = at<std::uint16_t>(offset + 28), extra = at<std::uint16_t>(offset + 30),
                      comment = at<std::uint16_t>(offset + 32);
    if (end - offset - 46 < name + extra + comment) return broken("its list of entries breaks off", offset);
    ZipEntry entry;
    entry.name = std::string(text(offset + 46, name));
    entry.header = at<std::uint32_t>(offset + 42);
    if (const std::string problem = nameProblem(entry.name); !problem.empty())
        return broken("an entry " + problem, offset);
    entry.crc = at<std::uint32_t>(offset + 16);
    entry.size = at<std::uint32_t>(offset + 24);
    std::uint64_t packed = at<std::uint32_t>(offset + 20);
    LATHE_CHECK(wide(entry, packed, offset + 46 + name, extra));
    const auto flags = at<std::uint16_t>(offset + 8), method = at<std::uint16_t>(offset + 10);
    if ((flags & (kEncrypted | kStrongEncryption | kMaskedHeaders)) != 0)
        return refused(entry, "is encrypted");
    if (method != 0)
        return refused(entry,
                       "is compressed (method " + std::to_string(method) + "); only stored ones are read",
                       "give a checkpoint that torch.save wrote; a TorchScript program is none");
    if (packed != entry.size) return refused(entry, "has two sizes");
    if (at<std::uint16_t>(offset + 34) != 0) return refused(entry, "lies on another disk");
    LATHE_CHECK(local(entry, flags, method, offset));
    if (!archive_.places_.emplace(entry.name, archive_.entries_.size()).second)
        return refused(entry, "stands twice");
    archive_.summed_ = archive_.summed_ || entry.crc != 0;
    archive_.entries_.push_back(std::move(entry));
    return offset + 46 + name + extra + comment;
}

/// The entry's own header, in front of its bytes, must say the same as the list.
Result<> ZipReader::local(ZipEntry& entry, std::uint16_t flags, std::uint16_t method,
                          std::uint64_t limit) const {
    const std::uint64_t header = entry.header;
    if (!room(header, 30) || header + 30 > limit || at<std::uint32_t>(header) != kLocalHeader)
        return refused(entry, "is not where the list says");
    const std::size_t name = at<std::uint16_t>(header + 26), extra = at<std::uint16_t>(header + 28);
    if (limit - header - 30 < name + extra) return refused(entry, "begins behind the list of entries");
    if (text(header + 30, name) != entry.name)
        return refused(entry, "has another name in front of its bytes");
    if (at<std::uint16_t>(header + 8) != method)
        return refused(entry, "has another method in front of its bytes");
    const auto own = at<std::uint16_t>(header + 6);
    if ((own ^ flags) & (kEncrypted | kSizesBehind))
        return refused(entry, "has other flags in front of its bytes");
    const auto packed = at<std::uint32_t>(header + 18), size = at<std::uint32_t>(header + 22);
    const bool behind = (own & kSizesBehind) != 0 && packed == 0 && size == 0;
    if (!behind && ((packed != kIn64 && packed != entry.size) || (size != kIn64 && size != entry.size)))
        return refused(entry, "has another size in front of its bytes");
    entry.offset = header + 30 + name + extra;
    if (entry.offset > limit || entry.size > limit - entry.offset)
        return refused(entry, "ends behind the list of entries (the file was cut?)");
    return {};
}

Result<> ZipReader::checkOverlaps() const {
    std::vector<const ZipEntry*> order;
    for (const ZipEntry& entry : archive_.entries_) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->header < b->header; });
    if (!order.empty() && order[0]->header != 0)
        return broken("something stands in front of its first entry", 0);
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i]->header < order[i - 1]->offset + order[i - 1]->size)
            return refused(*order[i], "overlaps the entry " + order[i - 1]->name);
    return {};
}

Result<ZipArchive> ZipReader::read() {
    LATHE_TRY(list, central());
    if (!room(list.offset, list.size) || list.offset + list.size != list.behind)
        return broken("its list of entries is not where it should be", list.behind);
    if (list.count > kMostEntries || list.count > list.size / 46)
        return broken("it claims " + std::to_string(list.count) + " entries", list.behind);
    std::uint64_t at = list.offset;
    archive_.entries_.reserve(list.count);
    for (std::uint64_t i = 0; i < list.count; ++i) {
        LATHE_TRY(next, entry(at, list.behind));
        at = next;
    }
    if (at != list.behind) return broken("its list of entries is longer than it says", at);
    LATHE_CHECK(checkOverlaps());
    return std::move(archive_);
}

bool ZipArchive::isZip(std::span<const std::byte> bytes) {
    return bytes.size() >= 4 && std::memcmp(bytes.data(), "PK\3\4", 4) == 0;
}

Result<ZipArchive> ZipArchive::open(const std::filesystem::path& path) {
    LATHE_TRY(file, MappedFile::open(path));
    return ZipReader(std::move(file)).read();
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
    const auto found = places_.find(std::string(name));
    return found == places_.end() ? nullptr : &entries_[found->second];
}

std::span<const std::byte> ZipArchive::bytes(const ZipEntry& entry) const {
    return file_->bytes().subspan(entry.offset, entry.size);
}

Result<std::span<const std::byte>> ZipArchive::checkedBytes(const ZipEntry& entry) const {
    constexpr std::uint64_t kPiece = 1 << 22;
    const auto whole = bytes(entry);
    if (!summed_) return whole;
    std::uint32_t sum = 0;
    for (std::uint64_t from = 0; from < whole.size(); from += kPiece) {
        const auto piece = whole.subspan(from, std::min<std::uint64_t>(kPiece, whole.size() - from));
        sum = crc32(piece, sum);
        if (piece.size() == kPiece) file_->forget(entry.offset + from, kPiece);
    }
    if (sum != entry.crc)
        return failed("broken zip archive: the bytes of " + entry.name + " do not have their CRC-32",
                      file_->path().string() + ", byte " + std::to_string(entry.offset),
                      "get the file again");
    return whole;
}

}  // namespace lathe
