// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/compare_page.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/forms/query_edit.h"
#include "widgets/models/run_delegate.h"
#include "widgets/models/run_filter.h"
#include "widgets/models/table_text.h"
#include "widgets/pages/runs_curves.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kMostDrawn = 12;
enum Metric { Training, Validation, Main };

}  // namespace

ComparePage::ComparePage(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), filter_(new RunFilter(this)) {
    filter_->setSourceModel(&model_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    makeHeader();
    empty_ = new EmptyState("compare", QString(), tr("Write a recipe"));
    connect(empty_, &EmptyState::activated, this,
            [this] { desk_.showPage(desk_.project() ? PageName::Recipe : PageName::Start); });
    stack_ = new QStackedWidget;
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent());
    layout->addWidget(header_);
    layout->addWidget(stack_, 1);

    redraw_.setSingleShot(true);
    redraw_.setInterval(0);
    connect(&redraw_, &QTimer::timeout, this, &ComparePage::drawChosen);
    const auto again = [this] {
        stale_ = true;
        if (isVisible()) readRuns();
    };
    connect(&desk_, &Desk::runsChanged, this, again);
    connect(&desk_, &Desk::projectChanged, this, [this, again] {
        model_.setRuns({});
        model_.setBaseline(0);
        filter_->setPinned(0);
        columnsRead_ = false;
        again();
    });
    connect(&desk_, &Desk::event, this, &ComparePage::heard);
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
    auto* menu = new QMenu(export_);
    menu->addAction(tr("Table as CSV…"), this, [this] {
        chooseFile(this, tr("Export runs"), "runs.csv", tr("CSV (*.csv)"), [this](const QString& path) {
            const auto saved = writeText(path, tableCsv(*filter_, RunTableModel::SortRole));
            desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
        });
    });
    menu->addAction(tr("Copy as Markdown"), this, [this] {
        QApplication::clipboard()->setText(tableMarkdown(*filter_));
        desk_.tell(tr("The table is on the clipboard."));
    });
    menu->addAction(tr("Chart as picture…"), this, [this] {
        chooseFile(this, tr("Save chart"), "runs.png", tr("Pictures (*.png *.svg *.pdf)"),
                   [this](const QString& path) {
                       const auto saved = chart_->save(path);
                       desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
                   });
    });
    connect(export_, &QPushButton::clicked, this,
            [this, menu] { menu->popup(export_->mapToGlobal(QPoint(0, export_->height() + 2))); });
    for (QWidget* widget : std::initializer_list<QWidget*>{text_, differing_, columns_, pin_, export_})
        header_->addAtRight(widget);
}

QWidget* ComparePage::makeContent() {
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(grid(1.5));
    chartCard_ = new Card(tr("Curves"));
    metric_ = new SegmentedControl({tr("training loss"), tr("validation loss"), tr("accuracy")});
    metric_->setObjectName("metric");
    metric_->setAccessibleName(tr("Curves of"));
    connect(metric_, &SegmentedControl::chosen, this, &ComparePage::drawChosen);
    scale_ = new SegmentedControl({tr("linear"), tr("log")});
    scale_->setAccessibleName(tr("Scale"));
    connect(scale_, &SegmentedControl::chosen, this,
            [this](int index) { chart_->setLogarithmic(index == 1); });
    chartCard_->addBesideTitle(metric_);
    chartCard_->addBesideTitle(scale_);
    auto* asTable = makeButton(tr("Show as table"));
    connect(asTable, &QPushButton::clicked, this, [this, asTable] {
        chart_->setShownAsTable(!chart_->shownAsTable());
        asTable->setText(chart_->shownAsTable() ? tr("Show as chart") : tr("Show as table"));
    });
    chartCard_->addAtRight(asTable);
    chart_ = new LineChart;
    chart_->setObjectName("compareChart");
    chart_->setAccessibleName(tr("Curves of the chosen runs"));
    chart_->setSmoothing(0.9);
    chart_->setEmptyText(tr("Choose runs below to see their curves."));
    connect(chart_, &LineChart::seriesHovered, this, [this](int series) { chart_->highlight(series); });
    connect(chart_, &LineChart::seriesClicked, this, [this](int series) {
        const int row = model_.rowOf(drawn_.value(series));
        if (row < 0) return;
        const QModelIndex index = filter_->mapFromSource(model_.index(row, 0));
        table_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
        table_->scrollTo(index);
        desk_.setCurrentRun(drawn_[series]);
    });
    chartCard_->content()->addWidget(chart_, 1);
    splitter->addWidget(chartCard_);

    auto* card = new Card;
    card->setFlush();
    table_ = new QTableView;
    table_->setObjectName("compareTable");
    table_->setAccessibleName(tr("Runs to compare"));
    table_->setModel(filter_);
    table_->setItemDelegate(new RunDelegate(table_));
    tidyTable(table_);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setSortingEnabled(true);
    table_->sortByColumn(0, Qt::DescendingOrder);
    table_->setMouseTracking(true);
    table_->horizontalHeader()->setSectionsMovable(true);
    // From the event loop: the header is still moving its section.
    connect(table_->horizontalHeader(), &QHeaderView::sectionMoved, this, &ComparePage::takeOrder,
            Qt::QueuedConnection);
    table_->viewport()->installEventFilter(this);
    table_->horizontalHeader()->setStretchLastSection(false);
    connect(table_, &QTableView::entered, this, &ComparePage::lightRow);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        redraw_.start();
        sayPinned();
    });
    connect(table_, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        desk_.setCurrentRun(index.data(RunTableModel::RunRole).toLongLong());
        desk_.showPage(PageName::Runs);
    });
    card->content()->addWidget(table_);
    splitter->addWidget(card);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    return splitter;
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
    model_.setRuns(std::move(rows));
    if (!columnsRead_) readColumns();
    empty_->setSentence(
        project ? tr("Nothing to compare yet. Train two runs and their differences stand here side by side.")
                : tr("No project is open. Open one, or begin with the sample."));
    empty_->setAction(project ? tr("Write a recipe") : tr("Go to start"));
    stack_->setCurrentIndex(model_.rowCount() == 0 ? 0 : 1);
    for (auto* widget : std::initializer_list<QWidget*>{text_, differing_, columns_, pin_, export_})
        widget->setEnabled(model_.rowCount() > 0);
    if (model_.baseline() != 0 && !model_.find(model_.baseline())) {
        model_.setBaseline(0);
        filter_->setPinned(0);
    }
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

