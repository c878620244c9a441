// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse and the arrow keys read from the line chart.
#include "widgets/plots/line_chart_impl.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {

int LineChart::Impl::primary() const {
    if (highlighted >= 0) return highlighted;
    int best = -1;
    for (int i = 0; i < int(series.size()); ++i) {
        const auto& s = *series[size_t(i)];
        if (s.shown && !s.points.isEmpty() &&
            (best < 0 || s.points.size() > series[size_t(best)]->points.size()))
            best = i;
    }
    return best;
}

qsizetype LineChart::Impl::nearest(const QVector<ChartPoint>& points, double x) {
    const auto at = std::lower_bound(points.begin(), points.end(), x,
                                     [](const ChartPoint& point, double to) { return point.x < to; });
    if (at == points.end()) return points.size() - 1;
    if (at == points.begin()) return 0;
    return std::fabs(at->x - x) < std::fabs((at - 1)->x - x) ? at - points.begin() : at - points.begin() - 1;
}

int LineChart::Impl::curveAt(const QPointF& position) const {
    int found = -1;
    double closest = 8;
    for (int i = 0; i < int(series.size()); ++i) {
        const auto& s = *series[size_t(i)];
        if (!s.shown || s.points.isEmpty()) continue;
        QVariant details;
        const double distance = s.line_->selectTest(position, false, &details);
        Q_UNUSED(details);
        const QRectF label(s.label->topLeft->pixelPosition(), s.label->bottomRight->pixelPosition());
        const bool onLabel = s.label->visible() && label.adjusted(-2, -2, 2, 2).contains(position);
        if (onLabel || (distance >= 0 && distance < closest)) {
            closest = onLabel ? 0 : distance;
            found = i;
        }
    }
    return found;
}

void LineChart::Impl::follow(const QPointF& position) {
    const int over = curveAt(position);
    if (over != hovered) {
        hovered = over;
        plot->setCursor(over >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        Q_EMIT self->seriesHovered(over);
    }
    if (!plot->axisRect()->rect().contains(position.toPoint())) {
        overlay->hideCrosshair();
        return;
    }
    showCrosshair(plot->xAxis->pixelToCoord(position.x()));
}

void LineChart::Impl::showCrosshair(double x) {
    const int lead = primary();
    if (lead < 0) return;
    const Theme theme = Theme::of(self->palette());
    x = series[size_t(lead)]->points[nearest(series[size_t(lead)]->points, x)].x;
    crosshair = x;
    if (!plot->xAxis->range().contains(x)) return overlay->hideCrosshair();
    QVector<ChartOverlay::Line> lines;
    for (const auto& s : series) {
        if (!s->shown || s->points.isEmpty()) continue;
        const ChartPoint& point = s->points[nearest(s->points, x)];
        const double drawn = valueAt(*s, point.x);
        QString text =
            s->look.name.isEmpty() ? showNumber(point.y) : s->look.name + ' ' + showNumber(point.y);
        if (s->smooths(weight) && std::isfinite(drawn))
            text += LineChart::tr(" (smoothed %1)").arg(showNumber(drawn));
        const bool elsewhere = point.x != x;
        if (elsewhere) text += LineChart::tr(" at %1").arg(showNumber(point.x));
        for (const auto& mark : s->marks)
            if (mark.x == point.x && mark.kind == ChartMark::Kind::Best) text += LineChart::tr(" (best)");
        QPointF dot;
        if (!elsewhere && std::isfinite(drawn) && (!logarithmic || drawn > 0))
            dot = QPointF(plot->xAxis->coordToPixel(point.x), plot->yAxis->coordToPixel(drawn));
        lines.append({text, theme.curve(s->look.colour), dot});
    }
    const double pixel = plot->xAxis->coordToPixel(x);
    for (const auto& event : events->near(pixel))
        if (!event.text.isEmpty())
            lines.append({event.text,
                          event.kind == ChartEvent::Kind::Snapshot  ? theme.accent
                          : event.kind == ChartEvent::Kind::Pause   ? theme.secondary
                          : event.kind == ChartEvent::Kind::Warning ? theme.warning
                                                                    : theme.error,
                          {}});
    overlay->setCrosshair(pixel, plot->axisRect()->rect(),
                          (xName.isEmpty() ? QString() : xName + ' ') + showNumber(x), lines);
}

void LineChart::Impl::released(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if ((event->pos() - pressed).manhattanLength() > 4) {
        zoomed = true;
        schedule();
        return;
    }
    const int nearest = curveAt(event->position());
    if (nearest >= 0) Q_EMIT self->seriesClicked(nearest);
}

}  // namespace lathe
