// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_page.h"

#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/template_fields.h"
#include "widgets/pages/playground_batch.h"
#include "widgets/pages/playground_cases.h"
#include "widgets/pages/playground_controls.h"
#include "widgets/pages/playground_prompts.h"
#include "widgets/pages/playground_text.h"
#include "widgets/show.h"

namespace lathe {

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
        prompts_->first()->setRun(run);
        makeFields();
    });
    setView(OneText);
    readRuns();
}

void PlaygroundPage::makeHeader() {
    header_ = new PageHeader(tr("Playground"));
    header_->setSubtitle(tr("the same text for the bare model and any prompts"));
    view_ = new SegmentedControl({tr("one text"), tr("cases"), tr("file")});
    view_->setObjectName("playgroundView");
    view_->setAccessibleName(tr("One text, all saved cases, or all rows of a file"));
    connect(view_, &SegmentedControl::chosen, this, [this](int view) { setView(View(view)); });
    add_ = makeButton(tr("Add prompt"));
    add_->setObjectName("addPrompt");
    connect(add_, &QPushButton::clicked, this, [this] { prompts_->add(); });
    kind_ = new SegmentedControl({tr("classify"), tr("generate")});
    kind_->setObjectName("kind");
    kind_->setAccessibleName(tr("What to ask"));
    connect(kind_, &SegmentedControl::chosen, this, [this] { controls_->setVisible(generating()); });
    row_ = makeButton(tr("Random validation row"));
    row_->setObjectName("randomRow");
    connect(row_, &QPushButton::clicked, this, &PlaygroundPage::takeRow);
    stop_ = makeButton(tr("Stop"));
    stop_->setObjectName("stop");
    connect(stop_, &QPushButton::clicked, this, &PlaygroundPage::stop);
    run_ = makeButton(tr("Run  Ctrl ⏎"), ButtonKind::Primary);
    run_->setObjectName("run");
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
    text_ = new PlaygroundText(desk_);
    connect(text_, &PlaygroundText::submitted, this, &PlaygroundPage::run);
    connect(text_, &PlaygroundText::caseWanted, this, &PlaygroundPage::saveCase);
    layout->addWidget(text_);
    controls_ = new GenerationControls;
    layout->addWidget(controls_);
    prompts_ = new PlaygroundPrompts(desk_);
    connect(prompts_, &PlaygroundPrompts::settled, this, &PlaygroundPage::sayWaiting);
    connect(prompts_, &PlaygroundPrompts::chosen, this, &PlaygroundPage::makeFields);
    cases_ = new PlaygroundCases(desk_);
    connect(cases_, &PlaygroundCases::settled, this, &PlaygroundPage::sayWaiting);
    batch_ = new PlaygroundBatch(desk_);
    connect(batch_, &PlaygroundBatch::settled, this, &PlaygroundPage::sayWaiting);
    connect(batch_, &PlaygroundBatch::changed, this, &PlaygroundPage::sayWaiting);
    below_ = new QStackedWidget;
    for (QWidget* view : std::initializer_list<QWidget*>{prompts_, cases_, batch_}) below_->addWidget(view);
    layout->addWidget(below_, 1);
    return content;
}

PlaygroundPage::View PlaygroundPage::view() const {
    return View(below_->currentIndex());
}

void PlaygroundPage::setView(View view) {
    view_->setCurrent(view);
    below_->setCurrentIndex(view);
    text_->setVisible(view != File);
    row_->setVisible(view != File && !runs_.empty());
    run_->setText(view == OneText ? tr("Run  Ctrl ⏎") : tr("Run all  Ctrl ⏎"));
    run_->setAccessibleName(view == OneText ? tr("Run")
                            : view == Cases ? tr("Run all cases")
                                            : tr("Ask all rows"));
    sayWaiting();
}

void PlaygroundPage::saveCase() {
    const Question asked = question();
    cases_->add({asked.generate, asked.fields, text_->expected()});
    desk_.tell(tr("Saved; there are now %1 cases.").arg(cases_->model().rowCount()));
}

void PlaygroundPage::runCases() {
    std::vector<PlaygroundCases::Asked> asked;
    for (AnswerCard* card : prompts_->all()) {
        if (card != prompts_->bare() && card->run() == 0) continue;
        asked.push_back({card->who(), [this, card](const PlaygroundCase& one, QString& problem) {
                             Question question = this->question();
                             question.generate = one.generate;
                             question.fields = one.fields;
                             return card->request(question, problem);
                         }});
    }
    cases_->run(std::move(asked));
}

Json PlaygroundPage::recipe() const {
    const Json chosen = prompts_->first()->recipe();
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
    for (QWidget* widget : std::initializer_list<QWidget*>{view_, kind_, add_, run_})
        widget->setVisible(!none);
    row_->setVisible(!none && view() != File);
    const bool fresh = prompts_->first()->run() == 0;
    prompts_->setRuns(runs_, desk_.currentRun() != 0 || none ? desk_.currentRun() : runs_.back().run);
    makeFields();
    if (fresh && !none) kind_->setCurrent(recipe().at("task.kind").toString() == "generate" ? 1 : 0);
    controls_->setVisible(generating());
}

void PlaygroundPage::makeFields() {
    QStringList names = templateFields(text(recipe().at("task.template").toString()));
    std::vector<PlaygroundBatch::Who> who;
    for (const AnswerCard* card : prompts_->all()) {
        for (const QString& name : templateFields(text(card->recipe().at("task.template").toString())))
            if (!names.contains(name)) names << name;
        QString problem;
        if (Json prompt = card->prompt(problem); !prompt.isNull())
            who.push_back({card->who(), std::move(prompt)});
    }
    text_->setNames(names, run_);
    batch_->setNames(names);
    batch_->setAsked(std::move(who));
    sayWaiting();
}

void PlaygroundPage::takeRow() {
    if (text_->takeRow(recipe())) run();
}

Question PlaygroundPage::question() const {
    Question question;
    question.generate = generating();
    question.recipe = recipe();
    question.fields = text_->fields();
    question.right = text_->expected();
    controls_->fill(question);
    return question;
}

void PlaygroundPage::run() {
    if (runs_.empty()) return;
    if (view() == Cases)
        runCases();
    else if (view() == File)
        batch_->run(question());
    else
        prompts_->ask(question());
    sayWaiting();
}

void PlaygroundPage::stop() {
    prompts_->stop();
    cases_->stop();
    batch_->stop();
    sayWaiting();
}

void PlaygroundPage::sayWaiting() {
    stop_->setVisible(prompts_->waiting() || cases_->waiting() || batch_->waiting());
    add_->setEnabled(!prompts_->full());
    run_->setEnabled(view() != File || batch_->ready());
}

}  // namespace lathe
