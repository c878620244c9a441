// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that hold every word of a text, in the order of any column; the pinned baseline stays on top.
#pragma once

#include <QSet>
#include <QSortFilterProxyModel>
#include <QStringList>

namespace lathe {

class RunFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit RunFilter(QObject* parent = nullptr);
    void setText(const QString& text);
    /// Runs that are not shown whatever the text (being deleted).
    void setHidden(const QSet<qint64>& runs);
    /// Stands first in any order; 0: none.
    void setPinned(qint64 run);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    QStringList words_;
    QSet<qint64> hidden_;
    qint64 pinned_ = 0;
};

}  // namespace lathe
