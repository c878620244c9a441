// SPDX-License-Identifier: GPL-3.0-or-later
// Answers with their probabilities as bars, the likeliest first.
#pragma once

#include <QVector>

#include "widgets/plots/chart_widget.h"

namespace lathe {

class ScoreBars : public ChartWidget {
    Q_OBJECT
  public:
    explicit ScoreBars(QWidget* parent = nullptr);
    struct Score {
        QString label;
        double share = 0;
    };
    /// Sorted here; `chosen` is drawn in full colour, `right` is marked.
    void setScores(QVector<Score> scores, const QString& chosen, const QString& right = {});
    const QVector<Score>& scores() const { return scores_; }

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void restyle() override;

  private:
    QVector<Score> scores_;
    QString chosen_, right_;
};

}  // namespace lathe
