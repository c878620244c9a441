// SPDX-License-Identifier: Apache-2.0
#include "core/base/beside.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <string>
#include <system_error>
#include <vector>

namespace lathe {
namespace {

constexpr auto kLeftAlone = std::chrono::seconds(10);

bool isLeftOver(const std::filesystem::directory_entry& entry, const std::string& start) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start)) return false;
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data() + start.size(), name.data() + name.size(), pid);
    if (parsed.ec != std::errc() || pid <= 0) return false;
    if (parsed.ptr != name.data() + name.size() && *parsed.ptr != '-') return false;
    if (::kill(pid, 0) == 0 || errno != ESRCH) return false;
    std::error_code code;
    const auto written = entry.last_write_time(code);
    return !code && written + kLeftAlone < std::filesystem::file_time_type::clock::now();
}

}  // namespace

std::filesystem::path besidePath(const std::filesystem::path& target) {
    const std::string start = target.filename().string() + ".part-";
    const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
    std::error_code code;
    std::vector<std::filesystem::path> leftOver;
    for (std::filesystem::directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
        if (isLeftOver(*at, start)) leftOver.push_back(at->path());
    for (const auto& path : leftOver) std::filesystem::remove_all(path, code);
    std::filesystem::path beside = target;
    beside += ".part-" + std::to_string(::getpid());
    return beside;
}

}  // namespace lathe
