// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/study_frame.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {
namespace {

constexpr double kFar = 20;  // times the smallest value: from here on numbers are drawn by their logarithm

/// 1, 2 or 5 times a power of ten, not below this.
double roundStep(double value) {
    const double order = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (value <= factor * order * (1 + 1e-9)) return factor * order;
    return 10 * order;
}

}  // namespace

double StudyChart::Frame::x(const StudyPoint& point) const {
    if (named) {
        const auto at = std::max<qsizetype>(0, names.indexOf(point.label));
        return box.left() + box.width() * (double(at) + 0.5) / std::max<double>(1, double(names.size()));
    }
    const auto scale = [this](double value) { return logarithmic ? std::log10(value) : value; };
    const double from = scale(xFrom), to = scale(xTo);
    const double share = to > from ? (scale(point.x) - from) / (to - from) : 0.5;
    const double inset = box.width() * 0.05;
    return box.left() + inset + share * (box.width() - 2 * inset);
}

double StudyChart::Frame::y(double value) const {
    return box.bottom() - (value - yFrom) / (yTo - yFrom) * box.height();
}

StudyChart::Frame StudyChart::frame(const QRectF& all, const QFont& font) const {
    Frame frame;
    frame.font = font;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto reach = [&](double value) {
        if (!std::isfinite(value)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    bool endNames = false;
    double widest = 0;
    const QFontMetricsF metrics(font);
    for (const StudySeries& series : series_) {
        for (const StudyPoint& point : series.points) {
            frame.named = frame.named || !std::isfinite(point.x);
            if (!frame.names.contains(point.label)) frame.names << point.label;
            if (std::isfinite(point.x) && !frame.xTicks.contains(point.x)) frame.xTicks << point.x;
            for (const double value : point.values) reach(value);
            reach(point.mean);
            reach(point.mean - std::max(0.0, point.deviation));
            reach(point.mean + std::max(0.0, point.deviation));
        }
        endNames = endNames || !series.name.isEmpty();
        widest = std::max(widest, metrics.horizontalAdvance(series.name));
    }
    for (const StudyLevel& level : levels_) reach(level.value);
    std::sort(frame.xTicks.begin(), frame.xTicks.end());
    if (!frame.xTicks.isEmpty()) {
        frame.xFrom = frame.xTicks.first();
        frame.xTo = frame.xTicks.last();
        frame.logarithmic = frame.xFrom > 0 && frame.xTo / frame.xFrom >= kFar;
    }
    if (!(low <= high)) low = 0, high = 1;
    const double span = std::max({high - low, std::fabs(high) * 1e-3, 1e-9});
    frame.yStep = roundStep(span / 4);
    frame.yFrom = std::floor((low - span * 0.03) / frame.yStep) * frame.yStep;
    frame.yTo = std::ceil((high + span * 0.1) / frame.yStep) * frame.yStep;
    const double line = metrics.height();
    const double right = endNames && !frame.named ? std::min(widest + line, all.width() * 0.3) : line * 0.5;
    frame.box = all.adjusted(metrics.horizontalAdvance(QStringLiteral("0.0000")) + line * 0.8, line * 1.6,
                             -right, -line * 2.9);
    return frame;
}

}  // namespace lathe
