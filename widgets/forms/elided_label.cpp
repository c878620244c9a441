// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/elided_label.h"

#include <QPainter>

#include "widgets/measure.h"

namespace lathe {

ElidedLabel::ElidedLabel(const QString& text, Qt::TextElideMode mode, QWidget* parent) : QLabel(text, parent), mode_(mode) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ElidedLabel::minimumSizeHint() const {
    return {qMin(QLabel::sizeHint().width(), columns(6)), QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QRect area = contentsRect();
    const QString shown = fontMetrics().elidedText(text(), mode_, area.width());
    const QString wanted = shown == text() ? QString() : text();
    if (toolTip() != wanted) setToolTip(wanted);
    painter.drawText(area, static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
}

}  // namespace lathe
