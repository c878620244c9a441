// SPDX-License-Identifier: Apache-2.0
// Adafactor (Shazeer and Stern 2018, algorithms 4 and 5) with a given rate and no parameter scaling, as
// Lester et al. use it: squares of matrices are kept as row and column means, memory 1 - t^-decay, and an
// update's root mean square is clipped.
#include <algorithm>
#include <cmath>

#include "core/engine/training/optimizers/moments.h"

namespace lathe::optimizers {
namespace {

bool factored(const HostTensor& tensor) {
    return tensor.shape.size() >= 2;
}

class Adafactor : public Optimizer {
  public:
    Adafactor(const Recipe& recipe, const TensorMap& parameters)
        : decay_(recipe.number("optimizer.decay")),
          threshold_(recipe.number("optimizer.clip_threshold")),
          weightDecay_(recipe.number("optimizer.weight_decay")),
          epsilon_(recipe.number("optimizer.epsilon")),
          momentum_(static_cast<float>(recipe.number("optimizer.momentum"))) {
        for (const HostTensor& parameter : parameters) {
            const auto zeros = [&](std::string prefix, std::vector<std::int64_t> shape) {
                HostTensor tensor{prefix + "." + parameter.name, std::move(shape), {}};
                tensor.data.assign(static_cast<std::size_t>(tensor.elements()), 0.0F);
                memory_.push_back(std::move(tensor));
            };
            if (factored(parameter)) {
                auto rows = parameter.shape, columns = parameter.shape;
                rows.pop_back();
                columns.erase(columns.end() - 2);
                zeros("rows", rows);
                zeros("columns", columns);
            } else {
                zeros("square", parameter.shape);
            }
        }
        if (momentum_ > 0)
            for (HostTensor& tensor : zerosLike(parameters, "update")) memory_.push_back(std::move(tensor));
    }

    void update(TensorMap& parameters, const TensorMap& gradient, std::int64_t step, double rate) override {
        const double old = 1.0 - std::pow(static_cast<double>(step), -decay_);
        std::vector<float> way;
        std::size_t at = 0;
        for (std::size_t t = 0; t < parameters.size(); ++t) {
            const std::vector<float>& slope = gradient[t].data;
            way.assign(slope.size(), 0.0F);
            if (factored(parameters[t])) {
                byFactors(parameters[t].shape, slope, old, memory_[at], memory_[at + 1], way);
                at += 2;
            } else {
                bySquares(slope, old, memory_[at++], way);
            }
            clip(way, rate);
            apply(parameters[t], way, rate);
        }
    }

    TensorMap state() const override { return memory_; }
    Result<> restore(const TensorMap& state) override { return restoreInto(memory_, state); }

  private:
    /// way = g / sqrt(R C / mean(R)), R and C the running row and column means of g^2 + epsilon.
    void byFactors(const std::vector<std::int64_t>& shape, const std::vector<float>& slope, double old,
                   HostTensor& rowMeans, HostTensor& columnMeans, std::vector<float>& way) const {
        const auto height = static_cast<std::size_t>(shape[shape.size() - 2]);
        const auto width = static_cast<std::size_t>(shape.back());
        std::vector<double> columns(width);
        for (std::size_t matrix = 0; matrix * height * width < slope.size(); ++matrix) {
            float* row = rowMeans.data.data() + matrix * height;
            float* column = columnMeans.data.data() + matrix * width;
            const float* g = slope.data() + matrix * height * width;
            std::fill(columns.begin(), columns.end(), 0.0);
            double meanOfRows = 0;
            for (std::size_t r = 0; r < height; ++r) {
                double sum = 0;
                for (std::size_t c = 0; c < width; ++c) {
                    const double square = static_cast<double>(g[r * width + c]) * g[r * width + c] + epsilon_;
                    sum += square;
                    columns[c] += square;
                }
                row[r] = remembered(row[r], sum / static_cast<double>(width), old);
                meanOfRows += row[r];
            }
            meanOfRows /= static_cast<double>(height);
            for (std::size_t c = 0; c < width; ++c)
                column[c] = remembered(column[c], columns[c] / static_cast<double>(height), old);
            float* out = way.data() + matrix * height * width;
            for (std::size_t r = 0; r < height; ++r) {
                const double scale = 1.0 / std::sqrt(row[r] / meanOfRows);
                for (std::size_t c = 0; c < width; ++c)
                    out[r * width + c] = static_cast<float>(g[r * width + c] * scale /
                                                            std::sqrt(static_cast<double>(column[c])));
            }
        }
    }

    void bySquares(const std::vector<float>& slope, double old, HostTensor& squares,
                   std::vector<float>& way) const {
        for (std::size_t i = 0; i < slope.size(); ++i) {
            const double square = static_cast<double>(slope[i]) * slope[i] + epsilon_;
            squares.data[i] = remembered(squares.data[i], square, old);
            way[i] = static_cast<float>(slope[i] / std::sqrt(static_cast<double>(squares.data[i])));
        }
    }

    static float remembered(float before, double now, double old) {
        return static_cast<float>(before * old + now * (1.0 - old));
    }

    /// way *= rate / max(1, rms(way) / threshold).
    void clip(std::vector<float>& way, double rate) const {
        double sum = 0;
        for (const float value : way) sum += static_cast<double>(value) * value;
        const double rms = way.empty() ? 0 : std::sqrt(sum / static_cast<double>(way.size()));
        const auto factor = static_cast<float>(rate / std::max(1.0, rms / threshold_));
        for (float& value : way) value *= factor;
    }

    void apply(HostTensor& parameter, std::vector<float>& way, double rate) {
        if (momentum_ > 0) {
            HostTensor* memory = find(memory_, "update." + parameter.name);
            for (std::size_t i = 0; i < way.size(); ++i)
                way[i] = memory->data[i] = momentum_ * memory->data[i] + (1.0F - momentum_) * way[i];
        }
        const auto kept = static_cast<float>(1.0 - weightDecay_ * rate);
        for (std::size_t i = 0; i < way.size(); ++i) parameter.data[i] = parameter.data[i] * kept - way[i];
    }

    double decay_, threshold_, weightDecay_, epsilon_;
    float momentum_;
    TensorMap memory_;
};

}  // namespace

std::unique_ptr<Optimizer> adafactor(const Recipe& recipe, const TensorMap& parameters) {
    return std::make_unique<Adafactor>(recipe, parameters);
}

}  // namespace lathe::optimizers
