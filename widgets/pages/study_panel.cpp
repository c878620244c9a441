// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/study_panel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include "core/project/runs.h"
#include "core/project/sweeps.h"
#include "core/spec/recipe.h"
#include "widgets/desk.h"
#include "widgets/forms/number_field.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/study_data.h"
#include "widgets/pages/sweep_axes.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kNameRole = Qt::UserRole;
const QString kOwn = QStringLiteral("sweep");

}  // namespace

StudyPanel::StudyPanel(Desk& desk, const Catalogue& catalogue, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      catalogue_(catalogue),
      list_(new QListWidget),
      about_(new QLabel),
      recipes_(new QComboBox),
      name_(new QLineEdit),
      seeds_(new NumberField(
          {.key = "seeds", .type = OptionType::Integer, .label = "Seeds", .minimum = 1, .maximum = 1000})),
      lanes_(new NumberField(
          {.key = "lanes", .type = OptionType::Integer, .label = "Lanes", .minimum = 1, .maximum = 64})),
      axes_(new SweepAxes),
      note_(new QLabel),
      start_(makeButton(tr("Start"), ButtonKind::Primary)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1.5));
    auto* left = new Card(tr("What to ask"));
    left->setFlush();
    left->setFixedWidth(columns(44));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setObjectName(QStringLiteral("studyKinds"));
    list_->setAccessibleName(tr("Kinds of studies"));
    left->content()->addWidget(list_, 1);
    row->addWidget(left);
    row->addWidget(makeForm(), 1);
    connect(list_, &QListWidget::currentRowChanged, this, &StudyPanel::choose);
    connect(recipes_, &QComboBox::activated, this, &StudyPanel::chooseRecipe);
    connect(name_, &QLineEdit::textEdited, this, [this] { named_ = !name_->text().trimmed().isEmpty(); });
    connect(name_, &QLineEdit::textChanged, this, &StudyPanel::refresh);
    for (NumberField* field : {seeds_, lanes_})
        connect(field, &QLineEdit::textChanged, this, &StudyPanel::refresh);
    connect(axes_, &SweepAxes::edited, this, &StudyPanel::refresh);
    connect(start_, &QPushButton::clicked, this, &StudyPanel::start);
}

