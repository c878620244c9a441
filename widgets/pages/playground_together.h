// SPDX-License-Identifier: GPL-3.0-or-later
// What several prompts decide together about one text: the mean of their probabilities, and the vote.
#pragma once

#include <vector>

#include "widgets/forms/card.h"
#include "widgets/plots/score_bars.h"

namespace lathe {

struct EnsembleAnswer {
    QVector<ScoreBars::Score> mean;  ///< likeliest first
    QString vote;                    ///< the label of most; at a tie the one with the higher mean
    int votes = 0, members = 0;
};
/// Of members that all know the same labels; none of it where they do not, or are fewer than two.
EnsembleAnswer ensembleOf(const std::vector<QVector<ScoreBars::Score>>& members);

class TogetherCard : public Card {
    Q_OBJECT
  public:
    explicit TogetherCard(QWidget* parent = nullptr);
    /// Shown while there is something to say.
    void setMembers(const std::vector<QVector<ScoreBars::Score>>& members, const QString& right);
    QString answerText() const;

  private:
    QLabel *answer_, *vote_;
    ScoreBars* bars_;
};

}  // namespace lathe
