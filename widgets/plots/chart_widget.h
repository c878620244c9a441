// SPDX-License-Identifier: GPL-3.0-or-later
// What every chart is to a screen reader: role Chart, and its content as a sentence.
#pragma once

#include <QWidget>

namespace lathe {

class ChartWidget : public QWidget {
    Q_OBJECT
  public:
    explicit ChartWidget(QWidget* parent = nullptr);
    /// What the chart shows, as one sentence: "training loss 0.31 at step 212, lowest 0.22".
    virtual QString summary() const = 0;

  protected:
    /// Tells assistive software that the sentence changed; at most once a second.
    void summaryChanged();
    void changeEvent(QEvent* event) override;
    /// Called when palette or font changed.
    virtual void restyle() { update(); }

  private:
    qint64 told_ = 0;
};

}  // namespace lathe
