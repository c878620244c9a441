// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/point_chart.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/measure.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kTicks = 6;

}  // namespace

void PointChart::setPoints(const Axis& x, const Axis& y, QVector<Point> points) {
    x_ = x;
    y_ = y;
    points.removeIf([this](const Point& point) {
        return !std::isfinite(x_.scale.place(point.x)) || !std::isfinite(y_.scale.place(point.y));
    });
    std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    points_ = std::move(points);
    summaryChanged();
    update();
}

QRectF PointChart::area() const {
    const QFontMetricsF metrics(scaledFont(0.86));
    double left = 0;
    for (const auto& tick : y_.scale.ticks(kTicks))
        left = std::max(left, metrics.horizontalAdvance(tick.label));
    return QRectF(rect()).adjusted(left + metrics.height() * 1.7, metrics.height() * 0.6, -metrics.height(),
                                   -metrics.height() * 2.7);
}

QPointF PointChart::place(const Point& point) const {
    const QRectF inner = area();
    // Names have one place for many runs: equal ones are spread a little, by their number.
    const double spread =
        x_.scale.named() ? (double(point.mark.run % 7) - 3) * 0.06 / double(x_.scale.names().size()) : 0;
    return {inner.left() + (x_.scale.place(point.x) + spread) * inner.width(),
            inner.bottom() - y_.scale.place(point.y) * inner.height()};
}

void PointChart::paintAxes(QPainter& painter, const QRectF& inner) const {
    const Theme theme = Theme::of(palette());
    const QFont small = scaledFont(0.86);
    const QFontMetricsF metrics(small);
    painter.setFont(small);
    for (const auto& tick : y_.scale.ticks(kTicks)) {
        const double y = inner.bottom() - tick.at * inner.height();
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(0, y - metrics.height(), inner.left() - 8, metrics.height() * 2),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(QPen(theme.border, 1));
    painter.drawLine(inner.bottomLeft(), inner.bottomRight());
    const int most = std::max(2, int(inner.width() / (metrics.averageCharWidth() * 14)));
    const auto ticks = x_.scale.ticks(most);
    double taken = -1e9;
    for (const auto& tick : ticks) {
        const double x = inner.left() + tick.at * inner.width();
        const double room =
            x_.scale.named() ? inner.width() / double(ticks.size()) - 6 : metrics.averageCharWidth() * 14;
        const QString label = metrics.elidedText(tick.label, Qt::ElideRight, room);
        const double half = metrics.horizontalAdvance(label) / 2;
        painter.setPen(QPen(theme.border, 1));
        painter.drawLine(QPointF(x, inner.bottom()), QPointF(x, inner.bottom() + 3));
        if (x - half < taken) continue;
        taken = x + half + 6;
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(x - half - 1, inner.bottom() + 5, 2 * half + 2, metrics.height()),
                         Qt::AlignCenter, label);
    }
    painter.setPen(theme.secondary);
    painter.drawText(
        QRectF(inner.left(), inner.bottom() + 5 + metrics.height(), inner.width(), metrics.height() * 1.2),
        Qt::AlignCenter, x_.title);
    painter.save();
    painter.translate(metrics.height() * 0.5, inner.center().y());
    painter.rotate(-90);
    painter.drawText(
        QRectF(-inner.height() / 2, -metrics.height() * 0.6, inner.height(), metrics.height() * 1.2),
        Qt::AlignCenter, y_.title);
    painter.restore();
}

