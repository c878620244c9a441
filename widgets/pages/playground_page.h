// SPDX-License-Identifier: GPL-3.0-or-later
// A text in, and what the bare model and any prompts make of it, side by side; and cases to ask again.
#pragma once

#include <QMap>
#include <QWidget>
#include <vector>

#include "core/project/runs.h"
#include "widgets/pages/playground_answer.h"

class QDoubleSpinBox;
class QFormLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace lathe {

class Desk;
class EmptyState;
class PageHeader;
class PlaygroundCases;
class SegmentedControl;

class PlaygroundPage : public QWidget {
    Q_OBJECT
  public:
    explicit PlaygroundPage(Desk& desk, QWidget* parent = nullptr);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeHeader();
    QWidget* makeContent();
    QWidget* makeSettings();
    void readRuns();
    void makeFields();
    void takeRow();
    void run();
    void stop();
    void sayWaiting();
    AnswerCard* addPrompt();
    void closePrompt(AnswerCard* card);
    void showCases(bool on);
    void saveCase();
    void runCases();
    Question question() const;
    /// The bare model and every prompt.
    std::vector<AnswerCard*> answers() const;
    Json recipe() const;
    bool generating() const;

    Desk& desk_;
    std::vector<RunRow> runs_;
    PageHeader* header_;
    SegmentedControl* kind_;
    SegmentedControl* view_;
    QPushButton *row_, *run_, *stop_, *add_, *saveCase_;
    QLineEdit* expected_;
    QStackedWidget* below_;
    PlaygroundCases* cases_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    QFormLayout* form_;
    QMap<QString, QPlainTextEdit*> fields_;
    QLabel* rowText_;
    QWidget* settings_;
    QDoubleSpinBox *temperature_, *topP_;
    QSpinBox *maxNew_, *seed_;
    AnswerCard *bare_, *first_, *second_;
    std::vector<AnswerCard*> more_;  // prompts that were added
    QHBoxLayout* answerRow_ = nullptr;
    quint32 lastRow_ = 0;
};

}  // namespace lathe
