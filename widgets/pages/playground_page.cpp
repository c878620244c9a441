// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_page.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QShortcut>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/project/data_sets.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/template_fields.h"
#include "widgets/pages/playground_cases.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kMostAdded = 4;  // beside the first two

}  // namespace

PlaygroundPage::PlaygroundPage(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    makeHeader();
    empty_ = new EmptyState("playground", QString(), QString());
    connect(empty_, &EmptyState::activated, this,
            [this] { desk_.showPage(desk_.project() ? PageName::Recipe : PageName::Start); });
    stack_ = new QStackedWidget;
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent());
    layout->addWidget(header_);
    layout->addWidget(stack_, 1);
    for (const auto& keys :
         {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)}) {
        auto* go = new QShortcut(keys, this);
        go->setContext(Qt::WidgetWithChildrenShortcut);
        connect(go, &QShortcut::activated, this, &PlaygroundPage::run);
    }
    connect(&desk_, &Desk::projectChanged, this, [this] {
        stop();
        cases_->read();
        readRuns();
    });
    connect(&desk_, &Desk::runsChanged, this, &PlaygroundPage::readRuns);
    connect(&desk_, &Desk::currentRunChanged, this, [this](std::int64_t run) {
        first_->setRun(run);
        makeFields();
    });
    readRuns();
}

void PlaygroundPage::makeHeader() {
    header_ = new PageHeader(tr("Playground"));
    header_->setSubtitle(tr("the same text for the bare model and any prompts"));
    view_ = new SegmentedControl({tr("one text"), tr("cases")});
    view_->setObjectName("playgroundView");
    view_->setAccessibleName(tr("One text, or all saved cases"));
    connect(view_, &SegmentedControl::chosen, this, [this](int view) { showCases(view == 1); });
    add_ = makeButton(tr("Add prompt"));
    add_->setObjectName("addPrompt");
    connect(add_, &QPushButton::clicked, this, [this] {
        addPrompt();
        readRuns();
    });
    kind_ = new SegmentedControl({tr("classify"), tr("generate")});
    kind_->setObjectName("kind");
    kind_->setAccessibleName(tr("What to ask"));
    connect(kind_, &SegmentedControl::chosen, this, [this] { settings_->setVisible(generating()); });
    row_ = makeButton(tr("Random validation row"));
    row_->setObjectName("randomRow");
    connect(row_, &QPushButton::clicked, this, &PlaygroundPage::takeRow);
    stop_ = makeButton(tr("Stop"));
    stop_->setObjectName("stop");
    connect(stop_, &QPushButton::clicked, this, &PlaygroundPage::stop);
    run_ = makeButton(tr("Run  Ctrl ⏎"), ButtonKind::Primary);
    run_->setObjectName("run");
    run_->setAccessibleName(tr("Run"));
    connect(run_, &QPushButton::clicked, this, &PlaygroundPage::run);
    for (QWidget* widget : std::initializer_list<QWidget*>{view_, kind_, row_, add_, stop_, run_})
        header_->addAtRight(widget);
    stop_->hide();
}

