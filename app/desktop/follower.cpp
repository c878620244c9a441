// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/follower.h"

#include <algorithm>

#include "core/base/clock.h"

namespace lathe {
namespace {

constexpr int kTick = 400;     // milliseconds
constexpr int kIdleTicks = 5;  // with nothing to follow, the list is read at every fifth tick

bool live(RunState state) { return state == RunState::Queued || state == RunState::Running || state == RunState::Paused; }

bool sameList(const std::vector<RunRow>& a, const std::vector<RunRow>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const RunRow& x, const RunRow& y) {
        return x.run == y.run && x.state == y.state && x.name == y.name && x.note == y.note && x.tags == y.tags && x.best == y.best;
    });
}

}  // namespace

Follower::Follower(QObject* parent) : QObject(parent) {
    timer_.setInterval(kTick);
    connect(&timer_, &QTimer::timeout, this, [this] {
        const bool following = std::any_of(rows_.begin(), rows_.end(),
                                           [this](const RunRow& row) { return live(row.state) && !owned_.contains(row.run); });
        if (following || ++ticks_ % kIdleTicks == 0) look();
    });
}

void Follower::setProject(const Project* project) {
    project_ = project;
    rows_.clear();
    places_.clear();
    if (!project) {
        timer_.stop();
        return;
    }
    if (auto rows = listRuns(*project)) rows_ = std::move(*rows);
    // What is there already is read by the pages themselves; only what comes later is told.
    for (const RunRow& row : rows_) {
        Place& place = places_[row.run];
        place.step = row.step;
        if (live(row.state)) {
            if (const auto found = evaluations(*project, row.run))
                for (const auto& evaluation : *found) place.evaluated = std::max(place.evaluated, evaluation.step);
            if (const auto found = snapshots(*project, row.run))
                for (const auto& snapshot : *found) place.snapshot = std::max(place.snapshot, snapshot.step);
        }
    }
    timer_.start();
}

void Follower::look() {
    if (!project_) return;
    auto rows = listRuns(*project_);
    if (!rows) return;
    const bool changed = !sameList(rows_, *rows);
    std::map<std::int64_t, RunState> before;
    for (const RunRow& row : rows_) before[row.run] = row.state;
    rows_ = std::move(*rows);
    for (const RunRow& row : rows_) {
        if (owned_.contains(row.run)) {
            places_[row.run].step = row.step;
            continue;
        }
        const auto old = before.find(row.run);
        const bool was = old != before.end() && live(old->second);
        if (live(row.state) || was) follow(row);
        if (old == before.end() || old->second != row.state)
            Q_EMIT event(Event{row.run, secondsNow(), StateChanged{row.state}});
    }
    if (changed) Q_EMIT runsChanged();
}

void Follower::follow(const RunRow& row) {
    Place& place = places_[row.run];
    tellSteps(row, place);
    if (const auto found = evaluations(*project_, row.run)) {
        const std::int64_t last = place.evaluated;
        for (const auto& evaluation : *found) {
            if (evaluation.step <= last) continue;
            place.evaluated = std::max(place.evaluated, evaluation.step);
            Q_EMIT event(Event{row.run, secondsNow(), Evaluated{evaluation.step, evaluation.data, evaluation.metrics}});
        }
    }
    if (const auto found = snapshots(*project_, row.run)) {
        for (const auto& snapshot : *found) {
            if (snapshot.step <= place.snapshot) continue;
            place.snapshot = snapshot.step;
            Q_EMIT event(Event{row.run, secondsNow(), SnapshotTaken{snapshot.step, snapshot.drift}});
        }
    }
}

void Follower::tellSteps(const RunRow& row, Place& place) {
    // A resumed run went back to its last saved state: its steps are told again.
    if (row.step < place.step) place.step = row.step;
    if (row.step <= place.step) return;
    std::map<std::int64_t, Stepped> steps;
    const auto add = [&](const char* metric, double Stepped::*field) {
        const auto points = curve(*project_, row.run, metric, place.step + 1);
        if (!points) return;
        for (const CurvePoint& point : *points) {
            Stepped& step = steps[point.step];
            step.step = point.step;
            step.steps = row.steps;
            step.*field = point.value;
        }
    };
    add("loss", &Stepped::loss);
    add("learning_rate", &Stepped::learningRate);
    add("gradient_norm", &Stepped::gradientNorm);
    add("tokens_a_second", &Stepped::tokensASecond);
    add("resident_mib", &Stepped::residentMib);
    const double pace = row.step > 0 ? row.seconds / static_cast<double>(row.step) : 0;
    for (auto& [number, step] : steps) {
        step.secondsLeft = pace * static_cast<double>(std::max<std::int64_t>(0, row.steps - number));
        Q_EMIT event(Event{row.run, secondsNow(), step});
    }
    place.step = row.step;
}

}  // namespace lathe
