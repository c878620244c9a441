// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_overlay.h"

#include <QPainter>
#include <algorithm>

#include "widgets/theme.h"

namespace lathe {

ChartOverlay::ChartOverlay(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void ChartOverlay::setCrosshair(double x, const QRect& area, const QString& title,
                                const QVector<Line>& lines) {
    shown_ = true;
    x_ = x;
    area_ = area;
    title_ = title;
    lines_ = lines;
    update();
}

void ChartOverlay::hideCrosshair() {
    if (!shown_) return;
    shown_ = false;
    update();
}

QString ChartOverlay::crosshairText() const {
    if (!shown_) return {};
    QStringList parts{title_};
    for (const auto& line : lines_) parts << line.text;
    return parts.join(QLatin1String(", "));
}

void ChartOverlay::setNotice(const QString& text) {
    if (notice_ == text) return;
    notice_ = text;
    update();
}

void ChartOverlay::setFocusShown(bool shown) {
    focus_ = shown;
    update();
}

void ChartOverlay::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!notice_.isEmpty()) {
        painter.setPen(theme.secondary);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, notice_);
    }
    if (focus_) {
        painter.setPen(QPen(theme.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    if (!shown_) return;

    QPen pen(theme.secondary, 1);
    pen.setDashPattern({2, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x_, area_.top()), QPointF(x_, area_.bottom()));
    for (const auto& line : lines_) {
        if (line.dot.isNull() || !QRectF(area_).adjusted(-1, -1, 1, 1).contains(line.dot)) continue;
        painter.setPen(QPen(theme.surface, 2));
        painter.setBrush(line.colour);
        painter.drawEllipse(line.dot, 4.5, 4.5);
    }

    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.86);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    const double key = metrics.height() * 0.9, gap = metrics.height() * 0.45, row = metrics.height() * 1.2;
    double width = metrics.horizontalAdvance(title_);
    for (const auto& line : lines_) width = std::max(width, key + metrics.horizontalAdvance(line.text));
    QRectF box(0, 0, width + 2 * gap, row * double(lines_.size() + 1) + 2 * gap * 0.7);
    const bool left = x_ + 10 + box.width() > area_.right();
    box.moveTopLeft(QPointF(left ? x_ - 10 - box.width() : x_ + 10, area_.top() + 4));
    painter.setPen(QPen(theme.border, 1));
    QColor behind = theme.surface;
    behind.setAlpha(240);
    painter.setBrush(behind);
    painter.drawRoundedRect(box, 4, 4);
    double y = box.top() + gap * 0.7;
    painter.setPen(theme.secondary);
    painter.drawText(QRectF(box.left() + gap, y, width, row), Qt::AlignVCenter, title_);
    for (const auto& line : lines_) {
        y += row;
        painter.setPen(Qt::NoPen);
        painter.setBrush(line.colour);
        painter.drawRoundedRect(QRectF(box.left() + gap, y + row / 2 - 1.5, key * 0.65, 3), 1.5, 1.5);
        painter.setPen(theme.text);
        painter.drawText(QRectF(box.left() + gap + key, y, width - key + 2, row), Qt::AlignVCenter,
                         line.text);
    }
}

}  // namespace lathe
