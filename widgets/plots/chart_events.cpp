// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_events.h"

#include <cmath>

namespace lathe {

EventMarks::EventMarks(QCustomPlot* plot, const QString& layer) : QCPLayerable(plot, layer) {}

QVector<ChartEvent> EventMarks::near(double pixel) const {
    constexpr double kReach = 6;
    QVector<ChartEvent> found;
    const auto* axis = mParentPlot->xAxis;
    for (const auto& event : events_)
        if (axis->range().contains(event.x) && std::fabs(axis->coordToPixel(event.x) - pixel) <= kReach)
            found.append(event);
    return found;
}

void EventMarks::applyDefaultAntialiasingHint(QCPPainter* painter) const {
    painter->setAntialiasing(true);
}

void EventMarks::draw(QCPPainter* painter) {
    const QRectF area = mParentPlot->axisRect()->rect();
    const auto* axis = mParentPlot->xAxis;
    const double unit = QFontMetricsF(mParentPlot->font()).height() / 17.0;
    double lastSnapshot = -1e9;
    for (const auto& event : events_) {
        if (!axis->range().contains(event.x)) continue;
        const double x = axis->coordToPixel(event.x), foot = area.bottom();
        if (event.kind == ChartEvent::Kind::Snapshot) {
            // Where many stand close together every few pixels show one.
            if (x - lastSnapshot < 5 * unit) continue;
            lastSnapshot = x;
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme_.accent);
            painter->drawPolygon(
                QPolygonF{{x - 3.5 * unit, foot}, {x + 3.5 * unit, foot}, {x, foot - 5.5 * unit}});
            continue;
        }
        const bool pause = event.kind == ChartEvent::Kind::Pause;
        const QColor colour = pause                                     ? theme_.secondary
                              : event.kind == ChartEvent::Kind::Warning ? theme_.warning
                                                                        : theme_.error;
        QPen line(colour, 1);
        line.setDashPattern({2, 4});
        painter->setPen(line);
        painter->drawLine(QPointF(x, area.top() + 12 * unit), QPointF(x, foot));
        painter->setPen(Qt::NoPen);
        painter->setBrush(colour);
        const double top = area.top();
        if (pause) {
            painter->drawRect(QRectF(x - 4 * unit, top, 3 * unit, 9 * unit));
            painter->drawRect(QRectF(x + 1 * unit, top, 3 * unit, 9 * unit));
        } else {
            painter->drawPolygon(
                QPolygonF{{x - 5 * unit, top + 9 * unit}, {x + 5 * unit, top + 9 * unit}, {x, top}});
        }
    }
}

}  // namespace lathe
