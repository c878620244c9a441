// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/beside.h"
#include "core/base/text.h"

namespace lathe {
namespace {

/// A descriptor that closes itself.
class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    int operator*() const { return value_; }
    int release() { return std::exchange(value_, -1); }

  private:
    int value_;
};

std::string reason() { return std::strerror(errno); }

std::string advice(int code) {
    switch (code) {
        case ENOENT: return "check the path";
        case EACCES:
        case EPERM:
        case EROFS: return "check the permissions";
        case ENOSPC:
        case EDQUOT: return "free some space";
        default: return {};
    }
}

tl::unexpected<Error> systemError(std::string_view doing, const std::filesystem::path& path) {
    const int code = errno;
    return failed("cannot " + std::string(doing) + " (" + reason() + ")", path.string(), advice(code));
}

struct DigestFree {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, DigestFree>;

Digest newDigest() {
    Digest digest(EVP_MD_CTX_new());
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    return digest;
}

std::string finished(const Digest& digest) {
    unsigned char value[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(digest.get(), value, &size);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        text += kDigits[value[i] >> 4];
        text += kDigits[value[i] & 15];
    }
    return text;
}

}  // namespace

Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (*file < 0) return systemError("open", path);
    struct stat info{};
    if (::fstat(*file, &info) != 0) return systemError("read", path);
    if (!S_ISREG(info.st_mode)) return failed("not a regular file", path.string(), "give a file");
    if (static_cast<std::uint64_t>(info.st_size) > limit)
        return failed("larger than the " + byteSize(static_cast<double>(limit)) + " allowed here", path.string());
    std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const ssize_t got = ::read(*file, bytes.data() + have, bytes.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("read", path);
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

Result<> writeFile(const std::filesystem::path& path, std::string_view bytes) {
    std::string beside = besidePath(path).string() + "-XXXXXX";
    const int opened = ::mkostemp(beside.data(), O_CLOEXEC);
    if (opened < 0) return systemError("write", path);
    Descriptor file(opened);
    const auto giveUp = [&](std::string_view doing) {
        auto error = systemError(doing, path);
        ::unlink(beside.c_str());
        return error;
    };
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t put = ::write(*file, bytes.data() + done, bytes.size() - done);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return giveUp("write");
        done += static_cast<std::size_t>(put);
    }
    struct stat old{};
    const mode_t mask = ::umask(0);
    ::umask(mask);
    const mode_t mode = ::stat(path.c_str(), &old) == 0 ? old.st_mode & 07777U : 0666U & ~mask;
    if (::fchmod(*file, mode) != 0) return giveUp("write");
    if (::fsync(*file) != 0) return giveUp("write");
    if (::close(file.release()) != 0) return giveUp("write");
    if (::rename(beside.c_str(), path.c_str()) != 0) return giveUp("write");
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (*directory >= 0) ::fsync(*directory);
    return {};
}

Result<> makeDirectories(const std::filesystem::path& path) {
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code) return failed("cannot make this folder (" + code.message() + ")", path.string(), advice(code.value()));
    return {};
}

struct Sha256::State {
    Digest digest = newDigest();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;
void Sha256::add(std::string_view bytes) { EVP_DigestUpdate(state_->digest.get(), bytes.data(), bytes.size()); }
std::string Sha256::finish() { return finished(state_->digest); }

std::string sha256(std::string_view bytes) {
    const Digest digest = newDigest();
    EVP_DigestUpdate(digest.get(), bytes.data(), bytes.size());
    return finished(digest);
}

Result<std::string> sha256OfFile(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (*file < 0) return systemError("open", path);
    const Digest digest = newDigest();
    std::string block(1 << 20, '\0');
    while (true) {
        const ssize_t got = ::read(*file, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("read", path);
        if (got == 0) return finished(digest);
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(got));
    }
}

MappedFile::MappedFile(std::filesystem::path path, const std::byte* data, std::size_t size)
    : path_(std::move(path)), data_(data), size_(size) {}

MappedFile::~MappedFile() {
    if (size_ > 0) ::munmap(const_cast<std::byte*>(data_), size_);
}

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (*file < 0) return systemError("open", path);
    struct stat info{};
    if (::fstat(*file, &info) != 0) return systemError("read", path);
    if (!S_ISREG(info.st_mode)) return failed("not a regular file", path.string(), "give a file");
    const auto size = static_cast<std::size_t>(info.st_size);
    const void* data = nullptr;
    if (size > 0) {
        data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, *file, 0);
        if (data == MAP_FAILED) return systemError("map", path);
    }
    return std::shared_ptr<const MappedFile>(new MappedFile(path, static_cast<const std::byte*>(data), size));
}

void MappedFile::forget(std::size_t offset, std::size_t size) const {
    const std::size_t page = 4096;
    const std::size_t first = (offset + page - 1) / page * page;
    const std::size_t last = std::min(offset + size, size_) / page * page;
    if (last > first) ::madvise(const_cast<std::byte*>(data_) + first, last - first, MADV_DONTNEED);
}

}  // namespace lathe
