// SPDX-License-Identifier: Apache-2.0
#include "core/base/confinement.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "core/base/text.h"

namespace lathe {
namespace {

std::uint64_t limit = 0;

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kMachine = 0;
#endif

constexpr sock_filter load(std::size_t offset) {
    return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)};
}
/// Goes on where the loaded word is `value`, else skips so many.
constexpr sock_filter unlessSkip(std::uint32_t value, std::uint8_t skipped) {
    return {BPF_JMP | BPF_JEQ | BPF_K, 0, skipped, value};
}
constexpr sock_filter end(std::uint32_t with) {
    return {BPF_RET | BPF_K, 0, 0, with};
}

}  // namespace

Result<> limitMemory(std::uint64_t bytes) {
    rlimit now{};
    ::getrlimit(RLIMIT_DATA, &now);
    now.rlim_cur = bytes;
    if (::setrlimit(RLIMIT_DATA, &now) != 0)
        return failed(std::string("the memory cannot be limited (") + std::strerror(errno) + ")",
                      byteSize(static_cast<double>(bytes)));
    limit = bytes;
    return {};
}

std::uint64_t memoryLimit() {
    return limit;
}

Error outOfMemory(std::string doing, std::string todo) {
    Error error{"not enough memory for " + std::move(doing), {}, std::move(todo), Error::Kind::Work};
    if (limit > 0) {
        error.what += ", which may take " + byteSize(static_cast<double>(limit)) + " (--memory-limit)";
        error.todo += error.todo.empty() ? "raise the limit" : ", or raise the limit";
    }
    return error;
}

bool closeNetwork() {
    static bool closed = false;
    if (kMachine == 0 || closed) return closed;
    sock_filter rules[] = {load(offsetof(seccomp_data, arch)),
                           unlessSkip(kMachine, 6),
                           load(offsetof(seccomp_data, nr)),
                           unlessSkip(__NR_socket, 4),
                           load(offsetof(seccomp_data, args)),
                           {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AF_INET},
                           unlessSkip(AF_INET6, 1),
                           end(SECCOMP_RET_ERRNO | EACCES),
                           end(SECCOMP_RET_ALLOW)};
    const sock_fprog program{sizeof rules / sizeof *rules, rules};
    // A process without privileges may do this to itself once it can gain none.
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    closed = ::syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
    return closed;
}

}  // namespace lathe
