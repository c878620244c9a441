// SPDX-License-Identifier: Apache-2.0
// What the input embedding holds: rows, their scale, and the rows nearest to a vector.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/engine/layers/guard.h"
#include "core/engine/parallel/parallel.h"
#include "core/engine/transformer_backbone.h"

namespace lathe {

namespace {

constexpr std::int64_t kRowsAtATime = 4096;

enum class Metric { Cosine, Euclidean, Dot };

/// Rows [begin, begin + count) of the embedding as float32, as they enter the layers.
void widenRows(const layers::Kernels& kernels, const layers::Transformer& model, std::int64_t begin,
               std::int64_t count, float* out) {
    const layers::Matrix& table = model.embedding();
    const float scale = model.embeddingScale();
    parallelRange(count, 64, [&](std::int64_t a, std::int64_t b) {
        kernels.widen(table.row(begin + a), out + a * table.columns, (b - a) * table.columns);
        for (std::int64_t i = a * table.columns; scale != 1 && i < b * table.columns; ++i) out[i] *= scale;
    });
}

double squares(const float* x, std::int64_t width) {
    double sum = 0;
    for (std::int64_t i = 0; i < width; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    return sum;
}

}  // namespace

Result<HostTensor> TransformerBackbone::embeddings(std::span<const std::int32_t> ids) {
    LATHE_CHECK(tuned_.put({}));
    HostTensor out{"embeddings", {static_cast<std::int64_t>(ids.size()), shape_.width}, {}};
    out.data.resize(ids.size() * static_cast<std::size_t>(shape_.width));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (ids[i] < 0 || ids[i] >= shape_.vocabulary)
            return failed("token " + std::to_string(ids[i]) + " is not in the backbone's vocabulary");
        widenRows(kernels_, *model_, ids[i], 1, out.data.data() + i * static_cast<std::size_t>(shape_.width));
    }
    return out;
}

Result<Backbone::EmbeddingScale> TransformerBackbone::embeddingScale() {
    if (scale_) return *scale_;
    LATHE_CHECK(tuned_.put({}));
    const layers::Matrix& table = model_->embedding();
    std::vector<float> rows(static_cast<std::size_t>(kRowsAtATime * table.columns));
    double sum = 0, square = 0, norms = 0;
    for (std::int64_t begin = 0; begin < table.rows; begin += kRowsAtATime) {
        const std::int64_t count = std::min(kRowsAtATime, table.rows - begin);
        widenRows(kernels_, *model_, begin, count, rows.data());
        for (std::int64_t r = 0; r < count; ++r) {
            const float* row = rows.data() + r * table.columns;
            double all = 0;
            for (std::int64_t i = 0; i < table.columns; ++i) all += static_cast<double>(row[i]);
            const double own = squares(row, table.columns);
            sum += all;
            square += own;
            norms += std::sqrt(own);
        }
    }
    const double entries = static_cast<double>(table.rows) * static_cast<double>(table.columns);
    EmbeddingScale scale;
    scale.mean = sum / entries;
    scale.deviation = std::sqrt(std::max(0.0, square / entries - scale.mean * scale.mean));
    scale.norm = norms / static_cast<double>(table.rows);
    scale_ = scale;
    return scale;
}

Result<std::vector<std::vector<NearestToken>>> TransformerBackbone::nearest(const HostTensor& vectors,
                                                                            std::int64_t count,
                                                                            std::string_view metricName) {
    Metric metric = Metric::Cosine;
    if (metricName == "euclidean")
        metric = Metric::Euclidean;
    else if (metricName == "dot")
        metric = Metric::Dot;
    else if (metricName != "cosine")
        return badCall("metric \"" + std::string(metricName) + "\" is unknown", {},
                       "use cosine, euclidean or dot");
    LATHE_CHECK(tuned_.put({}));
    const layers::Matrix& table = model_->embedding();
    const std::int64_t width = table.columns;
    if (vectors.shape.size() != 2 || vectors.shape[1] != width)
        return failed("the vectors do not have the backbone's width of " + std::to_string(width));
    return guarded("the search for nearest words", [&]() -> Result<std::vector<std::vector<NearestToken>>> {
        const std::int64_t n = vectors.shape[0], most = std::clamp<std::int64_t>(count, 0, table.rows);
        std::vector<std::vector<NearestToken>> best(static_cast<std::size_t>(n));
        std::vector<double> own(static_cast<std::size_t>(n));
        for (std::int64_t i = 0; i < n; ++i)
            own[static_cast<std::size_t>(i)] = squares(vectors.data.data() + i * width, width);
        std::vector<float> rows(static_cast<std::size_t>(kRowsAtATime * width)),
            dots(static_cast<std::size_t>(layers::productRows(n) * kRowsAtATime));
        std::vector<float> asked = vectors.data;
        asked.resize(static_cast<std::size_t>(layers::productRows(n) * width));
        std::vector<double> norms(static_cast<std::size_t>(kRowsAtATime));
        for (std::int64_t begin = 0; begin < table.rows; begin += kRowsAtATime) {
            const std::int64_t some = std::min(kRowsAtATime, table.rows - begin);
            widenRows(kernels_, *model_, begin, some, rows.data());
            parallelRange(some, 64, [&](std::int64_t a, std::int64_t b) {
                for (std::int64_t r = a; r < b; ++r)
                    norms[static_cast<std::size_t>(r)] = squares(rows.data() + r * width, width);
            });
            layers::project({rows.data(), some, width, Dtype::Float32}, asked.data(), n, dots.data());
            parallelTasks(n, [&](std::int64_t i, std::int64_t) {
                auto& list = best[static_cast<std::size_t>(i)];
                for (std::int64_t r = 0; r < some; ++r) {
                    const auto dot = static_cast<double>(dots[static_cast<std::size_t>(i * some + r)]);
                    const double norm = norms[static_cast<std::size_t>(r)],
                                 mine = own[static_cast<std::size_t>(i)];
                    double score = dot;  // the larger the nearer
                    if (metric == Metric::Cosine)
                        score = norm > 0 && mine > 0 ? dot / std::sqrt(norm * mine) : 0;
                    if (metric == Metric::Euclidean) score = -std::sqrt(std::max(0.0, norm + mine - 2 * dot));
                    if (std::isnan(score)) continue;
                    list.push_back({static_cast<std::int32_t>(begin + r), score});
                }
                const auto nearer = [](const NearestToken& a, const NearestToken& b) {
                    return a.score != b.score ? a.score > b.score : a.token < b.token;
                };
                const auto keep = std::min<std::size_t>(static_cast<std::size_t>(most), list.size());
                std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(keep), list.end(),
                                  nearer);
                list.resize(keep);
            });
        }
        if (metric == Metric::Euclidean)
            for (auto& list : best)
                for (NearestToken& token : list) token.score = -token.score;
        return best;
    });
}

}  // namespace lathe
