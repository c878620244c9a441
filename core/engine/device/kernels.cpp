// SPDX-License-Identifier: Apache-2.0
#include "core/engine/device/kernels.h"

#include <algorithm>
#include <stdexcept>

#include "core/engine/device/cuda.h"

namespace lathe::device {

namespace {

constexpr const char* kNames[] = {"embed",   "norm_forward", "norm_backward", "spread",
                                  "collect", "activate",     "activate_back", "cross_entropy"};

/// Eight values a load where every size allows it.
std::int64_t togetherFor(const layers::StackShape& s) {
    const auto pairs = static_cast<std::int64_t>(s.frequencies.size());
    const bool eights = s.width % 8 == 0 && s.headWidth % 8 == 0 && s.feedForward % 8 == 0 && pairs % 8 == 0;
    return eights ? 8 : 1;
}

/// A norm's row is a warp's where it is short.
std::int64_t normThreadsFor(const layers::StackShape& s) {
    const std::int64_t loads = (s.width + togetherFor(s) - 1) / togetherFor(s);
    return loads <= 96 ? 32 : std::clamp<std::int64_t>((loads + 31) / 32 * 32, 32, 512);
}
std::int64_t normRowsFor(const layers::StackShape& s) {
    return normThreadsFor(s) == 32 ? 4 : 1;
}

}  // namespace

std::vector<std::string> Kernels::options(const layers::StackShape& s) {
    const auto set = [](const char* name, std::int64_t value) {
        return "-D" + std::string(name) + "=" + std::to_string(value);
    };
    return {set("NARROW_BF16", s.dtype == Dtype::BFloat16),
            set("V", togetherFor(s)),
            set("WIDTH", s.width),
            set("NORM_THREADS", normThreadsFor(s)),
            set("NORM_ROWS", normRowsFor(s)),
            set("CENTRED", s.centred),
            set("REPLACES", s.normAfter),
            set("HEADS", s.heads),
            set("KV_HEADS", s.keyValueHeads),
            set("HEAD_WIDTH", s.headWidth),
            set("PAIRS", static_cast<std::int64_t>(s.frequencies.size())),
            set("FEED_FORWARD", s.feedForward),
            set("GATED", s.gated),
            set("ACTIVATION", static_cast<std::int64_t>(s.activation))};
}

Result<std::unique_ptr<Kernels>> Kernels::make(const LatheCudaTable& table, const layers::StackShape& shape) {
    std::unique_ptr<Kernels> out(new Kernels(table));
    out->together_ = togetherFor(shape);
    out->normThreads_ = normThreadsFor(shape);
    out->normRows_ = normRowsFor(shape);
    const std::vector<std::string> texts = options(shape);
    std::vector<const char*> given;
    for (const std::string& text : texts) given.push_back(text.c_str());
    void* module = nullptr;
    LATHE_CHECK(told("compiling its kernels", [&](char* why) {
        module = table.compile(kKernelsText, given.data(), static_cast<int>(given.size()), why);
        return module != nullptr;
    }));
    for (std::size_t k = 0; k < out->kernels_.size(); ++k)
        LATHE_CHECK(told("finding its kernels", [&](char* why) {
            out->kernels_[k] = table.kernel(module, kNames[k], why);
            return out->kernels_[k] != nullptr;
        }));
    return out;
}

void Kernels::start(Kernel kernel, std::int64_t blocks, std::int64_t threads, void** arguments) const {
    if (blocks == 0) return;
    char why[kLatheCudaWhy] = {};
    if (!table_.launch(kernels_[static_cast<std::size_t>(kernel)], static_cast<unsigned>(blocks),
                       static_cast<unsigned>(threads), arguments, why))
        throw std::runtime_error(std::string("the kernel ") + kNames[static_cast<std::size_t>(kernel)] +
                                 ": " + why);
}

}  // namespace lathe::device
