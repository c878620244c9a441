// SPDX-License-Identifier: GPL-3.0-or-later
// What the prompt page reads: runs, snapshots, their vectors one by one, and near words from the project or
// the helper.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_table_model.h"
#include "widgets/pages/prompt_page.h"
#include "widgets/pages/prompt_side.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kWordsAsked = 20;

std::vector<SlotNeighbours> readRows(const Json& rows) {
    std::vector<SlotNeighbours> out;
    for (const Json& row : rows.items()) {
        SlotNeighbours slot{row["position"].toInteger(), row["norm"].toNumber(), {}};
        for (const Json& word : row["neighbours"].items())
            slot.neighbours.push_back(
                {std::int32_t(word["token"].toInteger()), word["text"].toString(), word["score"].toNumber()});
        out.push_back(std::move(slot));
    }
    return out;
}

}  // namespace

void PromptPage::readRuns() {
    Project* project = desk_.project();
    runs_.clear();
    if (project)
        if (auto read = listRuns(*project)) runs_ = std::move(*read);
    pick_->clear();
    for (auto row = runs_.rbegin(); row != runs_.rend(); ++row)
        pick_->addItem(row->name.empty() ? tr("run %1").arg(row->run)
                                         : tr("run %1 · %2").arg(row->run).arg(text(row->name)),
                       qint64(row->run));
    similarity_->setRuns(runs_);
    const bool known =
        std::any_of(runs_.begin(), runs_.end(), [this](const RunRow& row) { return row.run == run_; });
    if (known && pick_->findData(qint64(run_)) >= 0 && index_ >= 0) {
        pick_->setCurrentIndex(pick_->findData(qint64(run_)));
        sayWords();
        return;
    }
    showRun(known ? run_ : runs_.empty() ? 0 : runs_.back().run);
}

void PromptPage::showRun(std::int64_t run) {
    run_ = run;
    if (run != 0 && desk_.currentRun() != run) desk_.setCurrentRun(run);
    pick_->setCurrentIndex(pick_->findData(qint64(run)));
    stored_.clear();
    path_ = PromptPath();
    notice_->clear();
    index_ = -1;
    readSnapshots(true);
}

void PromptPage::readSnapshots(bool toLast) {
    Project* project = desk_.project();
    const std::int64_t before = step();
    const auto loaded = steps_;
    steps_.clear();
    if (project && run_ != 0)
        if (const auto read = snapshots(*project, run_))
            for (const auto& row : *read) steps_.push_back(row.step);
    const bool some = !steps_.empty();
    sayEmpty(some);
    if (!some) {
        model_.setNeighbours({}, metric());
        index_ = -1;
        return;
    }
    toLoad_ = thinned(steps_, kMostPromptSteps);
    path_ = PromptPath();
    loader_.start();
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, int(steps_.size()) - 1);
    slider_->setEnabled(steps_.size() > 1);
    const auto same = std::find(steps_.begin(), steps_.end(), before);
    const int target = toLast || same == steps_.end() ? int(steps_.size()) - 1 : int(same - steps_.begin());
    slider_->setValue(target);
    moveTo(target);
}

void PromptPage::sayEmpty(bool some) {
    const Project* project = desk_.project();
    const bool live = row() && isLive(row()->state);
    empty_->setSentence(
        !project        ? tr("No project is open. Open one, or begin with the sample.")
        : runs_.empty() ? tr("No prompt yet. Train one, and the words its vectors are near to stand here.")
        : live ? tr("Run %1 has kept no snapshot yet; the first one shows up here by itself.").arg(run_)
               : tr("Run %1 has kept no snapshot of its prompt.").arg(run_));
    empty_->setAction(!project ? tr("Go to start") : runs_.empty() ? tr("Write a recipe") : tr("Go to runs"));
    stack_->setCurrentIndex(some ? 1 : 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{what_, slider_, metric_, plain_, export_})
        widget->setVisible(some);
    pick_->setVisible(!runs_.empty());
    header_->setTitle(runs_.empty() ? tr("Prompt") : tr("Prompt of"));
}

void PromptPage::moveTo(int index) {
    index_ = std::clamp(index, 0, int(steps_.size()) - 1);
    readTensors();
    readNeighbours();
    drawMap();
    sayToken();
    drawView();
}

