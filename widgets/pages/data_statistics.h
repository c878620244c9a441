// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/project/data_sets.h"

class QLabel;

namespace lathe {

class Balance;
class Bars;
class Card;
class DataScan;
class Desk;

/// What a data set's rows are like: how often each class stands in them, and how many tokens they have under a
/// recipe's template, with the line at which that recipe cuts.
class DataStatistics : public QWidget {
    Q_OBJECT
  public:
    explicit DataStatistics(Desk& desk, QWidget* parent = nullptr);
    /// Counts the classes of a split ("" for all).
    void count(const DataSet& set, const std::string& split);
    /// Asks for the lengths of the training rows.
    void measure(const DataSet& set);

  Q_SIGNALS:
    /// The classes are counted; `field` holds them, empty where no field does.
    void counted(const std::string& field);

  private:
    void showBalance();
    void showLengths(const Json& event);
    void sayLengths(const QString& words, bool chart);

    Desk& desk_;
    DataSet set_;
    DataScan* counter_;
    Card* balanceCard_;
    Balance* balance_;
    QLabel* balanceNote_;
    Bars* lengths_;
    QLabel* lengthsNote_;
    std::int64_t asked_ = 0;
};

}  // namespace lathe
