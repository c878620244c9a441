// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/run_tools.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QPainter>

#include "widgets/desk.h"
#include "widgets/measure.h"
#include "widgets/pages/runs_edit.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

/// A stroke as the run's curve is drawn.
QIcon strokeIcon(int colour, const QPalette& palette) {
    const Theme theme = Theme::of(palette);
    QPixmap pixmap(grid(4), grid(2));
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.curve(colour), grid(0.35), Theme::dash(colour), Qt::FlatCap));
    painter.drawLine(QPointF(0, pixmap.height() / 2.0), QPointF(pixmap.width(), pixmap.height() / 2.0));
    return QIcon(pixmap);
}

}  // namespace

RunTools::RunTools(Desk& desk, const RunTableModel& model, InlineEdit& edit, QObject* parent)
    : QObject(parent), desk_(desk), model_(model), edit_(edit) {}

void RunTools::addLooks(QMenu& menu, std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    const auto go = [this, run](PageName page) {
        return [this, run, page] {
            desk_.setCurrentRun(run);
            desk_.showPage(page);
        };
    };
    menu.addAction(tr("Look at prompt"), this, go(PageName::Prompt));
    menu.addAction(tr("Try in the playground"), this, go(PageName::Playground));
    menu.addAction(tr("Look at its answers"), this, go(PageName::Examples));
    menu.addAction(tr("Branch…"), this, [this, recipe = found->recipe] { desk_.editRecipe(recipe); });
    menu.addAction(tr("Copy recipe"), this, [this, recipe = found->recipe] {
        QApplication::clipboard()->setText(text(recipe.pretty()));
        desk_.tell(tr("The recipe is on the clipboard."));
    });
}

void RunTools::addEdits(QMenu& menu, std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    const bool writable = desk_.project() && !desk_.project()->readOnly();
    menu.addAction(tr("Rename…"), this, [this, run] { askName(run); })->setEnabled(writable);
    menu.addAction(tr("Note…"), this, [this, run] { askNote(run); })->setEnabled(writable);
    menu.addAction(tr("Tags…"), this, [this, run] { askTags(run); })->setEnabled(writable);
    addColours(menu, run);
    menu.addAction(isArchived(*found) ? tr("Take out of the archive") : tr("Archive"), this,
                   [this, run] { archive(run); })
        ->setEnabled(writable && !isLive(found->state));
}

void RunTools::addColours(QMenu& menu, std::int64_t run) {
    const QStringList names = {tr("Blue"), tr("Orange"), tr("Green"), tr("Purple"), tr("Olive"), tr("Sky")};
    auto* colours = menu.addMenu(tr("Colour"));
    colours->setEnabled(desk_.project() && !desk_.project()->readOnly());
    const auto keep = [this, run](int colour) {
        return [this, run, colour] {
            if (!desk_.project()) return;
            auto all = RunColours::read(desk_.project());
            written(all.keep(*desk_.project(), run, colour));
        };
    };
    const RunColours now = RunColours::read(desk_.project());
    for (int dash = 0; dash < 2; ++dash)
        for (int colour = 0; colour < names.size(); ++colour) {
            const int index = dash * int(names.size()) + colour;
            auto* action = colours->addAction(strokeIcon(index, menu.palette()),
                                              dash == 0 ? names[colour] : tr("%1, dashed").arg(names[colour]),
                                              this, keep(index));
            action->setCheckable(true);
            action->setChecked(now.of(run) == index);
        }
    colours->addSeparator();
    colours->addAction(tr("By its number"), this, keep(-1))->setEnabled(now.chosen(run));
}

/// Archived runs keep everything; lists leave them out.
void RunTools::archive(std::int64_t run) {
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

void RunTools::askName(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    edit_.ask(tr("Name of run %1").arg(run), text(found->name), [this, run](const QString& name) {
        if (desk_.project()) written(setName(*desk_.project(), run, name.toStdString()));
    });
}

void RunTools::askNote(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    edit_.ask(tr("Note on run %1").arg(run), text(found->note), [this, run](const QString& note) {
        if (desk_.project()) written(setNote(*desk_.project(), run, note.toStdString()));
    });
}

void RunTools::askTags(std::int64_t run) {
    const RunRow* found = model_.find(run);
    if (!found) return;
    QStringList tags;
    for (const auto& tag : found->tags) tags << text(tag);
    edit_.ask(tr("Tags of run %1, with commas between").arg(run), tags.join(", "),
              [this, run](const QString& line) {
                  std::vector<std::string> kept;
                  for (const QString& tag : line.split(',', Qt::SkipEmptyParts))
                      if (!tag.trimmed().isEmpty()) kept.push_back(tag.trimmed().toStdString());
                  if (desk_.project()) written(setTags(*desk_.project(), run, kept));
              });
}

void RunTools::written(const Result<>& result) {
    if (result)
        Q_EMIT desk_.runsChanged();
    else
        desk_.tell(text(result.error().line()), true);
}

}  // namespace lathe
