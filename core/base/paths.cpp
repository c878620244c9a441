// SPDX-License-Identifier: Apache-2.0
#include "core/base/paths.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace lathe {
namespace {

std::filesystem::path from(const char* variable, const char* belowHome) {
    const char* value = std::getenv(variable);
    std::filesystem::path base;
    if (value && value[0] == '/') {  // the specification: relative values are ignored
        base = value;
    } else {
        const char* home = std::getenv("HOME");
        base = std::filesystem::path(home && *home ? home : "/") / belowHome;
    }
    return base / "promptlathe";
}

}  // namespace

std::filesystem::path cacheDirectory() { return from("XDG_CACHE_HOME", ".cache"); }
std::filesystem::path dataDirectory() { return from("XDG_DATA_HOME", ".local/share"); }
std::filesystem::path stateDirectory() { return from("XDG_STATE_HOME", ".local/state"); }
std::filesystem::path configDirectory() { return from("XDG_CONFIG_HOME", ".config"); }

std::filesystem::path runtimeDirectory() {
    const char* value = std::getenv("XDG_RUNTIME_DIR");
    if (value && value[0] == '/') return std::filesystem::path(value) / "promptlathe";
    return std::filesystem::path("/tmp") / ("promptlathe-" + std::to_string(::getuid()));
}

}  // namespace lathe
