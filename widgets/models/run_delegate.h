// SPDX-License-Identifier: GPL-3.0-or-later
// A run's number behind a dot in its colour; other cells as the style paints them.
#pragma once

#include <QStyledItemDelegate>

namespace lathe {

class RunDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// This run's row is drawn as under the mouse; 0: none. The view has to be updated.
    void setLit(qint64 run) { lit_ = run; }

  private:
    qint64 lit_ = 0;
};

}  // namespace lathe
