// SPDX-License-Identifier: Apache-2.0
// Trained keys and values inside the rows (Li and Liang 2021: [x; INFIX; y]). An infix's token takes its
// place and position among the others; of what the layers make of it nothing is seen, since its keys and
// values are the trained ones in every layer.
#include <cstring>
#include <vector>

#include "core/engine/layers/stack_work.h"

namespace lathe::layers {

namespace {

/// Calls f(infix, soft token, its slot) for each soft token of a batch that has an infix.
template <class F>
void eachInfixToken(const StackPlan& plan, const StackWork& w, const F& f) {
    for (std::size_t lane = 0; lane < w.lanes.size(); ++lane) {
        const Prefix& infix = w.lanes[lane].infix;
        if (infix.tokens == 0) continue;
        const std::size_t end = lane + 1 < plan.softBegin.size()
                                    ? static_cast<std::size_t>(plan.softBegin[lane + 1])
                                    : plan.softRows.size();
        for (auto i = static_cast<std::size_t>(plan.softBegin[lane]); i < end; ++i)
            f(infix, plan.softRows[i], plan.softSlots[i]);
    }
}

}  // namespace

void Stack::putInfix(const StackPlan& plan, StackWork& w, std::int64_t number, void* keys,
                     std::int64_t stride) const {
    const std::int64_t width = shape_.keyWidth(), element = shape_.elementBytes();
    eachInfixToken(plan, w, [&](const Prefix& infix, std::int64_t row, std::int64_t slot) {
        const std::int64_t from = (number * infix.tokens + slot) * width;
        char* to = static_cast<char*>(keys) + row * stride * element;
        kernels_.narrow(infix.key + from, to, width);
        kernels_.narrow(infix.value + from, to + width * element, width);
    });
}

void Stack::takeInfix(const StackPlan& plan, StackWork& w, std::int64_t number, void* dKeys,
                      std::int64_t stride) const {
    const std::int64_t width = shape_.keyWidth(), element = shape_.elementBytes();
    eachInfixToken(plan, w, [&](const Prefix& infix, std::int64_t row, std::int64_t slot) {
        const std::int64_t to = (number * infix.tokens + slot) * width;
        char* from = static_cast<char*>(dKeys) + row * stride * element;
        if (infix.dKey) kernels_.addWide(infix.dKey + to, from, width);
        if (infix.dValue) kernels_.addWide(infix.dValue + to, from + width * element, width);
        std::memset(from, 0, static_cast<std::size_t>(2 * width * element));
    });
}

}  // namespace lathe::layers
