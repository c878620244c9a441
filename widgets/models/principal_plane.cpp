// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/principal_plane.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

void scale(std::vector<double>& v, double factor) {
    for (double& x : v) x *= factor;
}

/// The direction of the widest spread that stands upright on `done`; its variance through `spread`.
std::vector<double> direction(const std::vector<std::vector<double>>& centred,
                              const std::vector<double>* done, double& spread) {
    const std::size_t width = centred.front().size();
    std::vector<double> axis(width);
    for (std::size_t i = 0; i < width; ++i) axis[i] = std::sin(double(i) * 0.7 + (done ? 1.3 : 0.4)) + 0.01;
    spread = 0;
    for (int round = 0; round < 60; ++round) {
        if (done) {
            const double along = dot(axis, *done);
            for (std::size_t i = 0; i < width; ++i) axis[i] -= along * (*done)[i];
        }
        const double length = std::sqrt(dot(axis, axis));
        if (length < 1e-12) break;
        scale(axis, 1 / length);
        std::vector<double> next(width, 0.0);
        double total = 0;
        for (const auto& row : centred) {
            const double along = dot(row, axis);
            total += along * along;
            for (std::size_t i = 0; i < width; ++i) next[i] += along * row[i];
        }
        const bool settled = std::fabs(total - spread) <= 1e-9 * total;
        spread = total;
        if (settled || total < 1e-24) break;
        axis = std::move(next);
    }
    const double length = std::sqrt(dot(axis, axis));
    if (length > 1e-12) scale(axis, 1 / length);
    return axis;
}

}  // namespace

PrincipalPlane::PrincipalPlane(std::span<const float> points, std::size_t rows, std::size_t width)
    : mean_(width, 0.0), first_(width, 0.0), second_(width, 0.0) {
    if (rows == 0 || width == 0) return;
    std::vector<std::vector<double>> centred(rows, std::vector<double>(width));
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t i = 0; i < width; ++i) {
            const double value = std::isfinite(points[r * width + i]) ? double(points[r * width + i]) : 0.0;
            centred[r][i] = value;
            mean_[i] += value / double(rows);
        }
    double all = 0;
    for (auto& row : centred)
        for (std::size_t i = 0; i < width; ++i) {
            row[i] -= mean_[i];
            all += row[i] * row[i];
        }
    double one = 0, two = 0;
    first_ = direction(centred, nullptr, one);
    second_ = direction(centred, &first_, two);
    share_ = all > 0 ? std::min(1.0, (one + two) / all) : 0;
}

QPointF PrincipalPlane::place(std::span<const float> point) const {
    double x = 0, y = 0;
    for (std::size_t i = 0; i < mean_.size() && i < point.size(); ++i) {
        const double value = std::isfinite(point[i]) ? double(point[i]) : 0.0;
        x += (value - mean_[i]) * first_[i];
        y += (value - mean_[i]) * second_[i];
    }
    return {x, y};
}

}  // namespace lathe
