// SPDX-License-Identifier: Apache-2.0
// The device's own kernels, compiled for a stack's shape. Private to the engine.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/device/table.h"
#include "core/engine/layers/stack_shape.h"

namespace lathe::device {

extern const char* const kKernelsText;

enum class Kernel {
    Embed,
    NormForward,
    NormBackward,
    Spread,
    Collect,
    Activate,
    ActivateBack,
    CrossEntropy,
    Count
};

class Kernels {
  public:
    static Result<std::unique_ptr<Kernels>> make(const LatheCudaTable& table,
                                                 const layers::StackShape& shape);
    /// The compiler's options for a shape.
    static std::vector<std::string> options(const layers::StackShape& shape);

    /// Values that a thread loads at a time.
    std::int64_t together() const { return together_; }
    /// Threads a row of a norm, and rows a block.
    std::int64_t normThreads() const { return normThreads_; }
    std::int64_t normRows() const { return normRows_; }
    /// Starts a kernel with its arguments as they stand there; throws std::runtime_error where that fails.
    template <class... Arguments>
    void launch(Kernel kernel, std::int64_t blocks, std::int64_t threads, Arguments... arguments) const {
        void* pointers[] = {static_cast<void*>(&arguments)...};
        start(kernel, blocks, threads, pointers);
    }

  private:
    explicit Kernels(const LatheCudaTable& table) : table_(table) {}
    void start(Kernel kernel, std::int64_t blocks, std::int64_t threads, void** arguments) const;

    const LatheCudaTable& table_;
    std::array<void*, static_cast<std::size_t>(Kernel::Count)> kernels_{};
    std::int64_t together_ = 1, normThreads_ = 32, normRows_ = 1;
};

}  // namespace lathe::device
