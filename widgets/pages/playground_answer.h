// SPDX-License-Identifier: GPL-3.0-or-later
// One answer of the playground: of the bare model, or of a run's prompt at a snapshot.
#pragma once

#include <QPointer>
#include <vector>

#include "core/project/runs.h"
#include "widgets/forms/card.h"
#include "widgets/plots/score_bars.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;

namespace lathe {

class Desk;
class Notice;

/// What all answers share.
struct Question {
    bool generate = false;
    Json recipe;  ///< the bare model's; a prompt brings its run's own
    Json fields;
    QString right;  ///< the row's own answer, where it is known
    std::int64_t maxNew = 32, beams = 1, topK = 0, seed = 0;
    double temperature = 0, topP = 1, lengthPenalty = 1;
};

/// Adds how texts are to be written to a request of the helper.
void addWriting(Json& request, const Question& question);
/// A text box as the window draws its fields.
void dressTextBox(QPlainTextEdit* box);

class AnswerCard : public Card {
    Q_OBJECT
  public:
    /// `bare`: no prompt to choose.
    AnswerCard(Desk& desk, const QString& title, bool bare, QWidget* parent = nullptr);
    /// A cross that asks to be taken away.
    void setClosable();

    /// The runs to choose from; keeps the choice where it can. `chosen` is used where nothing is chosen yet.
    void setRuns(const std::vector<RunRow>& runs, std::int64_t chosen);
    void setRun(std::int64_t run);
    /// The prompt as it was at first, to hold against what became of it.
    void chooseFirstSnapshot();
    std::int64_t run() const;
    /// The chosen run's recipe, or null.
    Json recipe() const;

    /// The run and the step of the prompt as the helper is asked for them, {} for the bare model; null where
    /// there is none, and why.
    Json prompt(QString& problem) const;
    /// What the helper is asked; null where it can't be, and why.
    Json request(const Question& question, QString& problem) const;
    /// "Bare model", "run 3, best".
    QString who() const;
    void ask(const Question& question);
    void stop();
    bool waiting() const { return request_ != 0; }
    QString answerText() const;
    /// The probabilities that stand here; none while there is no answer with labels.
    QVector<ScoreBars::Score> scores() const;

  Q_SIGNALS:
    /// Another run or snapshot was chosen.
    void chosen();
    void settled();
    void closed();

  private:
    void readSnapshots();
    void heard(const Json& event);
    void say(const QString& text);

    Desk& desk_;
    bool bare_;
    std::vector<RunRow> runs_;
    QLabel* backbone_ = nullptr;
    QComboBox *pickRun_ = nullptr, *pickStep_ = nullptr;
    QLabel *answer_, *right_;
    ScoreBars* bars_;
    QPlainTextEdit* text_;
    QLabel* hint_;
    Notice* notice_;
    QStackedWidget* stack_;
    std::int64_t request_ = 0;
    Question question_;
};

}  // namespace lathe
