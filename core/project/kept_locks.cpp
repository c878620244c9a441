// SPDX-License-Identifier: Apache-2.0
#include "core/project/kept_locks.h"

#include <fcntl.h>
#include <unistd.h>

namespace lathe {
namespace {

// SQLite's file format: the bytes of the shared lock, and in -shm the one that every user of it holds.
constexpr off_t kSharedFirst = 0x40000002, kSharedSize = 510, kUserByte = 128;

void lock(int file, short kind, off_t first, off_t size) {
    struct flock range {};
    range.l_type = kind;
    range.l_whence = SEEK_SET;
    range.l_start = first;
    range.l_len = size;
    static_cast<void>(::fcntl(file, F_OFD_SETLK, &range));
}

}  // namespace

KeptLocks::~KeptLocks() {
    if (file_ >= 0) ::close(file_);
    if (shared_ >= 0) ::close(shared_);
}

void KeptLocks::take(const std::filesystem::path& file) {
    if (file_ >= 0) return;
    file_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    shared_ = ::open((std::filesystem::path(file) += "-shm").c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ >= 0) lock(file_, F_RDLCK, kSharedFirst, kSharedSize);
    if (shared_ >= 0) lock(shared_, F_RDLCK, kUserByte, 1);
}

void KeptLocks::release() {
    if (file_ >= 0) lock(file_, F_UNLCK, kSharedFirst, kSharedSize);
    if (shared_ >= 0) lock(shared_, F_UNLCK, kUserByte, 1);
}

}  // namespace lathe
