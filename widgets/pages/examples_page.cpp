// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/examples_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QThread>
#include <QVBoxLayout>
#include <memory>

#include "core/project/data_sets.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/pages/data_rows_model.h"
#include "widgets/plots/confusion_matrix.h"
#include "widgets/plots/score_bars.h"
#include "widgets/show.h"

namespace lathe {
namespace {

/// What a reading brings back to the window's thread.
struct Reading {
    std::vector<Example> examples;
    QString problem;
    bool compared = false;
};

/// The newest evaluation of a run on this data: of the best step where there is one.
std::int64_t stepOf(const Project& project, std::int64_t run, const std::string& data) {
    std::int64_t step = -1;
    const auto rows = evaluations(project, run);
    const auto runs = listRuns(project);
    if (!rows || !runs) return step;
    std::int64_t best = -1;
    for (const RunRow& row : *runs)
        if (row.run == run) best = row.bestStep;
    for (const EvaluationRow& row : *rows)
        if (row.data == data && (step != best || row.step == best))
            step = row.step == best ? best : std::max(step, row.step);
    return step;
}

Reading readExamples(const std::filesystem::path& path, std::int64_t run, std::int64_t other,
                     const std::string& data) {
    Reading reading;
    const auto fail = [&](const Error& error) {
        reading.problem = text(error.line());
        return reading;
    };
    const auto project = Project::open(path, Project::Access::ReadOnly);
    if (!project) return fail(project.error());
    const auto mine = predictions(*project, run, stepOf(*project, run, data), data);
    if (!mine) return fail(mine.error());
    std::vector<Prediction> others;
    if (other > 0) {
        auto read = predictions(*project, other, stepOf(*project, other, data), data);
        if (!read) return fail(read.error());
        others = std::move(*read);
        reading.compared = !others.empty();
        if (others.empty())
            reading.problem = ExamplesPage::tr("Run %1 was not evaluated on %2.").arg(other).arg(text(data));
    }
    reading.examples = examplesOf(*mine, others);
    return reading;
}

QComboBox* makeChoice(const char* name, const QString& says) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(says);
    box->setToolTip(says);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(20);
    return box;
}

}  // namespace

ExamplesPage::ExamplesPage(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    makeHeader();
    notice_ = new Notice;
    notice_->setClosable(true);
    empty_ = new EmptyState(QStringLiteral("examples"), {});
    connect(empty_, &EmptyState::activated, this,
            [this] { desk_.showPage(desk_.project() ? PageName::Recipe : PageName::Start); });
    stack_ = new QStackedWidget;
    auto* card = new Card;
    card->content()->addWidget(empty_);
    stack_->addWidget(card);
    stack_->addWidget(makeContent());
    layout->addWidget(header_);
    layout->addWidget(notice_);
    layout->addWidget(stack_, 1);
    const auto again = [this] {
        stale_ = true;
        if (isVisible()) readRuns();
    };
    connect(&desk_, &Desk::projectChanged, this, again);
    connect(&desk_, &Desk::runsChanged, this, again);
    connect(&desk_, &Desk::currentRunChanged, this, [this](std::int64_t run) {
        const int at = run_->findData(qint64(run));
        if (at < 0 || at == run_->currentIndex()) return;
        run_->setCurrentIndex(at);
        readEvaluations();
    });
    connect(&desk_, &Desk::event, this, [again](const Event& event) {
        if (std::holds_alternative<Evaluated>(event.body)) again();
    });
}

