// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heat_map.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/measure.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

QColor between(const QColor& a, const QColor& b, double share) {
    const auto mix = [share](float x, float y) { return float(x + (y - x) * share); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

}  // namespace

HeatMap::HeatMap(QWidget* parent) : ChartWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void HeatMap::setMatrix(Matrix matrix, const QString& rowTitle, const QString& columnTitle) {
    matrix_ = std::move(matrix);
    rowTitle_ = rowTitle;
    columnTitle_ = columnTitle;
    row_ = std::clamp(row_, 0, std::max(0, int(matrix_.rows.size()) - 1));
    column_ = std::clamp(column_, 0, std::max(0, int(matrix_.columns.size()) - 1));
    summaryChanged();
    update();
}

void HeatMap::setScale(double low, double high) {
    low_ = low;
    high_ = high;
    update();
}

void HeatMap::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

void HeatMap::setWide(bool on) {
    wide_ = on;
    update();
}

void HeatMap::setSelected(int row) {
    if (selected_ == row) return;
    selected_ = row;
    update();
}

double HeatMap::labelWidth() const {
    const QFontMetricsF metrics(scaledFont(0.86));
    double wide = 0;
    for (const QString& row : matrix_.rows) wide = std::max(wide, metrics.horizontalAdvance(row));
    return std::min(wide, metrics.height() * (wide_ ? 14 : 7)) + 8;
}

QRectF HeatMap::area() const {
    const double line = QFontMetricsF(scaledFont(0.86)).height();
    const QRectF room = QRectF(rect()).adjusted(labelWidth() + line * 1.4, line * 2.6, -line * 4.5, -4);
    if (matrix_.rows.isEmpty() || matrix_.columns.isEmpty()) return room;
    // Cells as wide as high where both fit, at most five lines of text.
    const double side = std::min({room.width() / double(matrix_.columns.size()),
                                  room.height() / double(matrix_.rows.size()), line * 5});
    const double wanted = std::max(side, line * (wide_ ? 11 : 2.2));
    const double wide = std::min(room.width() / double(matrix_.columns.size()), wanted);
    return {room.topLeft(),
            QSizeF(wide * double(matrix_.columns.size()), side * double(matrix_.rows.size()))};
}

bool HeatMap::cellAt(const QPointF& point, int& row, int& column) const {
    const QRectF inner = area();
    if (matrix_.values.isEmpty() || !inner.contains(point)) return false;
    column = std::min(int(matrix_.columns.size()) - 1,
                      int((point.x() - inner.left()) / inner.width() * double(matrix_.columns.size())));
    row = std::min(int(matrix_.rows.size()) - 1,
                   int((point.y() - inner.top()) / inner.height() * double(matrix_.rows.size())));
    return true;
}

QColor HeatMap::colourOf(double value) const {
    const Theme theme = Theme::of(palette());
    if (!std::isfinite(value)) return theme.sunken;
    if (low_ < 0) {
        const double share = std::clamp(value / (value < 0 ? low_ : high_), 0.0, 1.0);
        return between(theme.surface, value < 0 ? theme.curve(1) : theme.curve(0), share);
    }
    const double share = high_ > low_ ? std::clamp((value - low_) / (high_ - low_), 0.0, 1.0) : 0;
    return between(theme.sunken, theme.curve(0), share);
}

void HeatMap::paintLabels(QPainter& painter, const QRectF& inner) const {
    const Theme theme = Theme::of(palette());
    const QFont small = scaledFont(0.86);
    const QFontMetricsF metrics(small);
    const double cellHeight = inner.height() / double(matrix_.rows.size()),
                 cellWidth = inner.width() / double(matrix_.columns.size());
    const int rowStride = std::max(1, int(std::ceil(metrics.height() / cellHeight)));
    painter.setFont(small);
    for (int row = 0; row < matrix_.rows.size(); row += rowStride) {
        painter.setPen(row == selected_ ? theme.text : theme.secondary);
        const QRectF box(inner.left() - labelWidth(),
                         inner.top() + cellHeight * (row + 0.5) - metrics.height() / 2, labelWidth() - 6,
                         metrics.height());
        painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(matrix_.rows[row], Qt::ElideRight, box.width()));
    }
    double widest = 0;
    for (const QString& column : matrix_.columns)
        widest = std::max(widest, metrics.horizontalAdvance(column));
    const double wanted = std::min(widest, metrics.height() * 4) + 6;
    const int columnStride = std::max(1, int(std::ceil(wanted / cellWidth)));
    for (int column = 0; column < matrix_.columns.size(); column += columnStride) {
        const double room = cellWidth * columnStride - 4;
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(inner.left() + cellWidth * (column + 0.5) - room / 2,
                                inner.top() - metrics.height() - 3, room, metrics.height()),
                         Qt::AlignCenter, metrics.elidedText(matrix_.columns[column], Qt::ElideRight, room));
    }
    painter.setPen(theme.secondary);
    painter.drawText(QRectF(inner.left(), 0, std::max(inner.width(), double(width()) - inner.left() - 4),
                            metrics.height() * 1.2),
                     Qt::AlignLeft | Qt::AlignVCenter, columnTitle_);
    painter.save();
    painter.translate(metrics.height() * 0.6, inner.center().y());
    painter.rotate(-90);
    const double tall = std::max(inner.height(), height() * 0.6);
    painter.drawText(QRectF(-tall / 2, -metrics.height() * 0.6, tall, metrics.height() * 1.2),
                     Qt::AlignCenter, metrics.elidedText(rowTitle_, Qt::ElideRight, tall));
    painter.restore();
}

