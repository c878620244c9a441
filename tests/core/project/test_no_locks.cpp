// SPDX-License-Identifier: Apache-2.0
// A project on a file system without locks, or with locks that keep nobody out: it is read, never written,
// and why is told. Copies go there and come from there.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "core/base/files.h"
#include "core/project/file_locks.h"
#include "core/project/recorder.h"
#include "tests/core/project/failing_locks.h"
#include "tests/core/project/must.h"
#include "tests/support/tried.h"

using namespace lathe;
namespace fs = std::filesystem;

class TestNoLocks : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    int tried_ = 0;
    fs::path at(const char* name) const { return fs::path(folder_->path().toStdString()) / name; }

    static void each() {
        QTest::addColumn<int>("how");
        QTest::newRow("refused") << static_cast<int>(Locks::Refused);
        QTest::newRow("keep nobody out") << static_cast<int>(Locks::KeepNobodyOut);
    }

  private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void cleanup() { locks = Locks::Work; }
    void cleanupTestCase() { tests::tried("together", "openings without locks", tried_); }

    void whereTheyWorkNothingIsSaid() {
        QVERIFY(locksWork(at("")));
        QVERIFY(locksWork(at("none")));  // what cannot be tried
        must(Project::create(at("a.lathe")));
        QVERIFY(must(Project::open(at("a.lathe"))).notice().empty());
    }

    void aProjectIsReadAndNotWritten_data() { each(); }
    void aProjectIsReadAndNotWritten() {
        {
            Project project = must(Project::create(at("a.lathe")));
            must(createRun(project, Json::object({{"name", "a"}})));
            Recorder recorder = must(Recorder::begin(project, 1));
            must(recorder.step(1, {{"loss", 1}}, 0));
            must(recorder.state(RunState::Stopped));
        }
        const std::string before = must(readFile(at("a.lathe")));
        QFETCH(int, how);
        locks = static_cast<Locks>(how);
        QVERIFY(!locksWork(at("")));
        for (const auto access : {Project::Access::ReadWrite, Project::Access::ReadOnly}) {
            Project project = must(Project::open(at("a.lathe"), access));
            QVERIFY(project.readOnly());
            QVERIFY(project.notice().find("has no locks") != std::string::npos);
            QCOMPARE(must(listRuns(project)).size(), std::size_t(1));
            QCOMPARE(must(curve(project, 1, "loss")).size(), std::size_t(1));
            const auto refused = setNote(project, 1, "x");
            QVERIFY(!refused && refused.error().line().find("has no locks") != std::string::npos);
            QVERIFY(!createRun(project, Json::object()) && !Recorder::begin(project, 1) &&
                    !deleteRun(project, 1));
            ++tried_;
        }
        QVERIFY(must(checkProject(at("a.lathe"))).empty());
        must(backupProject(at("a.lathe"), at("b.lathe")));
        QVERIFY(must(readFile(at("a.lathe"))) == before);
        QCOMPARE(std::distance(fs::directory_iterator(at("")), {}), 2);
        locks = Locks::Work;
        QCOMPARE(must(listRuns(must(Project::open(at("b.lathe"))))).size(), std::size_t(1));
    }

    void noneIsMadeThere_data() { each(); }
    void noneIsMadeThere() {
        QFETCH(int, how);
        locks = static_cast<Locks>(how);
        const auto made = Project::create(at("a.lathe"));
        QVERIFY(!made && made.error().line().find("has no locks") != std::string::npos);
        QVERIFY(fs::is_empty(at("")));
        ++tried_;
    }
};

QTEST_GUILESS_MAIN(TestNoLocks)
#include "test_no_locks.moc"
