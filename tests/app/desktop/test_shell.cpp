// SPDX-License-Identifier: GPL-3.0-or-later
// The window without a worker: pages, keys, search, messages, what it remembers.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QTextBrowser>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "app/desktop/manual.h"
#include "app/desktop/search_palette.h"
#include "app/desktop/side_list.h"
#include "app/desktop/status_line.h"
#include "widgets/forms/notice.h"
#include "widgets/theme.h"

using namespace lathe;

namespace {

QString said(const MainWindow& window) {
    for (const auto* notice : window.centralWidget()->findChildren<Notice*>(QString(), Qt::FindDirectChildrenOnly)) return notice->text();
    return {};
}

}  // namespace

class TestShell : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    const QString noProgram_ = QStringLiteral("/nonexistent/promptlathe-cli");

    QString path(const QString& name) const { return folder_.filePath(name); }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void init() {
        const QString state = path(QString("state-%1").arg(QTest::currentTestFunction()));
        qputenv("XDG_STATE_HOME", state.toUtf8());
    }

    void theFirstFrameIsTold() {
        MainWindow window(noProgram_);
        QSignalSpy painted(&window, &MainWindow::firstFrame);
        window.show();
        QTRY_COMPARE(painted.size(), 1);
    }

    void controlAndANumberShowsEachPage() {
        MainWindow window(noProgram_);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        int number = 0;
        for (const PageEntry& entry : pageEntries()) {
            QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_0 + ++number % 10), Qt::ControlModifier);
            QCOMPARE(static_cast<int>(window.currentPage()), static_cast<int>(entry.page));
        }
    }

    void everyControlOfEveryPageHasAName() {
        MainWindow window(noProgram_);
        window.show();
        for (const PageEntry& entry : pageEntries()) {
            window.showPage(entry.page);
            for (const auto* button : window.page(entry.page)->findChildren<QAbstractButton*>())
                if (button->focusPolicy() != Qt::NoFocus && button->isVisible())
                    QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                             qPrintable(QString("%1: %2").arg(QLatin1String(entry.name), button->metaObject()->className())));
            for (const auto* line : window.page(entry.page)->findChildren<QLineEdit*>())
                if (line->isVisible())
                    QVERIFY2(!line->accessibleName().isEmpty() || !line->parentWidget()->accessibleName().isEmpty(), qPrintable(QString("%1: %2").arg(QLatin1String(entry.name), line->objectName())));
        }
    }

    void theManualOpensAtThePageThatIsShown() {
        QDir().mkpath(path("manual"));
        const auto write = [&](const char* name, const char* text) {
            QFile file(path(QString("manual/%1").arg(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write("window.md", "# The window\n\nWords.\n\n## Data\n\nRows. [More](other.md)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        write("other.md", "# Others\n\nMore.\n");
        Manual manual(path("manual"));
        manual.show();
        manual.open({}, "Data");
        auto* text = manual.findChild<QTextBrowser*>();
        QCOMPARE(text->textCursor().block().text(), QString("Data"));
        auto* pages = manual.findChild<QListWidget*>();
        QCOMPARE(pages->count(), 2);
        QCOMPARE(pages->item(0)->text(), QString("The window"));
        Q_EMIT text->anchorClicked(QUrl("other.md"));
        QVERIFY(text->toPlainText().contains("More."));
        QCOMPARE(pages->currentRow(), 1);
        manual.findChild<QLineEdit*>()->setText("ore");
        QCOMPARE(text->textCursor().selectedText(), QString("ore"));
        manual.open("missing.md");
        QVERIFY(text->toPlainText().contains("not installed"));
    }

    void f1ShowsTheManual() {
        MainWindow window(noProgram_);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_F1);
        QVERIFY(window.findChild<Manual*>() && window.findChild<Manual*>()->isVisible());
    }

    void everyPageHasItsPlaceInTheManual() {
        QFile file(LATHE_SOURCE "/docs/window.md");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (const PageEntry& entry : pageEntries()) QVERIFY2(text.contains(QString("\n## %1\n").arg(QLatin1String(entry.name))), entry.name);
    }

    void searchFindsPagesAndActions() {
        const std::vector<Found> entries = {{"Runs", "Ctrl 5", "", {}}, {"Run 3: gloss topics", "finished", "", {}}, {"New run", "Ctrl Shift R", "", {}}};
        QCOMPARE(matching(entries, "run"), (std::vector<int>{0, 1, 2}));
        QCOMPARE(matching(entries, "gloss run"), (std::vector<int>{1}));
        QCOMPARE(matching(entries, "nothing"), std::vector<int>{});
        MainWindow window(noProgram_);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto* palette = window.findChild<SearchPalette*>();
        QVERIFY(palette && palette->isVisible());
        auto* line = palette->findChild<QLineEdit*>();
        QTest::keyClicks(line, "backb");
        QCOMPARE(palette->findChild<QListWidget*>()->count(), 1);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(static_cast<int>(window.currentPage()), static_cast<int>(PageName::Backbones));
    }

    void aNewProjectIsOpenedAndRemembered() {
        MainWindow window(noProgram_);
        window.show();
        window.desk().createProject(path("a.lathe"));
        QVERIFY(window.desk().project());
        QVERIFY(window.windowTitle().startsWith("a.lathe"));
        QCOMPARE(Settings().recent(), QStringList{path("a.lathe")});
        QVERIFY(window.findChild<StatusLine*>()->text().contains("all changes saved"));
        window.setTheme(ThemeChoice::Dark);
        QVERIFY(Theme::of(QApplication::palette()).dark);
        QVERIFY(Settings().theme() == ThemeChoice::Dark);
        window.setTheme(ThemeChoice::Light);
    }

    void aProjectIsOpenInOneWindow() {
        qputenv("XDG_RUNTIME_DIR", folder_.path().toUtf8());
        MainWindow first(noProgram_), second(noProgram_);
        first.desk().createProject(path("one.lathe"));
        second.show();
        second.openFile(path("one.lathe"));
        QVERIFY(!second.desk().project());
        QVERIFY2(said(second).contains("open in another window"), qPrintable(said(second)));
        first.openFile(path("one.lathe"));  // the same window may read it anew
        QVERIFY(first.desk().project());
        first.desk().closeProject();
        second.openFile(path("one.lathe"));
        QVERIFY(second.desk().project());
    }

    void aDamagedFileIsSaidInItsPlace() {
        QFile broken(path("broken.lathe"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray(5000, 'x'));
        broken.close();
        MainWindow window(noProgram_);
        window.show();
        window.openFile(broken.fileName());
        QVERIFY(!window.desk().project());
        QVERIFY2(said(window).contains("broken.lathe"), qPrintable(said(window)));
        QVERIFY(QApplication::activeModalWidget() == nullptr);
    }

    void aDataFileWithoutAProjectIsExplained() {
        MainWindow window(noProgram_);
        window.show();
        window.openFile(path("rows.jsonl"));
        QVERIFY(said(window).contains("project first"));
    }

    void aMissingHelperIsSaidWhereItIsNeeded() {
        MainWindow window(noProgram_);
        window.show();
        bool told = false;
        window.desk().ask(Json::object({{"do", "machine"}}), &window, [&](const Json& event) { told = event["event"].toString() == "error"; });
        QTRY_VERIFY(told);
    }

    void geometryIsRemembered() {
        {
            MainWindow window(noProgram_);
            window.show();
            QVERIFY(window.height() != 613);
            window.resize(window.width(), 613);
            window.close();
        }
        // Newer Qts cut the width to the screen, which is as narrow here as the window may be at least.
        MainWindow again(noProgram_);
        QCOMPARE(again.height(), 613);
    }
};

QTEST_MAIN(TestShell)
#include "test_shell.moc"
