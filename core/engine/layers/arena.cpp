// SPDX-License-Identifier: Apache-2.0
#include "core/engine/layers/arena.h"

#include <sys/mman.h>

#include <cassert>
#include <new>
#include <utility>

namespace lathe::layers {

namespace {
constexpr std::size_t kHugePage = std::size_t{2} << 20;
// Off the powers of two, so that buffers of like sizes do not fall on the same lines of the cache.
constexpr std::size_t kAlign = 256;
}  // namespace

Pages::Pages(std::size_t bytes) {
    if (bytes == 0) return;
    const std::size_t size = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    // A mapping that starts on a huge page's border: map one more and give back both ends.
    void* mapped = mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    const auto start = reinterpret_cast<std::uintptr_t>(mapped);
    const std::size_t before = (kHugePage - start % kHugePage) % kHugePage;
    auto* first = static_cast<std::byte*>(mapped);
    if (before) munmap(first, before);
    munmap(first + before + size, kHugePage - before);
    data_ = first + before;
    size_ = size;
    madvise(data_, size_, MADV_HUGEPAGE);
}

Pages::Pages(Pages&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
    if (this != &other) {
        if (data_) munmap(data_, size_);
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

Pages::~Pages() {
    if (data_) munmap(data_, size_);
}

void* Arena::take(std::int64_t bytes) {
    const std::size_t begin = used_;
    used_ += (static_cast<std::size_t>(bytes) + kAlign - 1) / kAlign * kAlign;
    if (!base_) return nullptr;
    assert(used_ <= size_);
    return base_ + begin;
}

}  // namespace lathe::layers