QWidget* PlaygroundPage::makeContent() {
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    auto* card = new Card(tr("Text"));
    form_ = new QFormLayout;
    form_->setHorizontalSpacing(grid(2));
    form_->setVerticalSpacing(grid(1));
    form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    card->content()->addLayout(form_);
    rowText_ = new QLabel;
    rowText_->setObjectName("rowText");
    rowText_->setTextFormat(Qt::PlainText);
    makeSecondary(rowText_);
    card->content()->addWidget(rowText_);
    auto* expectedRow = new QHBoxLayout;
    auto* expectedLabel = new QLabel(tr("Expected answer"));
    makeSecondary(expectedLabel);
    expected_ = new QLineEdit;
    expected_->setObjectName("expected");
    expected_->setAccessibleName(tr("Expected answer"));
    expectedLabel->setBuddy(expected_);
    expected_->setMaximumWidth(grid(40));
    saveCase_ = makeButton(tr("Save as case"));
    saveCase_->setObjectName("saveCase");
    saveCase_->setEnabled(false);
    connect(expected_, &QLineEdit::textChanged, this,
            [this](const QString& typed) { saveCase_->setEnabled(!typed.trimmed().isEmpty()); });
    connect(saveCase_, &QPushButton::clicked, this, &PlaygroundPage::saveCase);
    expectedRow->addWidget(expectedLabel);
    expectedRow->addWidget(expected_, 1);
    expectedRow->addWidget(saveCase_);
    expectedRow->addStretch(1);
    card->content()->addLayout(expectedRow);
    settings_ = makeSettings();
    card->content()->addWidget(settings_);
    layout->addWidget(card);
    auto* cards = new QWidget;
    answerRow_ = new QHBoxLayout(cards);
    answerRow_->setContentsMargins(0, 0, 0, 0);
    answerRow_->setSpacing(grid(1.5));
    bare_ = new AnswerCard(desk_, tr("Bare model"), true);
    bare_->setObjectName("bare");
    first_ = new AnswerCard(desk_, tr("Prompt"), false);
    first_->setObjectName("first");
    second_ = new AnswerCard(desk_, tr("Other prompt"), false);
    second_->setObjectName("second");
    for (auto* answer : {bare_, first_, second_}) {
        answer->setMinimumWidth(grid(26));
        answerRow_->addWidget(answer, 1);
        connect(answer, &AnswerCard::settled, this, &PlaygroundPage::sayWaiting);
        connect(answer, &AnswerCard::chosen, this, &PlaygroundPage::makeFields);
    }
    // Many prompts stand side by side; they are moved where the window has no room for all.
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->viewport()->setAutoFillBackground(false);
    cards->setAutoFillBackground(false);
    scroll->setWidget(cards);
    cases_ = new PlaygroundCases(desk_);
    connect(cases_, &PlaygroundCases::settled, this, &PlaygroundPage::sayWaiting);
    below_ = new QStackedWidget;
    below_->addWidget(scroll);
    below_->addWidget(cases_);
    layout->addWidget(below_, 1);
    return content;
}

std::vector<AnswerCard*> PlaygroundPage::answers() const {
    std::vector<AnswerCard*> all{bare_, first_, second_};
    all.insert(all.end(), more_.begin(), more_.end());
    return all;
}

AnswerCard* PlaygroundPage::addPrompt() {
    auto* card = new AnswerCard(desk_, tr("Other prompt"), false);
    card->setObjectName(QStringLiteral("prompt%1").arg(more_.size() + 3));
    card->setMinimumWidth(grid(26));
    card->setClosable();
    answerRow_->addWidget(card, 1);
    connect(card, &AnswerCard::settled, this, &PlaygroundPage::sayWaiting);
    connect(card, &AnswerCard::chosen, this, &PlaygroundPage::makeFields);
    connect(card, &AnswerCard::closed, this, [this, card] { closePrompt(card); });
    more_.push_back(card);
    add_->setEnabled(more_.size() < kMostAdded);
    return card;
}

void PlaygroundPage::closePrompt(AnswerCard* card) {
    card->stop();
    std::erase(more_, card);
    card->hide();
    card->deleteLater();  // its button is still being clicked
    add_->setEnabled(true);
    sayWaiting();
}

void PlaygroundPage::showCases(bool on) {
    below_->setCurrentIndex(on ? 1 : 0);
    run_->setText(on ? tr("Run all  Ctrl ⏎") : tr("Run  Ctrl ⏎"));
    run_->setAccessibleName(on ? tr("Run all cases") : tr("Run"));
    sayWaiting();
}

void PlaygroundPage::saveCase() {
    const Question asked = question();
    cases_->add({asked.generate, asked.fields, expected_->text().trimmed()});
    desk_.tell(tr("Saved; there are now %1 cases.").arg(cases_->model().rowCount()));
}

void PlaygroundPage::runCases() {
    std::vector<PlaygroundCases::Asked> asked;
    for (AnswerCard* card : answers()) {
        if (card != bare_ && card->run() == 0) continue;
        asked.push_back({card->who(), [this, card](const PlaygroundCase& one, QString& problem) {
                             Question question = this->question();
                             question.generate = one.generate;
                             question.fields = one.fields;
                             return card->request(question, problem);
                         }});
    }
    cases_->run(std::move(asked));
    sayWaiting();
}

