// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/helper.h"

#include <QTimer>

namespace lathe {
namespace {

constexpr int kGoodbye = 500;  // milliseconds for the child to end by itself when the window closes

Json errorEvent(std::int64_t id, const QString& what, const QString& todo) {
    return Json::object({{"id", id},
                         {"event", "error"},
                         {"what", what.toStdString()},
                         {"where", ""},
                         {"todo", todo.toStdString()}});
}

}  // namespace

Helper::Helper(QString program, QObject* parent) : QObject(parent), program_(std::move(program)) {}

Helper::~Helper() {
    if (!process_) return;
    process_->disconnect(this);
    while (!waiting_.empty()) cancel(waiting_.begin()->first);
    process_->closeWriteChannel();
    if (!process_->waitForFinished(kGoodbye)) process_->kill();
    process_->waitForFinished(kGoodbye);
}

void Helper::start() {
    process_ = std::make_unique<QProcess>();
    connect(process_.get(), &QProcess::readyReadStandardOutput, this, &Helper::read);
    connect(process_.get(), &QProcess::readyReadStandardError, this,
            [this] { process_->readAllStandardError(); });
    connect(process_.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        read();
        ended(status == QProcess::CrashExit ? tr("The helper program was ended by a fault or by the system")
                                            : tr("The helper program ended with code %1").arg(code));
    });
    connect(process_.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) ended(tr("%1 could not be started").arg(program_));
    });
    process_->start(program_, {QStringLiteral("serve")});
}

std::int64_t Helper::ask(Json request, QObject* receiver, Answer answer) {
    if (!process_) start();
    const std::int64_t id = ++lastId_;
    request.set("id", id);
    waiting_[id] = {receiver, std::move(answer)};
    connect(receiver, &QObject::destroyed, this, [this, id] { cancel(id); });
    if (process_) send(request);
    return id;
}

void Helper::cancel(std::int64_t id) {
    if (waiting_.erase(id) == 0 || !process_) return;
    send(Json::object({{"id", ++lastId_}, {"do", "cancel"}, {"target", id}}));
}

void Helper::send(const Json& request) {
    process_->write(QByteArray::fromStdString(request.dump()) + '\n');
}

void Helper::read() {
    while (process_ && process_->canReadLine()) {
        const QByteArray line = process_->readLine();
        const auto event =
            Json::parse(std::string_view(line.constData(), static_cast<std::size_t>(line.size())), "serve");
        if (!event) continue;
        const auto found = waiting_.find((*event)["id"].toInteger());
        if (found == waiting_.end()) continue;
        const std::string kind = (*event)["event"].toString();
        const Waiting waiting = found->second;
        if (kind == "result" || kind == "error") waiting_.erase(found);
        if (waiting.receiver) waiting.answer(*event);
    }
}

void Helper::ended(const QString& why) {
    if (process_) process_.release()->deleteLater();
    const auto lost = std::move(waiting_);
    waiting_.clear();
    // From the event loop, since a failed start may be reported while ask() still runs.
    QTimer::singleShot(0, this, [lost, why] {
        for (const auto& [id, waiting] : lost)
            if (waiting.receiver) waiting.answer(errorEvent(id, why, tr("try again; it is started anew")));
    });
}

}  // namespace lathe