void ExamplesPage::makeHeader() {
    header_ = new PageHeader(tr("Examples of"));
    run_ = makeChoice("examplesRun", tr("Run"));
    data_ = makeChoice("examplesData", tr("Data it was evaluated on"));
    other_ = makeChoice("examplesOther", tr("Run to compare with"));
    data_->setMinimumContentsLength(14);
    kind_ = new SegmentedControl({tr("all"), tr("wrong"), tr("right"), tr("disagreeing")});
    kind_->setObjectName(QStringLiteral("examplesKind"));
    kind_->setAccessibleName(tr("Which examples"));
    kind_->setCurrent(static_cast<int>(ExampleKind::Wrong));
    header_->addBesideTitle(run_);
    header_->addAtRight(data_);
    header_->addAtRight(other_);
    header_->addAtRight(kind_);
    connect(run_, &QComboBox::activated, this, [this] {
        desk_.setCurrentRun(run_->currentData().toLongLong());
        readEvaluations();
    });
    connect(data_, &QComboBox::activated, this, &ExamplesPage::load);
    connect(other_, &QComboBox::activated, this, &ExamplesPage::load);
    connect(kind_, &SegmentedControl::chosen, this, &ExamplesPage::filter);
}

QWidget* ExamplesPage::makeContent() {
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(grid(1.5));
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid(1.5));
    matrixCard_ = new Card(tr("Which for which"));
    matrix_ = new ConfusionMatrix;
    matrix_->setObjectName(QStringLiteral("confusion"));
    matrixCard_->content()->addWidget(matrix_, 1);
    connect(matrix_, &ConfusionMatrix::chosen, this, [this](int truth) {
        // A cell names right or wrong ones; the choice above must not hide them.
        if (truth >= 0) kind_->setCurrent(static_cast<int>(ExampleKind::All));
        filter();
    });
    detailCard_ = new Card(tr("Example"));
    detail_ = new QLabel;
    detail_->setObjectName(QStringLiteral("exampleText"));
    detail_->setWordWrap(true);
    detail_->setTextFormat(Qt::PlainText);
    detail_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    scores_ = new ScoreBars;
    scores_->setAccessibleName(tr("Probability of each class"));
    detailCard_->content()->addWidget(detail_);
    detailCard_->content()->addWidget(scores_);
    column->addWidget(matrixCard_, 1);
    column->addWidget(detailCard_);
    splitter->addWidget(left);

    listCard_ = new Card(tr("Examples"));
    listCard_->setFlush();
    count_ = new QLabel;
    count_->setObjectName(QStringLiteral("examplesCount"));
    makeSecondary(count_);
    listCard_->addAtRight(count_);
    table_ = new QTableView;
    table_->setObjectName(QStringLiteral("examples"));
    table_->setAccessibleName(tr("Examples"));
    tidyTable(table_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    model_ = new ExampleModel([this](std::int64_t row) { return textOf(row); }, this);
    table_->setModel(model_);
    listCard_->content()->addWidget(table_, 1);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ExamplesPage::showExample);
    splitter->addWidget(listCard_);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    return splitter;
}

QString ExamplesPage::textOf(std::int64_t row) const {
    const Project* project = desk_.project();
    if (!project || set_ == 0) return {};
    const auto rows = dataRows(*project, set_, {}, row, 1);
    if (!rows || rows->empty() || rows->front().row != row) return {};
    // The field that is read, not the one that is asked for: the longest.
    QString longest;
    for (const auto& [name, value] : rows->front().fields.members())
        if (const QString shown = fieldText(value); shown.size() > longest.size()) longest = shown;
    return longest;
}

void ExamplesPage::readRuns() {
    stale_ = false;
    const Project* project = desk_.project();
    run_->clear();
    other_->clear();
    other_->addItem(tr("with no other run"), qint64(0));
    if (project)
        if (const auto rows = listRuns(*project))
            for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
                const QString name = tr("run %1 · %2").arg(row->run).arg(text(row->name));
                run_->addItem(name, qint64(row->run));
                other_->addItem(tr("with %1").arg(name), qint64(row->run));
            }
    const int current = run_->findData(qint64(desk_.currentRun()));
    if (current >= 0) run_->setCurrentIndex(current);
    readEvaluations();
}

