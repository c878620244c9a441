// SPDX-License-Identifier: GPL-3.0-or-later
// One run's child process, `promptlathe-cli train` or `resume`, as typed signals. It lives in its own session and goes on
// when this object or the window is gone; only requests travel to it.
#pragma once

#include <QObject>
#include <QPointer>
#include <QStringList>

#include "core/spec/events.h"

class QProcess;

namespace lathe {

class Worker : public QObject {
    Q_OBJECT
  public:
    explicit Worker(QObject* parent = nullptr);
    /// Lets go of the child without ending it.
    ~Worker() override;
    void start(const QString& program, const QStringList& arguments);
    /// The run's number; 0 until the worker said it.
    std::int64_t run() const { return run_; }
    void setRun(std::int64_t run) { run_ = run; }
    /// What messages call it while it has no number; "The run" unless it is set.
    void setTitle(const QString& title) { title_ = title; }
    void send(const Request& request);

  Q_SIGNALS:
    void event(const lathe::Event& event);
    /// The child is gone. `problem` is a sentence, empty where all went as asked; `lost`: it was killed and can be resumed.
    void ended(const QString& problem, bool lost);

  private:
    void read();
    void finish(int code, bool crashed);
    QPointer<QProcess> process_;
    QString title_;
    QByteArray lastWords_;  ///< the end of the child's standard error
    std::int64_t run_ = 0;
};

}  // namespace lathe
