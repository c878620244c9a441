// SPDX-License-Identifier: GPL-3.0-or-later
// The plane in which points of many dimensions lie widest (principal components, by power iteration).
#pragma once

#include <QPointF>
#include <span>
#include <vector>

namespace lathe {

class PrincipalPlane {
  public:
    /// Fits to `rows` points of `width` numbers each, in row-major order. The same points give the same
    /// plane.
    PrincipalPlane(std::span<const float> points, std::size_t rows, std::size_t width);
    /// Where a point lies on the plane.
    QPointF place(std::span<const float> point) const;
    /// The share of the points' spread that the plane shows, 0 to 1.
    double share() const { return share_; }

  private:
    std::vector<double> mean_, first_, second_;
    double share_ = 0;
};

}  // namespace lathe
