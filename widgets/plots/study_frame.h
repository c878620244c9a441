// SPDX-License-Identifier: GPL-3.0-or-later
// Where a study's points lie: private to this folder.
#pragma once

#include <QRectF>
#include <QStringList>
#include <QVector>

#include "widgets/plots/study_chart.h"

namespace lathe {

/// Scales of a study's chart: x over numbers (logarithmic where they spread far) or over names in their
/// order, y over all that is drawn, with round ticks.
struct StudyChart::Frame {
    QRectF box;  ///< the plot's inside
    bool named = false, logarithmic = false;
    double xFrom = 0, xTo = 1, yFrom = 0, yTo = 1, yStep = 1;
    QStringList names;       ///< where x is a name
    QVector<double> xTicks;  ///< where it is a number: the values themselves
    QFont font;

    double x(const StudyPoint& point) const;
    double y(double value) const;
    QPointF at(const StudyPoint& point) const { return {x(point), y(point.mean)}; }
};

}  // namespace lathe
