// SPDX-License-Identifier: GPL-3.0-or-later
// The window's menus: every action with its keys; the search palette offers the same.
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QVBoxLayout>

#include "app/desktop/main_window.h"
#include "app/desktop/manual.h"
#include "app/desktop/notifications.h"
#include "app/desktop/search_palette.h"
#include "app/desktop/settings_dialog.h"
#include "app/desktop/side_list.h"
#include "app/desktop/top_bar.h"
#include "widgets/forms/buttons.h"
#include "widgets/measure.h"
#include "widgets/pages/compare_page.h"
#include "widgets/pages/recipe_page.h"
#include "widgets/show.h"

namespace lathe {
namespace {

QString keysOf(const QAction& action) {
    return action.shortcut().toString(QKeySequence::NativeText).replace(QLatin1Char('+'), QLatin1Char(' '));
}

QString plain(QString text) {
    return text.remove(QLatin1Char('&'));
}

}  // namespace

void MainWindow::makeMenus() {
    QMenu* file = bar_->menus()->addMenu(tr("&File"));
    file->addAction(tr("&New project…"), QKeySequence(Qt::CTRL | Qt::Key_N), this, &MainWindow::newProject);
    file->addAction(tr("New from &sample gloss-topics…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N),
                    this, &MainWindow::newSample);
    file->addAction(tr("&Open…"), QKeySequence(Qt::CTRL | Qt::Key_O), this, &MainWindow::openDialog);
    recentMenu_ = file->addMenu(tr("Open &recent"));
    file->addSeparator();
    QAction* import = file->addAction(tr("&Import data…"), QKeySequence(Qt::CTRL | Qt::Key_I), this, [this] {
        auto* dialog = new QFileDialog(this, tr("Import data"), dialogFolder(),
                                       tr("Data (*.jsonl *.json *.csv *.tsv);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::importData);
        dialog->open();
    });
    QAction* copy = file->addAction(tr("Save a &copy…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), this,
                                    &MainWindow::saveCopy);
    QAction* close = file->addAction(tr("C&lose project"), QKeySequence(Qt::CTRL | Qt::Key_W), this, [this] {
        desk_.closeProject();
        showPage(PageName::Start);
    });
    for (QAction* action : {import, copy, close}) action->setProperty("needsProject", true);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);
    makeRunMenu();
    makeViewMenu();
    makeHelpMenu();
    showRecent();
}

void MainWindow::makeRunMenu() {
    QMenu* menu = bar_->menus()->addMenu(tr("&Run"));
    const auto ask = [this](Request::What what, bool best) {
        return [this, what, best] {
            if (desk_.currentRun() > 0) desk_.request(desk_.currentRun(), Request{what, best});
        };
    };
    menu->addAction(tr("&New run"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), this,
                    [this] { showPage(PageName::Recipe); });
    menu->addAction(tr("&Start the recipe"), this, [this] {
        showPage(PageName::Recipe);
        static_cast<RecipePage*>(page(PageName::Recipe))->start();
    });
    menu->addSeparator();
    menu->addAction(tr("&Pause"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), this,
                    ask(Request::What::Pause, false));
    menu->addAction(tr("&Continue"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this,
                    ask(Request::What::Resume, false));
    menu->addAction(tr("Pause &all runs and the queue"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_P), this,
                    [this] { desk_.pauseAll(true); });
    menu->addAction(tr("Con&tinue all runs and the queue"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C),
                    this, [this] { desk_.pauseAll(false); });
    menu->addAction(tr("Take a snaps&hot"), this, ask(Request::What::Snapshot, false));
    menu->addAction(tr("Stop and keep &best"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B), this,
                    ask(Request::What::Stop, true));
    menu->addAction(tr("Stop and keep &last"), this, ask(Request::What::Stop, false));
    menu->addSeparator();
    menu->addAction(tr("&Resume an ended run"), this, [this] {
        if (desk_.currentRun() > 0) desk_.resumeRun(desk_.currentRun());
    });
    menu->addSeparator();
    menu->addAction(tr("R&eport of this run…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), this, [this] {
        if (desk_.currentRun() > 0)
            saveReportOf({desk_.currentRun()});
        else
            say(tr("Choose a run first."), true);
    });
    menu->addAction(tr("Report of the c&ompared runs…"), this, [this] {
        showPage(PageName::Compare);
        const auto runs = static_cast<ComparePage*>(page(PageName::Compare))->chosen();
        if (runs.isEmpty())
            say(tr("Choose the runs in the table first."), true);
        else
            saveReportOf({runs.begin(), runs.end()});
    });
    for (QAction* action : menu->actions()) action->setProperty("needsProject", !action->isSeparator());
}

void MainWindow::makeViewMenu() {
    QMenu* menu = bar_->menus()->addMenu(tr("&View"));
    int number = 0;
    for (const PageEntry& entry : pageEntries()) {
        const QKeySequence keys(static_cast<int>(Qt::CTRL) | (Qt::Key_0 + ++number % 10));
        menu->addAction(SideList::tr(entry.name), keys, this, [this, page = entry.page] { showPage(page); });
    }
    menu->addSeparator();
    menu->addAction(tr("&Search…"), QKeySequence(Qt::CTRL | Qt::Key_K), this, &MainWindow::search);
    QMenu* themes = menu->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    const std::pair<QString, ThemeChoice> choices[] = {{tr("As the &system"), ThemeChoice::System},
                                                       {tr("&Light"), ThemeChoice::Light},
                                                       {tr("&Dark"), ThemeChoice::Dark}};
    for (const auto& [name, choice] : choices) {
        QAction* action = themes->addAction(name, this, [this, theme = choice] { setTheme(theme); });
        action->setCheckable(true);
        action->setChecked(settings_.theme() == choice);
        group->addAction(action);
    }
    menu->addAction(tr("S&ettings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), this,
                    &MainWindow::showSettings);
    menu->addAction(tr("&Full screen"), QKeySequence(Qt::Key_F11), this,
                    [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
}

void MainWindow::makeHelpMenu() {
    QMenu* menu = bar_->menus()->addMenu(tr("&Help"));
    menu->addAction(tr("&Manual"), QKeySequence(Qt::Key_F1), this, &MainWindow::showManual);
    menu->addAction(tr("&Keyboard shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_Slash), this,
                    &MainWindow::showShortcuts);
    menu->addAction(tr("&About Promptlathe"), this, &MainWindow::showAbout);
}

void MainWindow::search() {
    std::vector<Found> entries;
    int number = 0;
    for (const PageEntry& entry : pageEntries())
        entries.push_back({SideList::tr(entry.name), tr("Ctrl %1").arg(++number % 10),
                           QLatin1String(entry.icon), [this, page = entry.page] { showPage(page); }});
    if (desk_.project()) {
        if (const auto rows = listRuns(*desk_.project()))
            for (auto row = rows->rbegin(); row != rows->rend(); ++row)
                entries.push_back({tr("Run %1: %2").arg(row->run).arg(QString::fromStdString(row->name)),
                                   showState(row->state), QStringLiteral("runs"), [this, run = row->run] {
                                       desk_.setCurrentRun(run);
                                       showPage(PageName::Runs);
                                   }});
        if (const auto recipes = savedRecipes(*desk_.project()))
            for (const auto& [name, recipe] : *recipes)
                entries.push_back({tr("Recipe %1").arg(QString::fromStdString(name)), tr("recipe"),
                                   QStringLiteral("recipe"),
                                   [this, saved = recipe] { desk_.editRecipe(saved); }});
    }
    const QList<QAction*> menus = bar_->menus()->actions();
    for (const QAction* top : menus)
        for (QAction* action : top->menu()->actions()) {
            const bool page =
                top->text() == tr("&View") && action->shortcut() != QKeySequence(Qt::CTRL | Qt::Key_Comma);
            if (action->isSeparator() || action->menu() || !action->isEnabled() || page) continue;
            entries.push_back({plain(action->text()), keysOf(*action), QStringLiteral("chevron-right"),
                               [action] { action->trigger(); }});
        }
    const std::pair<QString, ThemeChoice> themes[] = {{tr("Light theme"), ThemeChoice::Light},
                                                      {tr("Dark theme"), ThemeChoice::Dark},
                                                      {tr("Theme as the system"), ThemeChoice::System}};
    for (const auto& [name, choice] : themes)
        entries.push_back({name, tr("theme"), QStringLiteral("chevron-right"),
                           [this, theme = choice] { setTheme(theme); }});
    if (!palette_) palette_ = new SearchPalette(this);
    palette_->open(std::move(entries));
}

/// The manual at the page that is shown.
void MainWindow::showManual() {
    if (!manual_) {
        manual_ = new Manual(Manual::installedFolder(), this);
        manual_->setAttribute(Qt::WA_DeleteOnClose);
    }
    QString heading;
    for (const PageEntry& entry : pageEntries())
        if (entry.page == page_) heading = QLatin1String(entry.name);
    manual_->show();
    manual_->open({}, heading);
    manual_->raise();
    manual_->activateWindow();
}

void MainWindow::showShortcuts() {
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keyboard shortcuts"));
    auto* layout = new QGridLayout(dialog);
    layout->setContentsMargins(grid(3), grid(2.5), grid(3), grid(2.5));
    layout->setHorizontalSpacing(grid(4));
    int row = 0;
    const auto add = [&](const QString& keys, const QString& text) {
        auto* left = new QLabel(text);
        auto* right = new QLabel(keys);
        makeSecondary(right);
        layout->addWidget(left, row, 0);
        layout->addWidget(right, row++, 1);
    };
    for (const QAction* top : bar_->menus()->actions())
        for (const QAction* action : top->menu()->actions())
            if (!action->shortcut().isEmpty()) add(keysOf(*action), plain(action->text()));
    add(tr("Ctrl Return"), tr("Start the run of the recipe page"));
    add(tr("Tab, Shift Tab"), tr("To the next or the last control"));
    add(tr("Arrow keys"), tr("Between segments, rows and pages of the list"));
    dialog->show();
}

void MainWindow::showSettings() {
    auto* dialog = new SettingsDialog(settings_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::themeChosen, this, &MainWindow::setTheme);
    connect(dialog, &SettingsDialog::notificationsChosen, notifications_, &Notifications::setOn);
    dialog->show();
}

void MainWindow::showAbout() {
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("About Promptlathe"));
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(grid(3), grid(2.5), grid(3), grid(2.5));
    auto* name = new QLabel(QStringLiteral("Promptlathe " PROMPTLATHE_VERSION));
    name->setFont(scaledFont(1.3, QFont::DemiBold));
    auto* text =
        new QLabel(tr("Trains soft prompts over a frozen language model, on your own machine.\n\nThe window "
                      "is free software under the GNU General Public License, version 3 or later; "
                      "core, engine and command line are under the Apache License 2.0.\nCharts by "
                      "QCustomPlot, widgets by Qt %1.")
                       .arg(QLatin1String(qVersion())));
    text->setWordWrap(true);
    text->setMinimumWidth(columns(60));
    layout->addWidget(name);
    layout->addWidget(text);
    dialog->show();
}

}  // namespace lathe
