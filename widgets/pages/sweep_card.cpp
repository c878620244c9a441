// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/sweep_card.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/show.h"

namespace lathe {

SweepCard::SweepCard(Desk& desk, const Catalogue& catalogue, QWidget* parent)
    : Card(tr("Several runs"), parent),
      desk_(desk),
      catalogue_(catalogue),
      note_(new QLabel),
      queue_(makeButton(tr("Add to the queue"))) {
    auto* layout = new QGridLayout;
    layout->setHorizontalSpacing(grid(1));
    layout->setVerticalSpacing(grid(1));
    layout->setColumnStretch(1, 1);
    for (int i = 0; i < 2; ++i) {
        Line line{new QComboBox, new QLineEdit};
        line.option->setObjectName(QStringLiteral("sweepOption%1").arg(i));
        line.option->setAccessibleName(i == 0 ? tr("Option to vary") : tr("Second option to vary"));
        line.option->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        line.option->setMinimumContentsLength(20);
        line.values->setObjectName(QStringLiteral("sweepValues%1").arg(i));
        line.values->setAccessibleName(tr("Its values, with commas between"));
        connect(line.option, &QComboBox::activated, this, &SweepCard::refresh);
        connect(line.values, &QLineEdit::textChanged, this, &SweepCard::refresh);
        layout->addWidget(line.option, i, 0);
        layout->addWidget(line.values, i, 1);
        lines_.push_back(line);
    }
    content()->addLayout(layout);
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    note_->setObjectName(QStringLiteral("sweepNote"));
    content()->addWidget(note_);
    queue_->setObjectName(QStringLiteral("queueRuns"));
    queue_->setToolTip(tr("Runs of the queue start one after the other"));
    addAtRight(queue_);
    connect(queue_, &QPushButton::clicked, this, &SweepCard::queue);
    refresh();
}

void SweepCard::setRecipe(const Json& recipe) {
    recipe_ = recipe;
    const auto options = recipe.isNull() ? std::vector<Option>{} : sweepOptions(recipe, catalogue_);
    int number = 0;
    for (Line& line : lines_) {
        const QString kept = line.option->currentData().toString(),
                      usual = number++ == 0 ? QStringLiteral("optimizer.learning_rate")
                                            : QStringLiteral("training.seed");
        line.option->clear();
        for (const Option& option : options) line.option->addItem(coreText(option.label), text(option.key));
        const int before = line.option->findData(kept.isEmpty() ? usual : kept);
        line.option->setCurrentIndex(before >= 0 ? before : 0);
    }
    refresh();
}

void SweepCard::setSeconds(double seconds) {
    seconds_ = seconds;
    refresh();
}

void SweepCard::refresh() {
    std::vector<TypedAxis> axes;
    for (const Line& line : lines_) {
        const std::string key = line.option->currentData().toString().toStdString();
        axes.push_back({key, line.values->text()});
        const auto value = recipe_.isNull() || key.empty() ? Json() : recipe_.at(key);
        line.values->setPlaceholderText(
            value.isNull() ? tr("values, with commas between")
                           : tr("%1; or values, with commas between").arg(text(value.dump())));
    }
    recipes_.clear();
    queue_->setEnabled(false);
    queue_->setText(tr("Add to the queue"));
    makeSecondary(note_);
    if (recipe_.isNull()) return note_->setText(tr("Complete the recipe first."));
    auto made = sweepRecipes(recipe_, axes, catalogue_);
    if (!made) {
        makeError(note_);
        return note_->setText(text(made.error().line()));
    }
    recipes_ = std::move(*made);
    const auto count = static_cast<qint64>(recipes_.size());
    QString said = count == 1 ? tr("One run, as the recipe says. It starts when no other trains.")
                              : tr("%1 runs, one after the other").arg(count);
    if (count > 1 && seconds_ > 0) said += tr(", about %1 in all").arg(showAbout(seconds_ * double(count)));
    note_->setText(said);
    queue_->setText(count == 1 ? tr("Add to the queue") : tr("Queue %1 runs").arg(count));
    queue_->setEnabled(desk_.project() && !desk_.project()->readOnly());
}

void SweepCard::queue() {
    std::vector<Json> waiting = desk_.queue();
    waiting.insert(waiting.end(), recipes_.begin(), recipes_.end());
    desk_.setQueue(std::move(waiting));
    desk_.showPage(PageName::Runs);
}

}  // namespace lathe
