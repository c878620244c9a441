// SPDX-License-Identifier: Apache-2.0
#include "core/report/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/report/report.h"

namespace lathe {
namespace {

constexpr double kWidth = 720, kHeight = 300, kLeft = 56, kTop = 24, kBottom = 256, kFont = 11;
const char* const kCurves[] = {"#0067A5", "#C2500A", "#007F5C", "#A34D86", "#8A6A00", "#2F8FC4"};
const char* const kGrid = "#ECEAE4";
const char* const kWords = "#5C636B";

std::string at(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

struct Scale {
    double from = 0, to = 1, step = 1;
    int decimals = 0;
};

/// Ends at round numbers, about `ticks` steps apart.
Scale scaleOf(double low, double high, int ticks) {
    const double span = std::max({high - low, std::fabs(high) * 1e-3, 1e-9});
    const double order = std::pow(10, std::floor(std::log10(span / ticks)));
    Scale scale;
    scale.step = 10 * order;
    for (const double factor : {5.0, 2.0, 1.0})
        if (span / ticks <= factor * order * (1 + 1e-9)) scale.step = factor * order;
    scale.from = std::floor(low / scale.step) * scale.step;
    scale.to = std::ceil(high / scale.step - 1e-9) * scale.step;
    if (!(scale.to > scale.from)) scale.to = scale.from + scale.step;
    scale.decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(scale.step) - 1e-9)), 0, 8);
    return scale;
}

std::string tickText(double value, const Scale& scale) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*f", scale.decimals,
                  std::fabs(value) < scale.step * 1e-6 ? 0 : value);
    return text;
}

std::string words(double x, double y, const std::string& text, const char* anchor,
                  const std::string& colour) {
    return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" font-family=\"Inter, sans-serif\" font-size=\"" +
           at(kFont) + "\" text-anchor=\"" + anchor + "\" fill=\"" + colour + "\">" + escapedHtml(text) +
           "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2) {
    return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) +
           "\" stroke=\"" + kGrid + "\"/>\n";
}

}  // namespace

std::string svgChart(const std::string& xLabel, const std::string& yLabel,
                     const std::vector<SvgCurve>& curves) {
    double left = std::numeric_limits<double>::infinity(), right = -left, low = left, high = -left;
    std::size_t longest = 0;
    for (const SvgCurve& curve : curves) {
        longest = std::max(longest, curve.name.size());
        for (const auto& [x, y] : curve.points) {
            if (!std::isfinite(x) || !std::isfinite(y)) continue;
            left = std::min(left, x);
            right = std::max(right, x);
            low = std::min(low, y);
            high = std::max(high, y);
        }
    }
    if (!(left <= right)) return {};
    const Scale xs = scaleOf(std::min(left, 0.0), std::max(right, left + 1e-9), 6),
                ys = scaleOf(low, high, 4);
    const double end = kWidth - std::min(180.0, 14 + static_cast<double>(longest) * kFont * 0.6);
    const auto px = [&](double x) { return kLeft + (x - xs.from) / (xs.to - xs.from) * (end - kLeft); };
    const auto py = [&](double y) { return kBottom - (y - ys.from) / (ys.to - ys.from) * (kBottom - kTop); };
    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"300\" viewBox=\"0 0 720 300\" "
        "role=\"img\">\n<title>" +
        escapedHtml(yLabel + " over " + xLabel) + "</title>\n";
    for (double tick = ys.from; tick <= ys.to + ys.step * 0.01; tick += ys.step) {
        svg += line(kLeft, py(tick), end, py(tick));
        svg += words(kLeft - 8, py(tick) + kFont * 0.35, tickText(tick, ys), "end", kWords);
    }
    for (double tick = xs.from; tick <= xs.to + xs.step * 0.01; tick += xs.step)
        svg += words(px(tick), kBottom + kFont * 1.6, tickText(tick, xs), "middle", kWords);
    svg += words((kLeft + end) / 2, kHeight - 8, xLabel, "middle", kWords);
    svg += words(8, kFont + 2, yLabel, "start", kWords);
    std::vector<double> taken;  // heights of names, so that none stands on another
    for (const SvgCurve& curve : curves) {
        const std::string colour = kCurves[static_cast<std::size_t>(curve.colour) % std::size(kCurves)];
        std::string points;
        double lastX = 0, lastY = 0;
        for (const auto& [x, y] : curve.points) {
            if (!std::isfinite(x) || !std::isfinite(y)) continue;
            lastX = px(x);
            lastY = py(y);
            points += at(lastX) + "," + at(lastY) + " ";
        }
        if (points.empty()) continue;
        svg += "<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"" +
               (curve.faint ? "1" : "1.8") + "\"" + (curve.dashed ? " stroke-dasharray=\"6 4\"" : "") +
               (curve.faint ? " stroke-opacity=\"0.3\"" : "") + " points=\"" + points + "\"/>\n";
        if (curve.name.empty()) continue;
        double y = lastY + kFont * 0.35;
        for (int tries = 0; tries < 64; ++tries) {
            const bool free = std::none_of(taken.begin(), taken.end(),
                                           [&](double other) { return std::fabs(other - y) < kFont; });
            if (free) break;
            y += kFont * (tries % 2 == 0 ? tries + 1 : -(tries + 1));
        }
        taken.push_back(y);
        svg += words(lastX + 6, y, curve.name, "start", colour);
    }
    return svg + "</svg>";
}

}  // namespace lathe