QWidget* StudyPanel::makeForm() {
    auto* card = new Card;
    about_->setWordWrap(true);
    about_->setTextFormat(Qt::PlainText);
    makeSecondary(about_);
    recipes_->setObjectName(QStringLiteral("studyRecipe"));
    recipes_->setAccessibleName(tr("Recipe that is varied"));
    recipes_->setMaximumWidth(columns(50));
    name_->setObjectName(QStringLiteral("studyName"));
    name_->setAccessibleName(tr("Name in the project"));
    name_->setMaximumWidth(columns(50));
    seeds_->setObjectName(QStringLiteral("studySeeds"));
    seeds_->setAccessibleName(tr("Seeds of each configuration"));
    seeds_->setMaximumWidth(columns(14));
    lanes_->setObjectName(QStringLiteral("studyLanes"));
    lanes_->setAccessibleName(tr("Runs side by side"));
    lanes_->setToolTip(
        tr("So many runs train in one process, in shared passes over the backbone: quicker where "
           "batches are small, and with more memory"));
    lanes_->setMaximumWidth(columns(14));
    lanes_->setValue(Json(1));
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setObjectName(QStringLiteral("studyNote"));
    start_->setObjectName(QStringLiteral("studyStart"));
    auto* form = new QGridLayout;
    form->setHorizontalSpacing(grid(2));
    form->setVerticalSpacing(grid(1));
    form->setColumnStretch(1, 1);
    int line = 0;
    const auto add = [&](const QString& label, QWidget* field) {
        form->addWidget(new QLabel(label), line, 0);
        form->addWidget(field, line++, 1);
    };
    add(tr("Recipe"), recipes_);
    add(tr("Name"), name_);
    add(tr("Seeds"), seeds_);
    add(tr("Side by side"), lanes_);
    card->content()->setSpacing(grid(1.5));
    card->content()->addWidget(about_);
    card->content()->addLayout(form);
    card->content()->addWidget(axes_);
    card->content()->addWidget(note_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(grid(1));
    auto* cancel = makeButton(tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, &StudyPanel::closed);
    buttons->addWidget(start_);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    card->content()->addLayout(buttons);
    card->content()->addStretch(1);
    return card;
}

void StudyPanel::begin(const Json& recipe) {
    offered_ = recipe;
    named_ = false;
    studies_ = Json();
    seconds_ = -1;
    recipeList_.clear();
    recipes_->clear();
    const auto add = [this](const QString& label, const Json& one) {
        recipes_->addItem(label);
        recipeList_.push_back(one);
    };
    const Project& project = *desk_.project();
    if (!recipe.isNull()) add(text(recipe["name"].toString("run")), recipe);
    if (const auto draft = draftRecipe(project); draft && draft->isObject() && recipe.isNull())
        add(tr("%1 (as last edited)").arg(text((*draft)["name"].toString("run"))), *draft);
    if (const auto saved = savedRecipes(project))
        for (const auto& [name, one] : *saved) add(text(name), one);
    chooseRecipe();
}

Json StudyPanel::recipe() const {
    const int row = recipes_->currentIndex();
    return row >= 0 && row < static_cast<int>(recipeList_.size()) ? recipeList_[static_cast<std::size_t>(row)]
                                                                  : Json();
}

void StudyPanel::chooseRecipe() {
    seconds_ = -1;
    const Json chosen = recipe();
    const auto checked =
        chosen.isNull() ? Result<Recipe>(failed("no recipe")) : checkRecipe(chosen, catalogue_);
    axes_->setRecipe(checked ? chosen : Json(), catalogue_);
    askStudies();
    if (estimate_ > 0) desk_.cancel(estimate_);
    estimate_ = 0;
    if (!checked) return refresh();
    estimate_ = desk_.ask(
        Json::object({{"do", "estimate"}, {"project", desk_.project()->path().string()}, {"recipe", chosen}}),
        this, [this](const Json& event) {
            if (event["event"].toString() != "result" || !event["seconds"].isNumber()) return;
            seconds_ = event["seconds"].toNumber();
            refresh();
        });
    refresh();
}

void StudyPanel::askStudies() {
    if (asked_ > 0) desk_.cancel(asked_);
    asked_ = desk_.ask(Json::object({{"do", "studies"}, {"recipe", recipe()}}), this,
                       [this](const Json& event) { fillStudies(event); });
}

void StudyPanel::fillStudies(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "error") {
        makeError(note_);
        return note_->setText(text(event["what"].toString()));
    }
    if (kind != "result") return;
    studies_ = event["studies"];
    const QString before =
        list_->currentItem() ? list_->currentItem()->data(kNameRole).toString() : QString();
    const QSignalBlocker quiet(list_);
    list_->clear();
    int row = -1;
    const auto add = [&](const QString& label, const QString& name, const QString& problem) {
        auto* item = new QListWidgetItem(label, list_);
        item->setData(kNameRole, name);
        if (!problem.isEmpty()) {
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
            item->setToolTip(problem);
            item->setText(label + '\n' + tr("not of this recipe"));
        } else if (row < 0 || name == before) {
            row = list_->count() - 1;
        }
    };
    for (const Json& study : studies_.items())
        add(studyTitle(study["name"].toString()), text(study["name"].toString()),
            text(study["problem"].toString()));
    add(tr("A sweep of your own"), kOwn, {});
    list_->setCurrentRow(row);
    choose();
}

bool StudyPanel::own() const {
    return list_->currentItem() && list_->currentItem()->data(kNameRole).toString() == kOwn;
}

void StudyPanel::choose() {
    if (!list_->currentItem()) return;
    const QString name = list_->currentItem()->data(kNameRole).toString();
    axes_->setVisible(own());
    QString about = tr("Runs of this recipe with other values, as a grid or drawn at random.");
    std::int64_t seeds = 1;
    for (const Json& study : studies_.items())
        if (text(study["name"].toString()) == name) {
            about = coreText(study["help"].toString());
            seeds = study["seeds"].toInteger(3);
            for (const Json& note : study["notes"].items()) about += '\n' + text(note.toString());
        }
    about_->setText(about);
    seeds_->setValue(Json(seeds));
    if (!named_) {
        QString base = text(recipe()["name"].toString("run")) + ' ' + name, fresh = base;
        // A name that is taken would go on with the old one, or be refused.
        for (int number = 2; findSweep(*desk_.project(), fresh.toStdString()).has_value(); ++number)
            fresh = QStringLiteral("%1 %2").arg(base).arg(number);
        name_->setText(fresh);
    }
    refresh();
}

