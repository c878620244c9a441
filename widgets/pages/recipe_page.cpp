// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/recipe_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

#include "core/base/text.h"
#include "core/methods/description.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"
#include "widgets/desk.h"
#include "widgets/forms/labels_table.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/primitives.h"
#include "widgets/forms/template_editor.h"
#include "widgets/pages/recipe_difference.h"
#include "widgets/pages/recipe_preview.h"
#include "widgets/pages/sweep_card.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kPause = 500;  // milliseconds without a key before the helper is asked

QScrollArea* scrolling(QWidget* inside) {
    auto* area = new QScrollArea;
    area->setWidget(inside);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The surface behind shows through.
    area->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

}  // namespace

RecipePage::RecipePage(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), catalogue_(catalogue()), header_(new PageHeader(tr("Recipe"))), notice_(new Notice),
      form_(new OptionForm(catalogue_)), template_(new TemplateEditor), templateError_(new QLabel), preview_(new RecipePreview(desk)),
      labelsCard_(new Card(tr("Labels"))), labels_(new LabelsTable), labelsError_(new QLabel), trained_(new Tile(tr("Trained"))),
      memory_(new Tile(tr("Peak memory"))), time_(new Tile(tr("Time, about"))), cut_(new Tile(tr("Cut rows"))), estimateNote_(new QLabel), sweep_(new SweepCard(desk, catalogue_)),
      difference_(new RecipeDifference(catalogue_)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.25));
    outer->addWidget(header_);
    outer->addWidget(notice_);
    auto* row = new QHBoxLayout;
    row->setSpacing(grid(1.5));
    outer->addLayout(row, 1);
    row->addWidget(makeLeft(), 10);
    row->addWidget(makeRight(), 13);
    makeActions();

    soon_.setSingleShot(true);
    soon_.setInterval(kPause);
    connect(&soon_, &QTimer::timeout, this, [this] {
        history_.push(form_->recipe());  // a pause ends what is undone as one
        undo_->setEnabled(history_.canUndo());
        redo_->setEnabled(history_.canRedo());
        askHelper();
    });
    connect(difference_, &RecipeDifference::taken, this,
            [this](const std::string& key, const Json& value) { form_->setOptionValue(key, value); });
    draftSoon_.setSingleShot(true);
    draftSoon_.setInterval(kPause);
    connect(&draftSoon_, &QTimer::timeout, this, &RecipePage::keepDraft);
    connect(form_, &OptionForm::edited, this, &RecipePage::edited);
    connect(template_, &QPlainTextEdit::textChanged, this, [this] {
        if (!filling_) form_->setOptionValue("task.template", template_->toPlainText().toStdString());
    });
    connect(labels_, &LabelsTable::edited, this, [this] {
        if (!filling_) form_->setOptionValue("task.labels", labels_->labels());
    });
    connect(labels_, &LabelsTable::fillWanted, this, &RecipePage::fillLabels);
    connect(&desk_, &Desk::projectChanged, this, &RecipePage::load);
    connect(&desk_, &Desk::dataChanged, this, [this] {
        readProject();
        refresh();
        soon_.start();
    });
    load();
}

void RecipePage::hideEvent(QHideEvent* event) {
    // What was typed in the last moment, also when the window closes.
    if (draftSoon_.isActive()) keepDraft();
    QWidget::hideEvent(event);
}

QWidget* RecipePage::makeLeft() {
    form_->setHidden({"task.template", "task.labels", "recipe"});
    auto* card = new Card;
    form_->setContentsMargins(0, 0, grid(1.25), 0);
    card->content()->addWidget(scrolling(form_), 1);
    card->setMinimumWidth(columns(62));
    return card;
}

QWidget* RecipePage::makeRight() {
    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid(1.5));
    column->addWidget(difference_);
    for (auto* text : {templateError_, labelsError_, estimateNote_}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
        text->setFont(scaledFont(0.88));
        text->hide();
    }
    makeError(templateError_);
    makeError(labelsError_);
    makeSecondary(estimateNote_);
    auto* card = new Card(tr("Template"));
    card->content()->addWidget(template_);
    card->content()->addWidget(templateError_);
    card->content()->addWidget(preview_);
    column->addWidget(card);
    labelsCard_->content()->addWidget(labels_);
    labelsCard_->content()->addWidget(labelsError_);
    column->addWidget(labelsCard_);
    auto* numbers = new Card;
    auto* tiles = new QHBoxLayout;
    tiles->setSpacing(grid(2));
    for (Tile* tile : {trained_, memory_, time_, cut_}) tiles->addWidget(tile, 1, Qt::AlignTop);
    numbers->content()->addLayout(tiles);
    numbers->content()->addWidget(estimateNote_);
    column->addWidget(numbers);
    column->addWidget(sweep_);
    column->addStretch(1);
    return scrolling(inside);
}

void RecipePage::setRecipe(const Json& recipe) {
    // Without a task it is a part ("use this backbone") that changes the recipe that is here.
    Json whole = recipe.contains("task") ? recipe : form_->recipe();
    if (!recipe.contains("task"))
        for (const auto& [section, values] : recipe.members())
            for (const auto& [key, value] : values.members()) whole.setAt(section + "." + key, value);
    form_->setRecipe(whole);
    refresh();
    soon_.start(0);
    draftSoon_.start();
}

Json RecipePage::recipe() const { return form_->recipe(); }

void RecipePage::edited() {
    refresh();
    soon_.start();
    draftSoon_.start();
}

void RecipePage::keepDraft() {
    draftSoon_.stop();
    if (!desk_.project() || desk_.project()->readOnly()) return;
    if (const auto kept = keepDraftRecipe(*desk_.project(), form_->recipe()); !kept) desk_.tell(QString::fromStdString(kept.error().line()), true);
}

