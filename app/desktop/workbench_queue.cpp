// SPDX-License-Identifier: GPL-3.0-or-later
// The workbench's queue: recipes that wait in the project until no run trains.
#include <utility>

#include "app/desktop/workbench.h"

namespace lathe {

namespace {

constexpr const char* kView = "queue";

}  // namespace

void Workbench::pauseAll(bool pause) {
    if (!project_) return;
    const RunState from = pause ? RunState::Running : RunState::Paused;
    int asked = 0;
    for (const RunRow& row : follower_.rows()) {
        if (row.state != from) continue;
        request(row.run, Request{pause ? Request::What::Pause : Request::What::Resume, false});
        ++asked;
    }
    if (!queue_.empty()) holdQueue(pause);
    if (asked == 0 && queue_.empty())
        tell(pause ? tr("No run trains and none waits.") : tr("No run is paused and none waits."));
}

/// As it was left. Nothing starts by itself in a project that is opened, unless its queue was at work: a run
/// still trains.
void Workbench::readQueue() {
    queue_.clear();
    held_ = false;
    const auto kept = keptView(*project_, kView);
    if (!kept || !kept->isObject()) return;
    for (const Json& recipe : (*kept)["recipes"].items()) queue_.push_back(recipe);
    held_ = (*kept)["held"].toBool() || (!queue_.empty() && !liveRun());
}

void Workbench::keepQueue() {
    Json recipes{Json::Array{}};
    for (const Json& recipe : queue_) recipes.append(recipe);
    if (const auto kept =
            keepView(*project_, kView, Json::object({{"held", held_}, {"recipes", std::move(recipes)}}));
        !kept)
        tell(QString::fromStdString(kept.error().line()), true);
    Q_EMIT queueChanged();
}

void Workbench::setQueue(std::vector<Json> recipes) {
    if (!project_ || project_->readOnly())
        return tell(tr("This project is open for reading only; save a copy to train in."), true);
    queue_ = std::move(recipes);
    if (queue_.empty()) held_ = false;
    keepQueue();
    startNext();
}

void Workbench::holdQueue(bool held) {
    if (!project_ || project_->readOnly() || held_ == held) return;
    held_ = held;
    keepQueue();
    startNext();
}

void Workbench::startNext() {
    if (!project_ || project_->readOnly() || held_ || queue_.empty() || !workers_.empty() || liveRun())
        return;
    const Json next = queue_.front();
    queue_.erase(queue_.begin());
    keepQueue();
    startRun(next);
    if (!workers_.empty()) return;
    queue_.insert(queue_.begin(), next);  // it could not be written for a worker: said by startRun
    held_ = true;
    keepQueue();
}

}  // namespace lathe
