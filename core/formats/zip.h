// SPDX-License-Identifier: Apache-2.0
// Zip archives of stored (not compressed) entries, mapped, as torch.save and numpy.savez write them; zip64
// too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/files.h"

namespace lathe {

struct ZipEntry {
    std::string name;
    std::uint64_t header = 0;  ///< where the entry begins
    std::uint64_t offset = 0;  ///< where its bytes begin
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
};

/// An archive whose whole structure is checked: both lists of entries agree, no entry overlaps another, no
/// name stands twice or leads out of a folder. The bytes themselves are checked by `checkedBytes`.
class ZipArchive {
  public:
    static Result<ZipArchive> open(const std::filesystem::path& path);
    /// True where a file begins as archives do.
    static bool isZip(std::span<const std::byte> bytes);

    const std::vector<ZipEntry>& entries() const { return entries_; }
    const ZipEntry* find(std::string_view name) const;
    /// An entry's bytes in the mapped file.
    std::span<const std::byte> bytes(const ZipEntry& entry) const;
    /// The same, after reading them once against their CRC-32.
    Result<std::span<const std::byte>> checkedBytes(const ZipEntry& entry) const;
    const std::shared_ptr<const MappedFile>& file() const { return file_; }

  private:
    friend class ZipReader;
    std::shared_ptr<const MappedFile> file_;
    std::vector<ZipEntry> entries_;
    std::unordered_map<std::string, std::size_t> places_;
    bool summed_ = false;  ///< at least one entry has a CRC: torch can write files with none
};

}  // namespace lathe
