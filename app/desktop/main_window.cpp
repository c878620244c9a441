// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QThread>
#include <QTimer>
#include <QVBoxLayout>

#include "app/desktop/notifications.h"
#include "app/desktop/page_factory.h"
#include "app/desktop/search_palette.h"
#include "app/desktop/side_list.h"
#include "app/desktop/status_line.h"
#include "app/desktop/top_bar.h"
#include "widgets/forms/notice.h"
#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/pages/data_page.h"
#include "widgets/pages/recipe_page.h"
#include "widgets/pages/start_page.h"
#include "widgets/report_file.h"

namespace lathe {
namespace {

constexpr int kNoticeTime = 8000;  // milliseconds that a message without a problem stays
const QString kSample = QStringLiteral("gloss-topics");

bool isData(const QString& path) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QLatin1String("jsonl") || suffix == QLatin1String("json") ||
           suffix == QLatin1String("csv") || suffix == QLatin1String("tsv");
}

}  // namespace

MainWindow::MainWindow(const QString& program, QWidget* parent)
    : QMainWindow(parent),
      desk_(program),
      bar_(new TopBar),
      side_(new SideList),
      notice_(new Notice),
      pages_(new QStackedWidget),
      status_(new StatusLine(desk_)),
      notifications_(new Notifications([this](std::int64_t run) { return desk_.runName(run); }, {}, this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(icon(QStringLiteral("promptlathe")));
    setAcceptDrops(true);
    auto* body = new QWidget;
    auto* outer = new QVBoxLayout(body);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(grid(2), grid(1.5), grid(2), grid(2));
    right->setSpacing(grid(1));
    pages_->layout()->setContentsMargins(0, 0, 0, 0);
    right->addWidget(notice_);
    right->addWidget(pages_, 1);
    middle->addWidget(side_);
    middle->addLayout(right, 1);
    outer->addWidget(bar_);
    outer->addLayout(middle, 1);
    outer->addWidget(status_);
    setCentralWidget(body);
    notice_->setClosable(true);
    makeMenus();
    wire();
    resize(grid(172), grid(108));
    setMinimumSize(grid(100), grid(64));
    restoreGeometry(settings_.geometry());
    projectOpened();
    showPage(PageName::Start);
}

MainWindow::~MainWindow() {
    // Pages go before the desk that they know.
    for (const auto& [name, widget] : made_) delete widget;
}

void MainWindow::wire() {
    watchSystemTheme(this, [this] {
        if (settings_.theme() == ThemeChoice::System) setTheme(ThemeChoice::System);
    });
    connect(side_, &SideList::chosen, this, &MainWindow::showPage);
    connect(bar_, &TopBar::searchWanted, this, &MainWindow::search);
    connect(bar_, &TopBar::newRunWanted, this, [this] { showPage(PageName::Recipe); });
    connect(&desk_, &Workbench::pageWanted, this, &MainWindow::showPage);
    connect(&desk_, &Workbench::recipeWanted, this, [this](const Json& recipe) {
        static_cast<RecipePage*>(page(PageName::Recipe))->setRecipe(recipe);
    });
    connect(&desk_, &Desk::projectChanged, this, &MainWindow::projectOpened);
    connect(&desk_, &Workbench::openFailed, this, &MainWindow::openProblem);
    connect(&desk_, &Workbench::told, this, &MainWindow::say);
    notifications_->setOn(settings_.notifications());
    connect(&desk_, &Desk::event, notifications_,
            [this](const Event& event) { notifications_->hear(event, desk_.sweepAtWork()); });
    connect(&desk_, &Workbench::sweepEnded, notifications_, &Notifications::manyEnded);
    connect(&desk_, &Workbench::busy, status_, &StatusLine::setBusy);
    connect(&desk_, &Workbench::workerLost, this, [this](std::int64_t run, const QString& text) {
        lostRun_ = run;
        notice_->say(NoticeKind::Warning, text, tr("Resume"));
    });
    connect(notice_, &Notice::activated, this, [this] {
        notice_->clear();
        if (lostRun_ > 0) desk_.resumeRun(lostRun_);
        lostRun_ = 0;
    });
}

QWidget* MainWindow::page(PageName name) {
    QWidget*& widget = made_[name];
    if (widget) return widget;
    widget = makePage(name, desk_, nullptr);
    pages_->addWidget(widget);
    if (auto* start = qobject_cast<StartPage*>(widget)) {
        connect(start, &StartPage::newWanted, this, &MainWindow::newProject);
        connect(start, &StartPage::sampleWanted, this, &MainWindow::newSample);
        connect(start, &StartPage::openWanted, this, &MainWindow::openDialog);
        connect(start, &StartPage::forgetWanted, this, [this](const QString& path) {
            settings_.forgetRecent(path);
            showRecent();
        });
        start->setRecent(settings_.recent());
    }
    return widget;
}

void MainWindow::showPage(PageName name) {
    page_ = name;
    pages_->setCurrentWidget(page(name));
    side_->setCurrent(name);
}

void MainWindow::openFile(const QString& path) {
    const QString whole = QFileInfo(path).absoluteFilePath();
    if (isData(whole))
        importData(whole);
    else
        desk_.openProject(whole);
}

void MainWindow::importData(const QString& path) {
    if (!desk_.project()) {
        say(tr("Open or make a project first; then drop %1 again to import it.")
                .arg(QFileInfo(path).fileName()),
            true);
        showPage(PageName::Start);
        return;
    }
    showPage(PageName::Data);
    static_cast<DataPage*>(page(PageName::Data))->importFile(path);
}

void MainWindow::projectOpened() {
    const Project* project = desk_.project();
    QString name;
    if (project) {
        const QFileInfo info(QString::fromStdString(project->path().string()));
        name = info.fileName();
        settings_.addRecent(info.absoluteFilePath());
        showRecent();
        bar_->setProject(name, info.absoluteFilePath());
        notice_->clear();
        if (const QString told = QString::fromStdString(project->notice()); !told.isEmpty()) {
            // That a file is open for reading only matters as long as it is; that it was renewed, once.
            if (project->readOnly())
                notice_->say(NoticeKind::Warning, told);
            else
                say(QStringLiteral("%1: %2").arg(name, told), false);
        }
        showPage(desk_.currentRun() > 0 ? PageName::Runs : PageName::Recipe);
    } else {
        bar_->setProject({}, {});
    }
    setWindowTitle(name.isEmpty() ? QStringLiteral("Promptlathe")
                                  : QStringLiteral("%1 — Promptlathe").arg(name));
    for (QAction* action : findChildren<QAction*>())
        if (action->property("needsProject").toBool()) action->setEnabled(project != nullptr);
}

void MainWindow::openProblem(const QString& path, const QString& problem) {
    lostRun_ = 0;
    const QString name = QFileInfo(path).fileName();
    notice_->say(NoticeKind::Error,
                 problem.contains(name) ? problem : QStringLiteral("%1: %2").arg(path, problem));
    showRecent();
}

void MainWindow::showRecent() {
    if (const auto found = made_.find(PageName::Start); found != made_.end())
        static_cast<StartPage*>(found->second)->setRecent(settings_.recent());
    if (!recentMenu_) return;
    recentMenu_->clear();
    for (const QString& path : settings_.recent()) {
        QAction* action = recentMenu_->addAction(QFileInfo(path).fileName(), this,
                                                 [this, path] { desk_.openProject(path); });
        action->setToolTip(path);
        action->setEnabled(QFileInfo::exists(path));
    }
    recentMenu_->setEnabled(!recentMenu_->isEmpty());
}

void MainWindow::say(const QString& text, bool problem) {
    lostRun_ = 0;
    notice_->say(problem ? NoticeKind::Error : NoticeKind::Plain, text);
    if (problem) return;
    QTimer::singleShot(kNoticeTime, notice_, [this, text] {
        if (notice_->text() == text) notice_->clear();
    });
}

QString MainWindow::dialogFolder() const {
    if (desk_.project())
        return QFileInfo(QString::fromStdString(desk_.project()->path().string())).absolutePath();
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

void MainWindow::newProject() {
    auto* dialog =
        new QFileDialog(this, tr("New project"), dialogFolder(), tr("Promptlathe projects (*.lathe)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("lathe"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QFile::remove(path);  // the dialog asked before replacing
        desk_.createProject(path);
    });
    dialog->open();
}

void MainWindow::newSample() {
    auto* dialog = new QFileDialog(this, tr("Where to put the sample project"), dialogFolder(),
                                   tr("Promptlathe projects (*.lathe)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("lathe"));
    dialog->selectFile(kSample + QStringLiteral(".lathe"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QFile::remove(path);
        desk_.createSample(path, kSample);
    });
    dialog->open();
}

void MainWindow::openDialog() {
    auto* dialog =
        new QFileDialog(this, tr("Open"), dialogFolder(),
                        tr("Projects and data (*.lathe *.jsonl *.json *.csv *.tsv);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openFile);
    dialog->open();
}

void MainWindow::saveCopy() {
    if (!desk_.project()) return;
    const std::filesystem::path from = desk_.project()->path();
    auto* dialog =
        new QFileDialog(this, tr("Save a copy"), dialogFolder(), tr("Promptlathe projects (*.lathe)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("lathe"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, from](const QString& path) {
        // A large file takes seconds: not on the window's thread.
        auto problem = std::make_shared<QString>();
        QThread* thread = QThread::create([from, path, problem] {
            QFile::remove(path);
            if (const auto copied = backupProject(from, path.toStdString()); !copied)
                *problem = QString::fromStdString(copied.error().line());
        });
        status_->setBusy(tr("Saving a copy…"));
        connect(thread, &QThread::finished, this, [this, thread, path, problem] {
            thread->deleteLater();
            status_->setBusy({});
            say(problem->isEmpty() ? tr("Saved a copy as %1.").arg(path) : *problem, !problem->isEmpty());
        });
        thread->start();
    });
    dialog->open();
}

void MainWindow::saveReportOf(const std::vector<std::int64_t>& runs) {
    auto* dialog = new QFileDialog(this, tr("Save report"), dialogFolder(),
                                   tr("Web page (*.html);;PDF (*.pdf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("html"));
    dialog->selectFile(runs.size() == 1 ? QStringLiteral("run-%1.html").arg(runs.front()) : QStringLiteral("comparison.html"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String("pdf")) ? QStringLiteral("pdf") : QStringLiteral("html"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, runs](const QString& path) {
        if (!desk_.project()) return;
        auto report = makeReport(*desk_.project(), runs);
        if (!report) return say(QString::fromStdString(report.error().line()), true);
        // Pages of a PDF take a while: not on the window's thread.
        auto problem = std::make_shared<QString>();
        QThread* thread = QThread::create([made = std::move(*report), path, problem] {
            if (const auto saved = saveReport(made, path); !saved) *problem = QString::fromStdString(saved.error().line());
        });
        status_->setBusy(tr("Writing the report…"));
        connect(thread, &QThread::finished, this, [this, thread, path, problem] {
            thread->deleteLater();
            status_->setBusy({});
            say(problem->isEmpty() ? tr("Saved the report as %1.").arg(path) : *problem, !problem->isEmpty());
        });
        thread->start();
    });
    dialog->open();
}

void MainWindow::setTheme(ThemeChoice choice) {
    settings_.setTheme(choice);
    applyTheme(*qApp, choice);
    Q_EMIT desk_.themeChanged();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    settings_.setGeometry(saveGeometry());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.first().isLocalFile()) return;
    const QString path = urls.first().toLocalFile();
    if (isData(path) || path.endsWith(QLatin1String(".lathe"))) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    openFile(event->mimeData()->urls().first().toLocalFile());
}

bool MainWindow::event(QEvent* event) {
    const bool done = QMainWindow::event(event);
    // Painting of the whole window is one update request; when it comes back, the frame was handed to the
    // screen.
    if (!painted_ && (event->type() == QEvent::Paint || event->type() == QEvent::UpdateRequest)) {
        painted_ = true;
        QTimer::singleShot(0, this, &MainWindow::firstFrame);
    }
    return done;
}

}  // namespace lathe
