// SPDX-License-Identifier: GPL-3.0-or-later
// The recipe page's actions: where a recipe comes from, and where it goes.
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QShortcut>

#include "core/project/data_sets.h"
#include "core/project/runs.h"
#include "core/spec/presets.h"
#include "core/spec/recipe.h"
#include "widgets/desk.h"
#include "widgets/forms/labels_table.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/primitives.h"
#include "widgets/pages/recipe_difference.h"
#include "widgets/pages/recipe_page.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kMostLabels = 64, kMostRuns = 12;

QString quoted(QString text) {
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

Json emptyRecipe(const Project* project) {
    Json recipe =
        Json::object({{"recipe", kRecipeVersion},
                      {"name", "run"},
                      {"backbone", Json::object({{"id", "smollm2-135m-instruct"}})},
                      {"task", Json::object({{"kind", "classify"}, {"template", "{prompt}{text}\n{label}"}})},
                      {"method", Json::object({{"kind", "prompt_tuning"}})},
                      {"optimizer", Json::object({{"kind", "adamw"}})},
                      {"training", Json::object()}});
    if (!project) return recipe;
    if (const auto sets = dataSets(*project); sets && !sets->empty()) {
        recipe.setAt("task.data", sets->front().name);
        for (const std::string& field : sets->front().fields)
            if (field != "label" && field != "target") {
                recipe.setAt("task.template", "{prompt}{" + field + "}\n{label}");
                break;
            }
    }
    return recipe;
}

}  // namespace

void RecipePage::makeActions() {
    reason_ = new QLabel;
    reason_->setTextFormat(Qt::PlainText);
    makeError(reason_);
    presets_ = makeButton(tr("Presets"));
    presets_->setObjectName(QStringLiteral("presets"));
    presets_->setToolTip(tr("Saved recipes, samples and the recipes of earlier runs"));
    presetsMenu_ = new QMenu(this);
    auto* copy = makeButton(tr("Copy as command"));
    copy->setObjectName(QStringLiteral("copyCommand"));
    copy->setToolTip(tr("Puts the same run as a command line on the clipboard"));
    start_ = makeButton(tr("Start run  Ctrl ⏎"), ButtonKind::Primary);
    start_->setObjectName(QStringLiteral("startRun"));
    start_->setAccessibleName(tr("Start run"));
    undo_ = makeIconButton(QStringLiteral("undo"), tr("Undo (Ctrl Z)"));
    redo_ = makeIconButton(QStringLiteral("redo"), tr("Redo (Ctrl Shift Z)"));
    undo_->setObjectName(QStringLiteral("undoRecipe"));
    redo_->setObjectName(QStringLiteral("redoRecipe"));
    connect(undo_, &QPushButton::clicked, this, [this] { step(true); });
    connect(redo_, &QPushButton::clicked, this, [this] { step(false); });
    for (const auto& [keys, back] : {std::pair{QKeySequence(Qt::CTRL | Qt::Key_Z), true},
                                     std::pair{QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), false}}) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, undo = back] { step(undo); });
    }
    auto* others = makeButton(tr("Compare…"));
    others->setObjectName(QStringLiteral("compareRecipe"));
    others->setToolTip(tr("Shows what this recipe says otherwise than an earlier run's or a saved one"));
    othersMenu_ = new QMenu(this);
    connect(others, &QPushButton::clicked, this, [this, others] {
        fillOthers();
        othersMenu_->popup(others->mapToGlobal(QPoint(0, others->height() + grid(0.25))));
    });
    header_->addAtRight(reason_);
    header_->addAtRight(undo_);
    header_->addAtRight(redo_);
    header_->addAtRight(presets_);
    header_->addAtRight(others);
    header_->addAtRight(copy);
    header_->addAtRight(start_);
    connect(presets_, &QPushButton::clicked, this, [this] {
        fillPresets();
        presetsMenu_->popup(presets_->mapToGlobal(QPoint(0, presets_->height() + grid(0.25))));
    });
    connect(copy, &QPushButton::clicked, this, [this] {
        const Project* project = desk_.project();
        QApplication::clipboard()->setText(asCommand(
            project ? QString::fromStdString(project->path().string()) : QStringLiteral("PROJECT.lathe"),
            form_->recipe()));
        desk_.tell(tr("The command is on the clipboard."));
    });
    connect(start_, &QPushButton::clicked, this, &RecipePage::start);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* keys = new QShortcut(QKeySequence(static_cast<int>(Qt::CTRL) | key), this);
        keys->setContext(Qt::WidgetWithChildrenShortcut);
        connect(keys, &QShortcut::activated, this, &RecipePage::start);
    }
}

QString RecipePage::asCommand(const QString& project, const Json& recipe) {
    return QStringLiteral("cat > recipe.json <<'END'\n%1END\npromptlathe-cli train %2 recipe.json\n")
        .arg(QString::fromStdString(recipe.pretty()), quoted(project));
}

void RecipePage::load() {
    readProject();
    const Project* project = desk_.project();
    Json recipe = emptyRecipe(project);
    if (project) {
        const auto runs = listRuns(*project);
        const auto saved = savedRecipes(*project);
        const auto draft = draftRecipe(*project);
        if (draft && draft->isObject())
            recipe = *draft;
        else if (saved && !saved->empty())
            recipe = saved->front().second;
        else if (runs && !runs->empty())
            recipe = runs->back().recipe;
    }
    difference_->setOther({}, {});
    setRecipe(recipe);
    history_.reset(form_->recipe());
    undo_->setEnabled(false);
    redo_->setEnabled(false);
    draftSoon_.stop();  // what was only read is no draft
}

