// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen reader and the Tab key find on every page: names, values of charts, an order that follows the
// layout.
#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QTemporaryDir>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "app/desktop/notifications.h"
#include "app/desktop/settings_dialog.h"
#include "app/desktop/side_list.h"
#include "core/project/sweeps.h"
#include "tests/support/filled_project.h"
#include "widgets/plots/chart_widget.h"

using namespace lathe;

namespace {

bool isControl(QAccessible::Role role) {
    switch (role) {
        case QAccessible::PushButton:
        case QAccessible::CheckBox:
        case QAccessible::RadioButton:
        case QAccessible::ComboBox:
        case QAccessible::EditableText:
        case QAccessible::SpinBox:
        case QAccessible::Slider:
        case QAccessible::List:
        case QAccessible::Table:
        case QAccessible::Tree:
        case QAccessible::Chart:
        case QAccessible::MenuItem:
        case QAccessible::PageTab:
            return true;
        default:
            return false;
    }
}

QString where(QAccessibleInterface* item) {
    QStringList way;
    for (QObject* object = item->object(); object; object = object->parent())
        way.prepend(object->objectName().isEmpty() ? QLatin1String(object->metaObject()->className())
                                                   : object->objectName());
    return way.mid(qMax(0, way.size() - 5)).join(QLatin1Char('/'));
}

/// Everything below this that a screen reader meets and that says nothing.
void findNameless(QAccessibleInterface* item, QStringList& found, int& controls) {
    if (!item || item->state().invisible) return;
    const auto* widget = qobject_cast<QWidget*>(item->object());
    if (widget && !widget->isVisible()) return;
    if (isControl(item->role())) {
        ++controls;
        if (item->text(QAccessible::Name).trimmed().isEmpty()) found << where(item) + ": no name";
        if (item->role() == QAccessible::Chart && item->text(QAccessible::Value).trimmed().isEmpty())
            found << where(item) + ": no value";
        // A table's cells are its rows' business.
        if (item->role() == QAccessible::Table || item->role() == QAccessible::List ||
            item->role() == QAccessible::Tree || item->role() == QAccessible::ComboBox)
            return;
    }
    for (int i = 0; i < item->childCount(); ++i) findNameless(item->child(i), found, controls);
}

/// Among siblings Tab goes down the rows, and along them from left to right.
QStringList orderProblems(QWidget* page) {
    QStringList found;
    QHash<QWidget*, QWidget*> last;
    QWidget* widget = page;
    do {
        widget = widget->nextInFocusChain();
        if (!page->isAncestorOf(widget) || !widget->isVisible() || !widget->isEnabled() ||
            !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy())
            continue;
        if (QWidget* before = last.value(widget->parentWidget())) {
            const QRect a = before->geometry(), b = widget->geometry();
            const bool above = b.bottom() < a.top() && b.left() < a.right();
            const bool sameRow = b.top() < a.bottom() && a.top() < b.bottom();
            if (above || (sameRow && b.right() < a.left()))
                found << QStringLiteral("%1 (%2) comes after %3 (%4)")
                             .arg(widget->objectName(), widget->accessibleName(), before->objectName(),
                                  before->accessibleName());
        }
        last[widget->parentWidget()] = widget;
    } while (widget != page);
    return found;
}

Project madeProject(const QString& path) {
    Project project = filledProject(path, {{.name = "short", .tokens = 5}, {.name = "long", .tokens = 20}});
    SweepRow sweep;
    sweep.name = "lengths";
    sweep.study = "length";
    sweep.recipe = filledRecipe({});
    sweep.plan = *Json::parse(
        R"({"configurations": [{"method.tokens": "5"}, {"method.tokens": "20"}], "seeds": 1, "by": "validation.accuracy"})");
    const SweepRow made = must(beginSweep(project, sweep, {{0, 0, 0, "", 0}, {1, 1, 0, "", 0}}));
    must(setSweepRun(project, made.id, 0, 1));
    must(setSweepRun(project, made.id, 1, 2));
    return project;
}

}  // namespace