void ExamplesPage::readEvaluations() {
    const Project* project = desk_.project();
    const QString kept = data_->currentText();
    data_->clear();
    const std::int64_t run = run_->currentData().toLongLong();
    if (project && run > 0)
        if (const auto rows = evaluations(*project, run))
            for (const EvaluationRow& row : *rows)
                if (data_->findText(text(row.data)) < 0) data_->addItem(text(row.data));
    if (const int at = data_->findText(kept); at >= 0) data_->setCurrentIndex(at);
    const bool some = data_->count() > 0;
    empty_->setSentence(
        !project   ? tr("No project is open. Open one, or begin with the sample.")
        : run == 0 ? tr("No run yet. What a run answers to each example stands here once it was evaluated.")
                   : tr("This run was not evaluated yet: its answers come with its first evaluation."));
    empty_->setAction(!project ? tr("Go to start") : run == 0 ? tr("Write a recipe") : QString());
    stack_->setCurrentIndex(some ? 1 : 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{run_, data_, other_, kind_})
        widget->setVisible(some || (widget == run_ && run > 0));
    if (some) load();
}

void ExamplesPage::load() {
    const Project* project = desk_.project();
    if (!project) return;
    const std::string data = data_->currentText().toStdString();
    const auto set = findDataSet(*project, data.substr(0, data.rfind('/')));
    set_ = set ? set->id : 0;
    notice_->clear();
    // Thousands of rows take longer than a frame: read on a thread with its own connection.
    auto reading = std::make_shared<Reading>();
    QThread* thread =
        QThread::create([reading, path = project->path(), run = run_->currentData().toLongLong(),
                         other = other_->currentData().toLongLong(),
                         data] { *reading = readExamples(path, run, other, data); });
    connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    connect(thread, &QThread::finished, this, [this, reading, asked = ++asked_] {
        if (asked != asked_) return;
        if (!reading->problem.isEmpty()) notice_->say(NoticeKind::Warning, reading->problem);
        take(std::move(reading->examples), reading->compared);
    });
    thread->start();
}

void ExamplesPage::take(std::vector<Example> examples, bool compared) {
    confusion_ = confusionOf(examples);
    matrixCard_->setVisible(!confusion_.classes.isEmpty());
    matrix_->setConfusion(confusion_);
    model_->setExamples(std::move(examples), compared);
    if (!compared && kind_->current() == static_cast<int>(ExampleKind::Disputed))
        kind_->setCurrent(static_cast<int>(ExampleKind::Wrong));
    filter();
}

void ExamplesPage::filter() {
    const bool cell = matrix_->truth() >= 0;
    const auto kind = static_cast<ExampleKind>(kind_->current());
    if (kind == ExampleKind::Disputed && model_->columnCount() <= ExampleModel::kOther)
        notice_->say(
            NoticeKind::Plain,
            tr("Choose a run to compare with first: “disagreeing” shows what the two answer differently."));
    model_->setFilter(kind, cell ? confusion_.classes[matrix_->truth()] : QString(),
                      cell ? confusion_.classes[matrix_->prediction()] : QString());
    listCard_->setTitle(
        cell ? tr("%1 answered %2")
                   .arg(confusion_.classes[matrix_->truth()], confusion_.classes[matrix_->prediction()])
             : tr("Examples, the worst first"));
    count_->setText(model_->rowCount() == 1 ? tr("1 row") : tr("%1 rows").arg(grouped(model_->rowCount())));
    static const int kWidths[] = {8, 0, 13, 13, 14, 13};
    auto* header = table_->horizontalHeader();
    header->setStretchLastSection(false);
    for (int column = 0; column < model_->columnCount(); ++column) {
        header->setSectionResizeMode(
            column, column == ExampleModel::kText ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (column != ExampleModel::kText) table_->setColumnWidth(column, columns(kWidths[column]));
    }
    table_->selectRow(0);
    showExample();
}

void ExamplesPage::showExample() {
    const Example* example = model_->example(table_->currentIndex().row());
    detailCard_->setVisible(example != nullptr);
    if (!example) return;
    detailCard_->setTitle(tr("Row %1").arg(example->row));
    detail_->setText(textOf(example->row));
    QVector<ScoreBars::Score> scores;
    for (const auto& [label, share] : example->scores) scores.append({text(label), share});
    scores_->setVisible(!scores.isEmpty());
    scores_->setScores(std::move(scores), example->prediction, example->label);
}

void ExamplesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) readRuns();
}

}  // namespace lathe
