// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/numbers.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

#include "widgets/measure.h"
#include "widgets/show.h"

namespace lathe {
namespace {

qreal digitWidth(const QFontMetricsF& metrics) {
    qreal widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    return widest;
}

bool isDigit(QChar c) {
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

/// Calls `piece(text, width, isDigit)` for each digit and each stretch of other characters.
template <class Piece>
void pieces(const QFontMetricsF& metrics, const QString& text, const Piece& piece) {
    const qreal digit = digitWidth(metrics);
    for (qsizetype i = 0; i < text.size();) {
        if (isDigit(text[i])) {
            piece(text.mid(i, 1), digit, true);
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size() && !isDigit(text[end])) ++end;
        const QString other = text.mid(i, end - i);
        piece(other, metrics.horizontalAdvance(other), false);
        i = end;
    }
}

}  // namespace

qreal numberWidth(const QFont& font, const QString& text) {
    qreal width = 0;
    pieces(QFontMetricsF(font), text, [&](const QString&, qreal advance, bool) { width += advance; });
    return width;
}

void drawNumber(QPainter& painter, const QRectF& area, const QString& text, Qt::Alignment alignment) {
    const QFontMetricsF metrics(painter.font());
    const qreal width = numberWidth(painter.font(), text);
    qreal x = area.left();
    if (alignment & Qt::AlignRight) x = area.right() - width;
    if (alignment & Qt::AlignHCenter) x = area.center().x() - width / 2;
    qreal y = area.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    if (alignment & Qt::AlignTop) y = area.top() + metrics.ascent();
    if (alignment & Qt::AlignBottom) y = area.bottom() - metrics.descent();
    pieces(metrics, text, [&](const QString& piece, qreal advance, bool digit) {
        const qreal inset = digit ? (advance - metrics.horizontalAdvance(piece)) / 2 : 0;
        painter.drawText(QPointF(x + inset, y), piece);
        x += advance;
    });
}

QString grouped(qint64 number) {
    return showWhole(number);
}

QString shortNumber(double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const double size = std::abs(value);
    if (size >= 1000) return grouped(std::llround(value));
    if (size >= 100) return QString::number(value, 'f', 1);
    if (size >= 10) return QString::number(value, 'f', 2);
    if (size >= 0.01 || size == 0) return QString::number(value, 'f', size >= 0.1 || size == 0 ? 3 : 4);
    return QString::number(value, 'g', 3);
}

NumberLabel::NumberLabel(const QString& text, double scale, int weight, QWidget* parent) : QWidget(parent) {
    setFont(scaledFont(scale, weight));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void NumberLabel::setText(const QString& text) {
    if (text == text_) return;
    const bool wider = text.size() != text_.size();
    text_ = text;
    setAccessibleName(text);
    if (wider) updateGeometry();
    update();
}

void NumberLabel::setAlignment(Qt::Alignment alignment) {
    alignment_ = alignment;
    update();
}

QSize NumberLabel::sizeHint() const {
    return {static_cast<int>(std::ceil(numberWidth(font(), text_))) + 1, QFontMetrics(font()).height()};
}

void NumberLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(palette().color(foregroundRole()));
    drawNumber(painter, rect(), text_, alignment_);
}

}  // namespace lathe
