// SPDX-License-Identifier: GPL-3.0-or-later
// The main job through the real window and a real worker: sample, run by mouse, curve, close and reopen, compare, neighbours.
#include <signal.h>

#include <QApplication>
#include <QFileInfo>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "app/desktop/status_line.h"
#include "core/project/runs.h"
#include "widgets/pages/recipe_page.h"

using namespace lathe;

namespace {

constexpr int kLong = 240000;  // milliseconds: a loaded machine loads a backbone and takes a few steps

Json shortRecipe(Json recipe, int steps) {
    recipe.setAt("name", "short " + std::to_string(steps));
    recipe.setAt("training.steps", steps);
    recipe.setAt("training.batch", 2);
    recipe.setAt("training.evaluate_every", 0);
    recipe.setAt("training.snapshot_every", steps / 2);
    recipe.setAt("training.checkpoint_seconds", 1);
    return recipe;
}

std::int64_t steps(const MainWindow& window, std::int64_t run) {
    const auto row = findRun(*const_cast<MainWindow&>(window).desk().project(), std::to_string(run));
    return row ? row->step : -1;
}

RunState state(MainWindow& window, std::int64_t run) {
    const auto row = findRun(*window.desk().project(), std::to_string(run));
    return row ? row->state : RunState::Failed;
}

}  // namespace

class TestMainJob : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    void startByMouse(MainWindow& window, const Json& recipe) {
        window.desk().editRecipe(recipe);
        auto* start = window.page(PageName::Recipe)->findChild<QPushButton*>("startRun");
        QVERIFY2(start->isEnabled(), qPrintable(start->toolTip()));
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(static_cast<int>(window.currentPage()), static_cast<int>(PageName::Runs));
    }

  private Q_SLOTS:
    void initTestCase() {
        if (!QFileInfo(QStringLiteral(LATHE_CLI)).isExecutable()) QSKIP("promptlathe-cli was not built");
        const QString backbone = qEnvironmentVariable("LATHE_BACKBONE_FILE");
        if (!QFileInfo::exists(backbone)) QSKIP("the default backbone is not on this machine");
        if (!QFileInfo::exists("/usr/share/wordnet/data.noun")) QSKIP("wordnet-base is not installed");
        qputenv("XDG_STATE_HOME", folder_.filePath("state").toUtf8());
        qputenv("XDG_DATA_HOME", folder_.filePath("data").toUtf8());
        applyTheme(*qApp, ThemeChoice::Light);
        QProcess add;
        add.start(LATHE_CLI, {"backbone", "add", backbone, "--id", "smollm2-135m-instruct"});
        QVERIFY(add.waitForFinished(kLong));
        QVERIFY2(add.exitCode() == 0, add.readAllStandardError().constData());
    }

    void theSampleIsTrainedFollowedComparedAndRead() {
        const QString file = folder_.filePath("gloss-topics.lathe");
        Json recipe;
        std::int64_t first = 0;
        {
            MainWindow window(LATHE_CLI);
            window.resize(1280, 800);
            window.show();
            window.desk().createSample(file, "gloss-topics");
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().project(), kLong);
            recipe = static_cast<RecipePage*>(window.page(PageName::Recipe))->recipe();
            QCOMPARE(recipe.at("task.data").toString(), std::string("glosses"));
            recipe.setAt("backbone.id", savedRecipes(*window.desk().project())->front().second.at("backbone.id"));

            startByMouse(window, shortRecipe(recipe, 16));
            QTRY_VERIFY_WITH_TIMEOUT(window.desk().currentRun() > 0, kLong);
            first = window.desk().currentRun();
            QTRY_VERIFY_WITH_TIMEOUT(steps(window, first) >= 2, kLong);
            QTRY_VERIFY_WITH_TIMEOUT(window.findChild<StatusLine*>()->text().contains("Training run"), kLong);
            const auto points = curve(*window.desk().project(), first, "loss");
            QVERIFY(points && points->size() >= 2);
            window.close();
        }
        // The window is gone in the middle; the worker is not.
        MainWindow window(LATHE_CLI);
        window.resize(1280, 800);
        window.show();
        window.openFile(file);
        QVERIFY(window.desk().project());
        QCOMPARE(window.desk().currentRun(), first);
        QCOMPARE(static_cast<int>(window.currentPage()), static_cast<int>(PageName::Runs));
        const std::int64_t before = steps(window, first);
        int heard = 0;
        connect(&window.desk(), &Desk::event, this, [&](const Event& event) { heard += event.run == first && std::holds_alternative<Stepped>(event.body); });
        QTRY_VERIFY_WITH_TIMEOUT(state(window, first) == RunState::Finished, kLong);
        if (before < 14) QVERIFY(heard > 0);
        QCOMPARE(steps(window, first), std::int64_t(16));

        Json second = shortRecipe(recipe, 4);
        second.setAt("method.tokens", 5);
        startByMouse(window, second);
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().currentRun() > first, kLong);
        const std::int64_t other = window.desk().currentRun();
        QTRY_VERIFY_WITH_TIMEOUT(state(window, other) == RunState::Finished, kLong);

        window.showPage(PageName::Compare);
        const auto* table = window.page(PageName::Compare)->findChild<QTableView*>();
        QVERIFY(table);
        QTRY_VERIFY(table->model()->rowCount() >= 2);

        window.showPage(PageName::Prompt);
        const auto* words = window.page(PageName::Prompt)->findChild<QTableView*>();
        QVERIFY(words);
        QTRY_COMPARE_WITH_TIMEOUT(words->model()->rowCount(), 5, kLong);
        const auto stored = snapshots(*window.desk().project(), other);
        QVERIFY(stored && !stored->empty());
        const auto neighbours = snapshotNeighbours(*window.desk().project(), other, stored->back().step, "cosine");
        QVERIFY(neighbours && neighbours->size() == 5);
        QVERIFY(!neighbours->front().neighbours.empty());
    }

    void aKilledWorkerIsSaidAndTheRunResumes() {
        MainWindow window(LATHE_CLI);
        window.show();
        window.openFile(folder_.filePath("gloss-topics.lathe"));
        if (!window.desk().project()) QSKIP("no project from before");
        const Json recipe = listRuns(*window.desk().project())->front().recipe;
        std::int64_t lost = 0;
        QString text;
        connect(&window.desk(), &Workbench::workerLost, this, [&](std::int64_t run, const QString& said) {
            lost = run;
            text = said;
        });
        const std::int64_t before = window.desk().currentRun();
        startByMouse(window, shortRecipe(recipe, 8));
        QTRY_VERIFY_WITH_TIMEOUT(window.desk().currentRun() != before, kLong);
        const std::int64_t run = window.desk().currentRun();
        QTRY_VERIFY_WITH_TIMEOUT(steps(window, run) >= 2, kLong);
        ::kill(static_cast<pid_t>(findRun(*window.desk().project(), std::to_string(run))->pid), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(lost, run, kLong);
        QVERIFY(text.contains("killed"));
        QTRY_VERIFY(state(window, run) == RunState::Interrupted);
        window.desk().resumeRun(run);
        QTRY_VERIFY_WITH_TIMEOUT(state(window, run) == RunState::Finished, kLong);
        QCOMPARE(steps(window, run), std::int64_t(8));
    }
};

QTEST_MAIN(TestMainJob)
#include "test_main_job.moc"