/// The step's tensors, and which views they allow: a prefix has no words, a prompt no layers.
void PromptPage::readTensors() {
    tensors_.clear();
    if (desk_.project() && run_ != 0 && index_ >= 0)
        if (auto read = snapshotTensors(*desk_.project(), run_, step())) tensors_ = std::move(*read);
    const bool layered = std::any_of(tensors_.begin(), tensors_.end(),
                                     [](const HostTensor& each) { return each.shape.size() == 3; });
    for (const View view : {Words, Similarity, Norms, Movement}) view_->setShown(view, hasVectors());
    view_->setShown(Layers, layered);
    const bool words = view_->current() != Layers;
    if (words && !hasVectors() && layered) setView(Layers);
    if (!words && !layered) setView(Words);
    for (QWidget* widget : std::initializer_list<QWidget*>{metric_, plain_}) widget->setVisible(hasVectors());
    side_->setVisible(hasVectors());
}

const std::vector<SlotNeighbours>& PromptPage::stored(std::int64_t step, NearMetric metric) {
    const auto key = std::pair(step, metric);
    if (const auto at = stored_.find(key); at != stored_.end()) return at->second;
    auto& rows = stored_[key];
    if (desk_.project())
        if (auto read = snapshotNeighbours(*desk_.project(), run_, step, nearMetricName(metric)))
            rows = std::move(*read);
    return rows;
}

void PromptPage::readNeighbours() {
    if (index_ < 0) return;
    if (request_ != 0) desk_.cancel(std::exchange(request_, 0));
    notice_->clear();
    if (!hasVectors()) {
        model_.setNeighbours({}, metric());
        what_->setText(tr("step %1 · prefix of the layers").arg(showNumber(double(step()))));
        return;
    }
    const NearMetric near = metric();
    const std::int64_t at = step();
    if (const auto& rows = stored(at, near); !rows.empty()) return take(at, near, rows);
    // What is shown stays until the helper has answered.
    notice_->say(NoticeKind::Plain, tr("Looking for near words among the whole vocabulary…"));
    const std::int64_t run = run_;
    request_ = desk_.ask(Json::object({{"do", "neighbours"},
                                       {"project", desk_.project()->path().string()},
                                       {"run", run},
                                       {"step", at},
                                       {"count", kWordsAsked},
                                       {"metric", nearMetricName(near)}}),
                         this, [this, run, at, near](const Json& event) {
                             if (run != run_ || at != step() || near != metric()) return;
                             const std::string kind = event["event"].toString();
                             if (kind == "error") {
                                 request_ = 0;
                                 const Error error{event["what"].toString(), event["where"].toString(),
                                                   event["todo"].toString()};
                                 notice_->say(NoticeKind::Error, text(error.line()));
                                 take(at, near, {});
                             } else if (kind == "result") {
                                 request_ = 0;
                                 notice_->clear();
                                 stored_[{at, near}] = readRows(event["neighbours"]);
                                 take(at, near, stored_[{at, near}]);
                             }
                         });
    what_->setText(tr("step %1").arg(showNumber(double(at))));
}

void PromptPage::take(std::int64_t at, NearMetric near, std::vector<SlotNeighbours> rows) {
    const int selected = std::max(0, token());
    const auto count = rows.size();
    model_.setNeighbours(std::move(rows), near);
    arrange();
    if (model_.rowCount() > 0) table_->selectRow(std::min(selected, model_.rowCount() - 1));
    const QString snapshot = tr("step %1").arg(showNumber(double(at)));
    const QString tokens = count == 1 ? tr("1 soft token") : tr("%1 soft tokens").arg(count);
    what_->setText(count == 0 ? snapshot : snapshot + QStringLiteral(" · ") + tokens);
    sayWords();
    drawMap();
    drawView();
}

void PromptPage::loadNext() {
    if (toLoad_.empty() || !desk_.project()) {
        loader_.stop();
        QVector<QVector<double>> drift;
        for (std::size_t i = 0; i < path_.tokens(); ++i) drift.append(path_.drift(i));
        model_.setDrift(path_.steps(), drift);
        drawMap();
        drawView();
        return;
    }
    const std::int64_t next = toLoad_.front();
    toLoad_.erase(toLoad_.begin());
    const auto tensors = snapshotTensors(*desk_.project(), run_, next);
    if (tensors) path_.add(next, *tensors);
}

}  // namespace lathe
