// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/axis_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/show.h"

namespace lathe {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLogarithmicFrom = 20;
constexpr double kMargin = 0.04;  // so that no point lies on the frame

/// The round step (1, 2, 5 times a power of ten) that gives at most this many parts.
double roundStep(double span, int most) {
    const double rough = span / std::max(1, most);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough * 0.999) return factor * power;
    return 10 * power;
}

QString tickNumber(double value) {
    const double size = std::fabs(value);
    if (value == 0) return QStringLiteral("0");
    if (size >= 1e5 || size < 1e-3) return QString::number(value, 'g', 2);
    return QString::number(value, 'g', 4);
}

}  // namespace

AxisScale AxisScale::ofNumbers(const QVector<double>& values) {
    AxisScale scale;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) return scale;
    scale.logarithmic_ = low > 0 && high / low > kLogarithmicFrom;
    if (scale.logarithmic_) {
        const double margin = std::pow(high / low, kMargin);
        scale.low_ = low / margin;
        scale.high_ = high * margin;
        return scale;
    }
    const double span = high - low;
    const double margin = span > 0 ? span * kMargin : std::max(std::fabs(low) * 0.1, 1e-9);
    scale.low_ = low - margin;
    scale.high_ = high + margin;
    return scale;
}

AxisScale AxisScale::ofNames(const QStringList& names) {
    AxisScale scale;
    scale.names_ = names;
    scale.low_ = -0.5;
    scale.high_ = double(std::max<qsizetype>(names.size(), 1)) - 0.5;
    return scale;
}

double AxisScale::place(double value) const {
    if (!std::isfinite(value) || (logarithmic_ && value <= 0)) return kNone;
    if (logarithmic_) return std::log(value / low_) / std::log(high_ / low_);
    return (value - low_) / (high_ - low_);
}

QVector<AxisScale::Tick> AxisScale::ticks(int most) const {
    QVector<Tick> ticks;
    if (named()) {
        const int stride = std::max(1, int(std::ceil(double(names_.size()) / std::max(1, most))));
        for (int i = 0; i < names_.size(); i += stride) ticks.append({place(i), names_[i]});
        return ticks;
    }
    if (logarithmic_) {
        const double decades = std::log10(high_ / low_);
        const int stride = std::max(1, int(std::ceil(decades / std::max(1, most))));
        for (int power = int(std::floor(std::log10(low_))); std::pow(10, power) <= high_; power += stride)
            for (const double factor : {1.0, 2.0, 5.0}) {
                if (factor > 1 && decades * 3 > most + 1) break;
                const double value = factor * std::pow(10, power);
                if (value >= low_ && value <= high_) ticks.append({place(value), tickNumber(value)});
            }
        return ticks;
    }
    const double step = roundStep(high_ - low_, most);
    const int decimals = std::max(0, int(std::ceil(-std::log10(step) - 1e-9)));
    for (double value = std::ceil(low_ / step) * step; value <= high_; value += step) {
        const double whole = std::fabs(value) < step * 1e-6 ? 0 : value;
        ticks.append({place(whole), decimals <= 5 && std::fabs(whole) < 1e5
                                        ? QString::number(whole, 'f', decimals)
                                        : tickNumber(whole)});
    }
    return ticks;
}

QString AxisScale::say(double value) const {
    if (!std::isfinite(value)) return QStringLiteral("–");
    if (named()) return names_.value(int(std::lround(value)));
    return std::fabs(value) < 1e-3 && value != 0 ? QString::number(value, 'g', 3) : showNumber(value);
}

}  // namespace lathe