QString ComparePage::thirdMetric() const {
    for (const auto& row : model_.runs())
        if (const QString metric = mainMetric(row); !metric.isEmpty()) return metric;
    return QStringLiteral("accuracy");
}

QVector<ChartPoint> ComparePage::pointsOf(const RunRow& row) const {
    const Project& project = *desk_.project();
    switch (metric_->current()) {
        case Training:
            return readCurve(project, row.run, "loss");
        case Validation:
            return readEvaluations(project, row.run).of("loss");
        default:
            return readEvaluations(project, row.run).of(thirdMetric().toStdString());
    }
}

void ComparePage::drawChosen() {
    chart_->clear();
    drawn_.clear();
    if (!desk_.project()) return;
    const int metric = metric_->current();
    chart_->setAxisLabels(tr("step"), metric == Main ? metricLabel(thirdMetric()).toLower() : tr("loss"));
    for (const std::int64_t run : chosen()) {
        const RunRow* row = model_.find(run);
        if (!row || drawn_.size() == kMostDrawn) continue;
        const int colour = runColour(run);
        const QString pinned = run == model_.baseline() ? tr(" (baseline)") : QString();
        chart_->addSeries({.name = tr("run %1").arg(run) + pinned,
                           .colour = colour,
                           .dash = Theme::dash(colour),
                           .smoothed = metric == Training,
                           .dots = metric != Training});
        chart_->setPoints(int(drawn_.size()), pointsOf(*row));
        drawn_.append(run);
    }
    sayCount();
}

void ComparePage::sayCount() {
    if (!filter_->problem().isEmpty()) return header_->setSubtitle(filter_->problem());
    const auto count = chosen().size();
    header_->setSubtitle(count > kMostDrawn
                             ? tr("%1 of %2 runs, %3 drawn").arg(count).arg(model_.rowCount()).arg(kMostDrawn)
                             : tr("%1 of %2 runs chosen").arg(count).arg(model_.rowCount()));
}

void ComparePage::heard(const Event& event) {
    if (!model_.find(event.run)) return;
    model_.take(event);
    const int series = int(drawn_.indexOf(event.run));
    if (series < 0) return;
    if (const auto* step = std::get_if<Stepped>(&event.body)) {
        if (metric_->current() == Training)
            chart_->append(series, ChartPoint::at(double(step->step), step->loss));
    } else if (const auto* evaluated = std::get_if<Evaluated>(&event.body)) {
        if (metric_->current() == Training || splitOf(evaluated->data) != "validation") return;
        const std::string name = metric_->current() == Validation ? "loss" : thirdMetric().toStdString();
        if (const auto value = evaluated->metrics.find(name); value != evaluated->metrics.end())
            chart_->append(series, ChartPoint::at(double(evaluated->step), value->second));
    }
}

void ComparePage::lightRow(const QModelIndex& index) {
    chart_->highlight(int(drawn_.indexOf(index.data(RunTableModel::RunRole).toLongLong())));
}

bool ComparePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && event->type() == QEvent::Leave) chart_->highlight(-1);
    if (watched == table_->viewport() && event->type() == QEvent::Resize &&
        width_ != table_->viewport()->width()) {
        width_ = table_->viewport()->width();
        arrangeColumns();
    }
    return QWidget::eventFilter(watched, event);
}

void ComparePage::pin() {
    const std::int64_t current = table_->currentIndex().data(RunTableModel::RunRole).toLongLong();
    const std::int64_t run = model_.baseline() == current ? 0 : current;
    model_.setBaseline(run);
    filter_->setPinned(run);
    arrangeColumns();
    sayPinned();
    redraw_.start();
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
