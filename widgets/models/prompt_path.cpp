// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/prompt_path.h"

#include <algorithm>
#include <cmath>

#include "widgets/models/principal_plane.h"
#include "widgets/models/prompt_measures.h"

namespace lathe {

bool PromptPath::add(std::int64_t step, const TensorMap& tensors) {
    const HostTensor* prompt = find(tensors, "prompt");
    if (!prompt || prompt->shape.size() != 2) return false;
    const auto tokens = std::size_t(prompt->shape[0]), width = std::size_t(prompt->shape[1]);
    if (prompt->data.size() != tokens * width) return false;
    if (!vectors_.empty() && (tokens != tokens_ || width != width_)) return false;
    tokens_ = tokens;
    width_ = width;
    steps_.append(double(step));
    vectors_.push_back(prompt->data);
    return true;
}

QVector<double> PromptPath::drift(std::size_t token) const {
    QVector<double> out;
    if (token >= tokens_) return out;
    for (const auto& vectors : vectors_) {
        double sum = 0;
        for (std::size_t i = 0; i < width_; ++i) {
            const double away =
                double(vectors[token * width_ + i]) - double(vectors_.front()[token * width_ + i]);
            sum += away * away;
        }
        out.append(std::sqrt(sum));
    }
    return out;
}

double PromptPath::firstNorm(std::size_t token) const {
    if (token >= tokens_ || vectors_.empty()) return 0;
    double sum = 0;
    for (std::size_t i = token * width_; i < (token + 1) * width_; ++i)
        sum += double(vectors_.front()[i]) * double(vectors_.front()[i]);
    return std::sqrt(sum);
}

QVector<double> PromptPath::betweenSnapshots() const {
    QVector<double> out;
    const std::vector<std::int64_t> shape{std::int64_t(tokens_), std::int64_t(width_)};
    for (std::size_t i = 1; i < vectors_.size(); ++i)
        out.append(meanWay({"prompt", shape, vectors_[i - 1]}, {"prompt", shape, vectors_[i]}));
    return out;
}

std::size_t PromptPath::nearest(std::int64_t step) const {
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < vectors_.size(); ++i)
        if (std::fabs(steps_[qsizetype(i)] - double(step)) <
            std::fabs(steps_[qsizetype(nearest)] - double(step)))
            nearest = i;
    return nearest;
}

HostTensor PromptPath::at(std::int64_t step) const {
    if (vectors_.empty()) return {};
    return {"prompt", {std::int64_t(tokens_), std::int64_t(width_)}, vectors_[nearest(step)]};
}

std::vector<QVector<QPointF>> PromptPath::places(std::int64_t step) const {
    std::vector<QVector<QPointF>> out(tokens_);
    if (vectors_.empty()) return out;
    const std::size_t nearest = this->nearest(step);
    const PrincipalPlane plane(vectors_[nearest], tokens_, width_);
    for (std::size_t token = 0; token < tokens_; ++token)
        for (std::size_t i = 0; i <= nearest; ++i)
            out[token].append(plane.place(std::span(vectors_[i]).subspan(token * width_, width_)));
    return out;
}

std::vector<std::int64_t> thinned(const std::vector<std::int64_t>& steps, std::size_t count) {
    if (steps.size() <= count || count < 2) return steps;
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(steps[i * (steps.size() - 1) / (count - 1)]);
    return out;
}

}  // namespace lathe
