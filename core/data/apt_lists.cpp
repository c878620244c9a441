// SPDX-License-Identifier: Apache-2.0
#include "core/data/apt_lists.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/text.h"
#include "core/data/source.h"

namespace lathe {
namespace {

constexpr std::size_t kLongestLine = 1 << 20, kLongestStanza = 1 << 20;

}  // namespace

const std::string& Stanza::operator[](std::string_view name) const {
    static const std::string none;
    for (const auto& [field, value] : fields)
        if (field == name) return value;
    return none;
}

Result<> readStanzas(const std::filesystem::path& path, const std::function<void(Stanza&&)>& stanza) {
    LATHE_TRY(source, TextSource::open(path));
    Stanza current;
    std::size_t size = 0;
    std::int64_t number = 1;
    const auto wrong = [&](const std::string& what) {
        return source.error(what, {number, 1}, "bring the list up to date with apt-get update");
    };
    for (; const auto line = source.line(kLongestLine); ++number) {
        LATHE_CHECK(source.problem());
        if (invalidUtf8(*line)) return wrong("this is not UTF-8");
        if (line->empty()) {
            if (!current.fields.empty()) stanza(std::move(current));
            current = {};
            size = 0;
            continue;
        }
        size += line->size();
        if (size > kLongestStanza) return wrong("a package's entry is too long to be right");
        if (line->front() == ' ' || line->front() == '\t') {
            if (current.fields.empty()) return wrong("an entry begins in the middle");
            current.fields.back().second.append("\n").append(*line);
            continue;
        }
        const auto colon = line->find(':');
        if (colon == std::string::npos || colon == 0) return wrong("this is no line of a package list");
        current.fields.emplace_back(line->substr(0, colon),
                                    std::string(trimmed(std::string_view(*line).substr(colon + 1))));
    }
    LATHE_CHECK(source.problem());
    if (!current.fields.empty()) stanza(std::move(current));
    return {};
}

std::filesystem::path aptLists() {
    const char* given = std::getenv("PROMPTLATHE_APT_LISTS");
    return given && *given ? given : "/var/lib/apt/lists";
}

Result<AptFiles> findAptFiles(const std::filesystem::path& folder) {
    AptFiles files;
    std::error_code code;
    for (std::filesystem::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        std::error_code ignored;
        if (!at->is_regular_file(ignored) || at->file_size(ignored) == 0) continue;
        const std::string name = at->path().filename().string();
        if (name.ends_with("_Packages")) files.packages.push_back(at->path());
        if (name.ends_with("_Translation-en")) files.descriptions.push_back(at->path());
    }
    if (code) return failed("apt's lists cannot be read: " + code.message(), folder.string());
    std::sort(files.packages.begin(), files.packages.end());
    std::sort(files.descriptions.begin(), files.descriptions.end());
    if (files.packages.empty() || files.descriptions.empty())
        return failed(
            files.packages.empty() ? "there is no plain list of packages"
                                   : "there are no English descriptions",
            folder.string(),
            "bring them as root with: apt-get -o Acquire::Languages=en -o Acquire::GzipIndexes=false update");
    return files;
}

}  // namespace lathe