class TestAccessibility : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::unique_ptr<MainWindow> window_;

  private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_STATE_HOME", folder_.filePath("state").toUtf8());
        qputenv("XDG_RUNTIME_DIR", folder_.path().toUtf8());
        applyTheme(*qApp, ThemeChoice::Light);
        { const Project project = madeProject(folder_.filePath("p.lathe")); }
        window_ = std::make_unique<MainWindow>(QStringLiteral("/nonexistent/promptlathe-cli"));
        window_->openFile(folder_.filePath("p.lathe"));
        window_->resize(1440, 900);
        window_->show();
        QVERIFY(window_->desk().project());
    }
    void cleanupTestCase() { window_.reset(); }

    void everyControlHasANameAndEveryChartAValue_data() {
        QTest::addColumn<int>("page");
        for (const PageEntry& entry : pageEntries())
            QTest::newRow(entry.name) << static_cast<int>(entry.page);
    }
    void everyControlHasANameAndEveryChartAValue() {
        QFETCH(int, page);
        window_->showPage(static_cast<PageName>(page));
        // Charts that are read in the background have their value when they were read.
        QStringList found;
        int controls = 0;
        for (int i = 0; i == 0 || (i < 100 && !found.isEmpty()); ++i) {
            QTest::qWait(60);
            found.clear();
            controls = 0;
            findNameless(QAccessible::queryAccessibleInterface(window_.get()), found, controls);
        }
        QVERIFY2(controls > 12, qPrintable(QString::number(controls)));  // the side list alone has ten
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
    }

    void tabFollowsTheLayout_data() { everyControlHasANameAndEveryChartAValue_data(); }
    void tabFollowsTheLayout() {
        QFETCH(int, page);
        window_->showPage(static_cast<PageName>(page));
        QTest::qWait(60);
        const QStringList found = orderProblems(window_->page(static_cast<PageName>(page)));
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QStringLiteral("; "))));
    }

    void theSweepSeesWhatHasNoName() {
        QWidget page;
        auto* silent = new QComboBox(&page);
        page.show();
        QStringList found;
        int controls = 0;
        findNameless(QAccessible::queryAccessibleInterface(&page), found, controls);
        QCOMPARE(found.size(), 1);
        silent->setAccessibleName("Said");
        found.clear();
        findNameless(QAccessible::queryAccessibleInterface(&page), found, controls);
        QVERIFY(found.isEmpty());
    }

    void theSettingsAreNamedAndHoldAtOnce() {
        Settings settings;
        SettingsDialog dialog(settings);
        dialog.show();
        QStringList found;
        int controls = 0;
        findNameless(QAccessible::queryAccessibleInterface(&dialog), found, controls);
        QVERIFY2(found.isEmpty() && controls > 3, qPrintable(found.join(QStringLiteral("; "))));
        auto* scale = dialog.findChild<QComboBox*>("settingScale");
        scale->setCurrentIndex(scale->findData(150));
        Q_EMIT scale->activated(scale->currentIndex());
        QCOMPARE(Settings().scale(), 150);
        settings.setScale(100);
    }

    void theEndOfARunIsToldOnce() {
        QStringList told;
        Notifications notifications(
            [](std::int64_t) { return QString("topics"); },
            [&](const QString& title, const QString& text) { told << title + "|" + text; });
        const auto say = [&](auto body, bool quiet = false) { notifications.hear(Event{3, 0, body}, quiet); };
        say(StateChanged{RunState::Finished});  // one that was over when the window came
        QVERIFY(told.isEmpty());
        say(StateChanged{RunState::Running});
        if (QGuiApplication::applicationState() == Qt::ApplicationActive) window_->hide();
        QTRY_VERIFY(QGuiApplication::applicationState() != Qt::ApplicationActive);
        say(StateChanged{RunState::Finished});
        say(StateChanged{RunState::Finished});
        QCOMPARE(told, QStringList{"Run 3: finished|topics"});
        say(StateChanged{RunState::Running});
        say(StateChanged{RunState::Finished}, true);
        notifications.setOn(false);
        notifications.manyEnded({});
        QCOMPARE(told.size(), 1);
    }
};

QTEST_MAIN(TestAccessibility)
#include "test_accessibility.moc"
