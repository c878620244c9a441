// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/parallel_chart.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "widgets/measure.h"

namespace lathe {
namespace {

constexpr int kTicks = 5;
constexpr double kSmallestSpan = 0.02;  // of the axis: less is a click

/// The way from a point to the segment between two others.
double distance(const QPointF& p, const QPointF& a, const QPointF& b) {
    const QPointF way = b - a;
    const double length = QPointF::dotProduct(way, way);
    const double at = length > 0 ? std::clamp(QPointF::dotProduct(p - a, way) / length, 0.0, 1.0) : 0;
    const QPointF away = p - (a + at * way);
    return std::hypot(away.x(), away.y());
}

}  // namespace

void ParallelChart::setLines(QVector<Axis> axes, QVector<Line> lines) {
    axes_ = std::move(axes);
    lines_ = std::move(lines);
    for (auto span = spans_.begin(); span != spans_.end();) {
        const bool there = std::any_of(axes_.begin(), axes_.end(),
                                       [&](const Axis& axis) { return axis.title == span->first; });
        span = there ? std::next(span) : spans_.erase(span);
    }
    summaryChanged();
    update();
}

void ParallelChart::setSpan(int axis, double low, double high) {
    spans_[axes_[axis].title] = {std::min(low, high), std::max(low, high)};
    summaryChanged();
    update();
    Q_EMIT spansChanged();
}

void ParallelChart::clearSpans() {
    if (spans_.empty()) return;
    spans_.clear();
    summaryChanged();
    update();
    Q_EMIT spansChanged();
}

bool ParallelChart::isKept(const Line& line) const {
    for (int axis = 0; axis < axes_.size(); ++axis) {
        const auto span = spans_.find(axes_[axis].title);
        if (span == spans_.end()) continue;
        const double at = axes_[axis].scale.place(line.values[axis]);
        if (!std::isfinite(at) || at < span->second.first || at > span->second.second) return false;
    }
    return true;
}

QVector<qint64> ParallelChart::kept() const {
    QVector<qint64> runs;
    for (const auto& line : lines_)
        if (isKept(line)) runs << line.mark.run;
    return runs;
}

QRectF ParallelChart::area() const {
    const double line = QFontMetricsF(scaledFont(0.86)).height();
    return QRectF(rect()).adjusted(line * 4, line * 2.1, -line * 4, -line * 1.1);
}

double ParallelChart::axisX(int axis) const {
    const QRectF inner = area();
    return axes_.size() < 2 ? inner.center().x()
                            : inner.left() + inner.width() * axis / double(axes_.size() - 1);
}

int ParallelChart::axisAt(const QPointF& point) const {
    for (int axis = 0; axis < axes_.size(); ++axis)
        if (std::fabs(axisX(axis) - point.x()) < grid(1)) return axis;
    return -1;
}

QPointF ParallelChart::place(int axis, double value) const {
    const QRectF inner = area();
    return {axisX(axis), inner.bottom() - axes_[axis].scale.place(value) * inner.height()};
}

void ParallelChart::paintAxis(QPainter& painter, int axis) const {
    const Theme theme = Theme::of(palette());
    const QRectF inner = area();
    const double x = axisX(axis);
    painter.setPen(QPen(theme.border, 1.2));
    painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()));
    if (const auto span = spans_.find(axes_[axis].title); span != spans_.end()) {
        QColor band = theme.accent;
        band.setAlpha(50);
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(band);
        const double top = inner.bottom() - span->second.second * inner.height();
        painter.drawRoundedRect(QRectF(x - grid(0.7), top, grid(1.4),
                                       (span->second.second - span->second.first) * inner.height()),
                                3, 3);
    }
    const double room = axes_.size() < 2 ? inner.width() : inner.width() / double(axes_.size() - 1) - grid(1);
    const QFont head = scaledFont(0.9, QFont::DemiBold);
    painter.setFont(head);
    painter.setPen(theme.text);
    const QFontMetricsF headMetrics(head);
    const QString title = headMetrics.elidedText(axes_[axis].title, Qt::ElideRight, room);
    double left = x - headMetrics.horizontalAdvance(title) / 2;
    left = std::clamp(left, 2.0, std::max(2.0, width() - headMetrics.horizontalAdvance(title) - 2));
    painter.drawText(QPointF(left, headMetrics.ascent() + 2), title);
    const QFont small = scaledFont(0.86);
    const QFontMetricsF metrics(small);
    painter.setFont(small);
    for (const auto& tick : axes_[axis].scale.ticks(kTicks)) {
        const double y = inner.bottom() - tick.at * inner.height();
        painter.setPen(QPen(theme.border, 1));
        painter.drawLine(QPointF(x - 3, y), QPointF(x + 3, y));
        // The last axis says its numbers at its right, the others at their left: no line runs through them at
        // the ends.
        const bool right = axis == axes_.size() - 1;
        const QString label = metrics.elidedText(tick.label, Qt::ElideRight,
                                                 axis == 0 || right ? metrics.height() * 3.4 : room * 0.45);
        const double wide = metrics.horizontalAdvance(label) + 2;
        const QRectF box(right ? x + 6 : x - 6 - wide, y - metrics.height() / 2, wide, metrics.height());
        QColor behind = theme.surface;
        behind.setAlpha(240);
        painter.fillRect(box, behind);
        painter.setPen(theme.secondary);
        painter.drawText(box, Qt::AlignVCenter | (right ? Qt::AlignLeft : Qt::AlignRight), label);
    }
}

