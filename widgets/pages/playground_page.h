// SPDX-License-Identifier: GPL-3.0-or-later
// A text in, and what the bare model and two prompts make of it, side by side.
#pragma once

#include <QMap>
#include <QWidget>
#include <vector>

#include "core/project/runs.h"
#include "widgets/pages/playground_answer.h"

class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace lathe {

class Desk;
class EmptyState;
class PageHeader;
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
    Json recipe() const;
    bool generating() const;

    Desk& desk_;
    std::vector<RunRow> runs_;
    PageHeader* header_;
    SegmentedControl* kind_;
    QPushButton *row_, *run_, *stop_;
    QStackedWidget* stack_;
    EmptyState* empty_;
    QFormLayout* form_;
    QMap<QString, QPlainTextEdit*> fields_;
    QString right_;
    QLabel* rowText_;
    QWidget* settings_;
    QDoubleSpinBox *temperature_, *topP_;
    QSpinBox *maxNew_, *seed_;
    AnswerCard *bare_, *first_, *second_;
    quint32 lastRow_ = 0;
};

}  // namespace lathe
