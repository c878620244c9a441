// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/compare_page.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/file_choice.h"
#include "widgets/forms/primitives.h"
#include "widgets/forms/query_edit.h"
#include "widgets/models/run_delegate.h"
#include "widgets/models/run_filter.h"
#include "widgets/models/table_text.h"
#include "widgets/pages/compare_charts.h"
#include "widgets/pages/run_tools.h"
#include "widgets/pages/runs_edit.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr const char* kBaselineView = "compare baseline";

}  // namespace

ComparePage::ComparePage(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), filter_(new RunFilter(this)) {
    filter_->setSourceModel(&model_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    makeHeader();
    edit_ = new InlineEdit;
    tools_ = new RunTools(desk_, model_, *edit_, this);
    empty_ = new EmptyState("compare", QString(), tr("Write a recipe"));
    connect(empty_, &EmptyState::activated, this,
            [this] { desk_.showPage(desk_.project() ? PageName::Recipe : PageName::Start); });
    stack_ = new QStackedWidget;
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent());
    layout->addWidget(header_);
    layout->addWidget(edit_);
    layout->addWidget(stack_, 1);

    redraw_.setSingleShot(true);
    redraw_.setInterval(0);
    connect(&redraw_, &QTimer::timeout, this, &ComparePage::draw);
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(filter_, changed, &redraw_, qOverload<>(&QTimer::start));
    const auto again = [this] {
        stale_ = true;
        if (isVisible()) readRuns();
    };
    connect(&desk_, &Desk::runsChanged, this, again);
    connect(&desk_, &Desk::projectChanged, this, [this, again] {
        model_.setRuns({});
        model_.setBaseline(0);
        filter_->setPinned(0);
        edit_->leave();
        columnsRead_ = false;
        again();
    });
    connect(&desk_, &Desk::event, this, [this](const Event& event) {
        if (!model_.find(event.run)) return;
        model_.take(event);
        charts_->take(event);
    });
    readRuns();
}

void ComparePage::makeHeader() {
    header_ = new PageHeader(tr("Compare"));
    text_ = new QueryEdit;
    text_->setObjectName("filter");
    text_->setPlaceholderText(tr("Filter: accuracy > 0.9"));
    text_->setAccessibleName(tr("Filter runs"));
    text_->setClearButtonEnabled(true);
    text_->setMinimumWidth(grid(24));
    text_->setMaximumWidth(grid(44));
    text_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    text_->setCompletion([this](const QString& before) { return completeQuery(before, model_.runs()); });
    connect(text_, &QLineEdit::textChanged, this, [this](const QString& typed) {
        filter_->setText(typed);
        text_->setProblem(filter_->problem());
        sayCount();
    });
    differing_ = new QCheckBox(tr("Only what differs"));
    differing_->setObjectName("differing");
    differing_->setChecked(true);
    connect(differing_, &QCheckBox::toggled, this, [this] { setUserColumns({}); });
    columns_ = makeButton(tr("Columns"));
    columns_->setObjectName("columns");
    columnMenu_ = new QMenu(columns_);
    connect(columns_, &QPushButton::clicked, this, [this] {
        fillColumnMenu();
        columnMenu_->popup(columns_->mapToGlobal(QPoint(0, columns_->height() + 2)));
    });
    pin_ = makeButton(tr("Pin baseline"));
    pin_->setObjectName("pin");
    connect(pin_, &QPushButton::clicked, this, &ComparePage::pin);
    export_ = makeButton(tr("Export…"));
    export_->setObjectName("export");
    connect(export_, &QPushButton::clicked, this, [this, menu = makeExportMenu()] {
        menu->popup(export_->mapToGlobal(QPoint(0, export_->height() + 2)));
    });
    for (QWidget* widget : std::initializer_list<QWidget*>{text_, differing_, columns_, pin_, export_})
        header_->addAtRight(widget);
}

