// SPDX-License-Identifier: GPL-3.0-or-later
// The line at the foot that always tells the truth: worker, step, speed, memory; backbone, saved.
#pragma once

#include <QWidget>
#include <optional>

#include "app/desktop/workbench.h"

class QLabel;

namespace lathe {

class NumberLabel;

class StatusLine : public QWidget {
    Q_OBJECT
  public:
    StatusLine(Workbench& desk, QWidget* parent = nullptr);
    /// What the window itself is busy with; empty: nothing.
    void setBusy(const QString& text);
    QString text() const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void hear(const Event& event);
    void refresh();
    Workbench& desk_;
    QString busy_;
    std::optional<Stepped> step_;
    std::int64_t stepRun_ = 0;
    RunState shown_ = RunState::Finished;
    bool live_ = false;
    QLabel* worker_;
    NumberLabel* progress_;
    NumberLabel* speed_;
    NumberLabel* memory_;
    QLabel* backbone_;
    QLabel* saved_;
};

}  // namespace lathe
