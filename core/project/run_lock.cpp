// SPDX-License-Identifier: Apache-2.0
#include "core/project/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "core/base/files.h"
#include "core/base/paths.h"

namespace lathe {
namespace {

/// Readers that only look hold the lock for an instant: a taker tries this often, 10 ms apart.
constexpr int kTries = 20;

std::filesystem::path beside(const std::filesystem::path& project, std::int64_t run) {
    return std::filesystem::path(project) += ".run-" + std::to_string(run) + ".lock";
}

std::filesystem::path elsewhere(const std::filesystem::path& project, std::int64_t run) {
    return runtimeDirectory() /
           (sha256(project.string()).substr(0, 32) + ".run-" + std::to_string(run) + ".lock");
}

/// The lock belongs to a name: a file that was unlinked meanwhile locks nothing.
bool isStillThere(int file, const std::filesystem::path& path) {
    struct stat ours {
    }, there{};
    return ::fstat(file, &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

bool isHeldAt(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool held = ::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(file);
    return held;
}

}  // namespace

Result<std::optional<RunLock>> RunLock::take(const std::filesystem::path& project, std::int64_t run) {
    std::filesystem::path path = beside(project, run);
    if (isHeldAt(elsewhere(project, run))) return std::optional<RunLock>();
    for (int attempt = 0; attempt < kTries; ++attempt) {
        int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (file < 0 && (errno == EACCES || errno == EROFS || errno == EPERM) &&
            path == beside(project, run)) {
            path = elsewhere(project, run);
            LATHE_CHECK(makeDirectories(path.parent_path()));
            file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        }
        if (file < 0)
            return failed(std::string("cannot make the run's lock file (") + std::strerror(errno) + ")",
                          path.string(), "check the folder");
        if (::flock(file, LOCK_EX | LOCK_NB) == 0 && isStillThere(file, path))
            return std::optional<RunLock>(RunLock(path, file));
        ::close(file);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return std::optional<RunLock>();
}

bool RunLock::isHeld(const std::filesystem::path& project, std::int64_t run) {
    return isHeldAt(beside(project, run)) || isHeldAt(elsewhere(project, run));
}

RunLock::RunLock(RunLock&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

RunLock::~RunLock() {
    if (file_ < 0) return;
    ::unlink(path_.c_str());
    ::close(file_);
}

}  // namespace lathe
