// SPDX-License-Identifier: Apache-2.0
// Curves as SVG 1.1 with attributes alone (no styles), so that browsers, QtSvg and Inkscape draw the same.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lathe {

struct SvgCurve {
    std::string name{};  ///< stands at the curve's end
    std::vector<std::pair<double, double>> points{};
    int colour = 0;  ///< among six, told apart by colour-blind eyes
    bool dashed = false, faint = false;
};

/// A chart of 720 by 300 with round ticks; empty where no curve has a finite point.
std::string svgChart(const std::string& xLabel, const std::string& yLabel,
                     const std::vector<SvgCurve>& curves);

}  // namespace lathe
