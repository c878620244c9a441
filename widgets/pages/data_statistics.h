// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

#include "core/base/json.h"
#include "core/project/data_sets.h"

class QLabel;

namespace lathe {

class Balance;
class Bars;
class Card;
class DataScan;
class Desk;
class NumberField;

/// A recipe that reads this set: a saved one, else an earlier run's; null: none.
Json recipeFor(const Project& project, const std::string& set);

/// What a data set's rows are like: how often each class stands in them, and how many tokens they have under
/// a recipe's template, with the line at which that recipe cuts.
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
    void moveCut();

    Desk& desk_;
    DataSet set_;
    DataScan* counter_;
    Card* balanceCard_;
    Balance* balance_;
    QLabel* balanceNote_;
    Bars* lengths_;
    QLabel* lengthsNote_;
    QLabel* limitLabel_;
    NumberField* limit_;
    QMap<qint64, qint64> lengthCounts_;
    QString lengthWords_;
    std::int64_t asked_ = 0, recipeLimit_ = 0;
};

}  // namespace lathe
