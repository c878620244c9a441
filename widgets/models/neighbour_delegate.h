// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a near word with its score and a bar below, and a soft token's drift as a small curve.
#pragma once

#include <QStyledItemDelegate>

namespace lathe {

class NeighbourDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace lathe
