// SPDX-License-Identifier: GPL-3.0-or-later
// A text in, and what the bare model and any prompts make of it, side by side; cases to ask again; and all
// rows of a file.
#pragma once

#include <QWidget>
#include <vector>

#include "core/project/runs.h"
#include "widgets/pages/playground_answer.h"

class QPushButton;
class QStackedWidget;

namespace lathe {

class Desk;
class EmptyState;
class GenerationControls;
class PageHeader;
class PlaygroundBatch;
class PlaygroundCases;
class PlaygroundPrompts;
class PlaygroundText;
class SegmentedControl;

class PlaygroundPage : public QWidget {
    Q_OBJECT
  public:
    enum View { OneText, Cases, File };
    explicit PlaygroundPage(Desk& desk, QWidget* parent = nullptr);
    void setView(View view);

  private:
    void makeHeader();
    QWidget* makeContent();
    void readRuns();
    void makeFields();
    void takeRow();
    void run();
    void stop();
    void sayWaiting();
    void saveCase();
    void runCases();
    Question question() const;
    Json recipe() const;
    View view() const;
    bool generating() const;

    Desk& desk_;
    std::vector<RunRow> runs_;
    PageHeader* header_;
    SegmentedControl *kind_, *view_;
    QPushButton *row_, *run_, *stop_, *add_;
    QStackedWidget *stack_, *below_;
    EmptyState* empty_;
    PlaygroundText* text_;
    GenerationControls* controls_;
    PlaygroundPrompts* prompts_;
    PlaygroundCases* cases_;
    PlaygroundBatch* batch_;
};

}  // namespace lathe
