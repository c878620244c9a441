// SPDX-License-Identifier: GPL-3.0-or-later
// Follows runs that other processes train, by their rows, and tells of them as a worker's own events would.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <set>

#include "core/project/project.h"
#include "core/project/runs.h"

namespace lathe {

class Follower : public QObject {
    Q_OBJECT
  public:
    explicit Follower(QObject* parent = nullptr);
    /// The project to read, or null; forgets what was followed. The rows that are there now are the starting point.
    void setProject(const Project* project);
    /// Runs whose worker this window holds: their events come by the pipe.
    void setOwned(const std::set<std::int64_t>& runs) { owned_ = runs; }
    /// Reads now instead of at the next tick.
    void look();
    const std::vector<RunRow>& rows() const { return rows_; }

  Q_SIGNALS:
    void event(const lathe::Event& event);
    void runsChanged();

  private:
    struct Place {
        std::int64_t step = -1, evaluated = -1, snapshot = -1;
    };
    void follow(const RunRow& row);
    void tellSteps(const RunRow& row, Place& place);
    const Project* project_ = nullptr;
    std::set<std::int64_t> owned_;
    std::vector<RunRow> rows_;
    std::map<std::int64_t, Place> places_;
    QTimer timer_;
    int ticks_ = 0;
};

}  // namespace lathe
