// SPDX-License-Identifier: GPL-3.0-or-later
// Names at the ends of the curves.
#include "widgets/plots/line_chart_impl.h"

namespace lathe {

std::optional<QPointF> LineChart::Impl::endOf(const Series& s) const {
    if (!s.label->visible() || s.points.isEmpty() || !std::isfinite(s.lastDrawn)) return {};
    const QRect area = plot->axisRect()->rect();
    const QCPRange range = plot->xAxis->range();
    double x = s.points.last().x, y = s.lastDrawn;
    if (x > range.upper) {  // zoomed in
        const auto at = s.line_->data()->findEnd(range.upper, false);
        if (at == s.line_->data()->constBegin()) return {};
        x = range.upper;
        y = (at - 1)->value;
    }
    if (x < range.lower || !std::isfinite(y) || (logarithmic && y <= 0)) return {};
    const QPointF end(plot->xAxis->coordToPixel(x), plot->yAxis->coordToPixel(y));
    if (end.y() < area.top() - 2 || end.y() > area.bottom() + 2) return {};
    return end;
}

void LineChart::Impl::placeLabels() {
    struct Place {
        QCPItemText* label;
        QRectF box;
    };
    std::vector<Place> places;
    const QRect area = plot->axisRect()->rect();
    for (const auto& s : series) {
        s->label->position->setPixelPosition(QPointF(-10000, -10000));
        const auto end = endOf(*s);
        if (!end) continue;
        const QFontMetricsF metrics(s->label->font());
        const QSizeF size(metrics.horizontalAdvance(s->label->text()), metrics.height());
        double x = end->x() + 6;
        // Behind the curves that end a little further on, not across them.
        for (const auto& other : series)
            if (const auto its = endOf(*other);
                its && its->x() > end->x() && its->x() < end->x() + size.width())
                x = std::max(x, its->x() + 6);
        places.push_back({s->label, QRectF(QPointF(x, end->y() - size.height() / 2), size)});
    }
    std::sort(places.begin(), places.end(),
              [](const Place& a, const Place& b) { return a.box.top() < b.box.top(); });
    for (int round = 0; round < 60; ++round) {
        bool moved = false;
        for (size_t i = 1; i < places.size(); ++i)
            for (size_t j = 0; j < i; ++j) {
                QRectF &upper = places[j].box, &lower = places[i].box;
                const double overlap = upper.bottom() - lower.top();
                if (overlap <= 0.1 || upper.left() >= lower.right() || lower.left() >= upper.right())
                    continue;
                upper.translate(0, -overlap / 2);
                lower.translate(0, overlap / 2);
                moved = true;
            }
        for (auto& place : places) {
            if (place.box.top() < area.top()) place.box.moveTop(area.top());
            if (place.box.bottom() > area.bottom()) place.box.moveBottom(area.bottom());
        }
        if (!moved) break;
    }
    for (const auto& place : places)
        place.label->position->setPixelPosition(QPointF(place.box.left(), place.box.center().y()));
}

}  // namespace lathe
