// SPDX-License-Identifier: GPL-3.0-or-later
// A desk for page tests: a real project or none, answers that the test gives, and a record of what pages
// asked.
#pragma once

#include <QPointer>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "widgets/desk.h"

namespace lathe {

class FakeDesk : public Desk {
  public:
    struct Asked {
        std::int64_t id = 0;
        Json request;
        QPointer<QObject> receiver;
        std::function<void(const Json&)> answer;
    };

    Project* project() const override { return project_ ? const_cast<Project*>(&*project_) : nullptr; }
    void openProject(const QString& path) override { opened.append(path); }
    std::int64_t ask(const Json& request, QObject* receiver,
                     std::function<void(const Json&)> answer) override {
        asked.push_back({++lastId_, request, receiver, std::move(answer)});
        return lastId_;
    }
    void cancel(std::int64_t id) override { cancelled.push_back(id); }
    void startRun(const Json& recipe) override { started.push_back(recipe); }
    void resumeRun(std::int64_t run) override { resumed.push_back(run); }
    void continueRun(std::int64_t run, std::int64_t steps) override { continued.emplace_back(run, steps); }
    void request(std::int64_t run, const Request& request) override { requested.emplace_back(run, request); }
    void startSweep(const QStringList& words, const Json& recipe) override { sweeps.emplace_back(words, recipe); }
    bool sweepAtWork() const override { return sweeping; }
    const std::vector<Json>& queue() const override { return queued; }
    void setQueue(std::vector<Json> recipes) override {
        queued = std::move(recipes);
        Q_EMIT queueChanged();
    }
    bool queueHeld() const override { return held; }
    void holdQueue(bool on) override {
        held = on;
        Q_EMIT queueChanged();
    }
    void showPage(PageName page) override { shown.push_back(page); }
    std::int64_t currentRun() const override { return run_; }
    void setCurrentRun(std::int64_t run) override {
        run_ = run;
        Q_EMIT currentRunChanged(run);
    }
    void editRecipe(const Json& recipe) override { edited.push_back(recipe); }
    void tell(const QString& text, bool problem) override { told.append((problem ? "!" : "") + text); }

    /// Opens this project for the pages.
    void setProject(Project project) {
        project_.emplace(std::move(project));
        Q_EMIT projectChanged();
    }
    /// Answers the latest request of that kind with these members; false where none waits.
    bool answer(std::string_view what, Json members, std::string_view event = "result") {
        for (auto i = asked.rbegin(); i != asked.rend(); ++i) {
            if (i->request["do"].toString() != what) continue;
            members.set("id", i->id);
            members.set("event", std::string(event));
            if (i->receiver) i->answer(members);
            return true;
        }
        return false;
    }

    QStringList opened, told;
    std::vector<Asked> asked;
    std::vector<std::int64_t> cancelled, resumed;
    std::vector<Json> started, edited, queued;
    bool held = false, sweeping = false;
    std::vector<std::pair<std::int64_t, std::int64_t>> continued;
    std::vector<std::pair<QStringList, Json>> sweeps;
    std::vector<std::pair<std::int64_t, Request>> requested;
    std::vector<PageName> shown;

  private:
    std::optional<Project> project_;
    std::int64_t lastId_ = 0, run_ = 0;
};

}  // namespace lathe
