// SPDX-License-Identifier: GPL-3.0-or-later
// The one window: bar, list of pages, the pages themselves (made when first shown), messages and status line.
#pragma once

#include <QMainWindow>
#include <QPointer>
#include <map>

#include "app/desktop/settings.h"
#include "app/desktop/workbench.h"

class QStackedWidget;

namespace lathe {

class Manual;
class Notice;
class Notifications;
class SearchPalette;
class SideList;
class StartPage;
class StatusLine;
class TopBar;
struct Found;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    /// `program`: promptlathe-cli.
    explicit MainWindow(const QString& program, QWidget* parent = nullptr);
    ~MainWindow() override;
    Workbench& desk() { return desk_; }
    /// Opens a project, or offers a data file to the data page.
    void openFile(const QString& path);
    void showPage(PageName page);
    PageName currentPage() const { return page_; }
    /// The widget of a page, made now where it is not there.
    QWidget* page(PageName page);
    void setTheme(ThemeChoice choice);
    Settings& settings() { return settings_; }

  Q_SIGNALS:
    /// After the first frame is on the screen.
    void firstFrame();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void makeMenus();
    void makeRunMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void wire();
    void newProject();
    void newSample();
    void openDialog();
    void saveCopy();
    void importData(const QString& path);
    void showRecent();
    void search();
    void showManual();
    void showShortcuts();
    void showAbout();
    void showSettings();
    /// Asks where, and writes the report of these runs there.
    void saveReportOf(const std::vector<std::int64_t>& runs);
    void projectOpened();
    void openProblem(const QString& path, const QString& problem);
    void say(const QString& text, bool problem);
    QString dialogFolder() const;

    Settings settings_;
    Workbench desk_;
    TopBar* bar_;
    SideList* side_;
    Notice* notice_;
    QStackedWidget* pages_;
    StatusLine* status_;
    Notifications* notifications_;
    SearchPalette* palette_ = nullptr;
    QPointer<Manual> manual_;
    QMenu* recentMenu_ = nullptr;
    std::map<PageName, QWidget*> made_;
    PageName page_ = PageName::Start;
    std::int64_t lostRun_ = 0;
    bool painted_ = false;
};

}  // namespace lathe
