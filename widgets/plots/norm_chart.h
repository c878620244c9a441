// SPDX-License-Identifier: GPL-3.0-or-later
// How long a prompt's vectors are, held against the words': a dot a soft token over bands in which half and
// nine tenths of the vocabulary lie.
#pragma once

#include <QStringList>

#include "widgets/plots/axis_scale.h"
#include "widgets/plots/chart_widget.h"

namespace lathe {

class NormChart : public ChartWidget {
    Q_OBJECT
  public:
    explicit NormChart(QWidget* parent = nullptr);
    /// Quantiles of the vocabulary's norms; all 0: not known.
    struct Vocabulary {
        double p5 = 0, p25 = 0, median = 0, p75 = 0, p95 = 0;
        bool known() const { return p95 > 0; }
    };
    void setVocabulary(const Vocabulary& vocabulary);
    /// Now, and where training began (empty: not known).
    void setNorms(QVector<double> now, QVector<double> first, const QStringList& names);
    void setSelected(int token);
    void setEmptyText(const QString& text);

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void clicked(int token);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QRectF area() const;
    AxisScale scale() const;
    double x(int token) const;
    int at(const QPointF& point) const;
    QString say(int token) const;
    Vocabulary vocabulary_;
    QVector<double> now_, first_;
    QStringList names_;
    QString emptyText_;
    int selected_ = -1;
};

}  // namespace lathe
