// SPDX-License-Identifier: GPL-3.0-or-later
// A learned prompt to look at: each soft token's nearest words at any snapshot, its vectors' likeness,
// lengths and ways, a prefix layer by layer, and the prompt as words.
#pragma once

#include <QTimer>
#include <QWidget>
#include <map>
#include <vector>

#include "core/project/runs.h"
#include "core/spec/events.h"
#include "widgets/models/neighbour_model.h"
#include "widgets/models/prompt_path.h"
#include "widgets/pages/prompt_views.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QSlider;
class QStackedWidget;
class QTableView;

namespace lathe {

class Desk;
class EmptyState;
class Notice;
class PageHeader;
class PromptLayers;
class PromptSide;
class SegmentedControl;

/// Snapshots that are read for drift, trails and movement.
inline constexpr std::size_t kMostPromptSteps = 40;

class PromptPage : public QWidget {
    Q_OBJECT
  public:
    enum View { Words, Similarity, Norms, Movement, Layers };
    explicit PromptPage(Desk& desk, QWidget* parent = nullptr);
    void setView(View view);

  protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeHeader();
    QMenu* makeExportMenu();
    QWidget* makeContent();
    QWidget* makeTable();
    void readRuns();
    void showRun(std::int64_t run);
    void readSnapshots(bool toLast);
    void sayEmpty(bool some);
    void moveTo(int index);
    void readTensors();
    void readNeighbours();
    void take(std::int64_t step, NearMetric metric, std::vector<SlotNeighbours> rows);
    void loadNext();
    void choose(int token);
    void drawMap();
    void drawView();
    void sayToken();
    void sayWords();
    void arrange();
    void exportAs(const QString& format);
    std::int64_t step() const { return index_ < 0 ? -1 : steps_[std::size_t(index_)]; }
    NearMetric metric() const;
    int token() const;
    const RunRow* row() const;
    bool hasVectors() const;
    /// Stored neighbours of a step, read once.
    const std::vector<SlotNeighbours>& stored(std::int64_t step, NearMetric metric);

    Desk& desk_;
    NeighbourModel model_;
    std::vector<RunRow> runs_;
    std::int64_t run_ = 0, request_ = 0;
    std::vector<std::int64_t> steps_, toLoad_;
    int index_ = -1;
    std::map<std::pair<std::int64_t, NearMetric>, std::vector<SlotNeighbours>> stored_;
    PromptPath path_;
    TensorMap tensors_;  // of the step
    QTimer loader_;

    PageHeader* header_;
    QComboBox* pick_;
    QLabel* what_;
    QSlider* slider_;
    SegmentedControl *metric_, *view_;
    QCheckBox* plain_;
    QPushButton* export_;
    Notice* notice_;
    QStackedWidget *stack_, *views_;
    EmptyState* empty_;
    QTableView* table_;
    PromptSimilarity* similarity_;
    PromptNorms* norms_;
    PromptMovement* movement_;
    PromptLayers* layers_;
    PromptSide* side_;
};

}  // namespace lathe