void ParallelChart::paintLine(QPainter& painter, const Line& line, const QColor& colour, double width) const {
    QPainterPath path;
    bool begun = false;
    QPointF before;
    for (int axis = 0; axis < axes_.size(); ++axis) {
        const QPointF at = place(axis, line.values[axis]);
        if (!std::isfinite(at.y())) {
            begun = false;
            continue;
        }
        if (begun) {
            const double middle = (before.x() + at.x()) / 2;
            path.cubicTo(QPointF(middle, before.y()), QPointF(middle, at.y()), at);
        } else {
            path.moveTo(at);
        }
        begun = true;
        before = at;
    }
    QPen pen(colour, width, Theme::dash(line.mark.colour));
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void ParallelChart::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFocus(painter);
    if (paintEmpty(painter, lines_.isEmpty() || axes_.size() < 2)) return;
    QColor left = theme.secondary;
    left.setAlpha(35);
    for (const auto& line : lines_)
        if (!isKept(line)) paintLine(painter, line, left, 1);
    for (const auto& line : lines_)
        if (isKept(line) && line.mark.run != lit()) paintLine(painter, line, colourOf(line.mark, theme), 1.8);
    for (const auto& line : lines_)
        if (line.mark.run == lit()) paintLine(painter, line, colourOf(line.mark, theme), 3);
    for (int axis = 0; axis < axes_.size(); ++axis) paintAxis(painter, axis);
}

void ParallelChart::mousePressEvent(QMouseEvent* event) {
    const int axis = axisAt(event->position());
    if (event->button() != Qt::LeftButton || axis < 0) return RunChart::mousePressEvent(event);
    dragged_ = axis;
    from_ = event->position().y();
}

void ParallelChart::mouseMoveEvent(QMouseEvent* event) {
    if (dragged_ < 0) {
        RunChart::mouseMoveEvent(event);
        if (axisAt(event->position()) >= 0) setCursor(Qt::SizeVerCursor);
        return;
    }
    const QRectF inner = area();
    const auto at = [&](double y) { return std::clamp((inner.bottom() - y) / inner.height(), 0.0, 1.0); };
    if (std::fabs(at(from_) - at(event->position().y())) >= kSmallestSpan)
        setSpan(dragged_, at(from_), at(event->position().y()));
}

void ParallelChart::mouseReleaseEvent(QMouseEvent* event) {
    if (dragged_ < 0) return;
    const QRectF inner = area();
    if (std::fabs(event->position().y() - from_) < kSmallestSpan * inner.height() &&
        spans_.erase(axes_[dragged_].title) > 0) {
        summaryChanged();
        update();
        Q_EMIT spansChanged();
    }
    dragged_ = -1;
}

qint64 ParallelChart::runAt(const QPointF& point) const {
    qint64 found = 0;
    double closest = grid(1);
    for (const auto& line : lines_) {
        if (!isKept(line)) continue;
        for (int axis = 0; axis + 1 < axes_.size(); ++axis) {
            const QPointF a = place(axis, line.values[axis]), b = place(axis + 1, line.values[axis + 1]);
            if (!std::isfinite(a.y()) || !std::isfinite(b.y()) || point.x() < a.x() || point.x() > b.x())
                continue;
            // The curve between two axes, as four straight pieces.
            QPointF before = a;
            for (int piece = 1; piece <= 4; ++piece) {
                const double t = piece / 4.0;
                const double along = 1.5 * t - 1.5 * t * t + t * t * t, up = t * t * (3 - 2 * t);
                const QPointF next(a.x() + (b.x() - a.x()) * along, a.y() + (b.y() - a.y()) * up);
                const double away = distance(point, before, next);
                if (away < closest) closest = away, found = line.mark.run;
                before = next;
            }
        }
    }
    return found;
}

QVector<qint64> ParallelChart::runs() const {
    return kept();
}

QString ParallelChart::describe(qint64 run) const {
    for (const auto& line : lines_) {
        if (line.mark.run != run) continue;
        QStringList parts{tr("run %1 %2").arg(run).arg(line.mark.name)};
        for (int axis = 0; axis < axes_.size(); ++axis)
            parts << axes_[axis].title + ' ' + axes_[axis].scale.say(line.values[axis]);
        return parts.join(", ");
    }
    return {};
}

QString ParallelChart::summary() const {
    QStringList titles;
    for (const auto& axis : axes_) titles << axis.title;
    const QString said = tr("%1 runs over %2").arg(lines_.size()).arg(titles.join(", "));
    return spans_.empty() ? said : said + tr("; %1 within the chosen spans").arg(kept().size());
}

ChartNumbers ParallelChart::numbers() const {
    ChartNumbers numbers{{tr("run"), tr("name")}, {}};
    for (const auto& axis : axes_) numbers.header << axis.title;
    for (const auto& line : lines_) {
        if (!isKept(line)) continue;
        QVector<QVariant> row{line.mark.run, line.mark.name};
        for (int axis = 0; axis < axes_.size(); ++axis)
            row.append(axes_[axis].scale.named() ? QVariant(axes_[axis].scale.say(line.values[axis]))
                                                 : QVariant(line.values[axis]));
        numbers.rows.append(row);
    }
    return numbers;
}

QSize ParallelChart::sizeHint() const {
    return {fontMetrics().height() * 40, fontMetrics().height() * 20};
}
QSize ParallelChart::minimumSizeHint() const {
    return {fontMetrics().height() * 16, fontMetrics().height() * 8};
}

}  // namespace lathe
