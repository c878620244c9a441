// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/run_chart.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace lathe {

RunChart::RunChart(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void RunChart::light(qint64 run) {
    if (lit_ == run) return;
    lit_ = run;
    update();
}

void RunChart::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

QColor RunChart::colourOf(const RunMark& mark, const Theme& theme) const {
    QColor colour = theme.curve(mark.colour);
    if (lit_ != 0)
        colour.setAlpha(mark.run == lit_ ? 255 : 90);
    else
        colour.setAlpha(mark.chosen ? 255 : 120);
    return colour;
}

bool RunChart::paintEmpty(QPainter& painter, bool empty) const {
    if (!empty) return false;
    painter.setPen(Theme::of(palette()).secondary);
    painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
    return true;
}

void RunChart::paintFocus(QPainter& painter) const {
    if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange)) return;
    painter.setPen(QPen(Theme::of(palette()).focus, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

void RunChart::hover(qint64 run) {
    if (run == lit_) return;
    light(run);
    Q_EMIT hovered(run);
}

void RunChart::mouseMoveEvent(QMouseEvent* event) {
    const qint64 run = runAt(event->position());
    setCursor(run != 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    hover(run);
}

void RunChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (const qint64 run = runAt(event->position()); run != 0) Q_EMIT clicked(run);
}

void RunChart::keyPressEvent(QKeyEvent* event) {
    const auto all = runs();
    const int by = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down ? 1
                   : event->key() == Qt::Key_Left || event->key() == Qt::Key_Up  ? -1
                                                                                 : 0;
    if (event->matches(QKeySequence::Copy)) return copy();
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Space) && lit_ != 0) {
        Q_EMIT clicked(lit_);
        return;
    }
    if (event->key() == Qt::Key_Escape && lit_ != 0) return hover(0);
    if (by == 0 || all.isEmpty()) return ChartWidget::keyPressEvent(event);
    const auto at = all.indexOf(lit_);
    hover(all[at < 0 ? (by > 0 ? 0 : all.size() - 1) : std::clamp<qsizetype>(at + by, 0, all.size() - 1)]);
    setAccessibleDescription(describe(lit_));
}

bool RunChart::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const qint64 run = runAt(help->pos());
        if (run != 0)
            QToolTip::showText(help->globalPos(), describe(run), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave) hover(0);
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return ChartWidget::event(event);
}

}  // namespace lathe
