// SPDX-License-Identifier: Apache-2.0
// One worker a run: an flock on NAME.lathe.run-N.lock beside the project, or in the runtime directory where
// that folder cannot be written. The system frees it with its process, however that ends. Private to this
// folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/base/result.h"

namespace lathe {

class RunLock {
  public:
    /// Nothing where another process holds it.
    static Result<std::optional<RunLock>> take(const std::filesystem::path& project, std::int64_t run);
    /// True where some process holds it.
    static bool isHeld(const std::filesystem::path& project, std::int64_t run);

    RunLock(RunLock&& other) noexcept;
    RunLock& operator=(RunLock&&) = delete;
    ~RunLock();

  private:
    RunLock(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
    std::filesystem::path path_;
    int file_;
};

}  // namespace lathe
