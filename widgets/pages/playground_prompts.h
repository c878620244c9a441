// SPDX-License-Identifier: GPL-3.0-or-later
// The bare model's answer and any prompts' side by side, and what the prompts say together.
#pragma once

#include <QScrollArea>
#include <vector>

#include "widgets/pages/playground_answer.h"

class QHBoxLayout;

namespace lathe {

class TogetherCard;

class PlaygroundPrompts : public QScrollArea {
    Q_OBJECT
  public:
    explicit PlaygroundPrompts(Desk& desk, QWidget* parent = nullptr);
    /// The runs to choose from; cards that have chosen nothing yet begin with `current` and others that were
    /// trained.
    void setRuns(const std::vector<RunRow>& runs, std::int64_t current);
    void add();
    bool full() const;
    /// The bare model first, then every prompt.
    std::vector<AnswerCard*> all() const;
    AnswerCard* bare() const { return bare_; }
    AnswerCard* first() const { return first_; }
    void ask(const Question& question);
    void stop();
    bool waiting() const;

  Q_SIGNALS:
    /// Another prompt was chosen, added or taken away.
    void chosen();
    void settled();

  private:
    AnswerCard* take(AnswerCard* card, const QString& name);
    void close(AnswerCard* card);
    void sayTogether();

    Desk& desk_;
    std::vector<RunRow> runs_;
    QHBoxLayout* row_;
    AnswerCard *bare_, *first_, *second_;
    std::vector<AnswerCard*> more_;  // prompts that were added
    TogetherCard* together_;
    QString right_;
    int cards_ = 0, added_ = 0;
};

}  // namespace lathe