void PointChart::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFocus(painter);
    if (paintEmpty(painter, points_.isEmpty())) return;
    const QRectF inner = area();
    paintAxes(painter, inner);
    const double unit = fontMetrics().height() / 17.0;
    QVector<QRectF> taken;
    const auto paint = [&](const Point& point) {
        const QPointF centre = place(point);
        const bool lit = point.mark.run == this->lit();
        const QColor colour = colourOf(point.mark, theme);
        const bool ring = Theme::dash(point.mark.colour) != Qt::SolidLine;
        const double radius = (lit ? 6.5 : 5) * unit;
        painter.setPen(ring ? QPen(colour, 2 * unit) : QPen(theme.surface, 1.2 * unit));
        painter.setBrush(ring ? QBrush(theme.surface) : QBrush(colour));
        painter.drawEllipse(centre, radius, radius);
        taken << QRectF(centre - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius));
    };
    for (const auto& point : points_)
        if (point.mark.run != lit()) paint(point);
    for (const auto& point : points_)
        if (point.mark.run == lit()) paint(point);
    // Numbers beside the points as far as there is room; the lit one's always.
    const QFont small = scaledFont(0.86, QFont::DemiBold);
    const QFontMetricsF metrics(small);
    painter.setFont(small);
    const auto label = [&](const Point& point, bool always) {
        const QString text = always ? describe(point.mark.run) : QString::number(point.mark.run);
        const QSizeF size(metrics.horizontalAdvance(text) + 2, metrics.height());
        QRectF box(place(point) + QPointF((always ? 13 : 8) * unit, -size.height() / 2), size);
        if (box.right() > width()) box.moveRight(place(point).x() - 13 * unit);
        if (!always && std::any_of(taken.begin(), taken.end(),
                                   [&](const QRectF& other) { return other.intersects(box); }))
            return;
        taken << box;
        if (always) {
            painter.setPen(QPen(theme.border, 1));
            painter.setBrush(theme.surface);
            painter.drawRoundedRect(box.adjusted(-3, -2, 3, 2), 3, 3);
        }
        painter.setPen(always ? theme.text : colourOf(point.mark, theme));
        painter.drawText(box, Qt::AlignVCenter, text);
    };
    for (const auto& point : points_)
        if (point.mark.run != lit()) label(point, false);
    for (const auto& point : points_)
        if (point.mark.run == lit()) label(point, true);
}

qint64 PointChart::runAt(const QPointF& point) const {
    qint64 found = 0;
    double closest = fontMetrics().height() * 0.8;
    for (const auto& each : points_) {
        const QPointF away = place(each) - point;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < closest) closest = distance, found = each.mark.run;
    }
    return found;
}

QVector<qint64> PointChart::runs() const {
    QVector<qint64> all;
    for (const auto& point : points_) all << point.mark.run;
    return all;
}

QString PointChart::describe(qint64 run) const {
    for (const auto& point : points_)
        if (point.mark.run == run)
            return tr("run %1: %2 %3, %4 %5")
                .arg(run)
                .arg(x_.title, x_.scale.say(point.x), y_.title, y_.scale.say(point.y));
    return {};
}

QString PointChart::summary() const {
    if (points_.isEmpty()) return tr("no runs");
    const auto best = std::minmax_element(points_.begin(), points_.end(),
                                          [](const Point& a, const Point& b) { return a.y < b.y; });
    return tr("%1 runs; %2 from %3 at %4 %5 to %6 at %4 %7")
        .arg(points_.size())
        .arg(y_.title, y_.scale.say(best.first->y), x_.title, x_.scale.say(best.first->x),
             y_.scale.say(best.second->y), x_.scale.say(best.second->x));
}

ChartNumbers PointChart::numbers() const {
    ChartNumbers numbers{{tr("run"), tr("name"), x_.title, y_.title}, {}};
    for (const auto& point : points_)
        numbers.rows.append({point.mark.run, point.mark.name,
                             x_.scale.named() ? QVariant(x_.scale.say(point.x)) : QVariant(point.x),
                             point.y});
    return numbers;
}

QSize PointChart::sizeHint() const {
    return {fontMetrics().height() * 40, fontMetrics().height() * 20};
}
QSize PointChart::minimumSizeHint() const {
    return {fontMetrics().height() * 14, fontMetrics().height() * 8};
}

}  // namespace lathe
