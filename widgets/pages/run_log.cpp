// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/run_log.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/pages/run_events.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {

void LogModel::setRows(std::vector<LogRow> rows) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(rows_.size());
}
int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(Columns);
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const LogRow& row = rows_[std::size_t(index.row())];
    const LoggedText said = loggedText(row.text);
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Step ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) return said.text;
    if (role == Qt::ForegroundRole && index.column() == Text && row.level != "info") {
        const Theme theme = Theme::of(QApplication::palette());
        return row.level == "warning" ? theme.warning : theme.error;
    }
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case Time:
            return text(row.time).mid(11, 8);
        case Step:
            return said.step < 0 ? QString() : showNumber(double(said.step));
        default:
            return row.level == "info" ? said.text : text(row.level) + ": " + said.text;
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Step ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return section == Time ? tr("Time (UTC)") : section == Step ? tr("Step") : tr("What happened");
}

QString LogModel::plain() const {
    QString out;
    for (const LogRow& row : rows_) out += text(row.time + " " + row.level + " " + row.text) + '\n';
    return out;
}

RunLogView::RunLogView(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    table_ = new QTableView;
    table_->setObjectName("logTable");
    table_->setAccessibleName(tr("What the run said"));
    tidyTable(table_);
    table_->setModel(&model_);
    table_->setColumnWidth(LogModel::Time, grid(14));
    table_->setColumnWidth(LogModel::Step, grid(9));
    layout->addWidget(table_);
}

void RunLogView::setRun(std::int64_t run) {
    run_ = run;
    renew();
}

void RunLogView::renew() {
    stale_ = true;
    if (isVisible()) read();
}

void RunLogView::read() {
    stale_ = false;
    std::vector<LogRow> rows;
    if (desk_.project() && run_ != 0)
        if (auto found = runLog(*desk_.project(), run_)) rows = std::move(*found);
    if (rows.empty()) rows.push_back({{}, "info", tr("Nothing was said yet.").toStdString(), run_});
    model_.setRows(std::move(rows));
    table_->scrollToBottom();
}

void RunLogView::copy() const {
    QApplication::clipboard()->setText(model_.plain());
}

void RunLogView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) read();
}

}  // namespace lathe