void HeatMap::paintScale(QPainter& painter, const QRectF& inner) const {
    const Theme theme = Theme::of(palette());
    const QFontMetricsF metrics(painter.font());
    const QRectF bar(inner.right() + metrics.height() * 0.9, inner.top(), metrics.height() * 0.6,
                     std::min(std::max(inner.height(), metrics.height() * 5), metrics.height() * 12));
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    for (int stop = 0; stop <= 10; ++stop)
        gradient.setColorAt(stop / 10.0, colourOf(low_ + (high_ - low_) * stop / 10));
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(gradient);
    painter.drawRect(bar);
    painter.setPen(theme.secondary);
    const auto label = [&](double value) {
        const double y = bar.bottom() - (value - low_) / std::max(1e-12, high_ - low_) * bar.height();
        painter.drawText(
            QRectF(bar.right() + 5, y - metrics.height() / 2, metrics.height() * 4, metrics.height()),
            Qt::AlignLeft | Qt::AlignVCenter, QString::number(value, 'g', 3));
    };
    label(low_);
    label(high_);
    if (low_ < 0) label(0);
}

void HeatMap::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    if (matrix_.values.isEmpty()) {
        painter.setPen(theme.secondary);
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        return;
    }
    const QRectF inner = area();
    const double cellHeight = inner.height() / double(matrix_.rows.size()),
                 cellWidth = inner.width() / double(matrix_.columns.size());
    const QFont digits = scaledFont(0.8);
    const QFontMetricsF metrics(digits);
    const bool written =
        cellWidth > metrics.horizontalAdvance("-0.00") + 4 && cellHeight > metrics.height() + 2;
    const double gap = std::min(cellWidth, cellHeight) > 8 ? 1 : 0;
    painter.setFont(digits);
    for (int row = 0; row < matrix_.rows.size(); ++row)
        for (int column = 0; column < matrix_.columns.size(); ++column) {
            const QRectF cell(inner.left() + cellWidth * column, inner.top() + cellHeight * row,
                              cellWidth - gap, cellHeight - gap);
            const double value = matrix_.at(row, column);
            const QColor colour = colourOf(value);
            painter.fillRect(cell, colour);
            if (!written || !std::isfinite(value)) continue;
            // Text stays readable on every shade.
            const double grey = 0.299 * colour.redF() + 0.587 * colour.greenF() + 0.114 * colour.blueF();
            painter.setPen(grey > 0.5 ? Theme::light().text : Theme::night().text);
            painter.drawText(
                cell, Qt::AlignCenter,
                std::fabs(value) < 10 ? QString::number(value, 'f', 2) : QString::number(value, 'g', 3));
        }
    paintLabels(painter, inner);
    paintScale(painter, inner);
    painter.setBrush(Qt::NoBrush);
    if (selected_ >= 0 && selected_ < matrix_.rows.size()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRect(QRectF(inner.left() - 1, inner.top() + cellHeight * selected_ - 1, inner.width() + 1,
                                cellHeight + 1));
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.focus, 2));
        painter.drawRect(QRectF(inner.left() + cellWidth * column_, inner.top() + cellHeight * row_,
                                cellWidth, cellHeight));
    }
}

QString HeatMap::say(int row, int column) const {
    return tr("%1 %2, %3 %4: %5")
        .arg(rowTitle_, matrix_.rows[row], columnTitle_, matrix_.columns[column])
        .arg(matrix_.at(row, column), 0, 'f', 3);
}

void HeatMap::mousePressEvent(QMouseEvent* event) {
    int row = 0, column = 0;
    if (event->button() != Qt::LeftButton || !cellAt(event->position(), row, column)) return;
    row_ = row;
    column_ = column;
    Q_EMIT clicked(row, column);
}

void HeatMap::keyPressEvent(QKeyEvent* event) {
    if (matrix_.values.isEmpty()) return ChartWidget::keyPressEvent(event);
    if (event->matches(QKeySequence::Copy)) return copy();
    switch (event->key()) {
        case Qt::Key_Left:
            column_ = std::max(0, column_ - 1);
            break;
        case Qt::Key_Right:
            column_ = std::min(int(matrix_.columns.size()) - 1, column_ + 1);
            break;
        case Qt::Key_Up:
            row_ = std::max(0, row_ - 1);
            break;
        case Qt::Key_Down:
            row_ = std::min(int(matrix_.rows.size()) - 1, row_ + 1);
            break;
        default:
            return ChartWidget::keyPressEvent(event);
    }
    setAccessibleDescription(say(row_, column_));
    update();
    Q_EMIT clicked(row_, column_);
}

bool HeatMap::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        int row = 0, column = 0;
        if (cellAt(help->pos(), row, column))
            QToolTip::showText(help->globalPos(), say(row, column), this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    return ChartWidget::event(event);
}

QString HeatMap::summary() const {
    if (matrix_.values.isEmpty()) return emptyText_;
    double low = INFINITY, high = -INFINITY;
    for (const double value : matrix_.values)
        if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    return tr("%1 by %2, %3 rows and %4 columns, from %5 to %6")
        .arg(rowTitle_, columnTitle_)
        .arg(matrix_.rows.size())
        .arg(matrix_.columns.size())
        .arg(showNumber(low), showNumber(high));
}

ChartNumbers HeatMap::numbers() const {
    ChartNumbers numbers{QStringList{rowTitle_} + matrix_.columns, {}};
    for (int row = 0; row < matrix_.rows.size(); ++row) {
        QVector<QVariant> cells{matrix_.rows[row]};
        for (int column = 0; column < matrix_.columns.size(); ++column) cells.append(matrix_.at(row, column));
        numbers.rows.append(cells);
    }
    return numbers;
}

QSize HeatMap::sizeHint() const {
    return {grid(50), grid(40)};
}
QSize HeatMap::minimumSizeHint() const {
    return {grid(20), grid(14)};
}

}  // namespace lathe
