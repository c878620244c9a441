// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs page does to a run: go on, name, note, tag, archive, delete with a way back.
#include <QMenu>
#include <algorithm>

#include "core/project/deleted_runs.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_filter.h"
#include "widgets/pages/run_tools.h"
#include "widgets/pages/runs_edit.h"
#include "widgets/pages/runs_page.h"
#include "widgets/show.h"

namespace lathe {

void RunsPage::resume() {
    const RunRow* current = row();
    if (!current) return;
    if (current->state == RunState::Paused)
        desk_.request(run_, {Request::What::Resume, false});
    else
        desk_.resumeRun(run_);
    resume_->setEnabled(false);
}

void RunsPage::fillMenu(QMenu& menu, std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    const bool live = isLive(found->state);
    if (live) {
        menu.addAction(tr("Keep a snapshot now"), this, [this, run] {
            desk_.request(run, {Request::What::Snapshot, false});
        });
        menu.addAction(tr("Stop and keep last"), this, [this, run] {
            desk_.request(run, {Request::What::Stop, false});
        });
        menu.addSeparator();
    }
    tools_->addLooks(menu, run);
    const bool writable = desk_.project() && !desk_.project()->readOnly();
    auto* longer = menu.addAction(tr("Train longer…"), this, [this, run] { askLonger(run); });
    longer->setEnabled(writable && !live && found->safeStep >= 0);
    menu.addSeparator();
    tools_->addEdits(menu, run);
    menu.addAction(tr("Delete"), this, [this, run] { remove(run); })->setEnabled(writable && !live);
    addDeleted(menu);
    menu.addSeparator();
    auto* shown =
        menu.addAction(tr("Show archived runs"), this, [this](bool on) { filter_->setArchiveShown(on); });
    shown->setCheckable(true);
    shown->setChecked(filter_->archiveShown());
}

/// Runs that were deleted not long ago, to bring back.
void RunsPage::addDeleted(QMenu& menu) {
    if (!desk_.project()) return;
    const auto runs = deletedRuns(*desk_.project());
    if (!runs || runs->empty()) return;
    constexpr std::size_t kMost = 20;
    QMenu* list = menu.addMenu(tr("Bring back"));
    list->setObjectName("deletedRuns");
    list->setEnabled(!desk_.project()->readOnly());
    for (std::size_t i = 0; i < std::min(kMost, runs->size()); ++i) {
        const DeletedRun& each = (*runs)[i];
        QString name = text(each.name).left(60);
        list->addAction(tr("Run %1 %2").arg(each.run).arg(name.replace('&', "&&")), this,
                        [this, run = each.run] {
                            tools_->written(restoreRun(*desk_.project(), run));
                            showRun(run);
                        });
    }
}

/// The run goes on behind its last step: no new run, and the same curves.
void RunsPage::askLonger(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    const std::int64_t least = std::max(found->steps, found->step), most = 1'000'000'000;
    edit_->ask(tr("Steps of run %1 in all, now %2").arg(run).arg(showNumber(double(found->step))),
               QString::number(std::min(most, 2 * std::max<std::int64_t>(1, least))),
               [this, run, done = found->step, most](const QString& typed) {
                   bool number = false;
                   const qlonglong steps = QString(typed).remove(',').toLongLong(&number);
                   if (!number || steps <= done || steps > most)
                       return desk_.tell(tr("%1 is no number of steps beyond %2; the run stays as it is.")
                                             .arg(typed, showNumber(double(done))),
                                         true);
                   desk_.continueRun(run, steps);
               });
}

void RunsPage::remove(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    if (isLive(found->state))
        return desk_.tell(tr("Run %1 is still training; stop it before it is deleted.").arg(run), true);
    finishRemoval();
    removing_ = run;
    filter_->setHidden({run});
    removal_->say(NoticeKind::Plain, tr("Deleted run %1.").arg(run), tr("Undo"));
    removalTimer_.start();
    if (run == run_ && filter_->rowCount() > 0) choose(filter_->index(0, 0));
}

void RunsPage::undoRemoval() {
    const std::int64_t run = std::exchange(removing_, 0);
    removalTimer_.stop();
    removal_->clear();
    filter_->setHidden({});
    if (run != 0) showRun(run);
}

void RunsPage::finishRemoval() {
    const std::int64_t run = std::exchange(removing_, 0);
    removalTimer_.stop();
    removal_->clear();
    if (run == 0 || !desk_.project()) return;
    tools_->written(deleteRun(*desk_.project(), run));
    filter_->setHidden({});
}

}  // namespace lathe
