// SPDX-License-Identifier: Apache-2.0
// The digest by which a hub names contents: SHA-256, or git's SHA-1 over "blob SIZE\0" and the bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lathe {

class ContentDigest {
  public:
    /// `expected` of 64 digits is a SHA-256, of 40 git's SHA-1 of a file of `size` bytes.
    ContentDigest(std::string expected, std::uint64_t size);
    ~ContentDigest();
    ContentDigest(ContentDigest&&) noexcept;
    ContentDigest& operator=(ContentDigest&&) noexcept;
    void add(std::string_view bytes);
    /// Lower-case hexadecimal; nothing can be added afterwards.
    std::string finish();
    const std::string& expected() const { return expected_; }

  private:
    struct State;
    std::unique_ptr<State> state_;
    std::string expected_;
};

/// A file's digest of the kind that `expected` is.
Result<std::string> contentDigestOfFile(const std::filesystem::path& path, const std::string& expected);

}  // namespace lathe
