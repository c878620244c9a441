// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/option_form.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/spec/recipe.h"
#include "widgets/forms/buttons.h"
#include "widgets/forms/option_editor.h"
#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/show.h"

namespace lathe {
namespace {

QString words(const std::string& text) {
    return QString::fromStdString(text);
}

constexpr int kSections = 3;

int sectionOf(const std::string& key) {
    if (key.starts_with("task")) return 1;
    if (key.starts_with("optimizer") || key.starts_with("training")) return 2;
    return 0;
}

bool sameDescription(const Option& a, const Option& b) {
    if (a.type != b.type || a.label != b.label || a.choices.size() != b.choices.size() ||
        a.fallback != b.fallback)
        return false;
    for (std::size_t i = 0; i < a.choices.size(); ++i)
        if (a.choices[i].value != b.choices[i].value) return false;
    return true;
}

}  // namespace

OptionForm::OptionForm(Catalogue catalogue, QWidget* parent)
    : QWidget(parent), catalogue_(std::move(catalogue)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(2));
    const QString titles[kSections] = {tr("Backbone and method"), tr("Task"), tr("Training")};
    for (int i = 0; i < kSections; ++i) {
        Section section;
        section.widget = new QWidget(this);
        auto* layout = new QVBoxLayout(section.widget);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(grid(1));
        auto* title = new QLabel(titles[i]);
        title->setFont(scaledFont(1.0, QFont::DemiBold));
        section.plain = new QVBoxLayout;
        section.plain->setSpacing(grid(1));
        section.foldedBox = new QWidget;
        section.folded = new QVBoxLayout(section.foldedBox);
        section.folded->setContentsMargins(0, 0, 0, 0);
        section.folded->setSpacing(grid(1));
        section.fold = makeButton(tr("More options"), ButtonKind::Quiet);
        section.fold->setIcon(icon(QStringLiteral("chevron-right"), IconTone::Secondary));
        section.fold->setAccessibleName(tr("More options of: %1").arg(titles[i]));
        auto* line = new QHBoxLayout;
        line->setContentsMargins(-grid(1.25), 0, 0, 0);
        line->addWidget(section.fold);
        line->addStretch(1);
        layout->addWidget(title);
        layout->addLayout(section.plain);
        layout->addLayout(line);
        layout->addWidget(section.foldedBox);
        section.foldedBox->hide();
        outer->addWidget(section.widget);
        connect(section.fold, &QPushButton::clicked, this,
                [this, i] { setFolded(i, !sections_[static_cast<std::size_t>(i)].foldedBox->isHidden()); });
        sections_.push_back(section);
    }
    outer->addStretch(1);
    refresh();
}

void OptionForm::setFolded(int index, bool folded) {
    Section& section = sections_[static_cast<std::size_t>(index)];
    section.foldedBox->setVisible(!folded);
    section.fold->setIcon(
        icon(folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"), IconTone::Secondary));
    section.fold->setText(folded ? tr("More options") : tr("Fewer options"));
}

void OptionForm::setRecipe(const Json& recipe) {
    recipe_ = recipe;
    kept_.clear();
    refresh();
}

void OptionForm::setHidden(std::set<std::string> keys) {
    hidden_ = std::move(keys);
    refresh();
}

void OptionForm::suggest(const std::string& key, const QStringList& list) {
    suggestions_[key] = list;
    const auto found = rows_.find(key);
    if (found == rows_.end()) return;
    found->second.editor->suggest(list);
    orderTabs();
}

QWidget* OptionForm::control(const std::string& key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : found->second.editor->control();
}

void OptionForm::focusOption(const std::string& key) {
    const auto found = rows_.find(key);
    if (found == rows_.end()) return;
    if (found->second.option.advanced) setFolded(found->second.section, false);
    found->second.editor->control()->setFocus(Qt::OtherFocusReason);
}

void OptionForm::setOptionValue(const std::string& key, const Json& value) {
    if (recipe_.at(key) == value) return;
    // Keys that stop applying go with the change (and come back with it); the rest of the recipe stays as it
    // is.
    std::set<std::string> before;
    for (const Option& option : applicableOptions(recipe_, catalogue_)) before.insert(option.key);
    std::string instead;
    for (const Option& option : applicableOptions(recipe_, catalogue_))
        if (option.key == key) instead = option.instead;
    const auto drop = [this](const std::string& path) {
        const auto dot = path.rfind('.');
        if (dot == std::string::npos) return void(recipe_.erase(path));
        Json parent = recipe_.at(path.substr(0, dot));
        if (parent.erase(path.substr(dot + 1))) recipe_.setAt(path.substr(0, dot), parent);
    };
    if (value.isNull())
        drop(key);
    else
        recipe_.setAt(key, value);
    if (!instead.empty() && !value.isNull()) drop(instead);
    std::set<std::string> after;
    for (const Option& option : applicableOptions(recipe_, catalogue_)) after.insert(option.key);
    for (const std::string& gone : before) {
        if (after.contains(gone) || recipe_.at(gone).isNull()) continue;
        kept_[gone] = recipe_.at(gone);
        drop(gone);
    }
    for (const std::string& come : after)
        if (const auto kept = kept_.find(come);
            !before.contains(come) && kept != kept_.end() && recipe_.at(come).isNull())
            recipe_.setAt(come, kept->second);
    refresh();
    Q_EMIT edited();
}

void OptionForm::entered(const std::string& key) {
    const Row& row = rows_.at(key);
    setOptionValue(key, row.editor->value());
}

OptionForm::Row OptionForm::makeRow(const Option& option, int section) {
    Row row;
    row.option = option;
    row.section = section;
    row.widget = new QWidget(this);
    auto* layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1));
    const bool flag = option.type == OptionType::Boolean;
    auto* label = new QLabel(flag ? QString() : coreText(option.label));
    label->setFixedWidth(columns(17));
    label->setMinimumHeight(grid(3.5));
    label->setWordWrap(true);
    label->setToolTip(coreText(option.help));
    makeSecondary(label);
    layout->addWidget(label, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(grid(0.375));
    row.editor = makeEditor(option);
    row.note = new QLabel;
    row.error = new QLabel;
    for (auto* text : {row.note, row.error}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText);
        text->setFont(scaledFont(0.88));
        text->hide();
    }
    makeSecondary(row.note);
    makeError(row.error);
    label->setBuddy(row.editor->control());
    column->addWidget(row.editor);
    column->addWidget(row.note);
    column->addWidget(row.error);
    layout->addLayout(column, 1);
    if (const auto found = suggestions_.find(option.key); found != suggestions_.end())
        row.editor->suggest(found->second);
    connect(row.editor, &OptionEditor::changed, this, [this, key = option.key] { entered(key); });
    return row;
}

