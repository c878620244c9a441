// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/chip.h"

#include <QPainter>

#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

bool isToken(ChipKind kind) { return kind == ChipKind::Token || kind == ChipKind::Soft || kind == ChipKind::Label; }

}  // namespace

QString visibleToken(const QString& token) {
    QString shown = token;
    shown.replace(QLatin1Char(' '), QChar(0x2423));
    shown.replace(QLatin1Char('\n'), QChar(0x23CE));
    shown.replace(QLatin1Char('\t'), QChar(0x21E5));
    shown.replace(QLatin1Char('\r'), QChar(0x240D));
    return shown;
}

void paintChip(QPainter& painter, const QRectF& area, const QString& text, ChipKind kind, const QPalette& palette) {
    const Theme theme = Theme::of(palette);
    QColor ink = theme.text, line = theme.border, fill = theme.surface;
    switch (kind) {
        case ChipKind::Plain: ink = theme.secondary, fill = theme.sunken, line = theme.sunken; break;
        case ChipKind::Token: break;
        case ChipKind::Soft: ink = theme.accent, line = theme.accent, fill = theme.accentBehind; break;
        case ChipKind::Label: line = theme.good; break;
        case ChipKind::Good: ink = theme.good, line = theme.good; break;
        case ChipKind::Warning: ink = theme.warning, line = theme.warning; break;
        case ChipKind::Error: ink = theme.error, line = theme.error; break;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1));
    painter.setBrush(fill);
    const QRectF box = area.adjusted(0.5, 0.5, -0.5, -0.5);
    const qreal radius = isToken(kind) ? grid(0.4) : box.height() / 2;
    painter.drawRoundedRect(box, radius, radius);
    if (kind == ChipKind::Label) {
        painter.setPen(QPen(line, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(box.left() + radius, box.bottom() - 0.5), QPointF(box.right() - radius, box.bottom() - 0.5));
    }
    painter.setFont(isToken(kind) ? tokenFont(0.94) : scaledFont(0.92));
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
}

Chip::Chip(const QString& text, ChipKind kind, QWidget* parent) : QWidget(parent), text_(text), kind_(kind) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
}

void Chip::setText(const QString& text) {
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setKind(ChipKind kind) {
    kind_ = kind;
    updateGeometry();
    update();
}

QFont Chip::face() const { return isToken(kind_) ? tokenFont(0.94) : scaledFont(0.92); }

QSize Chip::sizeHint() const {
    const QFontMetrics metrics(face());
    return {metrics.horizontalAdvance(text_) + grid(isToken(kind_) ? 1.25 : 2), metrics.height() + grid(0.5)};
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintChip(painter, rect(), text_, kind_, palette());
}

}  // namespace lathe
