// SPDX-License-Identifier: Apache-2.0
// Files as the rest of the core uses them: read whole, written beside and renamed, mapped read-only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lathe {

/// The whole file; refuses more than `limit` bytes, directories and devices.
Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit = 1ULL << 31);
/// Writes beside the target, syncs and renames, so that a reader sees the old or the new file and nothing between.
Result<> writeFile(const std::filesystem::path& path, std::string_view bytes);
/// Makes a directory and its parents.
Result<> makeDirectories(const std::filesystem::path& path);
/// Lower-case hexadecimal SHA-256.
std::string sha256(std::string_view bytes);
/// SHA-256 of what comes piece by piece.
class Sha256 {
  public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();
    void add(std::string_view bytes);
    /// Lower-case hexadecimal; nothing can be added afterwards.
    std::string finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};
/// SHA-256 of a file, read in blocks.
Result<std::string> sha256OfFile(const std::filesystem::path& path);

/// A file mapped read-only and private; unmapped with its last owner.
class MappedFile {
  public:
    static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::span<const std::byte> bytes() const { return {data_, size_}; }
    const std::filesystem::path& path() const { return path_; }
    /// Tells the kernel that these pages are not needed soon (they stay clean and can be read again).
    void forget(std::size_t offset, std::size_t size) const;

  private:
    MappedFile(std::filesystem::path path, const std::byte* data, std::size_t size);
    std::filesystem::path path_;
    const std::byte* data_;
    std::size_t size_;
};

}  // namespace lathe
