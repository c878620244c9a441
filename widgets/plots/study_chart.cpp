// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/study_chart.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/plots/drawing_export.h"
#include "widgets/plots/study_frame.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

QString shown(double value) {
    return showNumber(value);
}

QString said(const StudyPoint& point) {
    if (!std::isfinite(point.mean)) return StudyChart::tr("%1: nothing finished yet").arg(point.label);
    QString text = QStringLiteral("%1: %2").arg(point.label, shown(point.mean));
    if (point.deviation >= 0) text += QStringLiteral(" ± %1").arg(shown(point.deviation));
    if (point.values.size() > 1) text += StudyChart::tr(" (%1 values)").arg(point.values.size());
    return text;
}

}  // namespace

StudyChart::StudyChart(QWidget* parent) : ChartWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
}

void StudyChart::setAxisLabels(const QString& x, const QString& y) {
    xLabel_ = x;
    yLabel_ = y;
    update();
}

void StudyChart::setData(const QVector<StudySeries>& series, const QVector<StudyLevel>& levels) {
    series_ = series;
    levels_ = levels;
    summaryChanged();
    update();
}

void StudyChart::setCurrent(int line) {
    if (current_ == line) return;
    current_ = line;
    update();
}

Result<> StudyChart::save(const QString& path) const {
    return saveDrawing(path, size(), Theme::of(palette()).surface,
                       [this](QPainter& painter, const QRectF& all) { draw(painter, all); });
}

QString StudyChart::summary() const {
    QStringList parts;
    for (const StudySeries& each : series_)
        for (const StudyPoint& point : each.points) {
            QString text = said(point);
            if (!each.name.isEmpty()) text.prepend(each.name + ", ");
            if (point.best) text += tr(", best");
            parts << text;
        }
    const QString what = QStringLiteral("%1 / %2").arg(yLabel_, xLabel_);
    if (parts.isEmpty()) return tr("%1: nothing yet").arg(what);
    constexpr qsizetype kMost = 24;
    const qsizetype all = parts.size();
    if (all > kMost) parts = parts.mid(0, kMost) << tr("%1 in all").arg(all);
    return QStringLiteral("%1. %2").arg(what, parts.join(QStringLiteral("; ")));
}

QSize StudyChart::sizeHint() const {
    return {fontMetrics().height() * 34, fontMetrics().height() * 16};
}
QSize StudyChart::minimumSizeHint() const {
    return {fontMetrics().height() * 16, fontMetrics().height() * 9};
}

void StudyChart::drawScale(QPainter& painter, const Frame& frame) const {
    const Theme theme = Theme::of(palette());
    const QFontMetricsF metrics(frame.font);
    const double line = metrics.height();
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(frame.yStep) - 1e-9)), 0, 6);
    for (double tick = frame.yFrom; tick <= frame.yTo + frame.yStep * 0.01; tick += frame.yStep) {
        const double y = frame.y(tick);
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(frame.box.left(), y), QPointF(frame.box.right(), y));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(0, y - line / 2, frame.box.left() - line * 0.5, line),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(tick, 'f', decimals));
    }
    painter.setPen(QPen(theme.border, 1));
    painter.drawLine(frame.box.bottomLeft(), frame.box.bottomRight());
    painter.setPen(theme.secondary);
    const double top = frame.box.bottom() + line * 0.35;
    if (frame.named) {
        const double room = frame.box.width() / std::max<double>(1, static_cast<double>(frame.names.size()));
        for (int i = 0; i < frame.names.size(); ++i)
            painter.drawText(QRectF(frame.box.left() + room * i, top, room, line), Qt::AlignHCenter,
                             metrics.elidedText(frame.names[i], Qt::ElideMiddle, room - line * 0.4));
    } else {
        double before = -1e9;
        for (const double tick : frame.xTicks) {
            StudyPoint place;
            place.x = tick;
            const double x = frame.x(place), half = metrics.horizontalAdvance(shown(tick)) / 2;
            if (x - half < before + line * 0.5) continue;  // no two on top of each other
            before = x + half;
            painter.drawText(QRectF(x - line * 4, top, line * 8, line), Qt::AlignHCenter, shown(tick));
        }
    }
    painter.drawText(QRectF(frame.box.left(), top + line * 1.15, frame.box.width(), line), Qt::AlignHCenter,
                     xLabel_);
    painter.drawText(QRectF(0, 0, frame.box.right(), line), Qt::AlignLeft, yLabel_);
    for (const StudyLevel& level : levels_) {
        const double y = frame.y(level.value);
        painter.setPen(QPen(theme.secondary, 1, Qt::DashLine));
        painter.drawLine(QPointF(frame.box.left(), y), QPointF(frame.box.right(), y));
        painter.drawText(QRectF(frame.box.left() + line * 0.4, y - line * 1.05, frame.box.width(), line),
                         Qt::AlignLeft, QStringLiteral("%1 %2").arg(level.name, shown(level.value)));
    }
}

