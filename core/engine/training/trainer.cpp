// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/trainer.h"

#include <algorithm>
#include <cassert>

#include "core/engine/training/training_loop.h"

namespace lathe {

std::int64_t stepsInAll(const Recipe& recipe, std::int64_t rows) {
    if (recipe.has("training.steps")) return recipe.integer("training.steps");
    const std::int64_t perStep = recipe.integer("training.batch") * recipe.integer("optimizer.accumulate");
    return std::max<std::int64_t>(1, recipe.integer("training.epochs") * ((rows + perStep - 1) / perStep));
}

Result<TrainingOutcome> train(TrainingInput input, TrainingObserver& observer) {
    assert(input.backbone && input.method && input.tokenizer && input.steps > 0);
    LATHE_TRY(loop, TrainingLoop::make(std::move(input), observer));
    return loop.run();
}

}  // namespace lathe
