// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/update_batches.h"

#include <algorithm>

#include "core/engine/context_cache.h"

namespace lathe {
namespace {

const std::vector<std::int32_t>& target(const EncodedRow& row) {
    return row.answers[static_cast<std::size_t>(std::max(row.truth, 0))];
}

}  // namespace

UpdateBatches updateBatches(const std::vector<EncodedRow>& rows, std::span<const std::int64_t> taken,
                            std::int64_t perBatch, bool sentences, bool behindContexts) {
    UpdateBatches update;
    std::int64_t labelled = 0;
    for (std::size_t first = 0; first < taken.size(); first += static_cast<std::size_t>(perBatch)) {
        std::vector<PackedRow> packed;
        for (const std::int64_t index :
             taken.subspan(first, std::min(taken.size() - first, static_cast<std::size_t>(perBatch)))) {
            const EncodedRow& row = rows[static_cast<std::size_t>(index)];
            packed.push_back(packedRow(row, target(row), behindContexts ? constantTokens(row) : 0));
            update.tokens +=
                std::count_if(row.context.begin(), row.context.end(), [](auto token) { return token >= 0; });
            update.tokens += static_cast<std::int64_t>(target(row).size());
        }
        update.batches.push_back(pack(packed));
        labelled += static_cast<std::int64_t>(update.batches.back().targets.size());
    }
    const auto parts =
        sentences ? static_cast<std::int64_t>(taken.size()) : std::max<std::int64_t>(1, labelled);
    for (PackedBatch& batch : update.batches)
        std::fill(batch.weights.begin(), batch.weights.end(),
                  static_cast<float>(1.0 / static_cast<double>(parts)));
    return update;
}

Result<LossOptions> lossOptions(const Recipe& recipe, const std::vector<EncodedRow>& rows,
                                const std::vector<std::string>& labels) {
    LossOptions options;
    options.zLoss = recipe.number("optimizer.z_loss");
    if (recipe.text("task.loss") != "labels" || rows.empty()) return options;
    if (recipe.text("task.kind") == "probe") {
        if (rows.front().candidates) options.restricted = *rows.front().candidates;
        return options;
    }
    const auto& answers = rows.front().answers;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].size() != 1)
            return badCall("the label \"" + (i < labels.size() ? labels[i] : std::to_string(i)) + "\" is " +
                               std::to_string(answers[i].size()) +
                               " tokens, and a choice among labels needs one each",
                           "task.loss", "give vocabulary, or one-token words in task.labels");
        options.restricted.push_back(answers[i].front());
    }
    return options;
}

}  // namespace lathe
