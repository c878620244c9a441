// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_together.h"

#include <QLabel>
#include <QMap>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/measure.h"

namespace lathe {

EnsembleAnswer ensembleOf(const std::vector<QVector<ScoreBars::Score>>& members) {
    EnsembleAnswer answer;
    if (members.size() < 2) return answer;
    QMap<QString, double> sum;
    QMap<QString, int> votes;
    for (const auto& member : members) {
        if (member.isEmpty()) return {};
        const auto likelier = [](const auto& a, const auto& b) { return a.share < b.share; };
        ++votes[std::max_element(member.begin(), member.end(), likelier)->label];
        for (const auto& score : member) {
            if (&member != &members.front() && !sum.contains(score.label)) return {};
            sum[score.label] += score.share / double(members.size());
        }
        if (member.size() != sum.size()) return {};
    }
    for (auto at = sum.begin(); at != sum.end(); ++at) answer.mean.append({at.key(), at.value()});
    std::stable_sort(answer.mean.begin(), answer.mean.end(),
                     [](const auto& a, const auto& b) { return a.share > b.share; });
    answer.members = int(members.size());
    for (const auto& score : answer.mean)  // likeliest first: it wins a tie
        if (votes[score.label] > answer.votes) {
            answer.votes = votes[score.label];
            answer.vote = score.label;
        }
    return answer;
}

TogetherCard::TogetherCard(QWidget* parent)
    : Card(tr("Prompts together"), parent), answer_(new QLabel), vote_(new QLabel), bars_(new ScoreBars) {
    answer_->setObjectName("together");
    answer_->setFont(scaledFont(1.5, QFont::DemiBold));
    for (QLabel* label : {answer_, vote_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    makeSecondary(vote_);
    bars_->setAccessibleName(tr("Mean probabilities of the prompts"));
    content()->addWidget(answer_);
    content()->addWidget(vote_);
    content()->addSpacing(grid(0.5));
    content()->addWidget(bars_);
    content()->addStretch(1);
    hide();
}

void TogetherCard::setMembers(const std::vector<QVector<ScoreBars::Score>>& members, const QString& right) {
    const EnsembleAnswer answer = ensembleOf(members);
    setVisible(!answer.mean.isEmpty());
    if (answer.mean.isEmpty()) return answer_->clear();
    answer_->setText(answer.mean.front().label);
    vote_->setText(tr("by mean probability; %1 of %2 prompts say %3")
                       .arg(answer.votes)
                       .arg(answer.members)
                       .arg(answer.vote));
    bars_->setScores(answer.mean, answer.mean.front().label, right);
}

QString TogetherCard::answerText() const {
    return answer_->text();
}

}  // namespace lathe
