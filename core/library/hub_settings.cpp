// SPDX-License-Identifier: Apache-2.0
#include "core/library/hub_settings.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "core/base/files.h"
#include "core/base/text.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? std::string(trimmed(value)) : std::string();
}

bool isTrue(const char* name) {
    std::string value = variable(name);
    for (char& c : value) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return value == "1" || value == "TRUE" || value == "YES" || value == "ON";
}

fs::path home() {
    const std::string value = variable("HOME");
    return value.empty() ? fs::path("/") : fs::path(value);
}

/// "~" at the start is the home folder.
fs::path expanded(const std::string& text) {
    if (text == "~") return home();
    return text.starts_with("~/") ? home() / text.substr(2) : fs::path(text);
}

fs::path hubHome() {
    if (const std::string own = variable("HF_HOME"); !own.empty()) return expanded(own);
    if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
        return expanded(cache) / "huggingface";
    return home() / ".cache" / "huggingface";
}

std::uint64_t freeBelow(const fs::path& folder) {
    std::error_code code;
    const auto space = fs::space(folder, code);
    return code ? std::numeric_limits<std::uint64_t>::max() : space.available;
}

}  // namespace

fs::path hubCache() {
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"})
        if (const std::string value = variable(name); !value.empty()) return expanded(value);
    return hubHome() / "hub";
}

Result<HubSettings> hubSettings() {
    HubSettings settings;
    settings.cache = hubCache();
    settings.freeSpace = freeBelow;
    settings.offline = isTrue("HF_HUB_OFFLINE") || isTrue("TRANSFORMERS_OFFLINE");
    if (const std::string endpoint = variable("HF_ENDPOINT"); !endpoint.empty()) settings.endpoint = endpoint;
    while (settings.endpoint.ends_with('/')) settings.endpoint.pop_back();
    if (!settings.endpoint.starts_with("https://") && !settings.endpoint.starts_with("http://"))
        return failed("HF_ENDPOINT is no address of a hub", {}, "give one that begins with https://");
    if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) return settings;
    settings.token = variable("HF_TOKEN");
    if (settings.token.empty()) settings.token = variable("HUGGING_FACE_HUB_TOKEN");
    if (settings.token.empty()) {
        const std::string path = variable("HF_TOKEN_PATH");
        const auto text = readFile(path.empty() ? hubHome() / "token" : expanded(path), 1 << 16);
        if (text) settings.token = std::string(trimmed(*text));
    }
    const bool plain = std::all_of(settings.token.begin(), settings.token.end(),
                                   [](char c) { return c > 0x20 && c < 0x7F; });
    if (!plain)
        return failed("the hub's token holds spaces, line breaks or other characters that no token has", {},
                      "set HF_TOKEN to the token alone");
    return settings;
}

}  // namespace lathe
