// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <functional>
#include <map>

#include "widgets/models/example_list.h"

namespace lathe {

/// Examples as a table: row, text, truth, answer, how sure of the truth, another run's answer. Texts are
/// asked for when they are shown.
class ExampleModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { kRow, kText, kTruth, kAnswer, kShare, kOther, kColumns };
    using TextOf = std::function<QString(std::int64_t row)>;

    explicit ExampleModel(TextOf textOf, QObject* parent = nullptr);
    /// `withOther` shows the other run's column.
    void setExamples(std::vector<Example> examples, bool withOther);
    /// Only these are shown; `truth` and `answer` empty: all.
    void setFilter(ExampleKind kind, const QString& truth, const QString& answer);
    const Example* example(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    TextOf textOf_;
    std::vector<Example> examples_;
    std::vector<std::size_t> shown_;
    bool withOther_ = false;
    mutable std::map<std::int64_t, QString> texts_;
};

}  // namespace lathe
