// SPDX-License-Identifier: Apache-2.0
// Random trained tensors for every place that a backbone has, and rows with a weight each.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/family_rows.h"

namespace lathe::test {

inline HostTensor drawn(const std::string& name, std::vector<std::int64_t> shape) {
    HostTensor tensor{name, std::move(shape), {}};
    const Random random(9, name);
    for (std::int64_t i = 0; i < tensor.elements(); ++i)
        tensor.data.push_back(static_cast<float>(0.4 * random.normal(static_cast<std::uint64_t>(i))));
    return tensor;
}

/// Every prefix that the backbone has a place for, and a prompt of two vectors or (`infix`) an infix of two.
inline TensorMap everything(const BackboneShape& shape, bool infix) {
    TensorMap all;
    const auto add = [&](const std::string& at, std::int64_t layers, std::int64_t tokens) {
        for (const char* what : {"key", "value"})
            all.push_back(drawn(at + what, {layers, tokens, shape.keyValueHeads * shape.headWidth}));
    };
    const std::string own = shape.kind == BackboneKind::Masked ? "encoder." : "decoder.";
    if (infix)
        add(own + "infix.", shape.layers, 2);
    else
        all.push_back(drawn("prompt", {2, shape.width}));
    add(own + "self.", shape.layers, 3);
    if (shape.kind == BackboneKind::EncoderDecoder) {
        add("encoder.self.", shape.encoderLayers, 4);
        add("decoder.cross.", shape.layers, 2);
    }
    return all;
}

inline PackedBatch packedRows(const std::vector<Packable>& rows) {
    std::vector<PackedRow> packed;
    for (const Packable& row : rows) packed.push_back(row.row());
    PackedBatch batch = pack(packed);
    for (std::size_t i = 0; i < batch.weights.size(); ++i)
        batch.weights[i] = 0.1F * static_cast<float>(i + 1);
    return batch;
}

}  // namespace lathe::test
