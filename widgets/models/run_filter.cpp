// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_filter.h"

#include <algorithm>

#include "widgets/models/run_table_model.h"

namespace lathe {

RunFilter::RunFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(RunTableModel::SortRole);
    setDynamicSortFilter(true);
}

void RunFilter::setText(const QString& text) {
    problem_.clear();
    if (RunQuery::isQuery(text)) {
        const auto* model = static_cast<const RunTableModel*>(sourceModel());
        auto query = RunQuery::parse(text, runFields(model->runs()));
        if (!query) {
            problem_ = QString::fromStdString(query.error().what);
            return;
        }
        query_ = std::move(*query);
        words_.clear();
    } else {
        query_.reset();
        words_ = text.split(' ', Qt::SkipEmptyParts);
    }
    asksForArchive_ = text.contains(QLatin1String(kArchivedTag), Qt::CaseInsensitive);
    invalidateFilter();
}

void RunFilter::setArchiveShown(bool shown) {
    archiveShown_ = shown;
    invalidateFilter();
}

void RunFilter::setHidden(const QSet<qint64>& runs) {
    hidden_ = runs;
    invalidateFilter();
}

void RunFilter::setPinned(qint64 run) {
    if (pinned_ == run) return;
    pinned_ = run;
    invalidate();
}

bool RunFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const qint64 run = index.data(RunTableModel::RunRole).toLongLong();
    if (hidden_.contains(run)) return false;
    if (run == pinned_) return true;
    if (!archiveShown_ && !asksForArchive_ && index.data(RunTableModel::ArchivedRole).toBool()) return false;
    if (query_) {
        const RunRow* found = static_cast<const RunTableModel*>(sourceModel())->find(run);
        return found && query_->fits(*found);
    }
    if (words_.isEmpty()) return true;
    const QString text = index.data(RunTableModel::FilterRole).toString();
    return std::all_of(words_.begin(), words_.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool RunFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const bool up = sortOrder() == Qt::AscendingOrder;
    const qint64 a = left.data(RunTableModel::RunRole).toLongLong(),
                 b = right.data(RunTableModel::RunRole).toLongLong();
    if (pinned_ != 0 && (a == pinned_) != (b == pinned_)) return (a == pinned_) == up;
    const QVariant x = left.data(sortRole()), y = right.data(sortRole());
    // What has no value stands last in both directions.
    if (x.isValid() != y.isValid()) return x.isValid() == up;
    if (x == y) return a < b;
    return QSortFilterProxyModel::lessThan(left, right);
}

}  // namespace lathe
