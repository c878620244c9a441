// SPDX-License-Identifier: GPL-3.0-or-later
// Ticks of charts; private to this folder.
#pragma once

#include <cmath>

#include "widgets/plots/plot_library.h"
#include "widgets/show.h"

namespace lathe {

/// Ticks at 1, 2, 5 of each decade where few decades are shown, else at powers of ten.
class LogTicker : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override { return std::log10(range.upper / range.lower); }
    int getSubTickCount(double) override { return 0; }
    QVector<double> createTickVector(double decades, const QCPRange& range) override {
        QVector<double> ticks;
        if (!(range.lower > 0) || !(range.upper > range.lower) || decades > 300) return ticks;
        if (decades < 0.3) return QCPAxisTicker::createTickVector(QCPAxisTicker::getTickStep(range), range);
        const int stride = decades > 8 ? int(decades / 6) : 1;
        for (int power = int(std::floor(std::log10(range.lower))) - 1; std::pow(10, power) <= range.upper;
             power += stride)
            for (const double mantissa : {1.0, 2.0, 5.0}) {
                if (mantissa > 1 && decades > 2.5) break;
                const double tick = mantissa * std::pow(10, power);
                if (tick >= range.lower && tick <= range.upper) ticks << tick;
            }
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return tick >= 1e-3 && tick < 1e5
                   ? withThousandsApart(QLocale(QLocale::English).toString(tick, 'g', 4))
                   : QString::number(tick, 'g', 2);
    }
};

/// Evenly spaced ticks, all with the same number of decimals.
class EvenTicker : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override { return step_ = QCPAxisTicker::getTickStep(range); }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        if (std::fabs(tick) < step_ * 1e-6) tick = 0;
        const double order = std::log10(step_);
        if (order < -5 || order > 6) return QString::number(tick, 'g', 3);
        int decimals = std::max(0, int(std::ceil(-order - 1e-9)));
        const double scaled = step_ * std::pow(10, decimals);
        if (std::fabs(scaled - std::round(scaled)) > 1e-6) ++decimals;  // a step of 2.5 shows 7.5, not 8
        return withThousandsApart(QLocale(QLocale::English).toString(tick, 'f', decimals));
    }

  private:
    double step_ = 1;
};

/// The same for whole numbers: no tick between two steps.
class WholeTicker : public EvenTicker {
  protected:
    double getTickStep(const QCPRange& range) override {
        return step_ = std::max(1.0, EvenTicker::getTickStep(range));
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return withThousandsApart(QLocale(QLocale::English).toString(std::round(tick), 'f', 0));
    }

  private:
    double step_ = 1;
};

}  // namespace lathe
