// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_table_model.h"

#include <QFont>
#include <cmath>

#include "widgets/models/study_data.h"
#include "widgets/show.h"

namespace lathe {

StudyTableModel::StudyTableModel(const Catalogue& catalogue, QObject* parent)
    : QAbstractTableModel(parent), catalogue_(catalogue) {}

void StudyTableModel::setTable(SweepTable table) {
    auto keys = sweepKeys(table);
    const bool same = keys == keys_ && table.lines.size() == table_.lines.size();
    if (!same) beginResetModel();
    table_ = std::move(table);
    keys_ = std::move(keys);
    labels_.clear();
    for (const std::string& key : keys_) labels_ << optionLabel(catalogue_, key);
    if (!same)
        endResetModel();
    else if (!table_.lines.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int StudyTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(table_.lines.size());
}
int StudyTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || table_.lines.empty() ? 0 : static_cast<int>(keys_.size()) + kColumns;
}

QVariant StudyTableModel::plain(const SweepLine& line, int column) const {
    const int own = column - static_cast<int>(keys_.size());
    if (own < 0) {
        const QString value = text(settingOf(line, keys_[static_cast<std::size_t>(column)]));
        bool number = false;
        const double parsed = value.toDouble(&number);
        return number ? QVariant(parsed) : QVariant(value);
    }
    switch (own) {
        case kMean:
            return std::isfinite(line.mean()) ? QVariant(line.mean()) : QVariant();
        case kDeviation:
            return line.deviation() ? QVariant(*line.deviation()) : QVariant();
        case kSeeds:
            return static_cast<qint64>(line.values.size());
        default:
            return line.runs.empty() ? QVariant() : QVariant(static_cast<qint64>(line.runs.front()));
    }
}

QString StudyTableModel::shown(const SweepLine& line, int column) const {
    const int own = column - static_cast<int>(keys_.size());
    if (own < 0) return text(settingOf(line, keys_[static_cast<std::size_t>(column)]));
    switch (own) {
        case kMean:
            return showMetric(text(table_.metric), line.mean());
        case kDeviation:
            return line.deviation() ? showNumber(*line.deviation()) : QStringLiteral("–");
        case kSeeds:
            return tr("%1 of %2").arg(line.values.size()).arg(line.asked);
        default: {
            QStringList runs;
            for (const std::int64_t run : line.runs) runs << QString::number(run);
            if (runs.isEmpty()) return QStringLiteral("–");
            return runs.size() > 6 ? tr("%1 to %2").arg(runs.first(), runs.last())
                                   : runs.join(QStringLiteral(", "));
        }
    }
}

QVariant StudyTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const SweepLine& line = table_.lines[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole) return shown(line, index.column());
    if (role == PlainRole) return plain(line, index.column());
    if (role == Qt::TextAlignmentRole) return headerData(index.column(), Qt::Horizontal, role);
    if (role == Qt::FontRole && index.row() == table_.best) {
        QFont bold;
        bold.setWeight(QFont::DemiBold);
        return bold;
    }
    if (role == Qt::ToolTipRole && index.row() == table_.best) return tr("The best on validation");
    return {};
}

QVariant StudyTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const int own = section - static_cast<int>(keys_.size());
    const bool number = own >= 0 ? own != kRuns
                                 : !table_.lines.empty() &&
                                       plain(table_.lines.front(), section).typeId() == QMetaType::Double;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (own < 0) return labels_[section];
    switch (own) {
        case kMean:
            return metricLabel(text(table_.metric));
        case kDeviation:
            return tr("Deviation");
        case kSeeds:
            return tr("Seeds");
        default:
            return tr("Runs");
    }
}

}  // namespace lathe
