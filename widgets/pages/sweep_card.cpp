// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/sweep_card.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <algorithm>

#include "core/project/sweeps.h"
#include "widgets/desk.h"
#include "widgets/forms/number_field.h"
#include "widgets/forms/primitives.h"
#include "widgets/show.h"

namespace lathe {

SweepCard::SweepCard(Desk& desk, const Catalogue& catalogue, QWidget* parent)
    : Card(tr("Several runs"), parent),
      desk_(desk),
      catalogue_(catalogue),
      lanes_(new NumberField(
          {.key = "lanes", .type = OptionType::Integer, .label = "Lanes", .minimum = 1, .maximum = 64})),
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
    auto* lanesLabel = new QLabel(tr("Side by side"));
    lanesLabel->setBuddy(lanes_);
    lanes_->setObjectName(QStringLiteral("sweepLanes"));
    lanes_->setAccessibleName(tr("Runs side by side"));
    lanes_->setToolTip(
        tr("More than 1: so many runs train in one process, in shared passes over the backbone, as a "
           "sweep of the page Studies"));
    lanes_->setMaximumWidth(columns(14));
    lanes_->setValue(Json(1));
    connect(lanes_, &QLineEdit::textChanged, this, &SweepCard::refresh);
    layout->addWidget(lanesLabel, 2, 0);
    layout->addWidget(lanes_, 2, 1);
    content()->addLayout(layout);
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    note_->setObjectName(QStringLiteral("sweepNote"));
    content()->addWidget(note_);
    queue_->setObjectName(QStringLiteral("queueRuns"));
    addAtRight(queue_);
    connect(queue_, &QPushButton::clicked, this, &SweepCard::begin);
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
    const bool together = lanes() > 1 && count > 1;
    QString said =
        count == 1 ? tr("One run, as the recipe says. It starts when no other trains.")
        : together
            ? tr("%1 runs, up to %2 side by side").arg(count).arg(std::min(lanes(), std::int64_t(count)))
            : tr("%1 runs, one after the other").arg(count);
    if (count > 1 && seconds_ > 0)
        said += (together ? tr(", about %1 one after the other") : tr(", about %1 in all"))
                    .arg(showAbout(seconds_ * double(count)));
    if (together && desk_.sweepAtWork())
        said += tr(". Another study is at work; these can start when it has ended");
    note_->setText(said);
    queue_->setText(together     ? tr("Start %1 runs").arg(count)
                    : count == 1 ? tr("Add to the queue")
                                 : tr("Queue %1 runs").arg(count));
    queue_->setToolTip(together ? tr("They train at once, as a sweep of the page Studies")
                                : tr("Runs of the queue start one after the other"));
    queue_->setEnabled(desk_.project() && !desk_.project()->readOnly() && !(together && desk_.sweepAtWork()));
}

std::int64_t SweepCard::lanes() const {
    return std::clamp<std::int64_t>(lanes_->value().toInteger(1), 1, 64);
}

void SweepCard::begin() {
    if (lanes() > 1 && recipes_.size() > 1) return trainTogether();
    std::vector<Json> waiting = desk_.queue();
    waiting.insert(waiting.end(), recipes_.begin(), recipes_.end());
    desk_.setQueue(std::move(waiting));
    desk_.showPage(PageName::Runs);
}

/// The same grid as a sweep of the command line, which shares its passes.
void SweepCard::trainTogether() {
    QStringList words{QStringLiteral("sweep")};
    for (const Line& line : lines_)
        if (const QStringList values = sweepValues(line.values->text()); !values.isEmpty())
            words << QStringLiteral("--grid")
                  << line.option->currentData().toString() + '=' + values.join(',');
    const QString base = text(recipe_["name"].toString("run")) + QStringLiteral(" sweep");
    QString name = base;
    // A name that is taken would go on with the old one, or be refused.
    for (int number = 2; findSweep(*desk_.project(), name.toStdString()).has_value(); ++number)
        name = QStringLiteral("%1 %2").arg(base).arg(number);
    words << QStringLiteral("--name") << name << QStringLiteral("--lanes") << QString::number(lanes());
    desk_.startSweep(words, recipe_);
    desk_.showPage(PageName::Studies);
}

}  // namespace lathe
