// SPDX-License-Identifier: GPL-3.0-or-later
// Where values stand along an axis: evenly, by their logarithm, or as names in a row.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace lathe {

class AxisScale {
  public:
    /// Of numbers: logarithmic where all are above 0 and span more than a factor of 20.
    static AxisScale ofNumbers(const QVector<double>& values);
    /// Of names: the value is an index into them.
    static AxisScale ofNames(const QStringList& names);

    /// 0 (low end) to 1; NaN where the value is none or, on a logarithmic axis, not above 0.
    double place(double value) const;
    struct Tick {
        double at = 0;  ///< 0 to 1
        QString label;
    };
    /// At round numbers, at most about this many; of names all, as far as they are not too many.
    QVector<Tick> ticks(int most) const;
    bool logarithmic() const { return logarithmic_; }
    bool named() const { return !names_.isEmpty(); }
    const QStringList& names() const { return names_; }
    /// A value as the axis says it.
    QString say(double value) const;

  private:
    QStringList names_;
    double low_ = 0, high_ = 1;
    bool logarithmic_ = false;
};

}  // namespace lathe
