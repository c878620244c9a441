// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/run_events.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

#include "widgets/show.h"

namespace lathe {
namespace {

struct EventWords {
    Q_DECLARE_TR_FUNCTIONS(lathe::RunEvents)
};

ChartEvent snapshotEvent(std::int64_t step) {
    return {double(step), ChartEvent::Kind::Snapshot, EventWords::tr("snapshot")};
}

}  // namespace

LoggedText loggedText(const std::string& logged) {
    static const QRegularExpression pattern(QStringLiteral("^step (\\d{1,18}): (.*)$"),
                                            QRegularExpression::DotMatchesEverythingOption);
    const auto match = pattern.match(text(logged));
    if (!match.hasMatch()) return {-1, text(logged)};
    return {match.captured(1).toLongLong(), match.captured(2)};
}

QVector<ChartEvent> readEvents(const Project& project, const RunRow& row) {
    QVector<ChartEvent> events;
    if (const auto taken = snapshots(project, row.run))
        for (const auto& one : *taken) events.append(snapshotEvent(one.step));
    if (const auto logged = runLog(project, row.run))
        for (const auto& one : *logged) {
            const LoggedText said = loggedText(one.text);
            if (said.step < 0) continue;
            if (one.level == "warning")
                events.append({double(said.step), ChartEvent::Kind::Warning, said.text});
            else if (said.text == QLatin1String("paused"))
                events.append({double(said.step), ChartEvent::Kind::Pause, EventWords::tr("paused")});
        }
    if (row.failure) events.append({double(row.step), ChartEvent::Kind::Error, text(row.failure->what)});
    std::stable_sort(events.begin(), events.end(),
                     [](const ChartEvent& a, const ChartEvent& b) { return a.x < b.x; });
    return events;
}

std::optional<ChartEvent> chartEvent(const Event& event, std::int64_t step) {
    if (const auto* taken = std::get_if<SnapshotTaken>(&event.body)) return snapshotEvent(taken->step);
    if (const auto* message = std::get_if<Message>(&event.body); message && message->level == "warning")
        return ChartEvent{double(step), ChartEvent::Kind::Warning, text(message->text)};
    if (const auto* state = std::get_if<StateChanged>(&event.body); state && state->state == RunState::Paused)
        return ChartEvent{double(step), ChartEvent::Kind::Pause, EventWords::tr("paused")};
    if (const auto* failure = std::get_if<Failed>(&event.body))
        return ChartEvent{double(step), ChartEvent::Kind::Error, text(failure->what)};
    return {};
}

}  // namespace lathe
