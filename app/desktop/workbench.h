// SPDX-License-Identifier: GPL-3.0-or-later
// The desk that the window's pages work at: the open project, the helper child and the workers.
#pragma once

#include <QLockFile>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "app/desktop/follower.h"
#include "app/desktop/helper.h"
#include "app/desktop/worker.h"
#include "widgets/desk.h"

namespace lathe {

/// `promptlathe-cli` beside this program, else on the PATH.
QString commandLineProgram();

class Workbench : public Desk {
    Q_OBJECT
  public:
    explicit Workbench(QString program, QObject* parent = nullptr);
    ~Workbench() override;

    Project* project() const override { return project_.get(); }
    void openProject(const QString& path) override;
    /// An empty project.
    void createProject(const QString& path);
    /// A sample with its data and recipes, made by `promptlathe-cli new`; opens it when it is there.
    void createSample(const QString& path, const QString& sample);
    void closeProject();

    std::int64_t ask(const Json& request, QObject* receiver,
                     std::function<void(const Json& event)> answer) override;
    void cancel(std::int64_t id) override { helper_.cancel(id); }

    void startRun(const Json& recipe) override;
    void resumeRun(std::int64_t run) override;
    void continueRun(std::int64_t run, std::int64_t steps) override;
    void request(std::int64_t run, const Request& request) override;

    void startSweep(const QStringList& words, const Json& recipe) override;
    bool sweepAtWork() const override { return !sweeps_.empty(); }

    const std::vector<Json>& queue() const override { return queue_; }
    void setQueue(std::vector<Json> recipes) override;
    bool queueHeld() const override { return held_; }
    void holdQueue(bool held) override;

    void showPage(PageName page) override { Q_EMIT pageWanted(page); }
    std::int64_t currentRun() const override { return currentRun_; }
    void setCurrentRun(std::int64_t run) override;
    void editRecipe(const Json& recipe) override;
    void tell(const QString& text, bool problem = false) override { Q_EMIT told(text, problem); }

    /// Asks every run that trains to pause and holds the queue, or the other way round.
    void pauseAll(bool pause);
    /// The run that trains now (the latest where there are several), or nothing.
    std::optional<RunRow> liveRun() const;
    QString runName(std::int64_t run) const;

  Q_SIGNALS:
    void pageWanted(lathe::PageName page);
    void recipeWanted(const lathe::Json& recipe);
    void told(const QString& text, bool problem);
    void openFailed(const QString& path, const QString& problem);
    /// Something long is going on ("Making the sample…"); empty: no more.
    void busy(const QString& text);
    /// A sweep of this window's is over; `problem` empty: as asked.
    void sweepEnded(const QString& problem);
    /// A worker was killed; the run can be resumed.
    void workerLost(std::int64_t run, const QString& text);

  private:
    void take(Project project, std::unique_ptr<QLockFile> lock);
    /// The lock of the one window that a project may be open in; null where it could not be made. An error
    /// names who has it.
    static Result<std::unique_ptr<QLockFile>> lockFor(const QString& path);
    Worker* launch(const QStringList& arguments);
    bool mayTrain();
    /// The recipe as a file for a child; nothing where it could not be written, which is told.
    std::optional<std::filesystem::path> recipeFile(const Json& recipe);
    void ended(Worker* worker, const QString& problem, bool lost);
    void heard(const Event& event);
    void updateOwned();
    void readQueue();
    void keepQueue();
    void startNext();

    QString program_;
    std::unique_ptr<Project> project_;
    std::unique_ptr<QLockFile> onlyWindow_;  ///< held while the project is open here
    Helper helper_;
    Follower follower_;
    std::map<Worker*, std::unique_ptr<Worker>> workers_;
    std::set<Worker*> sweeps_;  ///< those that train many runs
    std::int64_t currentRun_ = 0;
    std::vector<Json> queue_;
    bool held_ = false;
    int recipes_ = 0;  ///< recipe files written for workers
};

}  // namespace lathe
