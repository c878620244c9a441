// SPDX-License-Identifier: GPL-3.0-or-later
// What configurations reached: means with error bars, each seed's value faint behind, over a number or over
// names.
#pragma once

#include <QVector>

#include "core/base/result.h"
#include "widgets/plots/chart_widget.h"

class QPainter;

namespace lathe {

struct StudyPoint {
    QString label;          ///< what stands at the axis where x is no number
    double x = 0;           ///< NaN: a name
    double mean = 0;        ///< NaN: nothing is finished yet
    double deviation = -1;  ///< below 0: of one value there is none
    QVector<double> values;
    bool best = false;
    int line = -1;  ///< of the table that this point stands for
};
struct StudySeries {
    QString name;  ///< stands at its last point; empty where there is one series alone
    QVector<StudyPoint> points;
    bool joined = true;  ///< a line from point to point, where x is a number
};
/// A level that was reached without training, drawn across.
struct StudyLevel {
    QString name;
    double value = 0;
};

class StudyChart : public ChartWidget {
    Q_OBJECT
  public:
    explicit StudyChart(QWidget* parent = nullptr);
    void setAxisLabels(const QString& x, const QString& y);
    void setData(const QVector<StudySeries>& series, const QVector<StudyLevel>& levels = {});
    /// The point of a table's line is ringed; -1: none.
    void setCurrent(int line);

    /// Writes PNG, SVG or PDF by the file's ending.
    Result<> save(const QString& path) const;
    QString summary() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// A point was clicked, or reached by the arrow keys.
    void chosen(int line);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Frame;
    Frame frame(const QRectF& all, const QFont& font) const;
    void draw(QPainter& painter, const QRectF& all) const;
    void drawScale(QPainter& painter, const Frame& frame) const;
    void drawSeries(QPainter& painter, const Frame& frame, int index) const;
    const StudyPoint* nearest(const QPointF& at) const;

    QVector<StudySeries> series_;
    QVector<StudyLevel> levels_;
    QString xLabel_, yLabel_;
    int current_ = -1;
};

}  // namespace lathe