void StudyChart::drawSeries(QPainter& painter, const Frame& frame, int index) const {
    const Theme theme = Theme::of(palette());
    const QFontMetricsF metrics(frame.font);
    const double unit = metrics.height() * 0.25;
    const StudySeries& series = series_[index];
    const QColor colour = theme.curve(index);
    QPolygonF way;
    for (const StudyPoint& point : series.points)
        if (std::isfinite(point.mean)) way << frame.at(point);
    if (series.joined && !frame.named && way.size() > 1) {
        painter.setPen(QPen(colour, 2, Theme::dash(index)));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(way);
    }
    for (const StudyPoint& point : series.points) {
        if (!std::isfinite(point.mean)) continue;
        // Names in several series stand beside each other.
        const double aside = frame.named ? (index - double(series_.size() - 1) / 2) * unit * 4 : 0;
        const QPointF at = frame.at(point) + QPointF(aside, 0);
        QColor faint = colour;
        faint.setAlphaF(0.4F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(faint);
        for (const double value : point.values)
            painter.drawEllipse(QPointF(at.x() + unit * 1.3, frame.y(value)), unit * 0.45, unit * 0.45);
        painter.setPen(QPen(colour, 1.6));
        if (point.deviation > 0) {
            const double high = frame.y(point.mean + point.deviation),
                         low = frame.y(point.mean - point.deviation);
            painter.drawLine(QPointF(at.x(), high), QPointF(at.x(), low));
            for (const double y : {high, low})
                painter.drawLine(QPointF(at.x() - unit, y), QPointF(at.x() + unit, y));
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(at, unit * 0.95, unit * 0.95);
        painter.setBrush(Qt::NoBrush);
        if (point.best) {
            painter.setPen(QPen(theme.accent, 2));
            painter.drawEllipse(at, unit * 1.8, unit * 1.8);
            const double top =
                std::min(at.y() - unit * 2.2, frame.y(point.mean + std::max(0.0, point.deviation)));
            const double line = metrics.height();
            painter.drawText(QRectF(at.x() - line * 4, top - line * 1.15, line * 8, line), Qt::AlignHCenter,
                             tr("best"));
        }
        if (point.line == current_ && current_ >= 0) {
            painter.setPen(QPen(theme.focus, 2));
            painter.drawEllipse(at, unit * 2.4, unit * 2.4);
        }
    }
    if (series.name.isEmpty() || way.isEmpty()) return;
    painter.setPen(colour);
    if (!frame.named)
        painter.drawText(QPointF(way.last().x() + unit * 3, way.last().y() + metrics.ascent() / 2 - 1),
                         series.name);
    else
        painter.drawText(QRectF(0, metrics.height() * 1.15 * index, frame.box.right(), metrics.height()),
                         Qt::AlignRight, QStringLiteral("● ") + series.name);
}

void StudyChart::draw(QPainter& painter, const QRectF& all) const {
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.88);
    painter.setFont(small);
    const Frame place = frame(all, small);
    drawScale(painter, place);
    for (int i = 0; i < series_.size(); ++i) drawSeries(painter, place, i);
}

void StudyChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    draw(painter, rect());
    if (!hasFocus()) return;
    painter.setPen(QPen(Theme::of(palette()).focus, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

const StudyPoint* StudyChart::nearest(const QPointF& at) const {
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.88);
    const Frame place = frame(rect(), small);
    const StudyPoint* found = nullptr;
    double least = fontMetrics().height() * 2.0;
    for (const StudySeries& series : series_)
        for (const StudyPoint& point : series.points) {
            if (!std::isfinite(point.mean)) continue;
            const QPointF way = place.at(point) - at;
            const double distance = std::hypot(way.x(), way.y());
            if (distance >= least) continue;
            least = distance;
            found = &point;
        }
    return found;
}

void StudyChart::mousePressEvent(QMouseEvent* event) {
    if (const StudyPoint* point = nearest(event->position())) {
        setCurrent(point->line);
        Q_EMIT chosen(point->line);
    }
}

void StudyChart::keyPressEvent(QKeyEvent* event) {
    QVector<const StudyPoint*> all;
    for (const StudySeries& series : series_)
        for (const StudyPoint& point : series.points) all << &point;
    const bool back = event->key() == Qt::Key_Left, on = event->key() == Qt::Key_Right;
    if (all.isEmpty() || (!back && !on)) return ChartWidget::keyPressEvent(event);
    qsizetype at = -1;
    for (qsizetype i = 0; i < all.size(); ++i)
        if (all[i]->line == current_) at = i;
    at = at < 0 ? 0 : std::clamp<qsizetype>(at + (on ? 1 : -1), 0, all.size() - 1);
    setCurrent(all[at]->line);
    setAccessibleDescription(said(*all[at]));
    Q_EMIT chosen(all[at]->line);
}

bool StudyChart::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return ChartWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    if (const StudyPoint* point = nearest(help->pos()))
        QToolTip::showText(help->globalPos(), said(*point), this);
    else
        QToolTip::hideText();
    return true;
}

}  // namespace lathe