QMenu* ComparePage::makeExportMenu() {
    auto* menu = new QMenu(export_);
    menu->addAction(tr("Table as CSV…"), this, [this] { saveTable(false); });
    menu->addAction(tr("Table as Markdown…"), this, [this] { saveTable(true); });
    menu->addAction(tr("Copy table as Markdown"), this, [this] {
        QApplication::clipboard()->setText(tableMarkdown(*filter_));
        desk_.tell(tr("The table is on the clipboard."));
    });
    menu->addSeparator();
    menu->addAction(tr("Chart as picture…"), this, [this] {
        chooseFile(this, tr("Save chart"), "runs.png", tr("Pictures (*.png *.svg *.pdf)"),
                   [this](const QString& path) {
                       const auto saved = charts_->current()->save(path);
                       desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
                   });
    });
    menu->addAction(tr("Chart's numbers as CSV…"), this, [this] {
        chooseFile(this, tr("Save numbers"), "chart.csv", tr("CSV (*.csv)"), [this](const QString& path) {
            const auto saved = writeText(path, charts_->current()->numbers().csv());
            desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
        });
    });
    return menu;
}

void ComparePage::saveTable(bool markdown) {
    chooseFile(this, tr("Export runs"), markdown ? "runs.md" : "runs.csv",
               markdown ? tr("Markdown (*.md)") : tr("CSV (*.csv)"), [this, markdown](const QString& path) {
                   const auto saved = writeText(path, markdown ? tableMarkdown(*filter_)
                                                               : tableCsv(*filter_, RunTableModel::SortRole));
                   desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
               });
}

QWidget* ComparePage::makeContent() {
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(grid(1.5));
    charts_ = new CompareCharts(desk_);
    connect(charts_, &CompareCharts::lit, this, &ComparePage::light);
    connect(charts_, &CompareCharts::picked, this, &ComparePage::pick);
    splitter->addWidget(charts_);
    splitter->addWidget(makeTable());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    return splitter;
}

QWidget* ComparePage::makeTable() {
    auto* card = new Card;
    card->setFlush();
    table_ = new QTableView;
    table_->setObjectName("compareTable");
    table_->setAccessibleName(tr("Runs to compare"));
    table_->setModel(filter_);
    delegate_ = new RunDelegate(table_);
    table_->setItemDelegate(delegate_);
    tidyTable(table_);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setSortingEnabled(true);
    table_->sortByColumn(0, Qt::DescendingOrder);
    table_->setMouseTracking(true);
    table_->horizontalHeader()->setSectionsMovable(true);
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table_, &QTableView::customContextMenuRequested, this, &ComparePage::showMenu);
    // From the event loop: the header is still moving its section.
    connect(table_->horizontalHeader(), &QHeaderView::sectionMoved, this, &ComparePage::takeOrder,
            Qt::QueuedConnection);
    table_->viewport()->installEventFilter(this);
    table_->horizontalHeader()->setStretchLastSection(false);
    connect(table_, &QTableView::entered, this,
            [this](const QModelIndex& index) { light(index.data(RunTableModel::RunRole).toLongLong()); });
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        redraw_.start();
        sayPinned();
    });
    connect(table_, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        desk_.setCurrentRun(index.data(RunTableModel::RunRole).toLongLong());
        desk_.showPage(PageName::Runs);
    });
    card->content()->addWidget(table_);
    return card;
}

void ComparePage::readRuns() {
    stale_ = false;
    Project* project = desk_.project();
    std::vector<RunRow> rows;
    if (project) {
        auto read = listRuns(*project);
        if (read)
            rows = std::move(*read);
        else
            desk_.tell(text(read.error().line()), true);
    }
    const bool first = model_.rowCount() == 0;
    model_.setColours(RunColours::read(project));
    model_.setRuns(std::move(rows));
    if (!columnsRead_) readColumns();
    readRanges();
    empty_->setSentence(
        project ? tr("Nothing to compare yet. Train two runs and their differences stand here side by side.")
                : tr("No project is open. Open one, or begin with the sample."));
    empty_->setAction(project ? tr("Write a recipe") : tr("Go to start"));
    stack_->setCurrentIndex(model_.rowCount() == 0 ? 0 : 1);
    for (auto* widget : std::initializer_list<QWidget*>{text_, differing_, columns_, pin_, export_})
        widget->setEnabled(model_.rowCount() > 0);
    if (model_.baseline() != 0 && !model_.find(model_.baseline())) setBaseline(0);
    chooseColumns();
    if (first) chooseFirst();
    redraw_.start();
    sayPinned();
}

