// SPDX-License-Identifier: Apache-2.0
#include "core/engine/training/loss_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::int64_t kStepsBeforeSlotsAreJudged = 10;

std::string shown(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

}  // namespace

LossStatistics::LossStatistics(std::int64_t steps) : window_(std::clamp<std::int64_t>(steps / 8, 5, 25)) {}

double LossStatistics::Window::squaredError() const {
    const auto n = static_cast<double>(count);
    const double variance = std::max(0.0, squares / n - mean() * mean()) * n / std::max(1.0, n - 1);
    return variance / n;
}

std::vector<std::string> LossStatistics::observe(double loss, const TensorMap& gradient) {
    std::vector<std::string> warnings;
    ++seen_;
    ++current_.count;
    current_.sum += loss;
    current_.squares += loss * loss;
    if (current_.count == window_) observeWindow(warnings);
    observeSlots(gradient, warnings);
    return warnings;
}

void LossStatistics::observeWindow(std::vector<std::string>& warnings) {
    if (first_.count == 0) first_ = lowest_ = current_;
    const double mean = current_.mean();
    const auto error = [&](const Window& other) {
        return std::sqrt(other.squaredError() + current_.squaredError());
    };
    if (seen_ == 4 * window_ && mean > first_.mean() - 2 * error(first_))
        warnings.push_back(
            "this run is not learning: in " + std::to_string(seen_) + " steps the loss went from " +
            shown(first_.mean()) + " to " + shown(mean) +
            ", no further than its noise; try another learning rate or another start (method.init)");
    if (!saidRising_ && mean > 1.5 * lowest_.mean() && mean > lowest_.mean() + 6 * error(lowest_)) {
        saidRising_ = true;
        warnings.push_back("the loss is rising: from " + shown(lowest_.mean()) + " to " + shown(mean) +
                           " in the last " + std::to_string(window_) +
                           " steps; try a lower learning rate or optimizer.clip");
    }
    if (mean < lowest_.mean()) lowest_ = current_;
    current_ = {};
}

void LossStatistics::observeSlots(const TensorMap& gradient, std::vector<std::string>& warnings) {
    if (seen_ > kStepsBeforeSlotsAreJudged) return;
    // A vector each of all tensors' rows, in their order: [tokens] of a prompt, [layers, tokens] of keys.
    std::size_t vectors = 0;
    for (const HostTensor& tensor : gradient)
        vectors += isWeight(tensor) || tensor.shape.size() < 2 || tensor.shape.back() == 0
                       ? 0
                       : tensor.data.size() / static_cast<std::size_t>(tensor.shape.back());
    alive_.resize(vectors, '0');
    std::size_t at = 0;
    for (const HostTensor& tensor : gradient) {
        if (tensor.shape.size() < 2 || isWeight(tensor)) continue;
        const auto width = static_cast<std::ptrdiff_t>(tensor.shape.back());
        if (width == 0) continue;
        for (auto from = tensor.data.begin(); from != tensor.data.end(); from += width, ++at)
            if (std::any_of(from, from + width, [](float value) { return value != 0.0F; })) alive_[at] = '1';
    }
    if (seen_ < kStepsBeforeSlotsAreJudged) return;
    at = 0;
    for (const HostTensor& tensor : gradient) {
        if (tensor.shape.size() < 2 || isWeight(tensor)) continue;
        const auto tokens = static_cast<std::size_t>(tensor.shape[tensor.shape.size() - 2]);
        const std::size_t layers =
            tensor.shape.size() == 3 ? static_cast<std::size_t>(tensor.shape.front()) : 1;
        sayDead(tensor.name, layers, tokens, std::string_view(alive_).substr(at, layers * tokens), warnings);
        at += layers * tokens;
    }
}

void LossStatistics::sayDead(const std::string& name, std::size_t layers, std::size_t tokens,
                             std::string_view alive, std::vector<std::string>& warnings) {
    std::vector<std::string> deadLayers, deadTokens;
    for (std::size_t layer = 0; layer < layers; ++layer)
        if (alive.substr(layer * tokens, tokens).find('1') == std::string_view::npos)
            deadLayers.push_back(std::to_string(layer));
    for (std::size_t token = 0; token < tokens; ++token) {
        bool lives = false;
        for (std::size_t layer = 0; layer < layers; ++layer)
            lives = lives || alive[layer * tokens + token] == '1';
        if (!lives) deadTokens.push_back(std::to_string(token));
    }
    const bool prompt = name == "prompt";
    if (!prompt && !deadLayers.empty())
        warnings.push_back((deadLayers.size() == layers ? "nothing depends on " + name
                                                        : "layers of " + name + " that nothing depends on: " +
                                                              joined(deadLayers) + " (from 0)") +
                           "; it is not learned");
    if (!deadTokens.empty() && (prompt || deadTokens.size() < tokens))
        warnings.push_back("soft tokens " + (prompt ? std::string() : "of " + name + " ") +
                           "that nothing depends on: " + joined(deadTokens) +
                           " (from 0); they stand behind the answer or were cut off");
}

Json LossStatistics::toJson(const Window& window) {
    return Json::array({window.count, window.sum, window.squares});
}

LossStatistics::Window LossStatistics::windowOf(const Json& json) {
    if (json.size() != 3) return {};
    return {json.items()[0].toInteger(), json.items()[1].toNumber(), json.items()[2].toNumber()};
}

Json LossStatistics::toJson() const {
    return Json::object({{"window", window_},
                         {"seen", seen_},
                         {"first", toJson(first_)},
                         {"current", toJson(current_)},
                         {"lowest", toJson(lowest_)},
                         {"said_rising", saidRising_},
                         {"alive", alive_}});
}

LossStatistics LossStatistics::fromJson(const Json& json) {
    LossStatistics statistics;
    statistics.window_ = std::max<std::int64_t>(1, json["window"].toInteger(25));
    statistics.seen_ = json["seen"].toInteger();
    statistics.first_ = windowOf(json["first"]);
    statistics.current_ = windowOf(json["current"]);
    statistics.lowest_ = windowOf(json["lowest"]);
    statistics.saidRising_ = json["said_rising"].toBool();
    statistics.alive_ = json["alive"].toString();
    return statistics;
}

}  // namespace lathe
