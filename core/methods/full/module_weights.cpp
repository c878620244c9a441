// SPDX-License-Identifier: Apache-2.0
#include "core/methods/full/module_weights.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/engine/machine.h"
#include "core/methods/full/description_weights.h"

namespace lathe::full {
namespace {

/// The batch of the longest rows.
PackedBatch largestBatch(const Recipe& recipe, std::span<const EncodedRow> rows) {
    std::vector<const EncodedRow*> order;
    for (const EncodedRow& row : rows)
        if (!row.answers.empty()) order.push_back(&row);
    const auto batch =
        std::min<std::size_t>(order.size(), static_cast<std::size_t>(recipe.integer("training.batch")));
    const auto length = [](const EncodedRow& row) {
        return row.context.size() + row.answers[static_cast<std::size_t>(std::max(row.truth, 0))].size();
    };
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(batch), order.end(),
                      [&](const EncodedRow* a, const EncodedRow* b) { return length(*a) > length(*b); });
    std::vector<PackedRow> packed;
    for (std::size_t i = 0; i < batch; ++i)
        packed.push_back(
            packedRow(*order[i], order[i]->answers[static_cast<std::size_t>(std::max(order[i]->truth, 0))]));
    return pack(packed);
}

std::string shown(double number) {
    std::string text = std::to_string(static_cast<std::int64_t>(number));
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

}  // namespace

Result<TensorMap> trainedWeights(const Recipe& recipe, Backbone& backbone, const MethodStart& start,
                                 std::int64_t layers, bool resume) {
    const Json resolved = backbone.resolved();
    if (resolved["dtype"].toString("float32") != "float32")
        return badCall("weights are trained in float32, and this backbone is " + resolved["dtype"].string(),
                       "backbone.dtype", "set it to float32 or auto");
    TensorMap weights;
    double numbers = 0;
    for (const Backbone::WeightInfo& info : backbone.weights()) {
        if (!isTrained(backbone.shape(), info.name, layers)) continue;
        weights.push_back({std::string(kWeightPrefix) + info.name, info.shape, {}});
        numbers += static_cast<double>(weights.back().elements());
    }
    if (weights.empty()) return failed("this backbone's weights cannot be trained", "method.kind");
    // Of the batch beyond the gradients of the weights, which are counted among what is held.
    const PackedBatch batch = largestBatch(recipe, start.rows);
    const double work =
        (batch.tokens.empty() ? 0.0 : static_cast<double>(backbone.workBytes(batch, weights)));
    const double needed = heldBytes(static_cast<std::int64_t>(numbers), recipe) + work;
    const auto free = static_cast<double>(availableMemory());
    const std::string what = "training " + shown(numbers) + " of the backbone's weights needs about " +
                             byteSize(needed) + " of memory beside its own " +
                             byteSize(static_cast<double>(backbone.weightBytes()));
    if (free > 0 && needed > free)
        return failed(what + ", and " + byteSize(free) + " are free", "method.kind",
                      "train fewer layers, use a smaller batch or adafactor, or tune a prompt");
    keepAllFreedMemory();
    if (start.told) start.told(what + "; " + byteSize(free) + " are free");
    for (HostTensor& weight : weights) {
        if (resume) {
            weight.data.resize(static_cast<std::size_t>(weight.elements()));
            continue;
        }
        LATHE_TRY(own, backbone.weight(weight.name));
        weight = std::move(own);
    }
    return weights;
}

}  // namespace lathe::full