Result<std::vector<SweepSettings>> StudyPanel::configurations() const {
    if (own()) {
        if (axes_->grids().isEmpty()) return std::vector<SweepSettings>{{}};
        LATHE_TRY(all, axes_->configurations());
        constexpr std::size_t kMostChecked = 500;
        for (std::size_t i = 0; i < std::min(all.size(), kMostChecked); ++i) {
            Json varied = recipe();
            for (const auto& [key, value] : all[i])
                LATHE_CHECK(setOption(varied, key + "=" + value, catalogue_));
            LATHE_CHECK(checkRecipe(varied, catalogue_));
        }
        return all;
    }
    std::vector<SweepSettings> all;
    for (const Json& study : studies_.items()) {
        if (text(study["name"].toString()) != list_->currentItem()->data(kNameRole).toString()) continue;
        for (const Json& one : study["configurations"].items()) {
            SweepSettings settings;
            for (const auto& [key, value] : one.members()) settings.emplace_back(key, value.toString());
            all.push_back(std::move(settings));
        }
    }
    return all;
}

void StudyPanel::refresh() {
    start_->setEnabled(false);
    start_->setText(tr("Start"));
    const auto wrong = [this](const QString& why) {
        makeError(note_);
        note_->setText(why);
    };
    const Json chosen = recipe();
    if (chosen.isNull()) return wrong(tr("Write a recipe first, on the recipe page."));
    if (const auto checked = checkRecipe(chosen, catalogue_); !checked)
        return wrong(text(checked.error().line()));
    if (!list_->currentItem()) return note_->clear();
    const auto all = configurations();
    if (!all) return wrong(text(all.error().line()));
    const Json seeds = seeds_->value();
    if (!seeds.isInteger() || seeds.toInteger() < 1 || seeds.toInteger() > 1000)
        return wrong(tr("Give 1 to 1,000 seeds."));
    const Json lanes = lanes_->value();
    if (!lanes.isInteger() || lanes.toInteger() < 1 || lanes.toInteger() > 64)
        return wrong(tr("Give 1 to 64 runs side by side."));
    if (name_->text().trimmed().isEmpty()) return wrong(tr("Give it a name."));
    const auto runs = static_cast<qint64>(all->size()) * seeds.toInteger();
    if (own() && runs < 2) {
        makeSecondary(note_);
        return note_->setText(tr("Give values to vary, or more seeds."));
    }
    makeSecondary(note_);
    QString said =
        tr("%1 runs: %2 configurations with %3 seeds each")
            .arg(grouped(runs), grouped(static_cast<qint64>(all->size())), grouped(seeds.toInteger()));
    if (all->size() == 1) said = tr("%1 runs with %1 seeds").arg(grouped(runs));
    const bool together = lanes.toInteger() > 1;
    if (seconds_ > 0)
        said += (together ? tr(", about %1 one after the other. ") : tr(", about %1 in all. "))
                    .arg(showAbout(seconds_ * double(runs)));
    else
        said += tr(". ");
    if (desk_.sweepAtWork())
        said += tr("Another study is at work; this one can start when it has ended.");
    else if (together)
        said += tr("Up to %1 train side by side; what is finished stays when you stop.")
                    .arg(std::min<qint64>(lanes.toInteger(), runs));
    else
        said += tr("They go one after the other; what is finished stays when you stop.");
    note_->setText(said);
    start_->setText(tr("Start %1 runs").arg(grouped(runs)));
    start_->setEnabled(!desk_.sweepAtWork());
}

void StudyPanel::start() {
    const QString kind = list_->currentItem()->data(kNameRole).toString(), name = name_->text().trimmed();
    QStringList words;
    if (own()) {
        words << QStringLiteral("sweep");
        for (const QString& grid : axes_->grids()) words << QStringLiteral("--grid") << grid;
        if (axes_->random() > 0) words << QStringLiteral("--random") << QString::number(axes_->random());
    } else {
        words << QStringLiteral("study") << kind;
    }
    words << QStringLiteral("--seeds") << QString::number(seeds_->value().toInteger())
          << QStringLiteral("--name") << name;
    if (const auto lanes = lanes_->value().toInteger(); lanes > 1)
        words << QStringLiteral("--lanes") << QString::number(lanes);
    desk_.startSweep(words, recipe());
    Q_EMIT started(name);
}

}  // namespace lathe