QString RecipePage::blocked() const {
    if (!desk_.project()) return tr("Open a project first");
    if (desk_.project()->readOnly()) return tr("This project is open for reading only");
    const auto& problems = form_->problems();
    if (problems.empty()) return {};
    const QString first = QString::fromStdString(problems.front().line());
    return problems.size() == 1 ? first : tr("%1 (and %2 more)").arg(first).arg(problems.size() - 1);
}

void RecipePage::refresh() {
    const Json& recipe = form_->recipe();
    filling_ = true;
    const QString text = QString::fromStdString(recipe.at("task.template").toString());
    if (template_->toPlainText() != text) template_->setPlainText(text);
    labelsCard_->setVisible(recipe.at("task.kind").toString("classify") == "classify");
    labels_->setLabels(recipe.at("task.labels").isObject() ? recipe.at("task.labels") : Json::object());
    filling_ = false;

    header_->setSubtitle(QString::fromStdString(recipe["name"].toString()));
    QStringList elsewhere;
    QString wrongTemplate, wrongLabels;
    for (const Error& problem : form_->problems()) {
        const QString what = QString::fromStdString(problem.what + (problem.todo.empty() ? "" : "; " + problem.todo));
        if (problem.where == "task.template")
            wrongTemplate = what;
        else if (problem.where.starts_with("task.labels"))
            wrongLabels = what;
        else if (!form_->control(problem.where))
            elsewhere.append(QString::fromStdString(problem.line()));
    }
    templateError_->setText(wrongTemplate);
    templateError_->setVisible(!wrongTemplate.isEmpty());
    template_->setWrong(!wrongTemplate.isEmpty());
    labelsError_->setText(wrongLabels);
    labelsError_->setVisible(!wrongLabels.isEmpty());
    if (elsewhere.isEmpty())
        notice_->clear();
    else
        notice_->say(NoticeKind::Error, elsewhere.join(QLatin1Char('\n')));

    difference_->setRecipe(recipe);
    sweep_->setRecipe(form_->problems().empty() ? recipe : Json());
    const QString reason = blocked();
    const std::size_t count = form_->problems().size();
    start_->setEnabled(reason.isEmpty());
    start_->setToolTip(reason.isEmpty() ? tr("Starts a run with this recipe (Ctrl Return)") : reason);
    start_->setAccessibleDescription(start_->toolTip());
    QString brief = reason;
    if (desk_.project() && !desk_.project()->readOnly() && count > 0) brief = count == 1 ? tr("1 thing to settle first") : tr("%1 things to settle first").arg(count);
    reason_->setText(brief);
    reason_->setToolTip(reason);
}

void RecipePage::askHelper() {
    if (!desk_.project()) return preview_->setRecipe({}, tr("Open a project to see its rows as the model sees them."));
    if (const auto& problems = form_->problems(); !problems.empty()) {
        preview_->setRecipe({}, tr("Shown when the recipe is complete: %1").arg(QString::fromStdString(problems.front().line())));
        labels_->setCounts(Json::array());
        for (Tile* tile : {trained_, memory_, time_, cut_}) tile->setValue(QStringLiteral("–"));
        return;
    }
    preview_->setRecipe(form_->recipe());
    askEstimate();
}

void RecipePage::askEstimate() {
    if (estimate_ > 0) desk_.cancel(estimate_);
    makeSecondary(estimateNote_);
    estimateNote_->setText(tr("Measuring a step on this machine…"));
    sweep_->setSeconds(-1);
    estimateNote_->show();
    estimate_ = desk_.ask(Json::object({{"do", "estimate"}, {"project", desk_.project()->path().string()}, {"recipe", form_->recipe()}}), this,
                          [this](const Json& event) { showEstimate(event); });
}

void RecipePage::showEstimate(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "error") {
        makeError(estimateNote_);
        estimateNote_->setText(QString::fromStdString(
            (event["where"].toString().empty() ? "" : event["where"].toString() + ": ") + event["what"].toString() + (event["todo"].toString().empty() ? "" : "; " + event["todo"].toString())));
        estimateNote_->show();
        for (Tile* tile : {trained_, memory_, time_, cut_}) tile->setValue(QStringLiteral("–"));
        return;
    }
    if (event["trainable"].isNumber()) {
        trained_->setValue(grouped(event["trainable"].toInteger()));
        const double share = event["share"].toNumber() * 100;
        trained_->setNote(share > 0 ? tr("%1% of all").arg(share, 0, 'g', 2) : QString());
    }
    if (event.contains("cut_rows")) cut_->setValue(grouped(event["cut_rows"].toInteger()));
    if (event.contains("labels")) labels_->setCounts(event["labels"]);
    if (kind != "result") return;
    const bool known = event["seconds"].isNumber();
    memory_->setValue(event["peak_gib"].isNumber()
                          ? tr("%1 GiB").arg(event["peak_gib"].toNumber(), 0, 'f', 1)
                          : QStringLiteral("–"));
    time_->setValue(known ? showAbout(event["seconds"].toNumber()) : QStringLiteral("–"));
    QString from = tr("measured now");
    if (event["run"].isInteger()) from = tr("as run %1 took").arg(event["run"].toInteger());
    if (event["busy"].toBool()) from = tr("less when nothing else runs");
    time_->setNote(known ? from : QString());
    sweep_->setSeconds(known ? event["seconds"].toNumber() : -1);
    estimateNote_->hide();
}

void RecipePage::start() {
    if (const QString reason = blocked(); !reason.isEmpty()) return desk_.tell(reason, true);
    desk_.startRun(form_->recipe());
    desk_.showPage(PageName::Runs);
}

}  // namespace lathe
