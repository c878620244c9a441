// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/studies_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

#include "core/methods/description.h"
#include "core/spec/recipe.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/study_data.h"
#include "widgets/models/study_table_model.h"
#include "widgets/pages/runs_curves.h"
#include "widgets/pages/study_panel.h"
#include "widgets/pages/transfer_view.h"
#include "widgets/plots/study_chart.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kPause = 400;  // milliseconds: a run tells more often than a table changes

}  // namespace

StudiesPage::StudiesPage(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      catalogue_(catalogue()),
      header_(new PageHeader(tr("Studies"))),
      body_(new QStackedWidget),
      empty_(new EmptyState(QStringLiteral("studies"), {})),
      panel_(new StudyPanel(desk, catalogue_)),
      transfer_(new TransferView(desk)),
      list_(new QListWidget),
      chartCard_(new Card),
      over_(new QComboBox),
      chart_(new StudyChart),
      table_(new QTableView),
      model_(new StudyTableModel(catalogue_, this)),
      state_(new QLabel) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.25));
    outer->addWidget(header_);
    makeActions();
    auto* card = new Card;
    card->content()->addWidget(empty_);
    body_->addWidget(card);
    body_->addWidget(panel_);
    body_->addWidget(makeStudies());
    body_->addWidget(transfer_);
    outer->addWidget(body_, 1);
    soon_.setSingleShot(true);
    soon_.setInterval(kPause);
    connect(&soon_, &QTimer::timeout, this, &StudiesPage::changed);
    connect(empty_, &EmptyState::activated, this, [this] {
        if (desk_.project())
            begin();
        else
            desk_.showPage(PageName::Start);
    });
    connect(panel_, &StudyPanel::closed, this, [this] { read(current()); });
    connect(panel_, &StudyPanel::started, this, [this](const QString& name) {
        begun_ = name;
        read(name);
    });
    connect(list_, &QListWidget::currentRowChanged, this, &StudiesPage::showSweep);
    connect(&desk_, &Desk::projectChanged, this, [this] { read(); });
    connect(&desk_, &Desk::runsChanged, this, [this] {
        stale_ = true;
        if (isVisible()) soon_.start();
    });
    connect(&desk_, &Desk::themeChanged, chart_, qOverload<>(&QWidget::update));
    read();
}

void StudiesPage::makeActions() {
    work_ = makeButton(tr("Go on"));
    work_->setObjectName(QStringLiteral("studyWork"));
    best_ = makeButton(tr("Use the best"));
    best_->setObjectName(QStringLiteral("studyBest"));
    best_->setToolTip(tr("Opens the recipe of the configuration that is best on validation"));
    csv_ = makeButton(tr("Export CSV…"));
    csv_->setObjectName(QStringLiteral("studyCsv"));
    new_ = makeButton(tr("New study…"), ButtonKind::Primary);
    new_->setObjectName(QStringLiteral("newStudy"));
    what_ = new SegmentedControl({tr("studies"), tr("transfer")});
    what_->setObjectName(QStringLiteral("studiesView"));
    what_->setAccessibleName(tr("Studies, or runs on other data"));
    what_->hide();
    connect(what_, &SegmentedControl::chosen, this, [this](int view) { showTransfer(view == 1); });
    header_->addBesideTitle(what_);
    for (QPushButton* button : {work_, best_, csv_, new_}) header_->addAtRight(button);
    connect(work_, &QPushButton::clicked, this, &StudiesPage::stopOrGoOn);
    connect(best_, &QPushButton::clicked, this, &StudiesPage::useBest);
    connect(csv_, &QPushButton::clicked, this, &StudiesPage::exportCsv);
    connect(new_, &QPushButton::clicked, this, [this] { begin(); });
}

QWidget* StudiesPage::makeStudies() {
    auto* page = new QWidget;
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1.5));
    auto* left = new Card(tr("In this project"));
    left->setFlush();
    left->setFixedWidth(columns(38));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setAccessibleName(tr("Studies and sweeps"));
    list_->setObjectName(QStringLiteral("studies"));
    list_->setWordWrap(true);
    left->content()->addWidget(list_, 1);
    row->addWidget(left);

    auto* right = new QVBoxLayout;
    right->setSpacing(grid(1.5));
    row->addLayout(right, 1);
    over_->setAccessibleName(tr("Option on the axis"));
    over_->setObjectName(QStringLiteral("studyOver"));
    connect(over_, &QComboBox::activated, this, [this] {
        shownOver_ = over_->currentData().toString().toStdString();
        draw();
    });
    auto* save = makeButton(tr("Save…"));
    save->setToolTip(tr("The chart as PNG, SVG or PDF"));
    connect(save, &QPushButton::clicked, this, &StudiesPage::saveChart);
    chartCard_->addAtRight(over_);
    chartCard_->addAtRight(save);
    makeSecondary(state_);
    state_->setTextFormat(Qt::PlainText);
    state_->setWordWrap(true);
    state_->setObjectName(QStringLiteral("studyState"));
    chartCard_->content()->addWidget(state_);
    chart_->setObjectName(QStringLiteral("studyChart"));
    chart_->setAccessibleName(tr("What each configuration reached"));
    chartCard_->content()->addWidget(chart_, 1);
    right->addWidget(chartCard_, 3);

    auto* rows = new Card;
    rows->setFlush();
    tidyTable(table_);
    table_->setModel(model_);
    table_->setObjectName(QStringLiteral("studyTable"));
    table_->setAccessibleName(tr("Configurations"));
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    rows->content()->addWidget(table_, 1);
    right->addWidget(rows, 2);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { chart_->setCurrent(index.row()); });
    connect(chart_, &StudyChart::chosen, this, [this](int line) { table_->selectRow(line); });
    connect(table_, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        const auto& runs = model_->table().lines[static_cast<std::size_t>(index.row())].runs;
        if (runs.empty()) return;
        desk_.setCurrentRun(runs.front());
        desk_.showPage(PageName::Runs);
    });
    return page;
}

void StudiesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) changed();
}

void StudiesPage::begin(const Json& recipe) {
    if (!desk_.project()) return desk_.tell(tr("Open a project first: a study is stored in one."), true);
    if (desk_.project()->readOnly()) return desk_.tell(tr("This project is open for reading only."), true);
    what_->setCurrent(0);
    panel_->begin(recipe);
    body_->setCurrentIndex(kNew);
    for (QPushButton* button : {work_, best_, csv_}) button->hide();
    header_->setSubtitle(tr("a new one"));
}

QString StudiesPage::current() const {
    const int row = list_->currentRow();
    return row >= 0 && row < static_cast<int>(sweeps_.size())
               ? text(sweeps_[static_cast<std::size_t>(row)].name)
               : QString();
}

QString StudiesPage::rowText(const SweepTable& table) const {
    QString detail = studyTitle(table.sweep.study);
    if (table.live.size() > 1)
        detail += tr(", %1 of %2 runs done, %3 train side by side")
                      .arg(table.finished)
                      .arg(table.runs)
                      .arg(table.live.size());
    else if (!table.live.empty())
        detail += tr(", run %1 of %2 trains").arg(table.finished + 1).arg(table.runs);
    else if (table.complete())
        detail += tr(", %1 runs").arg(table.runs);
    else
        detail += tr(", %1 of %2 runs").arg(table.finished).arg(table.runs);
    return QStringLiteral("%1\n%2").arg(text(table.sweep.name), detail);
}

/// Reads the list anew; the newest is shown where none is wanted.
void StudiesPage::read(const QString& wanted) {
    stale_ = false;
    sweeps_.clear();
    if (const Project* project = desk_.project()) {
        if (auto sweeps = listSweeps(*project))
            sweeps_ = std::move(*sweeps);
        else
            desk_.tell(text(sweeps.error().line()), true);
    }
    int chosen = static_cast<int>(sweeps_.size()) - 1;
    {
        const QSignalBlocker quiet(list_);
        list_->clear();
        for (const SweepRow& sweep : sweeps_) {
            const auto table =
                sweepTable(*desk_.project(), sweep, lowerIsBetter(text(sweep.plan["by"].toString())));
            list_->addItem(table ? rowText(*table) : text(sweep.name));
            list_->item(list_->count() - 1)
                ->setSizeHint({0, 2 * list_->fontMetrics().lineSpacing() + grid(2)});
            if (text(sweep.name) == (begun_.isEmpty() ? wanted : begun_)) chosen = list_->count() - 1;
        }
        list_->setCurrentRow(chosen);
    }
    if (chosen >= 0 && text(sweeps_[static_cast<std::size_t>(chosen)].name) == begun_) begun_.clear();
    if (desk_.project() && !begun_.isEmpty() && desk_.sweepAtWork()) {
        empty_->setSentence(tr("%1 begins; its runs appear here.").arg(begun_));
        empty_->setAction({});
    } else if (desk_.project()) {
        empty_->setSentence(
            tr("No study yet. A study trains one recipe many times, each with another length, start or seed, "
               "and shows what that does."));
        empty_->setAction(tr("New study…"));
    } else {
        empty_->setSentence(tr("No project is open. Open one, or begin with the sample."));
        empty_->setAction(tr("Go to start"));
    }
    what_->setVisible(desk_.project() != nullptr);
    if (what_->current() == 1 && desk_.project()) return showTransfer(true);
    body_->setCurrentIndex(sweeps_.empty() ? kNothing : kStudies);
    new_->show();
    showSweep();
}

void StudiesPage::showTransfer(bool on) {
    what_->setCurrent(on ? 1 : 0);
    if (!on) return read(current());
    for (QPushButton* button : {work_, best_, csv_, new_}) button->hide();
    header_->setSubtitle(tr("prompts on data that they were not trained on"));
    transfer_->read();
    body_->setCurrentIndex(kTransfer);
}

