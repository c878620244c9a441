// SPDX-License-Identifier: Apache-2.0
// The C library's rename, for one test program: it fails, or the process dies in it, when FaultyDisk says so.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "tests/core/project/faulty_disk.h"

extern "C" int rename(const char* from, const char* to) noexcept {
    using Disk = lathe::FaultyDisk;
    if (Disk::install().strikes(Disk::Call::Rename, true)) {
        errno = EACCES;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0U));
}
