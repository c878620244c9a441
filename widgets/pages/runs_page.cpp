// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runs_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_delegate.h"
#include "widgets/models/run_filter.h"
#include "widgets/pages/queue_card.h"
#include "widgets/pages/run_log.h"
#include "widgets/pages/run_samples.h"
#include "widgets/pages/run_tools.h"
#include "widgets/pages/runs_charts.h"
#include "widgets/pages/runs_edit.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kUndoMilliseconds = 8000;

QString failureText(const Failed& failure) {
    QStringList parts;
    if (!failure.where.empty()) parts << text(failure.where) + ':';
    parts << text(failure.what) + (failure.todo.empty() ? QString() : QStringLiteral(";"));
    if (!failure.todo.empty()) parts << text(failure.todo);
    return parts.join(' ');
}

}  // namespace

RunsPage::RunsPage(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk), filter_(new RunFilter(this)) {
    filter_->setSourceModel(&model_);
    filter_->sort(0, Qt::DescendingOrder);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    makeHeader();
    notice_ = new Notice;
    notice_->setObjectName("runNotice");
    connect(notice_, &Notice::activated, this, [this] {
        const RunRow* current = row();
        if (current && current->safeStep < 0 && current->state != RunState::Paused)
            desk_.editRecipe(current->recipe);
        else
            resume();
    });
    removal_ = new Notice;
    removal_->setObjectName("removalNotice");
    connect(removal_, &Notice::activated, this, &RunsPage::undoRemoval);
    removalTimer_.setSingleShot(true);
    removalTimer_.setInterval(kUndoMilliseconds);
    connect(&removalTimer_, &QTimer::timeout, this, &RunsPage::finishRemoval);
    edit_ = new InlineEdit;
    tools_ = new RunTools(desk_, model_, *edit_, this);
    stack_ = new QStackedWidget;
    empty_ = new EmptyState("runs", QString(), tr("Write a recipe"));
    connect(empty_, &EmptyState::activated, this,
            [this] { desk_.showPage(desk_.project() ? PageName::Recipe : PageName::Start); });
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent());
    for (QWidget* widget : std::initializer_list<QWidget*>{header_, notice_, removal_, edit_})
        layout->addWidget(widget);
    layout->addWidget(stack_, 1);
    layout->addWidget(new QueueCard(desk_));

    connect(&desk_, &Desk::projectChanged, this, [this] {
        removing_ = 0;  // of the project that was open
        removalTimer_.stop();
        removal_->clear();
        warnings_.clear();
        model_.setRuns({});
        showRun(0);
        readRuns();
    });
    connect(&desk_, &Desk::runsChanged, this, &RunsPage::readRuns);
    connect(&desk_, &Desk::currentRunChanged, this, [this](std::int64_t run) {
        if (run != run_) showRun(run);
    });
    connect(&desk_, &Desk::event, this, &RunsPage::heard);
    connect(&model_, &RunTableModel::renamed, this, [this](std::int64_t run, const QString& name) {
        if (desk_.project()) tools_->written(setName(*desk_.project(), run, name.toStdString()));
    });
    run_ = desk_.currentRun();
    readRuns();
}

RunsPage::~RunsPage() = default;

