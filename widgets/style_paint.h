// SPDX-License-Identifier: GPL-3.0-or-later
// Strokes that the style's parts share.
#pragma once

#include <QPainter>
#include <QStyleOption>

namespace lathe {

/// A rounded box with a line of `width` inside the rectangle.
inline void paintBox(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& line, qreal radius, qreal width = 1) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal inset = width / 2;
    painter.setPen(line.alpha() == 0 ? QPen(Qt::NoPen) : QPen(line, width));
    painter.setBrush(fill.alpha() == 0 ? QBrush(Qt::NoBrush) : QBrush(fill));
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

/// A chevron in the middle of the rectangle, pointing down, up or to the right.
inline void paintChevron(QPainter& painter, const QRectF& rect, const QColor& color, Qt::ArrowType direction, qreal size) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    if (direction == Qt::UpArrow) painter.rotate(180);
    if (direction == Qt::RightArrow) painter.rotate(-90);
    if (direction == Qt::LeftArrow) painter.rotate(90);
    painter.setPen(QPen(color, qMax(1.2, size / 6), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF points[] = {{-size / 2, -size / 4}, {0, size / 4}, {size / 2, -size / 4}};
    painter.drawPolyline(points, 3);
    painter.restore();
}

}  // namespace lathe
