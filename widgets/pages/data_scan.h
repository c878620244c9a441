// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <map>

#include "core/project/data_sets.h"

namespace lathe {

class Desk;

/// Goes through a data set's rows a slice at a time between the window's events: finds rows that hold a text, and counts
/// the values of the fields that have few.
class DataScan : public QObject {
    Q_OBJECT
  public:
    explicit DataScan(Desk& desk, QObject* parent = nullptr);
    /// Starts over: `split` "" for all; with a `needle` the offsets of rows that hold it are found, without it values are counted.
    void start(const DataSet& set, const std::string& split, const QString& needle);
    void stop();
    const std::vector<std::int64_t>& found() const { return found_; }
    /// field -> value -> rows, of fields with at most 64 values.
    const std::map<std::string, std::map<std::string, std::int64_t>>& counts() const { return counts_; }

  Q_SIGNALS:
    void finished(bool searched);

  private:
    void slice();
    Desk& desk_;
    QTimer timer_;
    DataSet set_;
    std::string split_;
    QString needle_;
    std::int64_t offset_ = 0;
    std::vector<std::int64_t> found_;
    std::map<std::string, std::map<std::string, std::int64_t>> counts_;
};

}  // namespace lathe
