// SPDX-License-Identifier: Apache-2.0
#include "core/engine/context_store.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <string>
#include <system_error>

namespace lathe {

namespace {
constexpr std::uint64_t kAlign = 256, kSlab = std::uint64_t{64} << 20, kPage = std::uint64_t{2} << 20;

std::uint64_t roundedUp(std::uint64_t bytes, std::uint64_t unit) {
    return (bytes + unit - 1) / unit * unit;
}
}  // namespace

ContextStore::~ContextStore() {
    for (const Slab& slab : mapped_) munmap(slab.data, slab.size);
    if (descriptor_ >= 0) close(descriptor_);
}

std::byte* ContextStore::Slab::cut(std::uint64_t bytes) {
    if (size - used < bytes) return nullptr;
    std::byte* piece = data + used;
    used += bytes;
    return piece;
}

std::uint64_t ContextStore::slabBytes(std::uint64_t bytes, std::uint64_t used, std::uint64_t limit) {
    const std::uint64_t left = limit > used ? limit - used : 0;
    return bytes > left ? 0 : std::min(std::max(bytes, kSlab), left);
}

std::byte* ContextStore::take(std::uint64_t bytes) {
    bytes = roundedUp(std::max<std::uint64_t>(bytes, 1), kAlign);
    if (std::byte* piece = memory_.cut(bytes)) return piece;
    if (const std::uint64_t size = slabBytes(bytes, inMemory_, limits_.memory)) {
        try {
            pages_.emplace_back(size);
            memory_ = {pages_.back().data(), size, 0};
            inMemory_ += size;
            return memory_.cut(bytes);
        } catch (const std::bad_alloc&) {
            limits_.memory = inMemory_;  // the system has no more, whatever was allowed
        }
    }
    if (std::byte* piece = file_.cut(bytes)) return piece;
    return lengthenFile(bytes) ? file_.cut(bytes) : nullptr;
}

bool ContextStore::openFile() {
    if (descriptor_ >= 0) return true;
    std::error_code ignored;
    std::filesystem::create_directories(limits_.folder, ignored);
    descriptor_ = open(limits_.folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor_ >= 0) return true;
    // A file system that knows no files without a name.
    std::string name = (limits_.folder / "keys-XXXXXX").string();
    descriptor_ = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ >= 0) unlink(name.c_str());
    return descriptor_ >= 0;
}

bool ContextStore::lengthenFile(std::uint64_t bytes) {
    const std::uint64_t wanted = slabBytes(roundedUp(bytes, kPage), inFile_, limits_.file);
    const std::uint64_t size = wanted / kPage * kPage;
    if (fileEnded_ || size < bytes) return false;
    fileEnded_ = true;
    // Reserved, not only mapped: a disk that gets full is an answer here and not a fault later.
    if (!openFile() ||
        posix_fallocate(descriptor_, static_cast<off_t>(inFile_), static_cast<off_t>(size)) != 0)
        return false;
    void* at =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, static_cast<off_t>(inFile_));
    if (at == MAP_FAILED) return false;
    fileEnded_ = false;
    file_ = {static_cast<std::byte*>(at), size, 0};
    mapped_.push_back(file_);
    inFile_ += size;
    return true;
}

}  // namespace lathe