/// After runs went on: the rows change, the place stays.
void StudiesPage::changed() {
    if (body_->currentIndex() == kNew) return;
    read(current());
}

void StudiesPage::showSweep() {
    shownOver_.clear();
    showTable();
}

void StudiesPage::showTable() {
    const int row = list_->currentRow();
    const bool any = row >= 0 && row < static_cast<int>(sweeps_.size()) && desk_.project();
    for (QPushButton* button : {work_, best_, csv_}) button->setVisible(any);
    header_->setSubtitle({});
    if (!any) return model_->setTable({});
    const SweepRow& sweep = sweeps_[static_cast<std::size_t>(row)];
    auto table = sweepTable(*desk_.project(), sweep, lowerIsBetter(text(sweep.plan["by"].toString())));
    if (!table) return desk_.tell(text(table.error().line()), true);
    header_->setSubtitle(text(sweep.name));
    chartCard_->setTitle(studyTitle(sweep.study));
    const int before = table_->currentIndex().row();
    model_->setTable(std::move(*table));
    for (int column = 0; column < model_->columnCount(); ++column)
        table_->setColumnWidth(column, columns(18));
    if (before >= 0 && before < model_->rowCount()) table_->selectRow(before);
    draw();
    sayState();
}

void StudiesPage::draw() {
    const SweepTable& table = model_->table();
    const auto keys = variedKeys(table);
    if (shownOver_.empty()) shownOver_ = usualKey(table);
    over_->clear();
    for (const std::string& key : keys)
        over_->addItem(tr("over %1").arg(optionLabel(catalogue_, key)), text(key));
    over_->setCurrentIndex(over_->findData(text(shownOver_)));
    over_->setVisible(keys.size() > 1);
    chart_->setAxisLabels(shownOver_.empty() ? QString() : optionLabel(catalogue_, shownOver_),
                          tr("%1 on validation").arg(metricLabel(text(table.metric))));
    chart_->setData(studySeries(table, shownOver_), studyLevels(*desk_.project(), table));
}

void StudiesPage::sayState() {
    const SweepTable& table = model_->table();
    QString said;
    if (table.best >= 0) {
        const SweepLine& line = table.lines[static_cast<std::size_t>(table.best)];
        said = tr("Best on validation: %1, %2 %3")
                   .arg(configurationText(catalogue_, line), metricLabel(text(table.metric)),
                        showMetric(text(table.metric), line.mean()));
        if (line.deviation())
            said += tr(" ± %1 over %2 seeds").arg(showNumber(*line.deviation())).arg(line.values.size());
        said += tr(", of %1 configurations.").arg(table.lines.size());
    } else {
        said = tr("No configuration has finished all its runs yet.");
    }
    if (table.failed > 0) said += tr(" %1 runs failed; going on tries them anew.").arg(table.failed);
    state_->setText(said);
    const bool writable = !desk_.project()->readOnly();
    best_->setEnabled(table.best >= 0);
    const bool live = !table.live.empty();
    work_->setVisible(live || !table.complete());
    work_->setEnabled(writable && (live || !desk_.sweepAtWork()));
    work_->setText(live ? tr("Stop") : tr("Go on"));
    work_->setToolTip(live ? tr("What trains now saves its state; the study can go on later")
                           : tr("Trains the %1 runs that are missing").arg(table.runs - table.finished));
}

void StudiesPage::stopOrGoOn() {
    const SweepTable& table = model_->table();
    // Each lane is a run of its own: a study stops when all of them have.
    for (const std::int64_t run : table.live) desk_.request(run, Request{Request::What::Stop, false});
    if (!table.live.empty()) return;
    QStringList words{QStringLiteral("study"), text(table.sweep.name), QStringLiteral("--continue")};
    if (table.lanes > 1) words << QStringLiteral("--lanes") << QString::number(table.lanes);
    desk_.startSweep(words, {});
    work_->setEnabled(false);
}

void StudiesPage::useBest() {
    const SweepTable& table = model_->table();
    if (table.best < 0) return;
    Json recipe = table.sweep.recipe;
    for (const auto& [key, value] : table.lines[static_cast<std::size_t>(table.best)].settings)
        if (const auto set = setOption(recipe, key + "=" + value, catalogue_); !set)
            return desk_.tell(text(set.error().line()), true);
    recipe.set("name", table.sweep.recipe["name"].toString("run") + ", best of " + table.sweep.name);
    desk_.editRecipe(recipe);
}

void StudiesPage::exportCsv() {
    chooseFile(this, tr("Export table"), current() + QStringLiteral(".csv"), tr("CSV (*.csv)"),
               [this](const QString& path) {
                   const auto saved = writeText(path, text(csv(model_->table())));
                   desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
               });
}

void StudiesPage::saveChart() {
    chooseFile(this, tr("Save chart"), current() + QStringLiteral(".png"), tr("Pictures (*.png *.svg *.pdf)"),
               [this](const QString& path) {
                   const auto saved = chart_->save(path);
                   desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
               });
}

}  // namespace lathe
