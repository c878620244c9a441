// SPDX-License-Identifier: Apache-2.0
#include "core/library/digest.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/paths.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

/// What has to be unchanged for a remembered digest to count.
Result<Json> stampOf(const fs::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return failed(std::string("cannot read (") + std::strerror(errno) + ")", path.string(),
                      "check the path");
    return Json::object({{"path", path.string()},
                         {"size", static_cast<std::int64_t>(info.st_size)},
                         {"inode", static_cast<std::int64_t>(info.st_ino)},
                         {"seconds", static_cast<std::int64_t>(info.st_mtim.tv_sec)},
                         {"nanoseconds", static_cast<std::int64_t>(info.st_mtim.tv_nsec)}});
}

}  // namespace

Result<std::string> fileDigest(const fs::path& path, bool fresh) {
    std::error_code code;
    fs::path whole = fs::canonical(path, code);
    if (code) whole = path;
    LATHE_TRY(stamp, stampOf(whole));
    const fs::path memory = cacheDirectory() / "digests" / (sha256(whole.string()).substr(0, 32) + ".json");
    if (!fresh) {
        if (const auto text = readFile(memory, 1 << 16)) {
            const auto known = Json::parse(*text);
            if (known && (*known)["stamp"] == stamp && (*known)["sha256"].string().size() == 64)
                return (*known)["sha256"].string();
        }
    }
    LATHE_TRY(digest, sha256OfFile(whole));
    LATHE_TRY(after, stampOf(whole));
    if (after == stamp && makeDirectories(memory.parent_path()))
        (void)writeFile(memory,
                        Json::object({{"stamp", stamp}, {"sha256", digest}}).pretty());  // only a memory
    return digest;
}

Result<std::string> filesDigest(const std::vector<fs::path>& files, bool fresh) {
    if (files.size() == 1) return fileDigest(files[0], fresh);
    std::string all;
    for (const fs::path& file : files) {
        LATHE_TRY(digest, fileDigest(file, fresh));
        all += file.filename().string() + ' ' + digest + '\n';
    }
    return sha256(all);
}

}  // namespace lathe
