// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs page does to a run: go on, name, note, tag, archive, delete with a way back.
#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_filter.h"
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
    const auto go = [this, run](PageName page) {
        return [this, run, page] {
            showRun(run);
            desk_.showPage(page);
        };
    };
    menu.addAction(tr("Look at prompt"), this, go(PageName::Prompt));
    menu.addAction(tr("Try in the playground"), this, go(PageName::Playground));
    menu.addAction(tr("Branch…"), this, [this, recipe = found->recipe] { desk_.editRecipe(recipe); });
    menu.addAction(tr("Copy recipe"), this, [this, recipe = found->recipe] {
        QApplication::clipboard()->setText(text(recipe.pretty()));
        desk_.tell(tr("The recipe is on the clipboard."));
    });
    menu.addSeparator();
    menu.addAction(tr("Rename…"), this, [this, run] { askName(run); });
    menu.addAction(tr("Note…"), this, [this, run] { askNote(run); });
    menu.addAction(tr("Tags…"), this, [this, run] { askTags(run); });
    const bool archived = isArchived(*found);
    auto* archiveAction = menu.addAction(archived ? tr("Take out of the archive") : tr("Archive"), this,
                                         [this, run] { archive(run); });
    archiveAction->setEnabled(!live);
    auto* removeAction = menu.addAction(tr("Delete"), this, [this, run] { remove(run); });
    removeAction->setEnabled(!live);
    const bool writable = desk_.project() && !desk_.project()->readOnly();
    if (!writable)
        for (auto* action : menu.actions())
            if (action->text() == tr("Rename…") || action->text() == tr("Note…") ||
                action->text() == tr("Tags…") || action == removeAction || action == archiveAction)
                action->setEnabled(false);
    menu.addSeparator();
    auto* shown =
        menu.addAction(tr("Show archived runs"), this, [this](bool on) { filter_->setArchiveShown(on); });
    shown->setCheckable(true);
    shown->setChecked(filter_->archiveShown());
}

/// Archived runs keep everything; lists leave them out.
void RunsPage::archive(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found || !desk_.project()) return;
    std::vector<std::string> tags = found->tags;
    const bool out = isArchived(*found);
    if (out)
        std::erase(tags, kArchivedTag);
    else
        tags.emplace_back(kArchivedTag);
    written(setTags(*desk_.project(), run, tags));
    desk_.tell(out ? tr("Run %1 is back in the lists.").arg(run)
                   : tr("Run %1 is in the archive; “Show archived runs” in a run's menu shows it.").arg(run));
}

void RunsPage::askName(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    edit_->ask(tr("Name of run %1").arg(run), text(found->name), [this, run](const QString& name) {
        if (desk_.project()) written(setName(*desk_.project(), run, name.toStdString()));
    });
}

void RunsPage::askNote(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    edit_->ask(tr("Note on run %1").arg(run), text(found->note), [this, run](const QString& note) {
        if (desk_.project()) written(setNote(*desk_.project(), run, note.toStdString()));
    });
}

void RunsPage::askTags(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    QStringList tags;
    for (const auto& tag : found->tags) tags << text(tag);
    edit_->ask(tr("Tags of run %1, with commas between").arg(run), tags.join(", "),
               [this, run](const QString& line) {
                   std::vector<std::string> kept;
                   for (const QString& tag : line.split(',', Qt::SkipEmptyParts))
                       if (!tag.trimmed().isEmpty()) kept.push_back(tag.trimmed().toStdString());
                   if (desk_.project()) written(setTags(*desk_.project(), run, kept));
               });
}

void RunsPage::written(const Result<>& result) {
    if (result)
        Q_EMIT desk_.runsChanged();
    else
        desk_.tell(text(result.error().line()), true);
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
    written(deleteRun(*desk_.project(), run));
    filter_->setHidden({});
}

}  // namespace lathe