QVector<std::int64_t> ComparePage::chosen() const {
    QVector<std::int64_t> runs;
    for (const QModelIndex& index : table_->selectionModel()->selectedRows())
        runs.append(index.data(RunTableModel::RunRole).toLongLong());
    std::sort(runs.begin(), runs.end());
    return runs;
}

void ComparePage::chooseFirst() {
    for (int row = 0; row < std::min(4, filter_->rowCount()); ++row)
        table_->selectionModel()->select(filter_->index(row, 0),
                                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
    table_->selectionModel()->setCurrentIndex(filter_->index(0, 0), QItemSelectionModel::NoUpdate);
}

void ComparePage::draw() {
    std::vector<RunRow> rows;
    QVector<std::int64_t> shown;
    for (int row = 0; row < filter_->rowCount(); ++row) {
        const std::int64_t run = filter_->index(row, 0).data(RunTableModel::RunRole).toLongLong();
        if (const RunRow* found = model_.find(run)) {
            rows.push_back(*found);
            shown.append(run);
        }
    }
    charts_->setRuns(std::move(rows), model_.differingOptions(shown), RunColours::read(desk_.project()),
                     model_.baseline());
    charts_->setChosen(chosen());
    sayCount();
}

void ComparePage::sayCount() {
    if (!filter_->problem().isEmpty()) return header_->setSubtitle(filter_->problem());
    const auto count = chosen().size();
    header_->setSubtitle(
        count > charts_->drawn()
            ? tr("%1 of %2 runs, %3 drawn").arg(count).arg(model_.rowCount()).arg(charts_->drawn())
            : tr("%1 of %2 runs chosen").arg(count).arg(model_.rowCount()));
}

void ComparePage::light(std::int64_t run) {
    charts_->light(run);
    delegate_->setLit(run);
    table_->viewport()->update();
}

void ComparePage::pick(std::int64_t run) {
    const int row = model_.rowOf(run);
    if (row < 0) return;
    const QModelIndex index = filter_->mapFromSource(model_.index(row, 0));
    table_->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    table_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    table_->scrollTo(index);
    desk_.setCurrentRun(run);
    sayPinned();
}

void ComparePage::showMenu(const QPoint& at) {
    const QModelIndex index = table_->indexAt(at);
    if (!index.isValid()) return;
    const std::int64_t run = index.data(RunTableModel::RunRole).toLongLong();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(run == model_.baseline() ? tr("Unpin baseline") : tr("Pin as baseline"), this,
                    [this, run] { setBaseline(run == model_.baseline() ? 0 : run); });
    menu->addAction(tr("Show its run"), this, [this, run] {
        desk_.setCurrentRun(run);
        desk_.showPage(PageName::Runs);
    });
    tools_->addLooks(*menu, run);
    menu->addSeparator();
    tools_->addEdits(*menu, run);
    menu->popup(table_->viewport()->mapToGlobal(at));
}

bool ComparePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && event->type() == QEvent::Leave) light(0);
    if (watched == table_->viewport() && event->type() == QEvent::Resize &&
        width_ != table_->viewport()->width()) {
        width_ = table_->viewport()->width();
        arrangeColumns();
    }
    return QWidget::eventFilter(watched, event);
}

void ComparePage::setBaseline(std::int64_t run) {
    model_.setBaseline(run);
    filter_->setPinned(run);
    Project* project = desk_.project();
    if (project && !project->readOnly())
        if (const auto kept = keepView(*project, kBaselineView, Json(run)); !kept)
            desk_.tell(text(kept.error().line()), true);
    arrangeColumns();
    sayPinned();
    redraw_.start();
}

void ComparePage::pin() {
    const std::int64_t current = table_->currentIndex().data(RunTableModel::RunRole).toLongLong();
    setBaseline(model_.baseline() == current ? 0 : current);
}

void ComparePage::sayPinned() {
    const std::int64_t current = table_->currentIndex().data(RunTableModel::RunRole).toLongLong();
    pin_->setEnabled(current != 0);
    pin_->setText(model_.baseline() != 0 && model_.baseline() == current ? tr("Unpin baseline")
                                                                         : tr("Pin baseline"));
}

void ComparePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) readRuns();
}

}  // namespace lathe
