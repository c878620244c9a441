// SPDX-License-Identifier: Apache-2.0
// Memory on huge pages, and the arena that a step's buffers are cut from. A plan is run twice: once to
// measure, once to place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace lathe::layers {

/// A private mapping on huge pages where the system grants them. Throws std::bad_alloc.
class Pages {
  public:
    Pages() = default;
    explicit Pages(std::size_t bytes);
    Pages(Pages&& other) noexcept;
    Pages& operator=(Pages&& other) noexcept;
    ~Pages();
    std::byte* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool holds(const void* at) const {
        return std::less_equal<>()(data_, static_cast<const std::byte*>(at)) &&
               std::less<>()(static_cast<const std::byte*>(at), data_ + size_);
    }

  private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Hands out aligned pieces of a mapping, or (without one) only counts them.
class Arena {
  public:
    /// Measures: pieces are not to be touched.
    Arena() = default;
    explicit Arena(const Pages& pages) : base_(pages.data()), size_(pages.size()) {}

    void* take(std::int64_t bytes);
    float* floats(std::int64_t count) { return static_cast<float*>(take(count * 4)); }
    std::size_t used() const { return used_; }
    bool measuring() const { return !base_; }

  private:
    std::byte* base_ = nullptr;
    std::size_t size_ = 0, used_ = 0;
};

}  // namespace lathe::layers
