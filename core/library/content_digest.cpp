// SPDX-License-Identifier: Apache-2.0
#include "core/library/content_digest.h"

#include <openssl/evp.h>

#include <algorithm>

#include "core/base/files.h"

namespace lathe {

struct ContentDigest::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

ContentDigest::ContentDigest(std::string expected, std::uint64_t size)
    : state_(std::make_unique<State>()), expected_(std::move(expected)) {
    const bool git = expected_.size() == 40;
    EVP_DigestInit_ex(state_->context, git ? EVP_sha1() : EVP_sha256(), nullptr);
    if (!git) return;
    const std::string head = "blob " + std::to_string(size);
    add({head.c_str(), head.size() + 1});
}

ContentDigest::~ContentDigest() = default;
ContentDigest::ContentDigest(ContentDigest&&) noexcept = default;
ContentDigest& ContentDigest::operator=(ContentDigest&&) noexcept = default;

void ContentDigest::add(std::string_view bytes) {
    EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string ContentDigest::finish() {
    unsigned char value[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(state_->context, value, &size);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += kDigits[value[i] >> 4];
        text += kDigits[value[i] & 15];
    }
    return text;
}

Result<std::string> contentDigestOfFile(const std::filesystem::path& path, const std::string& expected) {
    constexpr std::size_t kPiece = 1 << 22;
    LATHE_TRY(file, MappedFile::open(path));
    const auto bytes = file->bytes();
    ContentDigest digest(expected, bytes.size());
    for (std::size_t from = 0; from < bytes.size(); from += kPiece) {
        const std::size_t size = std::min(kPiece, bytes.size() - from);
        digest.add({reinterpret_cast<const char*>(bytes.data()) + from, size});
        file->forget(from, size);
    }
    return digest.finish();
}

}  // namespace lathe
