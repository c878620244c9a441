// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that fit a query or hold every word of a text, in the order of any column; the pinned baseline stays
// on top and archived runs are left out.
#pragma once

#include <QSet>
#include <QSortFilterProxyModel>
#include <QStringList>
#include <optional>

#include "widgets/models/run_query.h"

namespace lathe {

class RunFilter : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    explicit RunFilter(QObject* parent = nullptr);
    /// Words, or a query (run_query.h). One that can't be read changes nothing and is said by problem().
    void setText(const QString& text);
    QString problem() const { return problem_; }
    /// Archived runs are shown, too; a text that speaks of the archive shows them anyway.
    void setArchiveShown(bool shown);
    bool archiveShown() const { return archiveShown_; }
    /// Runs that are not shown whatever the text (being deleted).
    void setHidden(const QSet<qint64>& runs);
    /// Stands first in any order; 0: none.
    void setPinned(qint64 run);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    QStringList words_;
    std::optional<RunQuery> query_;
    QString problem_;
    bool archiveShown_ = false, asksForArchive_ = false;
    QSet<qint64> hidden_;
    qint64 pinned_ = 0;
};

}  // namespace lathe
