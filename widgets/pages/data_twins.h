// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <map>
#include <unordered_map>

#include "core/project/data_sets.h"

namespace lathe {

class Desk;

/// Rows that stand more than once, found a slice at a time between the window's events: within a split,
/// across two (what is tested was trained on), and with different classes. Rows are the same where all fields
/// but the class are.
class DataTwins : public QObject {
    Q_OBJECT
  public:
    struct Finding {
        enum class Kind { Within, Across, Contradiction } kind = Kind::Within;
        std::string split, other;           ///< across: rows of `split` that stand in `other`, too
        std::int64_t rows = 0;              ///< that repeat an earlier one
        std::vector<std::int64_t> offsets;  ///< of all of them and their first, in order, among all rows
    };

    explicit DataTwins(Desk& desk, QObject* parent = nullptr);
    /// `classField` may be empty: then whole rows are compared.
    void start(const DataSet& set, const std::string& classField);
    void stop() { timer_.stop(); }
    std::vector<Finding> findings() const;

  Q_SIGNALS:
    void finished();

  private:
    struct Key {
        std::uint64_t a = 0, b = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const { return static_cast<std::size_t>(key.a ^ key.b); }
    };
    struct First {
        std::int64_t offset = 0;
        std::uint16_t split = 0;
        std::uint64_t label = 0;
    };
    void slice();
    void look(const DataRow& row, std::int64_t offset);
    Finding& finding(Finding::Kind kind, const std::string& split, const std::string& other);

    Desk& desk_;
    QTimer timer_;
    DataSet set_;
    std::string classField_;
    std::int64_t offset_ = 0;
    std::vector<std::string> splits_;
    std::unordered_map<Key, First, KeyHash> firsts_;
    std::map<std::string, Finding> found_;
};

}  // namespace lathe
