// SPDX-License-Identifier: GPL-3.0-or-later
// A prefix layer by layer: how long its keys and values are, how much of a row's attention each of its tokens
// takes, and which words its values favour.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>

#include "widgets/pages/prompt_views.h"

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lathe {

class Desk;
class HeatMap;
class SegmentedControl;

/// Layers by prefix tokens, each with the words that its value favours, the first one first.
class FavouredModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    /// [layer][token][{text, score}]
    void setWords(const Json& words);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

  private:
    Json words_;
};

class PromptLayers : public QWidget {
    Q_OBJECT
  public:
    enum View { Norms, Attention, Favoured };
    explicit PromptLayers(Desk& desk, QWidget* parent = nullptr);
    void show(const PromptShown& shown);
    void setView(View view);
    HeatMap* map() const { return map_; }

  private:
    QWidget* makeChoices();
    void fillParts();
    void draw();
    void drawNorms();
    void drawAttention();
    void drawFavoured();
    void step(std::int64_t by);
    void ask(Json question);
    void heard(const Json& event);
    void setMatrix(const Json& shares);
    QString part() const;
    /// "decoder.self.value" -> "decoder.self".
    std::string place() const;

    Desk& desk_;
    SegmentedControl *view_, *where_;
    QComboBox* part_;
    QLabel *rowText_, *said_;
    QPushButton *back_, *next_;
    QWidget* rowChoice_;
    QStackedWidget* stack_;
    HeatMap* map_;
    QTableView* table_;
    FavouredModel model_;
    TensorMap tensors_;
    std::int64_t run_ = 0, step_ = -1, row_ = 0, rows_ = 0, request_ = 0;
    std::string asked_;  ///< the question that is or was answered
    Json answer_;
    QString problem_;
    bool choosing_ = false;  ///< the list of parts is in use
};

}  // namespace lathe
