// SPDX-License-Identifier: GPL-3.0-or-later
// A prompt's vectors beside the table of its words: how alike they are, how long, and how far they moved.
#pragma once

#include <QWidget>
#include <functional>
#include <map>
#include <vector>

#include "core/project/runs.h"
#include "core/spec/tensor.h"
#include "widgets/models/prompt_path.h"
#include "widgets/plots/norm_chart.h"

class QComboBox;
class QLabel;

namespace lathe {

class Desk;
class HeatMap;
class LineChart;

/// What the views show of a prompt now.
struct PromptShown {
    std::int64_t run = 0, step = -1;
    Json recipe;
    const TensorMap* tensors = nullptr;  ///< of this step; null: none
    QStringList words;                   ///< nearest of each token, as far as known
    int token = -1;                      ///< chosen
};

/// Cosines of the tokens with each other, or with another run's prompt at its newest snapshot.
class PromptSimilarity : public QWidget {
    Q_OBJECT
  public:
    explicit PromptSimilarity(Desk& desk, QWidget* parent = nullptr);
    void setRuns(const std::vector<RunRow>& runs);
    void show(const PromptShown& shown);
    HeatMap* map() const { return map_; }

  Q_SIGNALS:
    void clicked(int token);

  private:
    void draw();
    Desk& desk_;
    QComboBox* other_;
    QLabel* said_;
    HeatMap* map_;
    HostTensor prompt_;
    QStringList words_;
    std::int64_t run_ = 0;
};

/// Norms of the tokens over the bands of the vocabulary's, which the helper is asked for once a backbone.
class PromptNorms : public QWidget {
    Q_OBJECT
  public:
    explicit PromptNorms(Desk& desk, QWidget* parent = nullptr);
    void show(const PromptShown& shown, const PromptPath& path);
    NormChart* chart() const { return chart_; }

  Q_SIGNALS:
    void clicked(int token);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void askVocabulary();
    Desk& desk_;
    NormChart* chart_;
    QLabel* said_;
    std::string backbone_, dtype_;
    std::map<std::string, NormChart::Vocabulary> known_;
    std::int64_t request_ = 0;
};

/// How far each token went since its start, how far the prompt went between snapshots, and how near the
/// chosen token's words were at each.
class PromptMovement : public QWidget {
    Q_OBJECT
  public:
    explicit PromptMovement(QWidget* parent = nullptr);
    /// `wordsAt(step)`: the stored neighbours of a step, by token.
    void show(const PromptShown& shown, const PromptPath& path, const std::vector<std::int64_t>& steps,
              const std::function<const std::vector<SlotNeighbours>&(std::int64_t)>& wordsAt);
    LineChart* words() const { return words_; }
    LineChart* drift() const { return drift_; }

  Q_SIGNALS:
    void clicked(int token);

  private:
    LineChart *words_, *drift_;
    QLabel* title_;
};

}  // namespace lathe
