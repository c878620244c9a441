// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workbench.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>
#include <algorithm>

#include "core/base/files.h"
#include "core/base/paths.h"

namespace lathe {
namespace {

QString line(const Error& error) {
    return QString::fromStdString(error.line());
}

std::filesystem::path pathOf(const QString& path) {
    return std::filesystem::path(path.toStdString());
}

}  // namespace

QString commandLineProgram() {
    const QString name = QStringLiteral("promptlathe-cli");
    const QString beside = QDir(QCoreApplication::applicationDirPath()).filePath(name);
    if (QFileInfo(beside).isExecutable()) return beside;
    const QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty() ? beside : found;
}

Workbench::Workbench(QString program, QObject* parent)
    : Desk(parent), program_(program), helper_(std::move(program), this), follower_(this) {
    connect(&follower_, &Follower::event, this, &Desk::event);
    connect(&follower_, &Follower::runsChanged, this, &Desk::runsChanged);
    connect(&follower_, &Follower::runsChanged, this, &Workbench::startNext);
}

Workbench::~Workbench() = default;

void Workbench::openProject(const QString& path) {
    auto opened = Project::open(pathOf(path));
    if (!opened) {
        Q_EMIT openFailed(path, line(opened.error()));
        return;
    }
    take(std::move(*opened));
}

void Workbench::createProject(const QString& path) {
    auto made = Project::create(pathOf(path));
    if (!made) {
        Q_EMIT openFailed(path, line(made.error()));
        return;
    }
    take(std::move(*made));
}

void Workbench::createSample(const QString& path, const QString& sample) {
    auto* process = new QProcess(this);
    Q_EMIT busy(tr("Making the sample %1…").arg(sample));
    connect(process, &QProcess::errorOccurred, this, [this, process, path](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        Q_EMIT busy({});
        Q_EMIT openFailed(
            path, tr("%1 could not be started; check that it stands beside this program").arg(program_));
        process->deleteLater();
    });
    connect(process, &QProcess::finished, this, [this, process, path](int code, QProcess::ExitStatus status) {
        process->deleteLater();
        Q_EMIT busy({});
        if (status == QProcess::NormalExit && code == 0) {
            openProject(path);
            return;
        }
        const QList<QByteArray> lines = process->readAllStandardError().trimmed().split('\n');
        Q_EMIT openFailed(path, QString::fromUtf8(lines.last()));
    });
    process->start(program_, {QStringLiteral("new"), path, QStringLiteral("--sample"), sample});
}

void Workbench::take(Project project) {
    follower_.setProject(nullptr);
    workers_.clear();
    updateOwned();
    project_ = std::make_unique<Project>(std::move(project));
    follower_.setProject(project_.get());
    const auto& rows = follower_.rows();
    const auto live = liveRun();
    currentRun_ = live ? live->run : rows.empty() ? 0 : rows.back().run;
    for (const RunRow& row : rows)
        if (!live) currentRun_ = std::max(currentRun_, row.run);
    readQueue();
    Q_EMIT projectChanged();
    Q_EMIT currentRunChanged(currentRun_);
}

void Workbench::closeProject() {
    follower_.setProject(nullptr);
    workers_.clear();
    updateOwned();
    project_.reset();
    queue_.clear();
    currentRun_ = 0;
    Q_EMIT projectChanged();
    Q_EMIT currentRunChanged(0);
}

std::int64_t Workbench::ask(const Json& request, QObject* receiver, std::function<void(const Json&)> answer) {
    return helper_.ask(request, receiver, std::move(answer));
}

Worker* Workbench::launch(const QStringList& arguments) {
    auto owned = std::make_unique<Worker>();
    Worker* worker = owned.get();
    workers_[worker] = std::move(owned);
    connect(worker, &Worker::event, this, &Workbench::heard);
    connect(worker, &Worker::ended, this, [this, worker](const QString& problem, bool lost) {
        const std::int64_t run = worker->run();
        // The worker is still on the call stack.
        workers_[worker].release()->deleteLater();
        workers_.erase(worker);
        // What can't even be started would use up the queue.
        if (run == 0 && !queue_.empty()) holdQueue(true);
        updateOwned();
        follower_.look();
        Q_EMIT runsChanged();
        if (lost && run > 0)
            Q_EMIT workerLost(run, problem);
        else if (!problem.isEmpty())
            Q_EMIT told(problem, true);
        startNext();
    });
    worker->start(program_, arguments);
    return worker;
}

void Workbench::heard(const Event& event) {
    if (std::holds_alternative<Started>(event.body)) {
        updateOwned();
        follower_.look();
        Q_EMIT runsChanged();
        setCurrentRun(event.run);
    }
    Q_EMIT this->event(event);
    if (const auto* message = std::get_if<Message>(&event.body); message && message->level == "warning")
        Q_EMIT told(tr("Run %1: %2").arg(event.run).arg(QString::fromStdString(message->text)), false);
    if (std::holds_alternative<StateChanged>(event.body) || std::holds_alternative<Evaluated>(event.body)) {
        follower_.look();
        Q_EMIT runsChanged();
    }
}

void Workbench::updateOwned() {
    std::set<std::int64_t> runs;
    for (const auto& [worker, owned] : workers_)
        if (worker->run() > 0) runs.insert(worker->run());
    follower_.setOwned(runs);
}

void Workbench::startRun(const Json& recipe) {
    if (!project_) return tell(tr("Open a project first: a run is stored in one."), true);
    if (project_->readOnly())
        return tell(tr("This project is open for reading only; save a copy to train in."), true);
    const auto folder = runtimeDirectory();
    const auto file = folder / ("recipe-" + std::to_string(QCoreApplication::applicationPid()) + "-" +
                                std::to_string(++recipes_) + ".json");
    auto written = makeDirectories(folder);
    if (written) written = writeFile(file, recipe.pretty());
    if (!written) return tell(line(written.error()), true);
    Worker* worker = launch({QStringLiteral("train"), QString::fromStdString(project_->path().string()),
                             QString::fromStdString(file.string()), QStringLiteral("--progress"),
                             QStringLiteral("jsonl")});
    const auto remove = [file] {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    };
    connect(worker, &Worker::event, worker, remove);
    connect(worker, &Worker::ended, worker, remove);
}

void Workbench::resumeRun(std::int64_t run) {
    continueRun(run, 0);
}

void Workbench::continueRun(std::int64_t run, std::int64_t steps) {
    if (!project_) return;
    QStringList arguments{QStringLiteral("resume"), QString::fromStdString(project_->path().string()),
                          QString::number(run), QStringLiteral("--progress"), QStringLiteral("jsonl")};
    if (steps > 0) arguments << QStringLiteral("--steps") << QString::number(steps);
    Worker* worker = launch(arguments);
    worker->setRun(run);
    updateOwned();
}

void Workbench::request(std::int64_t run, const Request& request) {
    for (const auto& [worker, owned] : workers_)
        if (worker->run() == run) return worker->send(request);
    if (!project_) return;
    if (const auto posted = postRequest(*project_, run, request); !posted) tell(line(posted.error()), true);
}

void Workbench::setCurrentRun(std::int64_t run) {
    if (run == currentRun_) return;
    currentRun_ = run;
    Q_EMIT currentRunChanged(run);
}

void Workbench::editRecipe(const Json& recipe) {
    Q_EMIT pageWanted(PageName::Recipe);
    Q_EMIT recipeWanted(recipe);
}

std::optional<RunRow> Workbench::liveRun() const {
    std::optional<RunRow> found;
    for (const RunRow& row : follower_.rows())
        if ((row.state == RunState::Running || row.state == RunState::Paused) &&
            (!found || row.run > found->run))
            found = row;
    return found;
}

}  // namespace lathe
