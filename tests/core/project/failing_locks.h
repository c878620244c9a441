// SPDX-License-Identifier: Apache-2.0
// The C library's locks, for one test program: they work, are refused, or are granted to everybody.
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

namespace lathe {

enum class Locks { Work, Refused, KeepNobodyOut };
inline Locks locks = Locks::Work;

inline int struckLock(long number, int file, long command, void* argument) {
    if (locks == Locks::KeepNobodyOut) return 0;
    if (locks == Locks::Work) return static_cast<int>(::syscall(number, file, command, argument));
    errno = ENOLCK;
    return -1;
}

}  // namespace lathe

// SQLite calls one or the other.
#define LATHE_FCNTL(name)                                                               \
    extern "C" int name(int file, int command, ...) {                                   \
        va_list arguments;                                                              \
        va_start(arguments, command);                                                   \
        void* argument = va_arg(arguments, void*);                                      \
        va_end(arguments);                                                              \
        switch (command) {                                                              \
            case F_GETLK:                                                               \
            case F_SETLK:                                                               \
            case F_SETLKW:                                                              \
            case F_OFD_GETLK:                                                           \
            case F_OFD_SETLK:                                                           \
            case F_OFD_SETLKW:                                                          \
                return lathe::struckLock(SYS_fcntl, file, command, argument);           \
            default:                                                                    \
                return static_cast<int>(::syscall(SYS_fcntl, file, command, argument)); \
        }                                                                               \
    }
LATHE_FCNTL(fcntl)
LATHE_FCNTL(fcntl64)

extern "C" int flock(int file, int operation) noexcept {
    return lathe::struckLock(SYS_flock, file, operation, nullptr);
}
