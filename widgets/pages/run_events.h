// SPDX-License-Identifier: GPL-3.0-or-later
// What happened in a run, as its chart and its log show it.
#pragma once

#include <QVector>

#include "core/project/run_views.h"
#include "core/spec/events.h"
#include "widgets/plots/line_chart.h"

namespace lathe {

/// A log row's text: the step that it begins with (-1: none) and the rest.
struct LoggedText {
    std::int64_t step = -1;
    QString text;
};
LoggedText loggedText(const std::string& text);

/// Snapshots, pauses, warnings and the failure of a run, by step.
QVector<ChartEvent> readEvents(const Project& project, const RunRow& row);
/// What an event adds to them; kind Snapshot without text: nothing.
std::optional<ChartEvent> chartEvent(const Event& event, std::int64_t step);

}  // namespace lathe
