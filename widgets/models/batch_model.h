// SPDX-License-Identifier: GPL-3.0-or-later
// A file's rows with the answers of everybody who was asked, as a table and as a file.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/base/json.h"

namespace lathe {

class BatchModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Row, Text, Expected, FirstAnswer };  ///< Expected is left out where nothing is
    using QAbstractTableModel::QAbstractTableModel;
    struct Answer {
        QString text;
        double score = -1;  ///< of a label, 0 to 1; below 0: none
        bool problem = false;
    };

    /// Forgets everything. `asked`: names; `generate`: an expected text fits where it stands in the answer.
    void begin(const QStringList& fields, const QStringList& asked, bool expected, bool generate);
    /// Rows as the helper tells them: "fields" and "expected".
    void addRows(const std::vector<Json>& rows);
    void setAnswers(int asked, int first, const std::vector<Json>& answers);
    /// How many of one's answers are as expected, and how many there are.
    std::pair<int, int> score(int asked) const;
    int answered() const { return answered_; }
    int asked() const { return int(asked_.size()); }
    const Answer* answer(int row, int asked) const;

    enum class Form { Csv, Tsv, Jsonl };
    /// Everything: the fields, what was expected, answers and their probabilities.
    QString asText(Form form) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    struct Line {
        QStringList values;  // as fields_
        QString expected;
        std::vector<Answer> answers;
        std::vector<bool> known;
    };
    int firstAnswer() const { return expected_ ? FirstAnswer : FirstAnswer - 1; }
    bool fits(const Line& line, int asked) const;
    std::vector<Line> lines_;
    QStringList fields_, asked_;
    std::vector<int> right_, judged_;  // by who was asked
    bool expected_ = false, generate_ = false;
    int answered_ = 0;
};

}  // namespace lathe
