// SPDX-License-Identifier: GPL-3.0-or-later
// The compare page's columns: what differs, or what the user chose and moved, kept in the project.
#include <QCheckBox>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <algorithm>

#include "core/project/runs.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_filter.h"
#include "widgets/pages/compare_page.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr const char* kView = "compare columns";
constexpr const char* kKinds[] = {"run",    "name",    "state",   "steps", "best", "last",
                                  "option", "seconds", "created", "tags",  "note"};

Json columnsJson(const std::vector<RunColumn>& columns) {
    Json list{Json::Array{}};
    for (const RunColumn& column : columns)
        list.append(Json::object(
            {{"kind", kKinds[static_cast<std::size_t>(column.kind)]}, {"key", column.key.toStdString()}}));
    return list;
}

/// Columns that these runs can no longer fill are left out.
std::vector<RunColumn> columnsFrom(const Json& list, const std::vector<RunColumn>& possible) {
    std::vector<RunColumn> columns;
    for (const Json& entry : list.items())
        for (const RunColumn& column : possible)
            if (entry["kind"].toString() == kKinds[static_cast<std::size_t>(column.kind)] &&
                text(entry["key"].toString()) == column.key)
                columns.push_back(column);
    return columns;
}

}  // namespace

void ComparePage::readColumns() {
    columnsRead_ = true;
    userColumns_.clear();
    if (!desk_.project()) return;
    if (const auto kept = keptView(*desk_.project(), kView))
        userColumns_ = columnsFrom(*kept, model_.possibleColumns());
}

void ComparePage::setUserColumns(std::vector<RunColumn> columns) {
    userColumns_ = std::move(columns);
    Project* project = desk_.project();
    if (project && !project->readOnly())
        if (const auto kept = keepView(*project, kView, columnsJson(userColumns_)); !kept)
            desk_.tell(text(kept.error().line()), true);
    chooseColumns();
}

/// The model takes the order in which the header now stands.
void ComparePage::takeOrder() {
    auto* header = table_->horizontalHeader();
    std::vector<RunColumn> columns;
    for (int at = 0; at < header->count(); ++at)
        columns.push_back(model_.columns()[static_cast<std::size_t>(header->logicalIndex(at))]);
    if (columns == model_.columns()) return;
    const QSignalBlocker quiet(header);
    for (int at = 0; at < header->count(); ++at) header->moveSection(header->visualIndex(at), at);
    setUserColumns(std::move(columns));
}

void ComparePage::chooseColumns() {
    const QVector<std::int64_t> kept = chosen();
    std::vector<RunColumn> columns = userColumns_;
    if (columns.empty()) {
        columns = model_.usualColumns();
        const auto possible = model_.possibleColumns();
        const QStringList differing = model_.differingOptions();
        std::vector<RunColumn> options;
        for (const auto& column : possible) {
            if (column.kind != RunColumn::Kind::Option) continue;
            static const QStringList usual = {"method.kind",    "method.tokens",           "method.init.kind",
                                              "optimizer.kind", "optimizer.learning_rate", "training.batch",
                                              "training.seed"};
            if (differing_->isChecked() ? differing.contains(column.key) : usual.contains(column.key))
                options.push_back(column);
        }
        columns.insert(columns.end(), options.begin(), options.end());
    }
    model_.setColumns(columns);
    arrangeColumns();
    for (const std::int64_t run : kept) {  // a new set of columns forgets the selection
        const QModelIndex index = filter_->mapFromSource(model_.index(std::max(0, model_.rowOf(run)), 0));
        if (model_.rowOf(run) >= 0)
            table_->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
}

void ComparePage::arrangeColumns() {
    auto* header = table_->horizontalHeader();
    header->setStretchLastSection(false);
    int name = -1, names = grid(20), others = 0;
    for (int column = 0; column < model_.columnCount(); ++column) {
        if (model_.columns()[size_t(column)].kind == RunColumn::Kind::Name) name = column;
        table_->resizeColumnToContents(column);
        const bool option = model_.columns()[size_t(column)].kind == RunColumn::Kind::Option;
        const int wanted = std::clamp(table_->columnWidth(column), grid(7), grid(option ? 22 : 30));
        table_->setColumnWidth(column, wanted);
        if (column == name)
            names = std::max(wanted, grid(20));
        else
            others += wanted;
    }
    // The name takes the room that is left.
    if (name >= 0)
        table_->setColumnWidth(name,
                               std::max(std::min(names, grid(34)), table_->viewport()->width() - others));
}

void ComparePage::fillColumnMenu() {
    columnMenu_->clear();
    for (const auto& column : model_.possibleColumns()) {
        if (column.kind == RunColumn::Kind::Run) continue;
        const bool on =
            std::find(model_.columns().begin(), model_.columns().end(), column) != model_.columns().end();
        auto* action = columnMenu_->addAction(column.title);
        action->setCheckable(true);
        action->setChecked(on);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            auto columns = model_.columns();
            const auto at = std::find(columns.begin(), columns.end(), column);
            if (shown && at == columns.end()) columns.push_back(column);
            if (!shown && at != columns.end()) columns.erase(at);
            setUserColumns(columns);
        });
    }
    columnMenu_->addSeparator();
    columnMenu_->addAction(tr("Choose for me"), this, [this] { setUserColumns({}); });
    auto* archived = columnMenu_->addAction(tr("Show archived runs"), this,
                                            [this](bool shown) { filter_->setArchiveShown(shown); });
    archived->setCheckable(true);
    archived->setChecked(filter_->archiveShown());
}

}  // namespace lathe
