// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_table_model.h"

#include <QFont>
#include <QGuiApplication>
#include <algorithm>
#include <cmath>
#include <map>

#include "widgets/show.h"

namespace lathe {
namespace {

using ColumnKind = RunColumn::Kind;

bool isNumber(ColumnKind kind) {
    return kind == ColumnKind::Run || kind == ColumnKind::Steps || kind == ColumnKind::Best ||
           kind == ColumnKind::Last || kind == ColumnKind::Seconds || kind == ColumnKind::Lowest ||
           kind == ColumnKind::Highest;
}

/// Validation's value of a metric where there is one, else training's.
std::optional<double> metricOf(const std::map<std::string, double>& values, const QString& metric) {
    const std::string name = metric.toStdString();
    for (const std::string& key : {name, "validation." + name}) {
        const auto at = values.find(key);
        if (at != values.end() && std::isfinite(at->second)) return at->second;
    }
    return {};
}

}  // namespace

RunTableModel::RunTableModel(QObject* parent) : QAbstractTableModel(parent) {
    columns_ = usualColumns();
}

void RunTableModel::setRuns(std::vector<RunRow> runs) {
    std::sort(runs.begin(), runs.end(), [](const RunRow& a, const RunRow& b) { return a.run < b.run; });
    for (int row = int(runs_.size()) - 1; row >= 0; --row) {
        const auto run = runs_[size_t(row)].run;
        if (std::any_of(runs.begin(), runs.end(), [&](const RunRow& other) { return other.run == run; }))
            continue;
        beginRemoveRows({}, row, row);
        runs_.erase(runs_.begin() + row);
        endRemoveRows();
    }
    for (int row = 0; row < int(runs.size()); ++row) {
        if (row < int(runs_.size()) && runs_[size_t(row)].run == runs[size_t(row)].run) {
            runs_[size_t(row)] = std::move(runs[size_t(row)]);
            changed(row);
            continue;
        }
        beginInsertRows({}, row, row);
        runs_.insert(runs_.begin() + row, std::move(runs[size_t(row)]));
        endInsertRows();
    }
}

void RunTableModel::changed(int row) {
    Q_EMIT dataChanged(index(row, 0), index(row, std::max(0, columnCount() - 1)));
}

void RunTableModel::take(const Event& event) {
    const int at = rowOf(event.run);
    if (at < 0) return;
    RunRow& row = runs_[size_t(at)];
    const auto record = [this, &row](const std::string& name, double value) {
        if (!std::isfinite(value)) return;
        row.last[name] = value;
        const auto best = row.best.find(name);
        const bool better = best == row.best.end() ||
                            (lowerIsBetter(text(name)) ? value < best->second : value > best->second);
        if (better) row.best[name] = value;
        for (auto& [metric, ranges] : ranges_) {
            if (name != metric.toStdString() && name != "validation." + metric.toStdString()) continue;
            const auto range = ranges.try_emplace(row.run, MetricRange{value, value}).first;
            range->second.low = std::min(range->second.low, value);
            range->second.high = std::max(range->second.high, value);
        }
    };
    if (const auto* step = std::get_if<Stepped>(&event.body)) {
        row.step = step->step;
        if (step->steps > 0) row.steps = step->steps;
        record("loss", step->loss);
        if (row.state == RunState::Queued || row.state == RunState::Interrupted)
            row.state = RunState::Running;
    } else if (const auto* evaluated = std::get_if<Evaluated>(&event.body)) {
        const std::string split = evaluated->data.substr(evaluated->data.rfind('/') + 1);
        for (const auto& [name, value] : evaluated->metrics) record(split + "." + name, value);
    } else if (const auto* state = std::get_if<StateChanged>(&event.body)) {
        row.state = state->state;
    } else if (const auto* failure = std::get_if<Failed>(&event.body)) {
        row.state = RunState::Failed;
        row.failure = *failure;
    } else {
        return;
    }
    changed(at);
}

const RunRow* RunTableModel::find(std::int64_t run) const {
    const int row = rowOf(run);
    return row < 0 ? nullptr : &runs_[size_t(row)];
}

int RunTableModel::rowOf(std::int64_t run) const {
    const auto at = std::lower_bound(runs_.begin(), runs_.end(), run,
                                     [](const RunRow& row, std::int64_t number) { return row.run < number; });
    return at != runs_.end() && at->run == run ? int(at - runs_.begin()) : -1;
}

void RunTableModel::setColumns(std::vector<RunColumn> columns) {
    if (columns == columns_) return;
    beginResetModel();
    columns_ = std::move(columns);
    endResetModel();
}

void RunTableModel::changedAll() {
    if (!runs_.empty() && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RunTableModel::setBaseline(std::int64_t run) {
    if (baseline_ == run) return;
    baseline_ = run;
    changedAll();
}

void RunTableModel::setRanges(const QString& metric, std::map<std::int64_t, MetricRange> ranges) {
    ranges_[metric] = std::move(ranges);
    changedAll();
}

void RunTableModel::setColours(const RunColours& colours) {
    if (colours == colours_) return;
    colours_ = colours;
    changedAll();
}

std::optional<double> RunTableModel::number(const RunRow& row, const RunColumn& column) const {
    if (column.kind == ColumnKind::Best) return metricOf(row.best, column.key);
    if (column.kind == ColumnKind::Last) return metricOf(row.last, column.key);
    const auto ranges = ranges_.find(column.key);
    if (ranges == ranges_.end()) return {};
    const auto range = ranges->second.find(row.run);
    if (range == ranges->second.end()) return {};
    return column.kind == ColumnKind::Lowest ? range->second.low : range->second.high;
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(runs_.size());
}
int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(columns_.size());
}

QVariant RunTableModel::plain(const RunRow& row, const RunColumn& column) const {
    switch (column.kind) {
        case ColumnKind::Run:
            return qint64(row.run);
        case ColumnKind::Name:
            return text(row.name);
        case ColumnKind::State:
            return stateText(row);
        case ColumnKind::Steps:
            return qint64(row.step);
        case ColumnKind::Best:
        case ColumnKind::Last:
        case ColumnKind::Lowest:
        case ColumnKind::Highest: {
            const auto value = number(row, column);
            return value ? QVariant(*value) : QVariant();
        }
        case ColumnKind::Option: {
            const Json& value = row.recipe.at(column.key.toStdString());
            if (value.isNumber()) return value.toNumber();
            return value.isNull() ? QVariant() : QVariant(showOption(value));
        }
        case ColumnKind::Seconds:
            return row.seconds;
        case ColumnKind::Created:
            return text(row.created);
        case ColumnKind::Tags: {
            QStringList tags;
            for (const auto& tag : row.tags) tags << text(tag);
            return tags.join(", ");
        }
        case ColumnKind::Note:
            return text(row.note);
        case ColumnKind::Device:
            return deviceOf(row);
    }
    return {};
}

QString RunTableModel::shown(const RunRow& row, const RunColumn& column) const {
    const QVariant value = plain(row, column);
    switch (column.kind) {
        case ColumnKind::Steps: {
            const bool live = row.state == RunState::Running || row.state == RunState::Paused;
            if (live && row.steps > 0) return QStringLiteral("%1%").arg(row.step * 100 / row.steps);
            return showNumber(double(row.step));
        }
        case ColumnKind::Best:
        case ColumnKind::Last:
        case ColumnKind::Lowest:
        case ColumnKind::Highest: {
            if (!value.isValid()) return QStringLiteral("–");
            const QString said = showMetric(column.key, value.toDouble());
            const RunRow* base = baseline_ != 0 && baseline_ != row.run ? find(baseline_) : nullptr;
            if (!base) return said;
            const auto other = number(*base, column);
            return other ? said + "  " + showDelta(value.toDouble() - *other) : said;
        }
        case ColumnKind::Option:
            return showOption(row.recipe.at(column.key.toStdString()));
        case ColumnKind::Seconds:
            return row.seconds > 0 ? showDuration(row.seconds) : QStringLiteral("–");
        case ColumnKind::Created:
            return text(row.created).left(16).replace('T', ' ');
        default:
            return value.toString();
    }
}

QVariant RunTableModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid()) return {};
    const RunRow& row = runs_[size_t(at.row())];
    const RunColumn& column = columns_[size_t(at.column())];
    switch (role) {
        case Qt::DisplayRole:
            return shown(row, column);
        case Qt::EditRole:
            return column.kind == ColumnKind::Name ? QVariant(text(row.name)) : QVariant(shown(row, column));
        case SortRole:
            return plain(row, column);
        case RunRole:
            return qint64(row.run);
        case ArchivedRole:
            return isArchived(row);
        case ColourRole:
            return colour(row.run);
        case NumberRole:
            return isNumber(column.kind) ||
                   (column.kind == ColumnKind::Option && plain(row, column).typeId() == QMetaType::Double);
        case FilterRole: {
            QStringList parts{QString::number(row.run), text(row.name), stateText(row), text(row.note),
                              recipeSummary(row.recipe)};
            for (const auto& tag : row.tags) parts << text(tag);
            for (const auto& each : columns_)
                if (each.kind == ColumnKind::Option) parts << shown(row, each);
            return parts.join('\n');
        }
        case Qt::TextAlignmentRole: {
            const bool number = isNumber(column.kind) || plain(row, column).typeId() == QMetaType::Double;
            return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        }
        case Qt::FontRole: {
            if (row.run != baseline_) return {};
            QFont bold = QGuiApplication::font();
            bold.setWeight(QFont::DemiBold);
            return bold;
        }
        case Qt::ToolTipRole:
            if (column.kind == ColumnKind::State && row.failure) return text(row.failure->what);
            if (column.kind == ColumnKind::Name && !row.note.empty()) return text(row.note);
            return {};
        case Qt::AccessibleTextRole:
            return column.title + ' ' + shown(row, column);
        default:
            return {};
    }
}

bool RunTableModel::setData(const QModelIndex& at, const QVariant& value, int role) {
    if (!at.isValid() || role != Qt::EditRole || columns_[size_t(at.column())].kind != ColumnKind::Name)
        return false;
    RunRow& row = runs_[size_t(at.row())];
    const QString name = value.toString().trimmed();
    if (name.isEmpty() || name == text(row.name)) return false;
    Q_EMIT renamed(row.run, name);
    return true;
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const RunColumn& column = columns_[size_t(section)];
    if (role == Qt::DisplayRole) return column.title;
    if (role == Qt::ToolTipRole && column.kind == ColumnKind::Option) return column.key;
    if (role == Qt::TextAlignmentRole) {
        const bool number = isNumber(column.kind) ||
                            (!runs_.empty() && plain(runs_[0], column).typeId() == QMetaType::Double);
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return {};
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& at) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(at);
    if (editable_ && at.isValid() && columns_[size_t(at.column())].kind == ColumnKind::Name)
        flags |= Qt::ItemIsEditable;
    return flags;
}

}  // namespace lathe
