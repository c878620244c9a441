// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/balance.h"

#include <QPainter>
#include <algorithm>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {

Balance::Balance(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); }

void Balance::setCounts(QList<std::pair<QString, qint64>> counts) {
    counts_ = std::move(counts);
    QStringList words;
    for (const auto& [name, count] : counts_) words.append(QStringLiteral("%1: %2").arg(name, grouped(count)));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize Balance::sizeHint() const { return {columns(36), static_cast<int>(counts_.size()) * grid(3)}; }

QSize Balance::minimumSizeHint() const { return {columns(20), sizeHint().height()}; }

void Balance::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int names = 0;
    qreal numbers = 0;
    qint64 most = 1;
    for (const auto& [name, count] : counts_) {
        names = std::max(names, fontMetrics().horizontalAdvance(name));
        numbers = std::max(numbers, numberWidth(font(), grouped(count)));
        most = std::max(most, count);
    }
    names = std::min(names, width() / 3);
    const int from = names + grid(1.5), room = width() - from - static_cast<int>(numbers) - grid(1.5), high = grid(3);
    int y = 0;
    for (const auto& [name, count] : counts_) {
        painter.setPen(theme.text);
        painter.drawText(QRect(0, y, names, high), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(name, Qt::ElideRight, names));
        const qreal wide = std::max<qreal>(2, room * static_cast<qreal>(count) / static_cast<qreal>(most));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.curve(0));
        painter.drawRoundedRect(QRectF(from, y + high * 0.3, wide, high * 0.4), 2, 2);
        painter.setPen(theme.secondary);
        drawNumber(painter, QRectF(0, y, width(), high), grouped(count));
        y += high;
    }
}

}  // namespace lathe