QWidget* PlaygroundPage::makeSettings() {
    auto* settings = new QWidget;
    auto* row = new QHBoxLayout(settings);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1));
    const auto add = [row](const QString& name, QAbstractSpinBox* box, const QString& help) {
        auto* label = new QLabel(name);
        makeSecondary(label);
        label->setBuddy(box);
        box->setAccessibleName(name);
        box->setToolTip(help);
        row->addWidget(label);
        row->addWidget(box);
        row->addSpacing(grid(1));
    };
    temperature_ = new QDoubleSpinBox;
    temperature_->setRange(0, 5);
    temperature_->setSingleStep(0.1);
    add(tr("Temperature"), temperature_, tr("0 always takes the likeliest word"));
    topP_ = new QDoubleSpinBox;
    topP_->setRange(0.01, 1);
    topP_->setSingleStep(0.05);
    topP_->setValue(1);
    add(tr("Top p"), topP_, tr("Draws among the likeliest words that together have this probability"));
    maxNew_ = new QSpinBox;
    maxNew_->setRange(1, 4096);
    maxNew_->setValue(32);
    add(tr("New tokens"), maxNew_, tr("At most this many"));
    seed_ = new QSpinBox;
    seed_->setRange(0, 2'000'000'000);
    add(tr("Seed"), seed_, tr("The same in all three, so that they differ by their prompts alone"));
    row->addStretch(1);
    return settings;
}

Json PlaygroundPage::recipe() const {
    const Json chosen = first_->recipe();
    return chosen.isNull() && !runs_.empty() ? runs_.back().recipe : chosen;
}

bool PlaygroundPage::generating() const {
    return kind_->current() == 1;
}

void PlaygroundPage::readRuns() {
    runs_.clear();
    Project* project = desk_.project();
    if (project)
        if (auto read = listRuns(*project)) runs_ = std::move(*read);
    const bool none = runs_.empty();
    empty_->setSentence(
        project ? tr("Nothing to try yet. Train a prompt, then type a text here and see what changes.")
                : tr("No project is open. Open one, or begin with the sample."));
    empty_->setAction(project ? tr("Write a recipe") : tr("Go to start"));
    stack_->setCurrentIndex(none ? 0 : 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{view_, kind_, row_, add_, run_})
        widget->setVisible(!none);
    const bool fresh = first_->run() == 0;
    const std::int64_t current = desk_.currentRun() != 0 || none ? desk_.currentRun() : runs_.back().run;
    std::int64_t other = 0;
    std::vector<std::int64_t> trained;
    for (const auto& row : runs_)
        if (row.run != current && row.step > 0) trained.push_back(row.run);
    if (!trained.empty()) other = trained.back();
    bare_->setRuns(runs_, current);
    first_->setRuns(runs_, current);
    second_->setRuns(runs_, other);
    for (std::size_t i = 0; i < more_.size(); ++i)  // each begins with another run
        more_[i]->setRuns(runs_,
                          trained.empty() ? current : trained[(2 * trained.size() - 2 - i) % trained.size()]);
    if (fresh && other == 0) second_->chooseFirstSnapshot();
    makeFields();
    if (fresh && !none) kind_->setCurrent(recipe().at("task.kind").toString() == "generate" ? 1 : 0);
    settings_->setVisible(generating());
}