void RunsPage::makeHeader() {
    header_ = new PageHeader(tr("Runs"));
    state_ = new Chip(QString());
    state_->setObjectName("runState");
    header_->addBesideTitle(state_);
    left_ = new QLabel;
    left_->setObjectName("timeLeft");
    makeSecondary(left_);
    pause_ = makeButton(tr("Pause"));
    pause_->setObjectName("pause");
    connect(pause_, &QPushButton::clicked, this, [this] {
        const RunRow* current = row();
        if (!current) return;
        const bool paused = current->state == RunState::Paused;
        desk_.request(run_, {paused ? Request::What::Resume : Request::What::Pause, false});
        pause_->setEnabled(false);
        pause_->setText(paused ? tr("Going on…") : tr("Pausing…"));
    });
    stop_ = makeButton(tr("Stop and keep best"));
    stop_->setObjectName("stop");
    connect(stop_, &QPushButton::clicked, this, [this] {
        const RunRow* current = row();
        desk_.request(run_, {Request::What::Stop, current && !current->best.empty()});
        stop_->setEnabled(false);
        stop_->setText(tr("Stopping…"));
    });
    resume_ = makeButton(tr("Resume"), ButtonKind::Primary);
    resume_->setObjectName("resume");
    connect(resume_, &QPushButton::clicked, this, &RunsPage::resume);
    prompt_ = makeButton(tr("Look at prompt"));
    connect(prompt_, &QPushButton::clicked, this, [this] { desk_.showPage(PageName::Prompt); });
    branch_ = makeButton(tr("Branch…"));
    branch_->setObjectName("branch");
    branch_->setToolTip(tr("A new recipe that begins as this run's"));
    connect(branch_, &QPushButton::clicked, this, [this] {
        if (const RunRow* current = row()) desk_.editRecipe(current->recipe);
    });
    more_ = makeIconButton("more", tr("More about this run"));
    more_->setObjectName("more");
    connect(more_, &QPushButton::clicked, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(*menu, run_);
        menu->popup(more_->mapToGlobal(QPoint(0, more_->height() + 2)));
    });
    header_->addAtRight(left_);
    for (auto* button : {pause_, stop_, resume_, prompt_, branch_, more_}) header_->addAtRight(button);
}

QWidget* RunsPage::makeContent() {
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(grid(1.5));
    charts_ = new RunCharts(desk_);
    splitter->addWidget(charts_);
    splitter->addWidget(makeBelow());
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({grid(60), grid(32)});
    return splitter;
}

/// All runs, or what this one answers and says.
QWidget* RunsPage::makeBelow() {
    auto* card = new Card;
    below_ = new SegmentedControl({tr("runs"), tr("answers"), tr("log")});
    below_->setObjectName("below");
    below_->setAccessibleName(tr("What stands below the chart"));
    connect(below_, &SegmentedControl::chosen, this, &RunsPage::showBelow);
    card->addBesideTitle(below_);
    otherRows_ = makeButton(tr("Other rows"));
    otherRows_->setObjectName("otherRows");
    copyLog_ = makeButton(tr("Copy log"));
    copyLog_->setObjectName("copyLog");
    card->addAtRight(otherRows_);
    card->addAtRight(copyLog_);
    card->setFlush();
    belowStack_ = new QStackedWidget;
    samples_ = new RunSamples(desk_);
    log_ = new RunLogView(desk_);
    belowStack_->addWidget(makeTable());
    belowStack_->addWidget(samples_);
    belowStack_->addWidget(log_);
    card->content()->addWidget(belowStack_);
    connect(otherRows_, &QPushButton::clicked, samples_, &RunSamples::next);
    connect(copyLog_, &QPushButton::clicked, this, [this] {
        log_->copy();
        desk_.tell(tr("The log is on the clipboard."));
    });
    showBelow(0);
    return card;
}

void RunsPage::showBelow(int which) {
    belowStack_->setCurrentIndex(which);
    otherRows_->setVisible(which == 1);
    copyLog_->setVisible(which == 2);
}

