// SPDX-License-Identifier: Apache-2.0
#include "core/data/sample_parts.h"

#include <cstdlib>

#include "core/base/files.h"
#include "core/text/letters.h"

namespace lathe {

double drawOf(std::string_view key) {
    return static_cast<double>(std::strtoull(sha256(key).substr(0, 12).c_str(), nullptr, 16)) /
           static_cast<double>(1ULL << 48);
}

std::string_view splitOf(std::string_view key) {
    const double draw = drawOf(lowerCase(key));
    return draw < 0.3 ? "test" : draw < 0.45 ? "validation" : "train";
}

Result<std::vector<std::string>> snapshotNotes(const std::vector<std::filesystem::path>& files) {
    std::vector<std::string> notes;
    for (const auto& file : files) {
        LATHE_TRY(digest, sha256OfFile(file));
        notes.push_back("made from " + file.string() + ", SHA-256 " + digest);
    }
    return notes;
}

}  // namespace lathe