void OptionForm::refresh() {
    const std::vector<Option> options = applicableOptions(recipe_, catalogue_);
    std::set<std::string> shown;
    std::vector<int> plain(kSections, 0), folded(kSections, 0);
    for (const Option& option : options) {
        if (hidden_.contains(option.key)) continue;
        shown.insert(option.key);
        auto found = rows_.find(option.key);
        if (found != rows_.end() && !sameDescription(found->second.option, option)) {
            found->second.widget->hide();
            found->second.widget->deleteLater();
            rows_.erase(found);
            found = rows_.end();
        }
        if (found == rows_.end())
            found = rows_.emplace(option.key, makeRow(option, sectionOf(option.key))).first;
        Row& row = found->second;
        const auto index = static_cast<std::size_t>(row.section);
        Section& section = sections_[index];
        QVBoxLayout* target = option.advanced ? section.folded : section.plain;
        int& place = option.advanced ? folded[index] : plain[index];
        if (target->indexOf(row.widget) != place) {
            target->removeWidget(row.widget);
            target->insertWidget(place, row.widget);
        }
        ++place;
        row.widget->show();
        const Json& value = recipe_.at(option.key);
        const bool replaced = !option.instead.empty() && !recipe_.at(option.instead).isNull();
        if (!row.editor->control()->hasFocus() || row.editor->value() != value)
            if (!(row.editor->control()->hasFocus() && value.isNull()))
                row.editor->setValue(value.isNull() && !replaced ? option.fallback : value);
        const QString said = row.editor->explanation();
        row.note->setText(said);
        row.note->setVisible(!said.isEmpty());
    }
    for (auto& [key, row] : rows_)
        if (!shown.contains(key)) row.widget->hide();
    for (std::size_t i = 0; i < sections_.size(); ++i) {
        sections_[i].fold->setVisible(folded[i] > 0);
        sections_[i].widget->setVisible(plain[i] + folded[i] > 0);
    }
    orderTabs();
    showProblems();
}

/// Tab goes down the rows as they stand, whenever they were made.
void OptionForm::orderTabs() {
    for (const Section& section : sections_) {
        QWidget* before = section.widget;
        const auto follow = [&before](QWidget* next) {
            if (next && next != before) setTabOrder(before, next);
            if (next) before = next;
        };
        for (const QVBoxLayout* column : {section.plain, section.folded}) {
            for (int place = 0; place < column->count(); ++place)
                for (const auto& [key, row] : rows_)
                    if (row.widget == column->itemAt(place)->widget()) follow(row.editor->control());
            if (column == section.plain) follow(section.fold);
        }
    }
}

void OptionForm::showProblems() {
    problems_ = recipeProblems(recipe_, catalogue_);
    std::map<std::string, QString> texts;
    for (const Error& problem : problems_) {
        QString text = words(problem.what);
        if (!problem.todo.empty()) text += QStringLiteral("; ") + words(problem.todo);
        texts.emplace(problem.where, text);
    }
    for (auto& [key, row] : rows_) {
        const auto found = texts.find(key);
        const bool wrong = found != texts.end();
        row.error->setText(wrong ? found->second : QString());
        row.error->setVisible(wrong);
        row.editor->setWrong(wrong);
        if (wrong && row.option.advanced && !row.widget->isHidden()) setFolded(row.section, false);
    }
}

}  // namespace lathe