QWidget* RunsPage::makeTable() {
    table_ = new QTableView;
    table_->setObjectName("runTable");
    table_->setAccessibleName(tr("Runs"));
    table_->setModel(filter_);
    table_->setItemDelegate(new RunDelegate(table_));
    tidyTable(table_);
    model_.setEditable(true);
    table_->setEditTriggers(QAbstractItemView::EditKeyPressed);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setSortingEnabled(true);
    table_->sortByColumn(0, Qt::DescendingOrder);
    table_->horizontalHeader()->setStretchLastSection(false);
    table_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { choose(index); });
    connect(table_, &QTableView::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = table_->indexAt(at);
        if (!index.isValid()) return;
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(*menu, index.data(RunTableModel::RunRole).toLongLong());
        menu->popup(table_->viewport()->mapToGlobal(at));
    });
    auto* deleteKey = new QAction(tr("Delete run"), table_);
    deleteKey->setShortcut(QKeySequence::Delete);
    deleteKey->setShortcutContext(Qt::WidgetShortcut);
    connect(deleteKey, &QAction::triggered, this, [this] { remove(run_); });
    table_->addAction(deleteKey);
    return table_;
}

void RunsPage::readRuns() {
    Project* project = desk_.project();
    std::vector<RunRow> rows;
    if (project) {
        auto read = listRuns(*project);
        if (read)
            rows = std::move(*read);
        else
            desk_.tell(text(read.error().line()), true);
    }
    std::int64_t newest = 0, started = 0;
    for (const auto& each : rows) {
        newest = std::max(newest, each.run);
        if (isLive(each.state) && !model_.find(each.run)) started = std::max(started, each.run);
    }
    const bool first = model_.rowCount() == 0;
    model_.setColours(RunColours::read(project));
    model_.setRuns(rows);
    const auto columns = model_.usualColumns();
    if (columns != model_.columns()) model_.setColumns(columns);
    auto* header = table_->horizontalHeader();
    for (int column = 0; column < model_.columnCount(); ++column)
        header->setSectionResizeMode(column, column == 1 ? QHeaderView::Stretch : QHeaderView::Interactive);
    static const int kWidths[] = {10, 0, 16, 10, 13, 14};
    if (first)
        for (int column = 0; column < model_.columnCount(); ++column)
            if (column != 1)
                table_->setColumnWidth(column, std::max(grid(kWidths[std::min(column, 5)]),
                                                        header->sectionSizeHint(column)));
    charts_->setOthers(model_.runs());
    empty_->setSentence(
        project ? tr("No run yet. Write a recipe and start it: its curves grow here while it learns.")
                : tr("No project is open. Open one, or begin with the sample."));
    empty_->setAction(project ? tr("Write a recipe") : tr("Go to start"));
    stack_->setCurrentIndex(model_.rowCount() == 0 ? 0 : 1);

    // A run that has just begun is what the user wants to see.
    std::int64_t wanted = !first && started != 0 ? started
                          : model_.find(run_)    ? run_
                          : started != 0         ? started
                                                 : newest;
    if (wanted != run_ || first || !model_.find(run_))
        showRun(wanted);
    else if (const RunRow* current = row())
        charts_->update(*current);
    sayHeader();
    selectRow();
}

void RunsPage::showRun(std::int64_t run) {
    run_ = run;
    secondsLeft_ = -1;
    charts_->setRun(row());
    samples_->setRun(run);
    log_->setRun(run);
    if (desk_.currentRun() != run) desk_.setCurrentRun(run);
    edit_->leave();
    sayHeader();
    selectRow();
}

void RunsPage::choose(const QModelIndex& index) {
    const std::int64_t run = index.data(RunTableModel::RunRole).toLongLong();
    if (index.isValid() && run != run_) showRun(run);
}

void RunsPage::selectRow() {
    const int row = model_.rowOf(run_);
    if (row < 0) return;
    const QModelIndex index = filter_->mapFromSource(model_.index(row, 0));
    if (index.isValid() && table_->currentIndex().row() != index.row()) table_->selectRow(index.row());
}