void RecipePage::readProject() {
    QStringList names;
    const Project* project = desk_.project();
    if (project)
        if (const auto sets = dataSets(*project))
            for (const DataSet& set : *sets) names.append(QString::fromStdString(set.name));
    form_->suggest("task.data", names);
    if (!project) return;
    desk_.ask(Json::object({{"do", "library"}}), this, [this](const Json& event) {
        if (event["event"].toString() != "result") return;
        QStringList ids;
        for (const Json& entry : event["backbones"].items())
            if (entry["problem"].toString().empty())
                ids.append(QString::fromStdString(entry["id"].toString()));
        form_->suggest("backbone.id", ids);
    });
}

void RecipePage::fillLabels() {
    const Project* project = desk_.project();
    if (!project) return;
    const auto set = findDataSet(*project, form_->recipe().at("task.data").toString());
    if (!set) return desk_.tell(QString::fromStdString(set.error().line()), true);
    const std::string field = form_->recipe().at("task.label_field").toString("label");
    const auto rows = dataRows(*project, set->id, "train", 0, 5000);
    if (!rows) return desk_.tell(QString::fromStdString(rows.error().line()), true);
    std::map<std::string, int> found;
    for (const DataRow& row : *rows)
        if (row.fields[field].isString()) ++found[row.fields[field].string()];
    if (found.empty())
        return desk_.tell(tr("The rows of %1 hold no text field %2.")
                              .arg(QString::fromStdString(set->name), QString::fromStdString(field)),
                          true);
    if (found.size() > kMostLabels)
        return desk_.tell(tr("The field %1 has %2 different values; labels are few.")
                              .arg(QString::fromStdString(field))
                              .arg(found.size()),
                          true);
    Json labels = Json::object();
    for (const auto& [label, count] : found) labels.set(label, " " + label);
    form_->setOptionValue("task.labels", labels);
}

void RecipePage::fillPresets() {
    presetsMenu_->clear();
    const Project* project = desk_.project();
    if (project) {
        if (const auto saved = savedRecipes(*project))
            for (const auto& [name, recipe] : *saved)
                presetsMenu_->addAction(QString::fromStdString(name), this,
                                        [this, chosen = recipe] { setRecipe(chosen); });
        if (const auto runs = listRuns(*project); runs && !runs->empty()) {
            presetsMenu_->addSeparator();
            std::size_t shown = 0;
            for (auto run = runs->rbegin(); run != runs->rend() && shown < kMostRuns; ++run, ++shown)
                presetsMenu_->addAction(tr("Run %1: %2").arg(run->run).arg(QString::fromStdString(run->name)),
                                        this, [this, chosen = run->recipe] { setRecipe(chosen); });
        }
        presetsMenu_->addSeparator();
    }
    QMenu* papers = presetsMenu_->addMenu(tr("From the papers"));
    papers->setToolTipsVisible(true);
    for (const Preset& preset : presets())
        papers
            ->addAction(QString::fromStdString(preset.name), this,
                        [this, chosen = preset.recipe] { setRecipe(chosen); })
            ->setToolTip(coreText(preset.help));
    presetsMenu_->addAction(tr("A new recipe"), this, [this] { setRecipe(emptyRecipe(desk_.project())); });
    QAction* save = presetsMenu_->addAction(tr("Save under its name"), this, &RecipePage::saveAs);
    save->setEnabled(project && !project->readOnly());
}

void RecipePage::fillOthers() {
    othersMenu_->clear();
    const Project* project = desk_.project();
    std::size_t shown = 0;
    if (project) {
        if (const auto runs = listRuns(*project))
            for (auto run = runs->rbegin(); run != runs->rend() && shown < kMostRuns; ++run, ++shown)
                othersMenu_->addAction(tr("Run %1: %2").arg(run->run).arg(QString::fromStdString(run->name)),
                                       this, [this, number = run->run, other = run->recipe] {
                                           difference_->setOther(tr("run %1").arg(number), other);
                                       });
        othersMenu_->addSeparator();
        if (const auto saved = savedRecipes(*project))
            for (const auto& [name, recipe] : *saved)
                othersMenu_->addAction(QString::fromStdString(name), this,
                                       [this, title = QString::fromStdString(name), other = recipe] {
                                           difference_->setOther(title, other);
                                       });
    }
    if (othersMenu_->isEmpty()) othersMenu_->addAction(tr("No other recipe yet"))->setEnabled(false);
}

/// Back to the recipe before the last edit, or forward again.
void RecipePage::step(bool back) {
    history_.push(form_->recipe());
    const auto recipe = back ? history_.undo() : history_.redo();
    if (!recipe) return;
    form_->setRecipe(*recipe);
    refresh();
    soon_.start();
    draftSoon_.start();
    undo_->setEnabled(history_.canUndo());
    redo_->setEnabled(history_.canRedo());
}

void RecipePage::saveAs() {
    const std::string name = form_->recipe()["name"].toString("recipe");
    const auto saved = saveRecipe(*desk_.project(), name, form_->recipe());
    desk_.tell(saved ? tr("Saved as the recipe %1.").arg(QString::fromStdString(name))
                     : QString::fromStdString(saved.error().line()),
               !saved);
}

}  // namespace lathe