void PlaygroundPage::makeFields() {
    QStringList names = templateFields(text(recipe().at("task.template").toString()));
    for (const AnswerCard* card : answers())
        for (const QString& name : templateFields(text(card->recipe().at("task.template").toString())))
            if (!names.contains(name)) names << name;
    if (QStringList(fields_.keys()) == [&] {
            auto sorted = names;
            sorted.sort();
            return sorted;
        }())
        return;
    QMap<QString, QString> kept;
    for (auto at = fields_.begin(); at != fields_.end(); ++at) kept[at.key()] = at.value()->toPlainText();
    fields_.clear();
    QWidget* previous = run_;
    while (form_->rowCount() > 0) form_->removeRow(0);
    for (const QString& name : names) {
        auto* box = new QPlainTextEdit(kept.value(name));
        box->setObjectName("field_" + name);
        box->setAccessibleName(name);
        box->setTabChangesFocus(true);
        dressTextBox(box);
        box->setPlaceholderText(tr("Type here, or take a row of the data"));
        box->setFixedHeight(grid(names.size() == 1 ? 8 : 5));
        box->installEventFilter(this);
        connect(box, &QPlainTextEdit::textChanged, this, [this] {
            expected_->clear();
            rowText_->clear();
            rowText_->hide();
        });
        auto* label = new QLabel(name);
        makeSecondary(label);
        form_->addRow(label, box);
        // The boxes are newer than what stands below them.
        setTabOrder(previous, box);
        previous = box;
        fields_[name] = box;
    }
    rowText_->hide();
}

void PlaygroundPage::takeRow() {
    Project* project = desk_.project();
    if (!project) return;
    const Json asked = recipe();
    const auto set = findDataSet(*project, asked.at("task.data").toString());
    if (!set) return desk_.tell(text(set.error().line()), true);
    const std::string split = set->rows("validation") > 0 ? "validation" : "train";
    const std::int64_t count = set->rows(split);
    if (count == 0) return desk_.tell(tr("The data set %1 has no rows.").arg(text(set->name)), true);
    lastRow_ = QRandomGenerator::global()->bounded(quint32(std::min<std::int64_t>(count, 1'000'000'000)));
    const auto rows = dataRows(*project, set->id, split, lastRow_, 1);
    if (!rows || rows->empty())
        return desk_.tell(rows ? tr("That row is gone.") : text(rows.error().line()), true);
    const Json& fields = rows->front().fields;
    for (auto at = fields_.begin(); at != fields_.end(); ++at) {
        const Json& value = fields[at.key().toStdString()];
        at.value()->setPlainText(text(value.isString() ? value.string() : value.dump()));
    }
    std::string answer = asked.at("task.label_field").toString();
    if (answer.empty()) answer = asked.at("task.target_field").toString();
    if (answer.empty()) answer = asked.at("task.kind").toString() == "generate" ? "target" : "label";
    const Json& right = fields[answer];
    const QString known = text(right.isString() ? right.string()
                               : right.isNull() ? std::string()
                                                : right.dump());
    expected_->setText(known);
    rowText_->setText(
        known.isEmpty()
            ? tr("Row %1 of %2").arg(rows->front().row).arg(text(split))
            : tr("Row %1 of %2 · the data says %3").arg(rows->front().row).arg(text(split), known));
    rowText_->show();
    run();
}

Question PlaygroundPage::question() const {
    Question question;
    question.generate = generating();
    question.recipe = recipe();
    question.fields = Json::object();
    for (auto at = fields_.begin(); at != fields_.end(); ++at)
        question.fields.set(at.key().toStdString(), at.value()->toPlainText().toStdString());
    question.right = expected_->text().trimmed();
    question.maxNew = maxNew_->value();
    question.temperature = temperature_->value();
    question.topP = topP_->value();
    question.seed = seed_->value();
    return question;
}

void PlaygroundPage::run() {
    if (runs_.empty()) return;
    if (below_->currentIndex() == 1) return runCases();
    const Question asked = question();
    for (auto* answer : answers()) answer->ask(asked);
    sayWaiting();
}

void PlaygroundPage::stop() {
    for (auto* answer : answers()) answer->stop();
    cases_->stop();
    sayWaiting();
}

void PlaygroundPage::sayWaiting() {
    const auto all = answers();
    stop_->setVisible(cases_->waiting() || std::any_of(all.begin(), all.end(), [](const AnswerCard* card) {
                          return card->waiting();
                      }));
}

bool PlaygroundPage::eventFilter(QObject* watched, QEvent* event) {
    // Ctrl Return belongs to the page, not to the text.
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            key->modifiers() & Qt::ControlModifier) {
            run();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace lathe
