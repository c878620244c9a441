// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/notifications.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QGuiApplication>
#include <utility>

#include "widgets/show.h"

namespace lathe {
namespace {

/// By the desktop's notification service; nothing where there is none. Nobody waits for an answer.
void toDesktop(const QString& title, const QString& text) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    // Servers may read the body as markup.
    call << QStringLiteral("Promptlathe") << 0U << QStringLiteral("promptlathe") << title
         << text.toHtmlEscaped() << QStringList() << QVariantMap() << -1;
    bus.send(call);
}

}  // namespace

Notifications::Notifications(Name name, Send send, QObject* parent)
    : QObject(parent), name_(std::move(name)), send_(send ? std::move(send) : Send(toDesktop)) {}

void Notifications::hear(const Event& event, bool quiet) {
    if (std::holds_alternative<Stepped>(event.body)) live_.insert(event.run);
    const auto* changed = std::get_if<StateChanged>(&event.body);
    if (!changed) return;
    if (changed->state == RunState::Running || changed->state == RunState::Paused) {
        live_.insert(event.run);
        return;
    }
    if (live_.erase(event.run) == 0 || quiet) return;
    tell(tr("Run %1: %2").arg(event.run).arg(showState(changed->state)), name_(event.run));
}

void Notifications::manyEnded(const QString& problem) {
    tell(problem.isEmpty() ? tr("The study is finished") : tr("The study has stopped"), problem);
}

void Notifications::tell(const QString& title, const QString& text) {
    if (on_ && QGuiApplication::applicationState() != Qt::ApplicationActive) send_(title, text);
}

}  // namespace lathe
