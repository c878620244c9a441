// SPDX-License-Identifier: GPL-3.0-or-later
// What pages ask of the window they live in; pages know no other page and no process. The page NAME is the
// class NamePage in widgets/pages/name_page.h, made as NamePage(Desk& desk, QWidget* parent = nullptr) when
// it is first shown. The window gives the margins around a page; a page's own layout has none.
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "core/base/json.h"
#include "core/project/project.h"
#include "core/project/runs.h"
#include "core/spec/events.h"

namespace lathe {

enum class PageName { Start, Data, Backbones, Recipe, Runs, Compare, Prompt, Playground, Examples, Studies };

class Desk : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    /// The open project, or null.
    virtual Project* project() const = 0;
    virtual void openProject(const QString& path) = 0;
    /// Sends a request to the helper child (`promptlathe-cli serve`, DESIGN.md section 5; docs/serve.md lists
    /// them). `answer` is called on the window's thread for each of its events, the last being "result" or
    /// "error", and never after `receiver` is gone. Returns the request's id.
    virtual std::int64_t ask(const Json& request, QObject* receiver,
                             std::function<void(const Json& event)> answer) = 0;
    virtual void cancel(std::int64_t id) = 0;

    /// Starts a worker with this recipe; the run appears with runsChanged().
    virtual void startRun(const Json& recipe) = 0;
    virtual void resumeRun(std::int64_t run) = 0;
    /// Trains an ended run on until it has this many steps in all.
    virtual void continueRun(std::int64_t run, std::int64_t steps) = 0;
    virtual void request(std::int64_t run, const Request& request) = 0;

    /// Trains many runs that belong together in a child of their own: `words` are promptlathe-cli's verb
    /// (study, sweep) with its flags, without the project; `recipe` is what is varied, null where the words
    /// go on with a sweep that is there. Its runs appear with runsChanged().
    virtual void startSweep(const QStringList& words, const Json& recipe) = 0;
    /// Whether a sweep that this window started is at work.
    virtual bool sweepAtWork() const = 0;

    /// Recipes that wait for their turn: the first is started when no run trains. Kept in the project.
    virtual const std::vector<Json>& queue() const = 0;
    virtual void setQueue(std::vector<Json> recipes) = 0;
    /// Whether nothing new is started for now.
    virtual bool queueHeld() const = 0;
    virtual void holdQueue(bool held) = 0;

    virtual void showPage(PageName page) = 0;
    /// The run that pages show (runs, prompt, playground share it); 0: none.
    virtual std::int64_t currentRun() const = 0;
    virtual void setCurrentRun(std::int64_t run) = 0;
    /// Opens the recipe page on this recipe; one without a task changes what is there ("use this backbone").
    virtual void editRecipe(const Json& recipe) = 0;
    /// An inline message at the foot of the window; never a modal box.
    virtual void tell(const QString& text, bool problem = false) = 0;

  Q_SIGNALS:
    void projectChanged();
    /// Rows of runs changed (new run, state, note, deletion).
    void runsChanged();
    void dataChanged();
    void queueChanged();
    void currentRunChanged(std::int64_t run);
    /// A worker's event, or the same made from rows of a run that another process trains.
    void event(const lathe::Event& event);
    void themeChanged();
};

}  // namespace lathe
