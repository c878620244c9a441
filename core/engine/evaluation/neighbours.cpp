// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/engine/evaluation/evaluate.h"

namespace lathe {

Result<std::vector<SlotNeighbours>> neighbours(Backbone& backbone, const HostTensor& prompt,
                                               const Tokenizer& tokenizer, std::int64_t count,
                                               std::string_view metric) {
    LATHE_TRY(nearest, backbone.nearest(prompt, count, metric));
    const auto width = static_cast<std::size_t>(prompt.shape[1]);
    std::vector<SlotNeighbours> all;
    for (std::size_t slot = 0; slot < nearest.size(); ++slot) {
        SlotNeighbours one;
        one.position = static_cast<std::int64_t>(slot);
        double squares = 0;
        for (std::size_t i = slot * width; i < (slot + 1) * width; ++i)
            squares += static_cast<double>(prompt.data[i]) * prompt.data[i];
        one.norm = std::sqrt(squares);
        for (const NearestToken& near : nearest[slot])
            one.neighbours.push_back({near.token, tokenizer.piece(near.token), near.score});
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace lathe
