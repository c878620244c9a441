// SPDX-License-Identifier: Apache-2.0
// Each write, sync, read, opening, allocation and renaming that the project file needs is struck once: the
// process dies in it, or the call fails, once or from then on. What is found afterwards is sound, and is what
// was there before or after the work, with nothing between; the work can be done again.
#include <sys/wait.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "tests/core/project/failing_rename.h"
#include "tests/core/project/fault_works.h"
#include "tests/core/project/faulty_disk.h"

using namespace lathe;
using namespace lathe::faults;
using Call = FaultyDisk::Call;
using Fault = FaultyDisk::Fault;

namespace {

struct Kind {
    const char* name;
    Call call;
    std::vector<const char*> says;  ///< one of these stands in the error
};

const std::vector<Kind> kKinds = {
    {"write: no space", Call::Write, {"no space left"}},
    {"sync: I/O error", Call::Sync, {"the disk reports an error"}},
    {"read: I/O error", Call::Read, {"the disk reports an error", "the disk cannot read it"}},
    {"open: refused", Call::Open, {"cannot be opened"}},
    {"allocation", Call::Allocation, {"not enough memory"}},
    {"rename: refused", Call::Rename, {"cannot write this file"}},
};

bool isDoneAlready(const Work& work, const Error& error) {
    return !work.done.empty() && error.what.find(work.done) != std::string::npos;
}

int openFiles() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

}  // namespace

class TestFaults : public QObject {
    Q_OBJECT

    static void eachWork(bool writing) {
        QTest::addColumn<int>("which");
        int index = 0;
        for (const Work& work : works()) {
            if (work.writes || !writing) QTest::newRow(work.name) << index;
            ++index;
        }
    }
    static QByteArray text(const Work& work, const std::string& what, int n, const std::string& wrong) {
        return QByteArray::fromStdString(std::string(work.name) + ", " + what + ", number " +
                                         std::to_string(n) + ": " + wrong);
    }

  private Q_SLOTS:
    void initTestCase() { FaultyDisk::install(); }

    void dyingInAnyWriteLosesNothing_data() { eachWork(true); }
    void dyingInAnyWriteLosesNothing() {
        QFETCH(int, which);
        const Work work = works()[static_cast<std::size_t>(which)];
        FaultyDisk& disk = FaultyDisk::install();
        int deaths = 0;
        for (int n = 1;; ++n) {
            QTemporaryDir folder(folderPattern());
            const fs::path path = fs::path(folder.path().toStdString()) / "a.lathe";
            work.prepare(path);
            const pid_t child = ::fork();  // no connection is open here
            if (child == 0) {
                disk.failAt(n, Fault::Die);
                const auto done = work.run(path);
                ::_exit(done ? 0 : 1);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFEXITED(status));
            QVERIFY2(WEXITSTATUS(status) != 1, "the work failed by itself");
            // As if it had died a while ago: half files of the living stay.
            for (const auto& entry : fs::directory_iterator(path.parent_path()))
                fs::last_write_time(entry, fs::file_time_type::clock::now() - std::chrono::hours(1));
            const std::string wrong = work.wrong(path);
            QVERIFY2(wrong.empty(), text(work, "death", n, wrong));
            if (WEXITSTATUS(status) == 0) break;
            ++deaths;
            // What it left can be worked with: the next one does not trip over it, and takes half files away.
            if (work.done != "exists already" || !fs::exists(path)) {
                const auto again = work.run(path);
                QVERIFY2(again || isDoneAlready(work, again.error()),
                         text(work, "again after death", n, again.error().line()));
                for (const auto& entry : fs::directory_iterator(path.parent_path()))
                    QVERIFY2(entry.path().string().find(".part-") == std::string::npos,
                             text(work, "left after death", n, entry.path().string()));
            }
        }
        tests::tried("killed at a write", std::string("deaths in ") + work.name, deaths);
        QVERIFY(deaths > 5);
    }

    void aCallThatFailsIsSaidAndLosesNothing_data() { eachWork(false); }
    void aCallThatFailsIsSaidAndLosesNothing() {
        QFETCH(int, which);
        const Work work = works()[static_cast<std::size_t>(which)];
        FaultyDisk& disk = FaultyDisk::install();
        int files = -1;
        for (const Kind& kind : kKinds) {
            int failures = 0, strikes = 0;
            for (const bool forever : {false, true})
                // Of thousands of allocations, the short form strikes the first ones and then every 29th.
                for (int n = 1;; n += n > 150 && kind.call == Call::Allocation && !tests::soak() ? 29 : 1) {
                    QTemporaryDir folder(folderPattern());
                    const fs::path path = fs::path(folder.path().toStdString()) / "a.lathe";
                    work.prepare(path);
                    disk.failAt(n, Fault::Fail, kind.call, forever);
                    const auto done = work.run(path);
                    const bool struck = disk.struck();
                    disk.heal();
                    if (!done) {
                        ++failures;
                        const std::string line = done.error().line();
                        const bool said = std::any_of(
                            kind.says.begin(), kind.says.end(),
                            [&](const char* words) { return line.find(words) != std::string::npos; });
                        QVERIFY2(said && !done.error().where.empty(), text(work, kind.name, n, line));
                    }
                    const std::string wrong = fs::exists(path) ? work.wrong(path) : std::string();
                    QVERIFY2(wrong.empty(), text(work, kind.name, n, wrong));
                    // A retry works.
                    if (!done) {
                        const auto again = work.run(path);
                        QVERIFY2(again || isDoneAlready(work, again.error()),
                                 text(work, std::string(kind.name) + ", again", n, again.error().line()));
                    }
                    // Nothing leaks: neither SQLite's memory nor a descriptor.
                    if (sqlite3_memory_used() != 0)
                        QVERIFY2(false, text(work, kind.name, n,
                                             std::to_string(sqlite3_memory_used()) + " bytes leak"));
                    if (files < 0) files = openFiles();
                    QVERIFY2(openFiles() == files, text(work, kind.name, n, "a descriptor leaks"));
                    if (!struck) break;
                    ++strikes;
                }
            tests::tried(
                "failing calls",
                std::string(kind.name) + " in " + work.name + " (" + std::to_string(failures) + " ended it)",
                strikes);
        }
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "test_faults.moc"
