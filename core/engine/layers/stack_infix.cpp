// SPDX-License-Identifier: Apache-2.0
// Trained keys and values inside the rows (Li and Liang 2021: [x; INFIX; y]). An infix's token takes its
// place and position among the others; of what the layers make of it nothing is seen, since its keys and
// values are the trained ones in every layer.
#include <cstring>
#include <vector>

#include "core/engine/layers/stack_work.h"

namespace lathe::layers {

void Stack::putInfix(const StackPlan& plan, StackWork& w, std::int64_t number, void* keys,
                     std::int64_t stride) const {
    const std::int64_t width = shape_.keyWidth(), element = shape_.elementBytes();
    for (std::size_t i = 0; i < plan.softRows.size(); ++i) {
        const std::int64_t from = (number * w.infix.tokens + plan.softSlots[i]) * width;
        char* to = static_cast<char*>(keys) + plan.softRows[i] * stride * element;
        kernels_.narrow(w.infix.key + from, to, width);
        kernels_.narrow(w.infix.value + from, to + width * element, width);
    }
}

void Stack::takeInfix(const StackPlan& plan, StackWork& w, std::int64_t number, void* dKeys,
                      std::int64_t stride) const {
    const std::int64_t width = shape_.keyWidth(), element = shape_.elementBytes();
    for (std::size_t i = 0; i < plan.softRows.size(); ++i) {
        const std::int64_t to = (number * w.infix.tokens + plan.softSlots[i]) * width;
        char* from = static_cast<char*>(dKeys) + plan.softRows[i] * stride * element;
        if (w.infix.dKey) kernels_.addWide(w.infix.dKey + to, from, width);
        if (w.infix.dValue) kernels_.addWide(w.infix.dValue + to, from + width * element, width);
        std::memset(from, 0, static_cast<std::size_t>(2 * width * element));
    }
}

}  // namespace lathe::layers
