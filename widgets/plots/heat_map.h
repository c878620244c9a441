// SPDX-License-Identifier: GPL-3.0-or-later
// A matrix as colours: around zero (similarities, -1 to 1) or from nothing up (norms).
#pragma once

#include <QStringList>

#include "widgets/plots/chart_widget.h"

namespace lathe {

class HeatMap : public ChartWidget {
    Q_OBJECT
  public:
    explicit HeatMap(QWidget* parent = nullptr);
    struct Matrix {
        QStringList rows, columns;
        QVector<double> values;  ///< by row, then column; NaN: none
        double at(int row, int column) const { return values[qsizetype(row) * columns.size() + column]; }
    };
    /// What stands up and along: "token of run 3".
    void setMatrix(Matrix matrix, const QString& rowTitle, const QString& columnTitle);
    /// `low` to `high` are the scale's ends; where low is below 0 the scale has two colours that meet at 0.
    void setScale(double low, double high);
    void setEmptyText(const QString& text);
    /// Cells take the width that there is, up to about eleven lines of text each, and rows' names twice the
    /// usual room.
    void setWide(bool on);
    /// Marks a row; -1: none.
    void setSelected(int row);
    const Matrix& matrix() const { return matrix_; }

    QString summary() const override;
    ChartNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void clicked(int row, int column);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QRectF area() const;
    double labelWidth() const;
    bool cellAt(const QPointF& point, int& row, int& column) const;
    QColor colourOf(double value) const;
    void paintLabels(QPainter& painter, const QRectF& inner) const;
    void paintScale(QPainter& painter, const QRectF& inner) const;
    QString say(int row, int column) const;
    Matrix matrix_;
    QString rowTitle_, columnTitle_, emptyText_;
    double low_ = -1, high_ = 1;
    int selected_ = -1, row_ = 0, column_ = 0;
    bool wide_ = false;
};

}  // namespace lathe
