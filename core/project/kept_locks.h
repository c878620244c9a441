// SPDX-License-Identifier: Apache-2.0
// Read locks of an opening's own beside SQLite's. SQLite's belong to the process: all of them are gone when
// any part of it (a file dialog that looks into files, say) closes the same file, and another program that
// closes the project then takes its log away from under whoever still has it open.
#pragma once

#include <filesystem>

namespace lathe {

class KeptLocks {
  public:
    KeptLocks() = default;
    KeptLocks(const KeptLocks&) = delete;
    KeptLocks& operator=(const KeptLocks&) = delete;
    ~KeptLocks();
    /// On the ranges that SQLite's readers hold in a file with a log and in its -shm. Where it cannot be,
    /// SQLite's own locks stand alone.
    void take(const std::filesystem::path& file);
    /// So that SQLite may take the log into the file. The descriptors stay open until the end: closing one
    /// is what drops the process's locks.
    void release();

  private:
    int file_ = -1, shared_ = -1;
};

}  // namespace lathe
