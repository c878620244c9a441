// SPDX-License-Identifier: Apache-2.0
#include "core/project/file_locks.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace lathe {
namespace {

/// The same file, opened twice, with no name that anybody sees for longer than an instant.
struct Twice {
    int first = -1, second = -1;

    explicit Twice(const std::filesystem::path& folder) {
        first = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (first >= 0) {
            second = ::open(("/proc/self/fd/" + std::to_string(first)).c_str(), O_RDWR | O_CLOEXEC);
            if (second >= 0) return;
            ::close(first);
        }
        std::string name = (folder / ".promptlathe-XXXXXX").string();
        first = ::mkostemp(name.data(), O_CLOEXEC);
        if (first < 0) return;
        second = ::open(name.c_str(), O_RDWR | O_CLOEXEC);
        ::unlink(name.c_str());
    }
    Twice(const Twice&) = delete;
    Twice& operator=(const Twice&) = delete;
    ~Twice() {
        if (first >= 0) ::close(first);
        if (second >= 0) ::close(second);
    }
};

/// The run's lock.
bool wholeFileLocks(const Twice& file) {
    if (::flock(file.first, LOCK_EX | LOCK_NB) != 0) return false;
    const bool kept = ::flock(file.second, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::flock(file.second, LOCK_UN);
    ::flock(file.first, LOCK_UN);
    return kept;
}

/// SQLite's locks, as an opening's own: within one process the others never keep out.
bool rangeLocks(const Twice& file) {
    struct flock range {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    range.l_len = 1;
    if (::fcntl(file.first, F_OFD_SETLK, &range) != 0) return errno == EINVAL;  // an older system's
    range.l_pid = 0;
    const bool kept = ::fcntl(file.second, F_OFD_SETLK, &range) != 0 && (errno == EAGAIN || errno == EACCES);
    range.l_type = F_UNLCK;
    ::fcntl(file.first, F_OFD_SETLK, &range);
    return kept;
}

}  // namespace

bool locksWork(const std::filesystem::path& folder) {
    const Twice file(folder);
    if (file.first < 0 || file.second < 0) return true;
    return wholeFileLocks(file) && rangeLocks(file);
}

}  // namespace lathe
