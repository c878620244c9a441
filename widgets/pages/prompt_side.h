// SPDX-License-Identifier: GPL-3.0-or-later
// Beside a prompt's table: its map, the chosen token's words by step, and the prompt as words with what they
// are worth.
#pragma once

#include <QWidget>
#include <functional>
#include <map>
#include <vector>

#include "core/project/runs.h"
#include "widgets/models/neighbour_model.h"
#include "widgets/models/prompt_path.h"
#include "widgets/models/tsne.h"
#include "widgets/pages/prompt_history.h"

class QLabel;
class QPushButton;

namespace lathe {

class Card;
class Desk;
class PromptMap;
class ScatterMap;
class SegmentedControl;

/// The prompt on a plane: through training, or among the words that it is near to, by principal components or
/// by t-SNE.
class PromptMap : public QWidget {
    Q_OBJECT
  public:
    explicit PromptMap(Desk& desk, Card& card, QWidget* parent = nullptr);
    struct Shown {
        std::int64_t step = -1;
        std::string backbone, dtype;
        std::vector<std::vector<Neighbour>> words;  ///< near each token
        int token = -1;
        bool loading = false;
    };
    /// `path` must stay as long as this shows it.
    void show(const PromptPath& path, const Shown& shown);
    void select(int token);
    ScatterMap* map() const { return map_; }

  Q_SIGNALS:
    void clicked(int token);

  private:
    void draw();
    void drawTraining();
    void drawAmongWords();
    void drawNeighbourhoods();
    /// The prompt's vectors and, behind them, those of the words near it that are here.
    struct Together {
        std::vector<float> vectors;
        std::size_t tokens = 0, rows = 0, width = 0;
        QStringList words;
    };
    Together together() const;
    void place(const Together& all, const std::function<QPointF(std::size_t row)>& at);
    /// Asks for vectors that are not here yet; false where some are missing.
    bool haveVectors();
    Desk& desk_;
    SegmentedControl* mode_;
    ScatterMap* map_;
    QLabel* said_;
    const PromptPath* path_ = nullptr;
    Shown shown_;
    std::string vectorsOf_;  ///< the backbone whose words are known
    std::map<std::int32_t, std::vector<float>> vectors_;
    std::int64_t request_ = 0;
    TsneWorker tsne_;
    std::vector<float> placed_;  ///< what the places below are of
    std::vector<QPointF> places_;
};

class PromptSide : public QWidget {
    Q_OBJECT
  public:
    explicit PromptSide(Desk& desk, QWidget* parent = nullptr);
    PromptMap* map() const { return map_; }
    void showSteps(int token, const QVector<WordsByStep::Step>& steps, std::int64_t now);
    /// The prompt's nearest words as read and as they stand in a text; `score` is what the soft prompt
    /// reached.
    void showWords(const QStringList& words, const QString& plain, const QString& score);
    /// Which prompt **Measure** asks about; another one forgets what was measured.
    void setPrompt(std::int64_t run, std::int64_t step, NearMetric metric);

  private:
    void measure();
    void heard(const Json& event);
    Desk& desk_;
    PromptMap* map_;
    Card* tokenCard_;
    WordsByStep* byStep_;
    QLabel *words_, *score_, *measured_;
    QPushButton* measure_;
    QString plain_;
    std::int64_t run_ = 0, step_ = -1, request_ = 0;
    NearMetric metric_ = NearMetric::Cosine;
};

}  // namespace lathe
