// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/worker.h"

#include <unistd.h>

#include <QProcess>

namespace lathe {
namespace {

constexpr qsizetype kMostWords = 4096;

QString lastLine(const QByteArray& text) {
    const QList<QByteArray> lines = text.trimmed().split('\n');
    return QString::fromUtf8(lines.isEmpty() ? QByteArray() : lines.last().trimmed());
}

}  // namespace

Worker::Worker(QObject* parent) : QObject(parent) {}

Worker::~Worker() {
    if (!process_) return;
    process_->disconnect(this);
    // The child goes on by itself: what it still says is dropped, and the process object waits for its end alone.
    connect(process_, &QProcess::finished, process_, &QObject::deleteLater);
    process_->closeReadChannel(QProcess::StandardOutput);
    process_->closeReadChannel(QProcess::StandardError);
    process_->closeWriteChannel();
    if (process_->state() == QProcess::NotRunning) process_->deleteLater();
}

void Worker::start(const QString& program, const QStringList& arguments) {
    // No parent: destroying a QProcess ends its child.
    process_ = new QProcess;
    process_->setChildProcessModifier([] { ::setsid(); });
    connect(process_, &QProcess::readyReadStandardOutput, this, &Worker::read);
    connect(process_, &QProcess::readyReadStandardError, this,
            [this] { lastWords_ = (lastWords_ + process_->readAllStandardError()).right(kMostWords); });
    connect(process_, &QProcess::finished, this,
            [this](int code, QProcess::ExitStatus status) { finish(code, status == QProcess::CrashExit); });
    connect(process_, &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        process_->deleteLater();
        process_.clear();
        Q_EMIT ended(tr("%1 could not be started; check that it stands beside this program").arg(program), false);
    });
    process_->start(program, arguments);
}

void Worker::send(const Request& request) {
    if (process_) process_->write(QByteArray::fromStdString(toJson(request).dump()) + '\n');
}

void Worker::read() {
    while (process_ && process_->canReadLine()) {
        const QByteArray line = process_->readLine();
        const auto read = readEvent(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
        if (!read || !*read) continue;
        if ((*read)->run > 0) run_ = (*read)->run;
        Q_EMIT event(**read);
    }
}

void Worker::finish(int code, bool crashed) {
    read();
    lastWords_ = (lastWords_ + process_->readAllStandardError()).right(kMostWords);
    process_->deleteLater();
    process_.clear();
    const QString name = run_ > 0           ? tr("Run %1").arg(run_)
                         : title_.isEmpty() ? tr("The run")
                                            : title_;
    const QString words = lastLine(lastWords_);
    if (crashed) {
        Q_EMIT ended(tr("%1: its worker was killed. What was saved is kept; resume goes on from there.").arg(name), true);
    } else if (code == 130) {
        Q_EMIT ended(tr("%1 was interrupted; its state is saved.").arg(name), true);
    } else if (code == 2) {
        Q_EMIT ended(words.isEmpty() ? tr("%1 was refused by the worker.").arg(name) : tr("%1 was refused: %2").arg(name, words), false);
    } else if (code != 0) {
        const QString told = words.isEmpty() ? tr("%1 failed (code %2).").arg(name).arg(code) : tr("%1 failed: %2").arg(name, words);
        Q_EMIT ended(told, false);
    } else {
        Q_EMIT ended({}, false);
    }
}

}  // namespace lathe
