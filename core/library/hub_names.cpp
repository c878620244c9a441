// SPDX-License-Identifier: Apache-2.0
#include "core/library/hub_names.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"

namespace lathe {
namespace {

bool isWordLetter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.';
}

/// One part of a repository's name.
bool isWord(std::string_view word) {
    return !word.empty() && word.size() <= 96 && std::all_of(word.begin(), word.end(), isWordLetter) &&
           word[0] != '.' && word[0] != '-' && word.back() != '.' && word.back() != '-' &&
           word.find("--") == std::string_view::npos && word.find("..") == std::string_view::npos;
}

/// Parts that stay below the folder they are put in.
bool isPlainPath(std::string_view path) {
    if (path.empty() || path.size() > 1024 || invalidUtf8(path)) return false;
    for (const char c : path)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\' || c == ':') return false;
    const auto parts = split(path, '/');
    return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
        return part.empty() || part == "." || part == ".." || part.size() > 255;
    });
}

}  // namespace

Result<HubName> hubName(std::string_view text) {
    HubName name;
    const auto at = text.find('@');
    name.repository = std::string(text.substr(0, at));
    if (at != std::string_view::npos) name.revision = std::string(text.substr(at + 1));
    const auto parts = split(name.repository, '/');
    if (parts.size() > 2 || !std::all_of(parts.begin(), parts.end(), isWord))
        return badCall("\"" + std::string(text) + "\" is no model's name", {},
                       "give OWNER/NAME or OWNER/NAME@REVISION, as on the hub");
    if (!isPlainPath(name.revision) || name.revision.find(' ') != std::string::npos)
        return badCall("\"" + name.revision + "\" is no revision", {}, "give a branch, a tag or a commit");
    return name;
}

bool isHubFile(std::string_view name) {
    return isPlainPath(name);
}

bool isCommit(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string hubFolder(const std::string& repository) {
    std::string folder = "models--" + repository;
    if (const auto slash = folder.find('/'); slash != std::string::npos) folder.replace(slash, 1, "--");
    return folder;
}

std::string hubRepository(std::string_view folder) {
    if (!folder.starts_with("models--")) return {};
    std::string repository(folder.substr(8));
    if (const auto dashes = repository.find("--"); dashes != std::string::npos)
        repository.replace(dashes, 2, "/");
    return hubName(repository) ? repository : std::string();
}

std::string escapedPath(std::string_view path, bool slashes) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (isWordLetter(c) || c == '~' || (slashes && c == '/')) {
            out += c;
        } else {
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
    }
    return out;
}

}  // namespace lathe
