// SPDX-License-Identifier: Apache-2.0
// All that a step's batch brings along, gathered in one piece of memory and sent to the device by one copy.
// Private to the engine.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace lathe::device {

/// Memory on both sides that is kept between steps and grows.
struct Staging {
    at::Tensor host, device;  ///< bytes; the host's is pinned where the device is another
};

class Upload {
  public:
    /// Adds values; `to` becomes their view on the device by send(). `atLeast`: room, filled with `filler`.
    void add(std::vector<std::int32_t> values, at::Tensor* to, std::int64_t atLeast = 0,
             std::int32_t filler = 0);
    /// Room for floats that `fill` writes.
    void floats(std::vector<std::int64_t> shape, at::Tensor* to, std::function<void(float*)> fill);

    /// Sizes of all parts in their order: two uploads of one form fit the same graph.
    std::vector<std::int64_t> form() const;
    /// Copies everything; true where the device's memory moved (it had to grow).
    bool send(Staging& staging, const at::Device& device);

  private:
    struct Part {
        at::Tensor* to;
        std::vector<std::int64_t> shape;
        at::ScalarType type;
        std::int64_t at;
        std::function<void(void*)> fill;
    };
    void place(std::vector<std::int64_t> shape, at::Tensor* to, at::ScalarType type,
               std::function<void(void*)> fill);

    std::vector<Part> parts_;
    std::int64_t used_ = 0;
};

/// A host tensor of bytes, pinned where `device` is another.
at::Tensor hostBytes(std::int64_t bytes, const at::Device& device);

}  // namespace lathe::device
