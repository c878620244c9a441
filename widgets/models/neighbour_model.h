// SPDX-License-Identifier: GPL-3.0-or-later
// Soft tokens with their nearest words: a row a position.
#pragma once

#include <QAbstractTableModel>
#include <QVector>
#include <vector>

#include "core/project/runs.h"

namespace lathe {

enum class NearMetric { Cosine, Euclidean, Dot };
std::string_view nearMetricName(NearMetric metric);

class NeighbourModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Role {
        WordRole = Qt::UserRole,  ///< the token's text as it is
        ShareRole,                ///< 0 to 1: how long its bar is
        DriftRole,                ///< QVector<double>: way from the start at each snapshot
        DriftStepsRole,           ///< QVector<double>
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setNeighbours(std::vector<SlotNeighbours> rows, NearMetric metric);
    void setDrift(QVector<double> steps, QVector<QVector<double>> byPosition);
    /// Special and unused tokens are left out of the rows' words.
    void setPlainWordsOnly(bool on);
    /// Words a row, at most.
    void setWords(int count);
    const std::vector<SlotNeighbours>& neighbours() const { return rows_; }
    /// A row's words as they are shown (filtered, at most words()).
    std::vector<Neighbour> words(int row) const;
    int wordColumns() const { return wordColumns_; }
    int driftColumn() const { return 2 + wordColumns_; }
    bool isWord(int column) const { return column >= 2 && column < 2 + wordColumns_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// position, norm, then word and score in turn; RFC 4180.
    QString csv() const;

  private:
    double share(const Neighbour& word, const std::vector<Neighbour>& all) const;
    std::vector<SlotNeighbours> rows_;
    std::vector<std::vector<Neighbour>> shown_;
    NearMetric metric_ = NearMetric::Cosine;
    QVector<double> steps_;
    QVector<QVector<double>> drift_;
    bool plainOnly_ = false;
    int words_ = 4, wordColumns_ = 4;
    double largest_ = 1;
    void show();
};

/// <|im_start|>, [unused3], </s>, <extra_id_7>: tokens that no text holds.
bool isSpecialToken(const QString& token);
/// A word as it stands in a text: without the space before it, other blanks made visible.
QString wordOf(const QString& token);
/// A field of a CSV line.
QString csvField(const QString& text);

}  // namespace lathe