void RunsPage::heard(const Event& event) {
    const RunRow* before = model_.find(event.run);
    const RunState was = before ? before->state : RunState::Queued;
    model_.take(event);
    if (!before) {
        if (desk_.project()) readRuns();
        return;
    }
    if (const auto* message = std::get_if<Message>(&event.body); message && message->level == "warning")
        warnings_[event.run] = text(message->text);
    if (event.run != run_) return;
    charts_->take(event);
    if (std::holds_alternative<Evaluated>(event.body)) samples_->renew();
    if (std::holds_alternative<Message>(event.body) || std::holds_alternative<StateChanged>(event.body))
        log_->renew();
    if (const auto* step = std::get_if<Stepped>(&event.body)) secondsLeft_ = step->secondsLeft;
    const RunRow* current = row();
    // A step changes the time left alone; the rest of the header stays as it is.
    if (std::holds_alternative<Stepped>(event.body) && current && current->state == was) {
        left_->setText(secondsLeft_ > 0 ? tr("%1 left").arg(showDuration(secondsLeft_)) : QString());
        return;
    }
    sayHeader();
}

void RunsPage::sayHeader() {
    const RunRow* current = row();
    for (auto* button : {pause_, stop_, resume_, prompt_, branch_, more_}) button->setVisible(current);
    state_->setVisible(current);
    left_->clear();
    notice_->clear();
    if (!current) {
        header_->setTitle(tr("Runs"));
        header_->setSubtitle({});
        return;
    }
    const QString name = text(current->name), summary = recipeSummary(current->recipe);
    header_->setTitle(tr("Run %1").arg(current->run));
    header_->setSubtitle(name.isEmpty() ? summary : name + QStringLiteral(" · ") + summary);
    const RunState state = current->state;
    const bool running = state == RunState::Running, paused = state == RunState::Paused;
    const bool resumable =
        (state == RunState::Stopped || state == RunState::Interrupted || state == RunState::Failed) &&
        current->safeStep >= 0;
    const bool writable = desk_.project() && !desk_.project()->readOnly();
    pause_->setVisible(running || paused);
    pause_->setEnabled(writable);
    pause_->setText(paused ? tr("Resume") : tr("Pause"));
    stop_->setVisible(isLive(state));
    stop_->setEnabled(writable);
    stop_->setText(current->bestStep >= 0 || !current->best.empty() ? tr("Stop and keep best") : tr("Stop"));
    resume_->setVisible(resumable && state == RunState::Stopped);  // else the notice offers it
    resume_->setEnabled(writable);
    prompt_->setVisible(!isLive(state) && current->step > 0);
    state_->setText(stateText(*current));
    state_->setKind(running                          ? ChipKind::Good
                    : state == RunState::Interrupted ? ChipKind::Warning
                    : state == RunState::Failed      ? ChipKind::Error
                                                     : ChipKind::Plain);
    if (running && secondsLeft_ > 0)
        left_->setText(tr("%1 left").arg(showDuration(secondsLeft_)));
    else if (!isLive(state) && current->seconds > 0)
        left_->setText(tr("took %1").arg(showDuration(current->seconds)));
    sayState();
}

void RunsPage::sayState() {
    const RunRow& current = *row();
    const QString step = showNumber(double(current.step));
    const bool saved = current.safeStep >= 0;
    const QString action = saved ? tr("Resume") : tr("Branch…");
    const QString rest = saved ? tr("It can go on from step %1.").arg(showNumber(double(current.safeStep)))
                               : tr("Nothing was saved before, so it has to start again.");
    if (current.state == RunState::Interrupted)
        notice_->say(
            NoticeKind::Warning,
            tr("This run was interrupted at step %1: its worker ended without a word. %2").arg(step, rest),
            action);
    else if (current.state == RunState::Failed)
        notice_->say(
            NoticeKind::Error,
            (current.failure ? failureText(*current.failure) : tr("The run failed at step %1.").arg(step)) +
                ' ' + (saved ? rest : QString()),
            action);
    else if (warnings_.contains(current.run))
        notice_->say(NoticeKind::Warning, warnings_[current.run]);
}

void RunsPage::hideEvent(QHideEvent* event) {
    finishRemoval();
    QWidget::hideEvent(event);
}

}  // namespace lathe
