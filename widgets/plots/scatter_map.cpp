// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/scatter_map.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineF>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/theme.h"

namespace lathe {

ScatterMap::ScatterMap(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
}

void ScatterMap::setPoints(QVector<Point> points) {
    points_ = std::move(points);
    if (selected_ >= points_.size()) selected_ = -1;
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
    const auto take = [&](const QPointF& p) {
        left = std::min(left, p.x()), right = std::max(right, p.x());
        top = std::min(top, p.y()), bottom = std::max(bottom, p.y());
    };
    for (const auto& point : points_) {
        take({point.x, point.y});
        for (const auto& past : point.trail) take(past);
    }
    for (const auto& point : backdrop_) take(point);
    if (left > right) left = right = top = bottom = 0;
    if (right - left < 1e-9) left -= 1, right += 1;
    if (bottom - top < 1e-9) top -= 1, bottom += 1;
    bounds_ = QRectF(QPointF(left, top), QPointF(right, bottom));
    summaryChanged();
    update();
}

void ScatterMap::setBackdrop(QVector<QPointF> points) {
    backdrop_ = std::move(points);
    setPoints(std::move(points_));
}

void ScatterMap::setSelected(int index) {
    if (selected_ == index) return;
    selected_ = index;
    update();
}

void ScatterMap::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

QPointF ScatterMap::place(const QPointF& point) const {
    const double margin = fontMetrics().height() * 1.3;
    const QRectF inner = QRectF(rect()).adjusted(margin, margin, -margin * 2.2, -margin);
    return {inner.left() + (point.x() - bounds_.left()) / bounds_.width() * inner.width(),
            inner.bottom() - (point.y() - bounds_.top()) / bounds_.height() * inner.height()};
}

int ScatterMap::at(const QPointF& position) const {
    int found = -1;
    double closest = fontMetrics().height();
    for (int i = 0; i < points_.size(); ++i) {
        const QPointF away = place({points_[i].x, points_[i].y}) - position;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < closest) closest = distance, found = i;
    }
    return found;
}

QString ScatterMap::summary() const {
    if (points_.isEmpty()) return emptyText_;
    QString said = tr("%1 points").arg(points_.size());
    if (selected_ >= 0) said += tr(", chosen: %1").arg(points_[selected_].label);
    return said;
}

ChartNumbers ScatterMap::numbers() const {
    ChartNumbers numbers{{tr("point"), tr("x"), tr("y")}, {}};
    for (const auto& point : points_) numbers.rows.append({point.label, point.x, point.y});
    return numbers;
}

QSize ScatterMap::sizeHint() const {
    return {fontMetrics().height() * 20, fontMetrics().height() * 14};
}
QSize ScatterMap::minimumSizeHint() const {
    return {fontMetrics().height() * 8, fontMetrics().height() * 6};
}

void ScatterMap::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.focus, 2) : QPen(Qt::NoPen));
    painter.setBrush(theme.sunken);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    if (points_.isEmpty()) {
        painter.setPen(theme.secondary);
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        return;
    }
    const double unit = fontMetrics().height() / 17.0;
    QColor faint = theme.secondary;
    faint.setAlpha(80);
    painter.setPen(Qt::NoPen);
    painter.setBrush(faint);
    for (const auto& point : backdrop_) painter.drawEllipse(place(point), 2 * unit, 2 * unit);
    QColor trail = theme.accent;
    for (int i = 0; i < points_.size(); ++i) {
        if (points_[i].trail.isEmpty()) continue;
        QPainterPath path(place(points_[i].trail.first()));
        for (const auto& past : points_[i].trail) path.lineTo(place(past));
        path.lineTo(place({points_[i].x, points_[i].y}));
        trail.setAlpha(i == selected_ ? 200 : 55);
        painter.setPen(QPen(trail, i == selected_ ? 1.6 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.86);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    QVector<QRectF> taken;
    QVector<std::pair<QString, QPointF>> written;
    QVector<int> order;
    if (selected_ >= 0) order << selected_;  // the chosen one's word first: it always stands
    for (int i = 0; i < points_.size(); ++i)
        if (i != selected_) order << i;
    for (const auto& point : points_)
        taken << QRectF(place({point.x, point.y}) - QPointF(4, 4) * unit, QSizeF(8, 8) * unit);
    for (int i = 0; i < points_.size(); ++i) {
        const bool chosen = i == selected_;
        painter.setPen(QPen(chosen ? theme.text : theme.sunken, chosen ? 2 : 1.5));
        painter.setBrush(points_[i].word ? theme.secondary : theme.accent);
        const double radius = (chosen ? 5.5 : points_[i].word ? 2.8 : 4) * unit;
        painter.drawEllipse(place({points_[i].x, points_[i].y}), radius, radius);
    }
    for (const int i : order) {
        const QPointF centre = place({points_[i].x, points_[i].y});
        const QString word = metrics.elidedText(points_[i].label, Qt::ElideRight, width() * 0.4);
        const QSizeF size(metrics.horizontalAdvance(word) + 2, metrics.height());
        // Points that lie on each other are named once.
        if (std::any_of(written.begin(), written.end(), [&](const auto& other) {
                return other.first == word && QLineF(other.second, centre).length() < 12 * unit;
            }))
            continue;
        const QPointF spots[] = {centre + QPointF(8 * unit, -size.height() / 2),
                                 centre + QPointF(-8 * unit - size.width(), -size.height() / 2),
                                 centre + QPointF(-size.width() / 2, 6 * unit),
                                 centre + QPointF(-size.width() / 2, -6 * unit - size.height())};
        for (const auto& spot : spots) {
            const QRectF box(spot, size);
            const bool free = QRectF(rect()).contains(box) &&
                              std::none_of(taken.begin(), taken.end(),
                                           [&](const QRectF& other) { return other.intersects(box); });
            if (!free && i != selected_) continue;
            taken << box;
            written.append({word, centre});
            painter.setPen(points_[i].word && i != selected_ ? theme.secondary : theme.text);
            painter.drawText(box, Qt::AlignVCenter, word);
            break;
        }
    }
}

void ScatterMap::mousePressEvent(QMouseEvent* event) {
    const int index = at(event->position());
    if (index < 0) return;
    setSelected(index);
    Q_EMIT clicked(index);
}

void ScatterMap::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down ? 1
                   : event->key() == Qt::Key_Left || event->key() == Qt::Key_Up  ? -1
                                                                                 : 0;
    if (by == 0 || points_.isEmpty()) return ChartWidget::keyPressEvent(event);
    setSelected(std::clamp(selected_ + by, 0, int(points_.size()) - 1));
    Q_EMIT clicked(selected_);
}

bool ScatterMap::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int index = at(help->pos());
        if (index >= 0)
            QToolTip::showText(help->globalPos(), points_[index].label, this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return ChartWidget::event(event);
}

}  // namespace lathe
