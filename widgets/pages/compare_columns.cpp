// SPDX-License-Identifier: GPL-3.0-or-later
// The compare page's columns: what differs, or what the user chose and moved, kept in the project.
#include <QCheckBox>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <algorithm>
#include <map>

#include "core/project/runs.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_filter.h"
#include "widgets/pages/compare_page.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr const char* kView = "compare columns";
constexpr const char* kBaselineView = "compare baseline";
constexpr const char* kKinds[] = {"run",     "name",    "state", "steps", "best",   "last",    "option",
                                  "seconds", "created", "tags",  "note",  "lowest", "highest", "device"};

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
    const auto baseline = keptView(*desk_.project(), kBaselineView);
    if (baseline && model_.find(baseline->toInteger())) {
        model_.setBaseline(baseline->toInteger());
        filter_->setPinned(baseline->toInteger());
    }
}

/// Extremes are read for those metrics alone whose columns are shown.
void ComparePage::readRanges() {
    if (!desk_.project()) return;
    std::vector<std::int64_t> runs;
    for (const RunRow& row : model_.runs()) runs.push_back(row.run);
    QStringList read;
    for (const RunColumn& column : userColumns_) {
        const bool extreme =
            column.kind == RunColumn::Kind::Lowest || column.kind == RunColumn::Kind::Highest;
        if (!extreme || read.contains(column.key)) continue;
        read << column.key;
        const std::string metric = column.key.toStdString();
        auto ranges = metricRanges(*desk_.project(), runs, metric);
        auto validated = metricRanges(*desk_.project(), runs, "validation." + metric);
        if (!ranges || !validated) continue;
        ranges->merge(*validated);  // a run's own value of that name goes before
        model_.setRanges(column.key, std::move(*ranges));
    }
}

void ComparePage::setUserColumns(std::vector<RunColumn> columns) {
    userColumns_ = std::move(columns);
    Project* project = desk_.project();
    if (project && !project->readOnly())
        if (const auto kept = keepView(*project, kView, columnsJson(userColumns_)); !kept)
            desk_.tell(text(kept.error().line()), true);
    readRanges();
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

/// Columns get what their content needs; where that is too much, texts and headers are cut first, and of
/// columns that nobody chose the last options are left out, so that the table need not be moved sideways.
void ComparePage::arrangeColumns() {
    auto* header = table_->horizontalHeader();
    header->setStretchLastSection(false);
    const int room = table_->viewport()->width();
    struct Width {
        int least = 0, wanted = 0;
    };
    std::vector<Width> widths;
    int least = 0, wanted = 0, name = -1;
    for (int column = 0; column < model_.columnCount(); ++column) {
        table_->setColumnHidden(column, false);
        table_->resizeColumnToContents(column);
        const RunColumn& shown = model_.columns()[size_t(column)];
        const bool option = shown.kind == RunColumn::Kind::Option,
                   isName = shown.kind == RunColumn::Kind::Name;
        if (isName) name = column;
        const bool number = filter_->index(0, column).data(RunTableModel::NumberRole).toBool();
        const int full = std::clamp(table_->columnWidth(column), grid(7), grid(option ? 22 : 30));
        const int content = tableColumnHint(column);
        Width width{isName   ? grid(18)
                    : number ? std::max(content, std::min(full, grid(16)))
                             : std::min(full, grid(14)),
                    isName ? std::clamp(full, grid(20), grid(34)) : full};
        width.least = std::min(width.least, width.wanted);
        widths.push_back(width);
        least += width.least;
        wanted += width.wanted;
    }
    int hidden = 0;
    for (int column = model_.columnCount() - 1; userColumns_.empty() && column >= 0 && least > room;
         --column) {
        if (model_.columns()[size_t(column)].kind != RunColumn::Kind::Option) continue;
        table_->setColumnHidden(column, true);
        least -= widths[size_t(column)].least;
        wanted -= widths[size_t(column)].wanted;
        ++hidden;
    }
    columns_->setText(hidden > 0 ? tr("Columns (%1 more)").arg(hidden) : tr("Columns"));
    const double share = wanted <= room    ? 1
                         : wanted <= least ? 0
                                           : std::max(0.0, double(room - least) / (wanted - least));
    int taken = 0;
    for (int column = 0; column < model_.columnCount(); ++column) {
        if (table_->isColumnHidden(column)) continue;
        const Width& width = widths[size_t(column)];
        const int given = width.least + int((width.wanted - width.least) * share);
        table_->setColumnWidth(column, given);
        taken += given;
    }
    // The name takes the room that is left.
    if (name >= 0 && taken < room) table_->setColumnWidth(name, table_->columnWidth(name) + room - taken);
}

int ComparePage::tableColumnHint(int column) const {
    int widest = 0;
    const QFontMetrics metrics(table_->font());
    for (int row = 0; row < std::min(filter_->rowCount(), 200); ++row)
        widest = std::max(widest, metrics.horizontalAdvance(filter_->index(row, column).data().toString()));
    return widest + grid(column == 0 ? 5 : 2.5);
}

/// Metrics and options stand in menus of their own: a project of many options has many columns.
void ComparePage::fillColumnMenu() {
    columnMenu_->clear();
    std::map<QString, QMenu*> menus;
    const auto menuOf = [&](const QString& title) {
        auto& menu = menus[title];
        if (!menu) menu = columnMenu_->addMenu(title);
        return menu;
    };
    for (const auto& column : model_.possibleColumns()) {
        using Kind = RunColumn::Kind;
        if (column.kind == Kind::Run) continue;
        const bool metric = column.kind == Kind::Best || column.kind == Kind::Last ||
                            column.kind == Kind::Lowest || column.kind == Kind::Highest;
        QMenu* menu = metric ? menuOf(column.title.section(", ", 0, -2))
                      : column.kind == Kind::Option
                          ? menuOf(tr("Option: %1").arg(column.key.section('.', 0, 0)))
                          : columnMenu_;
        const bool on =
            std::find(model_.columns().begin(), model_.columns().end(), column) != model_.columns().end();
        auto* action = menu->addAction(metric ? column.title.section(", ", -1) : column.title);
        if (column.kind == Kind::Option) action->setToolTip(column.key);
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
