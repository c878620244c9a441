// SPDX-License-Identifier: Apache-2.0
#include "core/engine/plain/groups.h"

#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>

namespace lathe::plain {

Groups padded(const std::vector<Group>& groups, std::int64_t rows, std::int64_t reach,
              const std::vector<std::int64_t>& queryPositions,
              const std::vector<std::int64_t>& keyPositions) {
    Groups out;
    out.count = static_cast<std::int64_t>(groups.size());
    for (const Group& group : groups) {
        out.queries = std::max(out.queries, static_cast<std::int64_t>(group.queries.size()));
        out.keys = std::max(out.keys, static_cast<std::int64_t>(group.keys.size()));
    }
    const auto pairs = static_cast<std::size_t>(out.count * out.queries * out.keys);
    std::vector<std::int64_t> queryRows(static_cast<std::size_t>(out.count * out.queries), 0),
        keyRows(static_cast<std::size_t>(out.count * out.keys), 0), back(static_cast<std::size_t>(rows), 0);
    std::vector<std::int64_t> distance(reach > 0 ? pairs : 0, 0);
    std::vector<float> mask(pairs, 0.0F), near(reach > 0 ? pairs : 0, 0.0F);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const Group& group = groups[g];
        const std::size_t firstQuery = g * static_cast<std::size_t>(out.queries),
                          firstKey = g * static_cast<std::size_t>(out.keys);
        for (std::size_t k = 0; k < group.keys.size(); ++k) keyRows[firstKey + k] = group.keys[k];
        for (std::size_t q = 0; q < group.queries.size(); ++q) {
            queryRows[firstQuery + q] = group.queries[q];
            back[static_cast<std::size_t>(group.queries[q])] = static_cast<std::int64_t>(firstQuery + q);
            for (std::size_t k = 0; k < static_cast<std::size_t>(out.keys); ++k) {
                const std::size_t pair = (firstQuery + q) * static_cast<std::size_t>(out.keys) + k;
                if (k >= static_cast<std::size_t>(group.visible[q])) {
                    mask[pair] = -std::numeric_limits<float>::infinity();
                    continue;
                }
                if (reach == 0) continue;
                const std::int64_t key = keyPositions[static_cast<std::size_t>(group.keys[k])];
                if (key < 0) continue;
                const std::int64_t query = queryPositions[static_cast<std::size_t>(group.queries[q])];
                distance[pair] = std::clamp(key - query, -reach, reach) + reach;
                near[pair] = 1;
            }
        }
    }
    const std::vector<std::int64_t> shape{out.count, 1, out.queries, out.keys};
    out.queryRows = at::tensor(queryRows);
    out.keyRows = at::tensor(keyRows);
    out.back = at::tensor(back);
    out.mask = at::tensor(mask).view(shape);
    if (reach > 0) {
        out.distance = at::tensor(distance);
        out.near = at::tensor(near).view(shape);
    }
    return out;
}

at::Tensor attend(const Groups& g, const Heads& heads, const at::Tensor& query, const at::Tensor& key,
                  const at::Tensor& value, const at::Tensor& bias) {
    const auto spread = [&](const at::Tensor& x, const at::Tensor& rows, std::int64_t length,
                            std::int64_t count) {
        return x.index_select(0, rows).view({g.count, length, count, heads.width}).transpose(1, 2);
    };
    const at::Tensor q = spread(query, g.queryRows, g.queries, heads.count);
    at::Tensor k = spread(key, g.keyRows, g.keys, heads.keyValue),
               v = spread(value, g.keyRows, g.keys, heads.keyValue);
    if (heads.keyValue != heads.count) {
        k = k.repeat_interleave(heads.count / heads.keyValue, 1);
        v = v.repeat_interleave(heads.count / heads.keyValue, 1);
    }
    at::Tensor scores = at::matmul(q, k.transpose(2, 3)).mul(heads.scale).add(g.mask);
    if (bias.defined()) {
        const at::Tensor pairs =
            bias.index_select(1, g.distance).view({heads.count, g.count, g.queries, g.keys});
        scores = scores.add(pairs.transpose(0, 1).mul(g.near));
    }
    const at::Tensor seen = at::matmul(at::softmax(scores, -1), v).transpose(1, 2);
    return seen.reshape({g.count * g.queries, heads.count * heads.width}).index_select(0, g.back);
}

}  // namespace lathe::plain
