// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/tsne.h"

#include <algorithm>
#include <cmath>

#include "widgets/models/principal_plane.h"

namespace lathe {
namespace {

constexpr int kEarly = 100;           // rounds that pull neighbours together first
constexpr double kExaggeration = 12;  // how much

/// Rows of unit length; one of zeros stays.
std::vector<float> directions(std::span<const float> points, std::size_t rows, std::size_t width) {
    std::vector<float> out(points.begin(), points.begin() + std::ptrdiff_t(rows * width));
    for (std::size_t r = 0; r < rows; ++r) {
        double square = 0;
        for (std::size_t i = 0; i < width; ++i) {
            float& value = out[r * width + i];
            if (!std::isfinite(value)) value = 0;
            square += double(value) * double(value);
        }
        const double scale = square > 0 ? 1 / std::sqrt(square) : 0;
        for (std::size_t i = 0; i < width; ++i) out[r * width + i] *= float(scale);
    }
    return out;
}

std::vector<double> squaredDistances(const std::vector<float>& rows, std::size_t count, std::size_t width,
                                     const std::function<bool()>& goOn) {
    std::vector<double> out(count * count, 0.0);
    for (std::size_t a = 0; a < count && goOn(); ++a)
        for (std::size_t b = a + 1; b < count; ++b) {
            double sum = 0;
            for (std::size_t i = 0; i < width; ++i) {
                const double gap = double(rows[a * width + i]) - double(rows[b * width + i]);
                sum += gap * gap;
            }
            out[a * count + b] = out[b * count + a] = sum;
        }
    return out;
}

/// One point's shares of the others, whose entropy is that of `perplexity` equal neighbours.
void fillShares(const std::vector<double>& distances, std::size_t count, std::size_t own, double perplexity,
                std::vector<double>& shares) {
    const double wanted = std::log(perplexity);
    double nearest = INFINITY;
    for (std::size_t other = 0; other < count; ++other)
        if (other != own) nearest = std::min(nearest, distances[own * count + other]);
    double low = 0, high = INFINITY, sharpness = 1;
    for (int round = 0; round < 60; ++round) {
        double sum = 0, weighted = 0;
        for (std::size_t other = 0; other < count; ++other) {
            const double gap = distances[own * count + other] - nearest;
            const double share = other == own ? 0 : std::exp(-gap * sharpness);
            shares[own * count + other] = share;
            sum += share;
            weighted += gap * share;
        }
        const double entropy = std::log(sum) + sharpness * weighted / sum;
        for (std::size_t other = 0; other < count; ++other) shares[own * count + other] /= sum;
        if (std::fabs(entropy - wanted) < 1e-5) return;
        (entropy > wanted ? low : high) = sharpness;
        sharpness = std::isfinite(high) ? (low + high) / 2 : sharpness * 2;
    }
}

}  // namespace

std::vector<QPointF> tsne(std::span<const float> points, std::size_t rows, std::size_t width,
                          double perplexity, int rounds, const std::function<bool()>& asked) {
    const auto goOn = [&asked] { return !asked || asked(); };
    if (rows == 0 || width == 0 || points.size() < rows * width) return {};
    const std::vector<float> unit = directions(points, rows, width);
    std::vector<QPointF> places(rows);
    const PrincipalPlane plane(unit, rows, width);
    double spread = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        places[i] = plane.place(std::span(unit).subspan(i * width, width));
        spread = std::max({spread, std::fabs(places[i].x()), std::fabs(places[i].y())});
    }
    if (rows < 4 || spread <= 0) return places;
    for (QPointF& place : places) place *= 1e-2 / spread;

    const std::vector<double> distances = squaredDistances(unit, rows, width, goOn);
    std::vector<double> one(rows * rows), both(rows * rows), near(rows * rows);
    const double most = std::min(perplexity, double(rows - 1) / 3);
    for (std::size_t i = 0; i < rows && goOn(); ++i) fillShares(distances, rows, i, most, one);
    for (std::size_t a = 0; a < rows; ++a)
        for (std::size_t b = 0; b < rows; ++b)
            both[a * rows + b] =
                std::max((one[a * rows + b] + one[b * rows + a]) / (2.0 * double(rows)), 1e-12);

    const double rate = std::max(double(rows) / kExaggeration / 4, 10.0);
    std::vector<QPointF> velocity(rows), gain(rows, QPointF(1, 1)), push(rows);
    for (int round = 0; round < rounds; ++round) {
        if (!goOn()) return {};
        const double pull = round < kEarly ? kExaggeration : 1, momentum = round < kEarly ? 0.5 : 0.8;
        double all = 0;
        for (std::size_t a = 0; a < rows; ++a)
            for (std::size_t b = a + 1; b < rows; ++b) {
                const QPointF gap = places[a] - places[b];
                const double value = 1 / (1 + QPointF::dotProduct(gap, gap));
                near[a * rows + b] = near[b * rows + a] = value;
                all += 2 * value;
            }
        QPointF middle;
        for (std::size_t a = 0; a < rows; ++a) {
            QPointF sum;
            for (std::size_t b = 0; b < rows; ++b) {
                if (a == b) continue;
                const double value = near[a * rows + b];
                sum += (pull * both[a * rows + b] - value / all) * value * (places[a] - places[b]);
            }
            push[a] = 4 * sum;
        }
        const auto step = [&](double force, double& speed, double& factor) {
            factor = std::max(0.01, (force > 0) != (speed > 0) ? factor + 0.2 : factor * 0.8);
            speed = momentum * speed - rate * factor * force;
        };
        for (std::size_t a = 0; a < rows; ++a) {
            step(push[a].x(), velocity[a].rx(), gain[a].rx());
            step(push[a].y(), velocity[a].ry(), gain[a].ry());
            places[a] += velocity[a];
            middle += places[a] / double(rows);
        }
        for (QPointF& place : places) place -= middle;
    }
    return places;
}

void TsneWorker::start(std::vector<float> points, std::size_t rows, std::size_t width) {
    stop();
    busy_ = true;
    const int number = ++number_;
    thread_ = std::jthread([this, number, points = std::move(points), rows, width](std::stop_token asked) {
        auto places = tsne(points, rows, width, 12, 500, [&] { return !asked.stop_requested(); });
        if (asked.stop_requested()) return;
        // Delivered on this object's thread, and not at all once it is gone.
        QMetaObject::invokeMethod(
            this,
            [this, number, places = std::move(places)] {
                if (number != number_) return;
                busy_ = false;
                Q_EMIT done(places);
            },
            Qt::QueuedConnection);
    });
}

void TsneWorker::stop() {
    if (thread_.joinable()) {
        thread_.request_stop();
        thread_.join();  // within a few rounds
    }
    ++number_;
    busy_ = false;
}

}  // namespace lathe
