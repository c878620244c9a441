// SPDX-License-Identifier: GPL-3.0-or-later
// The desk that the window's pages work at: the open project, the helper child and the workers.
#pragma once

#include <map>
#include <memory>
#include <optional>

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

    const std::vector<Json>& queue() const override { return queue_; }
    void setQueue(std::vector<Json> recipes) override;
    bool queueHeld() const override { return held_; }
    void holdQueue(bool held) override;

    void showPage(PageName page) override { Q_EMIT pageWanted(page); }
    std::int64_t currentRun() const override { return currentRun_; }
    void setCurrentRun(std::int64_t run) override;
    void editRecipe(const Json& recipe) override;
    void tell(const QString& text, bool problem = false) override { Q_EMIT told(text, problem); }

    /// The run that trains now (the latest where there are several), or nothing.
    std::optional<RunRow> liveRun() const;

  Q_SIGNALS:
    void pageWanted(lathe::PageName page);
    void recipeWanted(const lathe::Json& recipe);
    void told(const QString& text, bool problem);
    void openFailed(const QString& path, const QString& problem);
    /// Something long is going on ("Making the sample…"); empty: no more.
    void busy(const QString& text);
    /// A worker was killed; the run can be resumed.
    void workerLost(std::int64_t run, const QString& text);

  private:
    void take(Project project);
    Worker* launch(const QStringList& arguments);
    void heard(const Event& event);
    void updateOwned();
    void readQueue();
    void keepQueue();
    void startNext();

    QString program_;
    std::unique_ptr<Project> project_;
    Helper helper_;
    Follower follower_;
    std::map<Worker*, std::unique_ptr<Worker>> workers_;
    std::int64_t currentRun_ = 0;
    std::vector<Json> queue_;
    bool held_ = false;
    int recipes_ = 0;  ///< recipe files written for workers
};

}  // namespace lathe
