// SPDX-License-Identifier: Apache-2.0
#include "core/spec/sweep_plan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/base/json.h"
#include "core/base/random.h"
#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::int64_t kMostConfigurations = 10000;

/// Parts at the commas that stand in no quotes, brackets or braces.
std::vector<std::string> valuesOf(std::string_view text) {
    std::vector<std::string> values(1);
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\' && i + 1 < text.size()) {
            values.back() += c;
            values.back() += text[++i];
            continue;
        }
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '[' || c == '{')) ++depth;
        if (!quoted && (c == ']' || c == '}')) --depth;
        if (c == ',' && !quoted && depth <= 0)
            values.emplace_back();
        else
            values.back() += c;
    }
    return values;
}

bool readNumber(std::string_view text, double& value) {
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && code == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

std::string drawn(const SweepAxis& axis, double at) {
    if (!axis.range)
        return axis.values[std::min(axis.values.size() - 1,
                                    static_cast<std::size_t>(at * static_cast<double>(axis.values.size())))];
    double value = axis.low + at * (axis.high - axis.low);
    if (axis.low > 0) value = std::exp(std::log(axis.low) + at * std::log(axis.high / axis.low));
    if (axis.whole) return std::to_string(std::llround(value));
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

}  // namespace

Result<SweepAxis> readAxis(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
        return badCall("\"" + std::string(text) + "\" gives no values", "--grid", "give key.path=v1,v2");
    SweepAxis axis;
    axis.key = std::string(trimmed(text.substr(0, equals)));
    const std::string_view values = text.substr(equals + 1);
    if (const auto dots = values.find(".."); dots != std::string_view::npos) {
        const auto low = values.substr(0, dots), high = values.substr(dots + 2);
        if (readNumber(low, axis.low) && readNumber(high, axis.high)) {
            if (!(axis.low < axis.high))
                return badCall("the range " + std::string(values) + " is empty", axis.key,
                               "give low..high with low below high");
            axis.range = true;
            axis.whole = low.find_first_of(".eE") == low.npos && high.find_first_of(".eE") == high.npos;
            return axis;
        }
    }
    axis.values = valuesOf(values);
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
        if (axis.values[i].empty())
            return badCall("a value is empty", axis.key, "give values with one comma between them");
        if (std::find(axis.values.begin(), axis.values.begin() + static_cast<std::ptrdiff_t>(i),
                      axis.values[i]) != axis.values.begin() + static_cast<std::ptrdiff_t>(i))
            return badCall("the value " + axis.values[i] + " stands twice", axis.key, "take one out");
    }
    return axis;
}

Result<std::vector<SweepSettings>> sweepConfigurations(const std::vector<SweepAxis>& axes,
                                                       std::int64_t random, std::uint64_t seed) {
    std::int64_t combinations = 1;
    bool ranges = false;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j)
            if (axes[i].key == axes[j].key)
                return badCall("stands in two grids", axes[i].key, "give all its values in one --grid");
        if (axes[i].range) {
            if (random <= 0)
                return badCall("a range has no end of values", axes[i].key,
                               "give --random N with it, or a list of values");
            ranges = true;
        } else {
            combinations = std::min(combinations * static_cast<std::int64_t>(axes[i].values.size()),
                                    kMostConfigurations * kMostConfigurations);
        }
    }
    if ((random > 0 ? random : combinations) > kMostConfigurations)
        return badCall("more than " + std::to_string(kMostConfigurations) + " configurations", "--grid",
                       "give fewer values, or draw some with --random N");
    const auto numbered = [&](std::int64_t number) {
        SweepSettings settings;
        for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
            const auto size = static_cast<std::int64_t>(axis->values.size());
            settings.emplace_back(axis->key, axis->values[static_cast<std::size_t>(number % size)]);
            number /= size;
        }
        std::reverse(settings.begin(), settings.end());
        return settings;
    };
    std::vector<SweepSettings> all;
    if (random <= 0 || (!ranges && combinations <= random)) {
        for (std::int64_t number = 0; number < combinations; ++number) all.push_back(numbered(number));
        return all;
    }
    const Random numbers(seed, "sweep");
    // A draw that was drawn before is passed over; whole numbers in a narrow range may run out.
    for (std::uint64_t draw = 0; static_cast<std::int64_t>(all.size()) < random && draw < 100000; ++draw) {
        SweepSettings settings;
        for (std::size_t a = 0; a < axes.size(); ++a)
            settings.emplace_back(axes[a].key, drawn(axes[a], numbers.uniform(draw * axes.size() + a)));
        if (std::find(all.begin(), all.end(), settings) == all.end()) all.push_back(std::move(settings));
    }
    return all;
}

}  // namespace lathe
