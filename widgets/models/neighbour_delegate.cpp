// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neighbour_delegate.h"

#include <QApplication>
#include <QPainter>

#include "widgets/forms/numbers.h"
#include "widgets/measure.h"
#include "widgets/models/neighbour_model.h"
#include "widgets/plots/sparkline.h"
#include "widgets/theme.h"

namespace lathe {

void NeighbourDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    const QVariant word = index.data(NeighbourModel::WordRole);
    const QVariant drift = index.data(NeighbourModel::DriftRole);
    if (!word.isValid() && !drift.isValid()) return QStyledItemDelegate::paint(painter, option, index);

    QStyleOptionViewItem empty = option;
    initStyleOption(&empty, index);
    empty.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &empty, painter, option.widget);

    const Theme theme = Theme::of(option.palette);
    const QRectF cell = QRectF(option.rect).adjusted(grid(1), grid(0.5), -grid(1), -grid(0.5));
    if (drift.isValid()) {
        const auto ys = drift.value<QVector<double>>();
        const auto xs = index.data(NeighbourModel::DriftStepsRole).value<QVector<double>>();
        if (!ys.isEmpty() && xs.size() == ys.size()) paintSparkline(*painter, cell, xs, ys, 0, theme.accent);
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double bar = grid(0.35), line = cell.height() - bar - grid(0.25);
    const QRectF text(cell.left(), cell.top(), cell.width(), line);
    const QString score = index.data(Qt::DisplayRole).toString().section(QStringLiteral("  "), -1);
    painter->setFont(scaledFont(0.92));
    painter->setPen(theme.secondary);
    drawNumber(*painter, text, score);
    const double room = text.width() - numberWidth(painter->font(), score) - grid(0.5);
    painter->setFont(tokenFont(0.92));
    painter->setPen(theme.text);
    painter->drawText(QRectF(text.left(), text.top(), room, text.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetricsF(painter->font()).elidedText(word.toString(), Qt::ElideRight, room));
    painter->setPen(Qt::NoPen);
    const QRectF track(cell.left(), cell.bottom() - bar, cell.width(), bar);
    painter->setBrush(option.state & QStyle::State_Selected ? theme.border
                      : theme.dark                          ? theme.sunken
                                                            : theme.grid);
    painter->drawRoundedRect(track, bar / 2, bar / 2);
    const double share = index.data(NeighbourModel::ShareRole).toDouble();
    if (share > 0.005) {
        painter->setBrush(theme.curve(0));
        painter->drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, bar), bar / 2,
                                 bar / 2);
    }
    painter->restore();
}

QSize NeighbourDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(grid(4.75));
    if (index.data(NeighbourModel::WordRole).isValid()) size.setWidth(grid(14));
    return size;
}

}  // namespace lathe
