// SPDX-License-Identifier: Apache-2.0
#include "core/library/memory.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

#include "core/base/text.h"

namespace lathe {
namespace {

/// A file of the kernel's, which has no size to ask for.
std::string smallFile(const char* path) {
    std::string text;
    if (std::FILE* file = std::fopen(path, "re")) {
        char block[4096];
        text.assign(block, std::fread(block, 1, sizeof block, file));
        std::fclose(file);
    }
    return text;
}

std::uint64_t firstNumber(std::string_view text) {
    const auto start = text.find_first_of("0123456789");
    std::uint64_t value = 0;
    if (start != std::string_view::npos)
        std::from_chars(text.data() + start, text.data() + text.size(), value);
    return value;
}

}  // namespace

std::uint64_t usableMemory() {
    const std::string info = smallFile("/proc/meminfo");
    const auto total = info.find("MemTotal:");
    const std::uint64_t machine =
        total == std::string::npos ? 0 : firstNumber(std::string_view(info).substr(total)) * 1024;
    const std::uint64_t group = firstNumber(smallFile("/sys/fs/cgroup/memory.max"));  // "max": no limit
    return group > 0 && machine > 0 ? std::min(group, machine) : std::max(group, machine);
}

std::uint64_t neededMemory(const BackboneShape& shape) {
    constexpr std::uint64_t kProgram = 700ULL << 20;  // LibTorch at rest and a small step's work
    const auto weights = static_cast<std::uint64_t>(std::max<std::int64_t>(shape.parameters, 0)) * 2;
    return weights + weights / 10 + kProgram;
}

}  // namespace lathe
