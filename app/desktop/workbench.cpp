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

Result<std::unique_ptr<QLockFile>> Workbench::lockFor(const QString& path) {
    const auto folder = runtimeDirectory();
    if (!makeDirectories(folder)) return nullptr;
    QString whole = QFileInfo(path).canonicalFilePath();
    if (whole.isEmpty()) whole = QFileInfo(path).absoluteFilePath();
    auto lock = std::make_unique<QLockFile>(QString::fromStdString(
        (folder / ("window-" + sha256(whole.toStdString()).substr(0, 16) + ".lock")).string()));
    lock->setStaleLockTime(0);  // one whose process is gone is taken over whatever its age
    if (lock->tryLock(0)) return lock;
    qint64 pid = 0;
    QString host, program;
    if (lock->error() != QLockFile::LockFailedError || !lock->getLockInfo(&pid, &host, &program))
        return nullptr;
    return failed(tr("the project is open in another window (process %1)").arg(pid).toStdString(),
                  path.toStdString(), tr("go on there, or close it first").toStdString());
}

void Workbench::openProject(const QString& path) {
    // The same one again is read anew.
    if (project_ && QFileInfo(path) == QFileInfo(QString::fromStdString(project_->path().string())))
        onlyWindow_.reset();
    auto lock = lockFor(path);
    if (!lock) {
        Q_EMIT openFailed(path, line(lock.error()));
        return;
    }
    auto opened = Project::open(pathOf(path));
    if (!opened) {
        Q_EMIT openFailed(path, line(opened.error()));
        return;
    }
    take(std::move(*opened), std::move(*lock));
}

void Workbench::createProject(const QString& path) {
    auto made = Project::create(pathOf(path));
    if (!made) {
        Q_EMIT openFailed(path, line(made.error()));
        return;
    }
    auto lock = lockFor(path);
    take(std::move(*made), lock ? std::move(*lock) : nullptr);
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

void Workbench::take(Project project, std::unique_ptr<QLockFile> lock) {
    follower_.setProject(nullptr);
    workers_.clear();
    sweeps_.clear();
    updateOwned();
    project_ = std::make_unique<Project>(std::move(project));
    onlyWindow_ = std::move(lock);
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
    sweeps_.clear();
    updateOwned();
    project_.reset();
    onlyWindow_.reset();
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
    connect(worker, &Worker::ended, this,
            [this, worker](const QString& problem, bool lost) { ended(worker, problem, lost); });
    worker->start(program_, arguments);
    return worker;
}

void Workbench::ended(Worker* worker, const QString& problem, bool lost) {
    const std::int64_t run = worker->run();
    const bool sweep = sweeps_.erase(worker) > 0;
    // The worker is still on the call stack.
    workers_[worker].release()->deleteLater();
    workers_.erase(worker);
    // What can't even be started would use up the queue.
    if (run == 0 && !sweep && !queue_.empty()) holdQueue(true);
    updateOwned();
    follower_.look();
    Q_EMIT runsChanged();
    if (sweep) Q_EMIT sweepEnded(problem);
    if (lost && run > 0)
        Q_EMIT workerLost(run, problem);
    else if (!problem.isEmpty())
        Q_EMIT told(problem, !lost);
    startNext();
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

bool Workbench::mayTrain() {
    if (!project_) {
        tell(tr("Open a project first: a run is stored in one."), true);
        return false;
    }
    if (project_->readOnly()) {
        tell(tr("This project is open for reading only; save a copy to train in."), true);
        return false;
    }
    return true;
}

std::optional<std::filesystem::path> Workbench::recipeFile(const Json& recipe) {
    const auto folder = runtimeDirectory();
    const auto file = folder / ("recipe-" + std::to_string(QCoreApplication::applicationPid()) + "-" +
                                std::to_string(++recipes_) + ".json");
    auto written = makeDirectories(folder);
    if (written) written = writeFile(file, recipe.pretty());
    if (written) return file;
    tell(line(written.error()), true);
    return std::nullopt;
}

void Workbench::startRun(const Json& recipe) {
    if (!mayTrain()) return;
    const auto file = recipeFile(recipe);
    if (!file) return;
    Worker* worker = launch({QStringLiteral("train"), QString::fromStdString(project_->path().string()),
                             QString::fromStdString(file->string()), QStringLiteral("--progress"),
                             QStringLiteral("jsonl")});
    const auto remove = [path = *file] {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    };
    connect(worker, &Worker::event, worker, remove);
    connect(worker, &Worker::ended, worker, remove);
}

void Workbench::startSweep(const QStringList& words, const Json& recipe) {
    if (!mayTrain() || words.isEmpty()) return;
    QStringList arguments{words.first(), QString::fromStdString(project_->path().string())};
    arguments += words.mid(1);
    std::optional<std::filesystem::path> file;
    if (!recipe.isNull()) {
        file = recipeFile(recipe);
        if (!file) return;
        arguments << QString::fromStdString(file->string());
    }
    arguments << QStringLiteral("--progress") << QStringLiteral("none");
    Worker* worker = launch(arguments);
    if (!workers_.contains(worker)) return;  // it could not be started, which is said
    worker->setTitle(words.first() == QLatin1String("study") ? tr("The study") : tr("The sweep"));
    sweeps_.insert(worker);
    // The file is read before the first run; it stays until the end, since nothing tells when.
    if (file)
        connect(worker, &Worker::ended, worker, [path = *file] {
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
        });
    Q_EMIT runsChanged();
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

QString Workbench::runName(std::int64_t run) const {
    for (const RunRow& row : follower_.rows())
        if (row.run == run) return QString::fromStdString(row.name);
    return {};
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
