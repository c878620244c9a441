// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prefix_tuning/module_noop.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/random.h"
#include "core/engine/batch.h"

namespace lathe::prefix_tuning {
namespace {

constexpr std::size_t kRows = 16;         // training rows that are looked at
constexpr std::size_t kMostTokens = 512;  // and tokens

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// The queries of one key's head, and the logarithm of what each query's shares are taken of.
struct Looks {
    std::vector<Vector> query;
    Vector logSum;
};

Looks looksAt(const HostTensor& query, const HostTensor& sums, std::int64_t layer, std::int64_t keyHead,
              const BackboneShape& backbone) {
    const std::int64_t rows = query.shape[1], group = backbone.heads / backbone.keyValueHeads,
                       width = query.shape[2] / backbone.heads;
    Looks looks;
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t head = keyHead * group; head < (keyHead + 1) * group; ++head) {
            const auto from = query.data.begin() + (layer * rows + row) * query.shape[2] + head * width;
            looks.query.emplace_back(from, from + width);
            looks.logSum.push_back(
                sums.data[static_cast<std::size_t>((layer * rows + row) * backbone.heads + head)]);
        }
    return looks;
}

/// A unit vector that as many queries as can be point along: to the point of their convex hull that is
/// nearest to zero (Gilbert's algorithm).
Vector commonWay(const Looks& looks) {
    Vector way(looks.query.front().size(), 0.0);
    for (const Vector& q : looks.query)
        for (std::size_t i = 0; i < q.size(); ++i) way[i] += q[i] / static_cast<double>(looks.query.size());
    for (int turn = 0; turn < 300; ++turn) {
        const Vector* farthest = &looks.query.front();
        double least = 1e300;
        for (const Vector& q : looks.query)
            if (const double along = dot(q, way); along < least) {
                least = along;
                farthest = &q;
            }
        const double square = dot(way, way);
        Vector step = *farthest;
        for (std::size_t i = 0; i < step.size(); ++i) step[i] -= way[i];
        const double size = dot(step, step);
        if (square - least < 1e-3 * square || size == 0) break;
        const double share = std::clamp(-dot(way, step) / size, 0.0, 1.0);
        for (std::size_t i = 0; i < way.size(); ++i) way[i] += share * step[i];
    }
    const double norm = std::sqrt(std::max(dot(way, way), 1e-30));
    for (double& x : way) x /= norm;
    return way;
}

/// The prefix's share of each query's attention.
Vector sharesOf(const Looks& looks, const std::vector<Vector>& keys) {
    Vector shares;
    for (std::size_t i = 0; i < looks.query.size(); ++i) {
        double most = looks.logSum[i];
        Vector scores;
        for (const Vector& key : keys) most = std::max(most, scores.emplace_back(dot(looks.query[i], key)));
        double own = 0;
        for (const double score : scores) own += std::exp(score - most);
        shares.push_back(own / (own + std::exp(looks.logSum[i] - most)));
    }
    return shares;
}

double mean(const Vector& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

struct Measured {
    double sum = 0, most = 0;
    std::int64_t count = 0;
};

/// Keys of one head: a little apart from each other, pushed against the common way as far as the share needs.
std::vector<Vector> keysAgainst(const Looks& looks, std::int64_t tokens, const Random& random,
                                Measured& measured) {
    const Vector way = commonWay(looks);
    double length = 0;
    for (const Vector& q : looks.query)
        length += std::sqrt(dot(q, q)) / static_cast<double>(looks.query.size());
    std::vector<Vector> apart(static_cast<std::size_t>(tokens), Vector(way.size()));
    std::uint64_t drawn = 0;
    for (Vector& key : apart)
        for (double& x : key) x = random.normal(drawn++) / std::max(length, 1e-12);
    const auto pushed = [&](double by) {
        std::vector<Vector> keys = apart;
        for (Vector& key : keys)
            for (std::size_t i = 0; i < way.size(); ++i) key[i] -= by * way[i];
        return keys;
    };
    // The least push that is enough; where some queries point elsewhere, the one with the smallest share.
    double best = 1e300;
    std::vector<Vector> chosen;
    for (double by = 1; by < 1000 && best > kNoopShare; by *= 1.1) {
        std::vector<Vector> keys = pushed(by / std::max(length, 1e-12));
        const double share = mean(sharesOf(looks, keys));
        if (share < best) {
            best = share;
            chosen = std::move(keys);
        }
    }
    for (const double share : sharesOf(looks, chosen)) {
        measured.sum += share;
        measured.most = std::max(measured.most, share);
        ++measured.count;
    }
    return chosen;
}

/// Some training rows as they will stand behind the prefix.
PackedBatch rowsToMeasure(const MethodStart& start, std::int64_t tokens) {
    std::vector<PackedRow> rows;
    std::size_t read = 0;
    for (const EncodedRow& row : start.rows.first(std::min(kRows, start.rows.size()))) {
        if (row.answers.empty() || (read > 0 && read + row.context.size() > kMostTokens)) break;
        read += row.context.size();
        rows.push_back(packedRow(row, row.answers[static_cast<std::size_t>(std::max(row.truth, 0))]));
    }
    PackedBatch batch = pack(rows);
    for (std::int32_t& position : batch.positions) position += static_cast<std::int32_t>(tokens);
    return batch;
}

}  // namespace

Result<TensorMap> startWithoutEffect(const PrefixShape& shape, const Recipe& recipe, Backbone& backbone,
                                     const MethodStart& start) {
    const PackedBatch batch = rowsToMeasure(start, shape.tokens);
    if (batch.tokens.empty())
        return failed("there are no rows to measure a start without effect on", "method.init.kind");
    LATHE_TRY(looks, backbone.queries(batch));
    const auto seed = static_cast<std::uint64_t>(recipe.integer("training.seed"));
    const BackboneShape& of = backbone.shape();
    TensorMap out;
    Measured measured;
    for (std::size_t p = 0; p < shape.parts.size(); ++p) {
        const Part& part = shape.parts[p];
        const HostTensor *query = find(looks, part.name + ".query"),
                         *sums = find(looks, part.name + ".log_sum");
        if (!query || !sums) return failed("the backbone does not say who looks at " + part.name);
        HostTensor keys{part.name + ".key", {part.layers, shape.tokens, part.width}, {}};
        keys.data.resize(static_cast<std::size_t>(keys.elements()));
        const std::int64_t width = part.width / of.keyValueHeads;
        for (std::int64_t layer = 0; layer < part.layers; ++layer)
            for (std::int64_t head = 0; head < of.keyValueHeads; ++head) {
                const auto number = (p << 32U) + static_cast<std::uint64_t>(layer * of.keyValueHeads + head);
                const auto made = keysAgainst(looksAt(*query, *sums, layer, head, of), shape.tokens,
                                              Random(seed, "init", number), measured);
                for (std::int64_t token = 0; token < shape.tokens; ++token)
                    std::copy(made[static_cast<std::size_t>(token)].begin(),
                              made[static_cast<std::size_t>(token)].end(),
                              keys.data.begin() + (layer * shape.tokens + token) * part.width + head * width);
            }
        out.push_back(keys);
        keys.name = part.name + ".value";
        std::fill(keys.data.begin(), keys.data.end(), 0.0F);
        out.push_back(std::move(keys));
    }
    const double share = measured.sum / static_cast<double>(measured.count);
    char said[160];
    std::snprintf(
        said, sizeof said, "the prefix starts with a share of %.2g of the attention, %.2g at most%s", share,
        measured.most, share < kNoopLimit ? "" : "; more than 0.001: some heads look in all directions");
    if (start.told) start.told(said);
    return out;
}

}  // namespace lathe::prefix_tuning
