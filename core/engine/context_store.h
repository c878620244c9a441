// SPDX-License-Identifier: Apache-2.0
// Room that only grows, up to a limit: memory first, then a temporary file that is mapped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/engine/layers/arena.h"

namespace lathe {

/// Bytes of memory, and then of a file in `folder` that no one else sees and that goes with the process.
struct ContextLimits {
    std::uint64_t memory = 0, file = 0;
    std::filesystem::path folder{};
};

class ContextStore {
  public:
    explicit ContextStore(ContextLimits limits) : limits_(std::move(limits)) {}
    ContextStore(const ContextStore&) = delete;
    ContextStore& operator=(const ContextStore&) = delete;
    ~ContextStore();

    /// A piece that stays as long as the store; null where neither memory nor file has room for it (a file
    /// that the system refuses to make or to lengthen has none).
    std::byte* take(std::uint64_t bytes);
    std::uint64_t inMemory() const { return inMemory_; }
    std::uint64_t inFile() const { return inFile_; }

  private:
    /// Pieces are cut from large ones.
    struct Slab {
        std::byte* data = nullptr;
        std::uint64_t size = 0, used = 0;
        std::byte* cut(std::uint64_t bytes);
    };
    /// Bytes of the next slab below a limit, 0 where `bytes` do not fit.
    static std::uint64_t slabBytes(std::uint64_t bytes, std::uint64_t used, std::uint64_t limit);
    bool openFile();
    bool lengthenFile(std::uint64_t bytes);

    ContextLimits limits_;
    std::vector<layers::Pages> pages_;
    Slab memory_, file_;
    std::vector<Slab> mapped_;  ///< every piece of the file
    std::uint64_t inMemory_ = 0, inFile_ = 0;
    int descriptor_ = -1;
    bool fileEnded_ = false;
};

}  // namespace lathe
