// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_prompts.h"

#include <QHBoxLayout>
#include <algorithm>
#include <set>

#include "widgets/desk.h"
#include "widgets/measure.h"
#include "widgets/pages/playground_together.h"

namespace lathe {
namespace {

constexpr std::size_t kMostAdded = 4;  // beside the first two

}  // namespace

PlaygroundPrompts::PlaygroundPrompts(Desk& desk, QWidget* parent) : QScrollArea(parent), desk_(desk) {
    // Many prompts stand side by side; they are moved where the window has no room for all.
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    auto* cards = new QWidget;
    row_ = new QHBoxLayout(cards);
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(grid(1.5));
    bare_ = take(new AnswerCard(desk_, tr("Bare model"), true), "bare");
    first_ = take(new AnswerCard(desk_, tr("Prompt"), false), "first");
    second_ = take(new AnswerCard(desk_, tr("Other prompt"), false), "second");
    together_ = new TogetherCard;
    together_->setMinimumWidth(grid(26));
    row_->addWidget(together_, 1);
    setWidget(cards);
    cards->setAutoFillBackground(false);
}

AnswerCard* PlaygroundPrompts::take(AnswerCard* card, const QString& name) {
    card->setObjectName(name);
    card->setMinimumWidth(grid(26));
    row_->insertWidget(cards_++, card, 1);
    connect(card, &AnswerCard::settled, this, [this] {
        sayTogether();
        Q_EMIT settled();
    });
    connect(card, &AnswerCard::chosen, this, &PlaygroundPrompts::chosen);
    return card;
}

std::vector<AnswerCard*> PlaygroundPrompts::all() const {
    std::vector<AnswerCard*> all{bare_, first_, second_};
    all.insert(all.end(), more_.begin(), more_.end());
    return all;
}

bool PlaygroundPrompts::full() const {
    return more_.size() >= kMostAdded;
}

void PlaygroundPrompts::setRuns(const std::vector<RunRow>& runs, std::int64_t current) {
    runs_ = runs;
    const bool fresh = first_->run() == 0;
    std::vector<std::int64_t> trained;
    for (const auto& row : runs_)
        if (row.run != current && row.step > 0) trained.push_back(row.run);
    const std::int64_t other = trained.empty() ? 0 : trained.back();
    bare_->setRuns(runs_, current);
    first_->setRuns(runs_, current);
    second_->setRuns(runs_, other);
    for (std::size_t i = 0; i < more_.size(); ++i)  // each begins with another run
        more_[i]->setRuns(runs_,
                          trained.empty() ? current : trained[(2 * trained.size() - 2 - i) % trained.size()]);
    if (fresh && other == 0) second_->chooseFirstSnapshot();
}

void PlaygroundPrompts::add() {
    if (full()) return;
    auto* card =
        take(new AnswerCard(desk_, tr("Other prompt"), false), QStringLiteral("prompt%1").arg(3 + added_++));
    card->setClosable();
    connect(card, &AnswerCard::closed, this, [this, card] { close(card); });
    more_.push_back(card);
    setRuns(runs_, first_->run());
    Q_EMIT chosen();
}

void PlaygroundPrompts::close(AnswerCard* card) {
    card->stop();
    std::erase(more_, card);
    --cards_;
    card->hide();
    card->deleteLater();  // its button is still being clicked
    sayTogether();
    Q_EMIT chosen();
    Q_EMIT settled();
}

void PlaygroundPrompts::ask(const Question& question) {
    right_ = question.right;
    for (auto* card : all()) card->ask(question);
    sayTogether();
}

void PlaygroundPrompts::stop() {
    for (auto* card : all()) card->stop();
}

bool PlaygroundPrompts::waiting() const {
    const auto cards = all();
    return std::any_of(cards.begin(), cards.end(), [](const AnswerCard* card) { return card->waiting(); });
}

/// A run that stands here twice, at two snapshots, has one voice.
void PlaygroundPrompts::sayTogether() {
    std::vector<QVector<ScoreBars::Score>> members;
    std::set<std::int64_t> runs;
    for (const AnswerCard* card : all())
        if (const auto scores = card->scores();
            card != bare_ && !scores.isEmpty() && runs.insert(card->run()).second)
            members.push_back(scores);
    together_->setMembers(members, right_);
}

}  // namespace lathe
