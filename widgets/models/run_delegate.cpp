// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_delegate.h"

#include <QPainter>

#include "widgets/models/run_table_model.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

bool isRunColumn(const QModelIndex& index) {
    return index.column() == 0 && index.data(RunTableModel::RunRole).isValid();
}

}  // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    QStyleOptionViewItem shown = option;
    if (lit_ != 0 && index.data(RunTableModel::RunRole).toLongLong() == lit_)
        shown.state |= QStyle::State_MouseOver;
    QStyledItemDelegate::paint(painter, shown, index);
    if (!isRunColumn(index)) return;
    const Theme theme = Theme::of(option.palette);
    const double size = option.fontMetrics.height() * 0.52;
    const QRectF cell = option.rect;
    const QPointF centre(cell.left() + size * 1.5, cell.center().y() + 0.5);
    const int colour = index.data(RunTableModel::ColourRole).toInt();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    // Past the sixth run colours come again: then the dot is a ring, as the curve is dashed.
    const bool ring = Theme::dash(colour) != Qt::SolidLine;
    painter->setPen(ring ? QPen(theme.curve(colour), size * 0.25) : QPen(Qt::NoPen));
    painter->setBrush(ring ? QBrush(Qt::NoBrush) : QBrush(theme.curve(colour)));
    const double radius = ring ? size * 0.4 : size / 2;
    painter->drawEllipse(centre, radius, radius);
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (isRunColumn(index)) size.rwidth() += option.fontMetrics.height() * 2;
    return size;
}

}  // namespace lathe
