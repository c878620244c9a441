// SPDX-License-Identifier: Apache-2.0
// A disk that is full while a project is made, trained in, copied, exported or brought forward: said in plain
// words, nothing half is left, and it goes on when there is room. On a small tmpfs; skipped where none can be
// mounted.
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <QtTest>
#include <filesystem>
#include <fstream>

#include "core/base/files.h"
#include "core/project/database.h"
#include "core/project/project.h"
#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;
namespace fs = std::filesystem;

class TestFullDisk : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;
    std::unique_ptr<QTemporaryDir> mounted_;
    int tried_ = 0;

    QString at(const QString& name) const { return mounted_->filePath(name); }
    fs::path filler() const { return at("filler").toStdString(); }
    /// Leaves about `kib` free.
    void fill(std::uintmax_t kib) const {
        const auto space = fs::space(mounted_->path().toStdString());
        std::ofstream file(filler(), std::ios::binary);
        const std::string block(4096, 'x');
        for (auto left = space.available; left > (kib << 10) + 4096 && file; left -= 4096)
            file << block << std::flush;
    }
    void makeRoom() const { fs::remove(filler()); }
    bool saysSo(const QString& text) const {
        return text.contains("no space left") || text.contains("No space left");
    }
    QStringList names() const {
        return QDir(mounted_->path()).entryList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
    }

  private Q_SLOTS:
    void init() {
        mounted_ = std::make_unique<QTemporaryDir>();
        if (::mount("tmpfs", qPrintable(mounted_->path()), "tmpfs", 0, "size=24m") != 0) {
            mounted_.reset();
            QSKIP("a small file system cannot be mounted here: it needs root and the right to mount");
        }
        ++tried_;
    }
    void cleanup() {
        if (mounted_) ::umount2(qPrintable(mounted_->path()), MNT_DETACH);
        mounted_.reset();
    }
    void cleanupTestCase() { tests::tried("disk", "full disks", tried_); }

    void aProjectThatCannotBeMadeLeavesNothing() {
        fill(20);
        const auto said = tiny_.run({"new", at("p.lathe")});
        QCOMPARE(said.code, 1);
        QVERIFY2(saysSo(said.error), qPrintable(said.error));
        QCOMPARE(names(), QStringList{"filler"});
        makeRoom();
        QCOMPARE(tiny_.run({"new", at("p.lathe")}).code, 0);
    }

    void trainingWaitsAndGoesOn_data() {
        QTest::addColumn<int>("kib");
        for (const int kib : {8, 40, 120, 300}) QTest::addRow("%d KiB free", kib) << kib;
    }
    void trainingWaitsAndGoesOn() {
        QFETCH(int, kib);
        const QString recipe =
            tiny_.recipe("gpt2", "prompt_tuning", {{"training.steps", 600}, {"training.snapshot_every", 5}});
        const QString whole = tiny_.project(QString("whole-%1.lathe").arg(kib));
        QCOMPARE(tiny_.run({"train", whole, recipe, "--progress", "none"}).code, 0);
        const QString file = tiny_.project(at("p.lathe"));
        QProcess worker;
        worker.setProcessEnvironment(tiny_.environment());
        worker.start(LATHE_CLI, {"train", file, recipe, "--progress", "jsonl"});
        QVERIFY(worker.waitForStarted());
        QByteArray told;
        const auto until = [&](const char* words) {
            QElapsedTimer since;
            since.start();
            while (since.elapsed() < 60000 && !told.contains(words) && worker.state() == QProcess::Running) {
                worker.waitForReadyRead(100);
                told += worker.readAllStandardOutput();
            }
            told += worker.readAllStandardOutput();
            return told.contains(words);
        };
        QVERIFY2(until("\"step\": 10,"), worker.readAllStandardError());
        fill(static_cast<std::uintmax_t>(kib));
        QVERIFY2(until("waits until there is room"), told.right(400));
        QVERIFY(told.contains("paused"));
        QCOMPARE(worker.state(), QProcess::Running);
        // The program starts again while the disk is full.
        QCOMPARE(tiny_.run({"runs", file}).code, 0);
        makeRoom();
        QVERIFY2(until("\"finished\""), told.right(400));
        QVERIFY(worker.waitForFinished());
        QCOMPARE(worker.exitCode(), 0);
        QVERIFY(told.contains("there is room again"));
        QVERIFY(checkProject(file.toStdString())->empty());
        QVERIFY2(TinyFamilies::contents(file) == TinyFamilies::contents(whole), "other bits than with room");
    }

    void aStopWhileItWaitsEndsIt() {
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning",
                                            {{"training.steps", 100000}, {"training.snapshot_every", 5}});
        const QString file = tiny_.project(at("p.lathe"));
        QProcess worker;
        worker.setProcessEnvironment(tiny_.environment());
        worker.start(LATHE_CLI, {"train", file, recipe, "--progress", "jsonl"});
        QVERIFY(worker.waitForStarted());
        QByteArray told;
        QElapsedTimer since;
        since.start();
        while (since.elapsed() < 60000 && !told.contains("waits until")) {
            worker.waitForReadyRead(100);
            told += worker.readAllStandardOutput();
            if (told.contains("\"step\": 10,") && !fs::exists(filler())) fill(8);
        }
        QVERIFY(told.contains("waits until"));
        ::kill(static_cast<pid_t>(worker.processId()), SIGTERM);
        QVERIFY(worker.waitForFinished(20000));
        QVERIFY(saysSo(QString::fromUtf8(worker.readAllStandardError())));
        makeRoom();
        QVERIFY(checkProject(file.toStdString())->empty());
        const auto said = tiny_.run({"resume", file, "1", "--steps", "700", "--progress", "none"});
        QVERIFY2(said.code == 0 || said.error.contains("already"), qPrintable(said.error));
    }

    void copiesAndExportsLeaveNothingHalf() {
        const QString file = tiny_.project("source.lathe");
        const QString recipe = tiny_.recipe("gpt2", "prompt_tuning");
        QCOMPARE(tiny_.run({"train", file, recipe, "--progress", "none"}).code, 0);
        const QList<QStringList> works = {{"backup", file, at("copy.lathe")},
                                          {"salvage", file, at("saved.lathe")},
                                          {"export", file, "1", at("peft"), "--format", "peft"},
                                          {"export", file, "1", at("own"), "--format", "promptlathe"},
                                          {"export", file, "1", at("csv"), "--format", "csv"}};
        for (const QStringList& work : works) {
            fill(0);
            const auto said = tiny_.run(work);
            QCOMPARE(said.code, 1);
            QVERIFY2(saysSo(said.error), qPrintable(work.first() + ": " + said.error));
            for (const QString& name : names()) {
                const QFileInfo info(at(name));
                if (info.isDir())  // what is there is whole: nothing but earlier files
                    for (const QString& inner : QDir(at(name)).entryList(QDir::Files))
                        QVERIFY2(!inner.contains(QRegularExpression("\\.[A-Za-z0-9]{6}$")),
                                 qPrintable(inner));
                else
                    QCOMPARE(name, QString("filler"));
            }
            makeRoom();
            const auto again = tiny_.run(work);
            QVERIFY2(again.code == 0, qPrintable(again.error));
            for (const QString& name : names()) QDir(at(name)).removeRecursively(), QFile::remove(at(name));
        }
    }

    void anOlderProjectIsNotTouched() {
        const QString file = at("old.lathe");
        {
            auto database = Database::open(file.toStdString(), {.write = true, .create = true});
            const auto frozen = readFile(std::string(LATHE_FIXTURES) + "/project/schema-001.sql");
            QVERIFY(database && frozen && (*database)->script(*frozen));
        }
        // Opening counts itself and the journal's mode in the first page's head (bytes 18, 19, 24 to 27 and
        // 92 to 95 of the format); everything else stays.
        const auto bytes = [&] {
            QFile whole(file);
            QByteArray all = whole.open(QIODevice::ReadOnly) ? whole.readAll() : QByteArray();
            for (const int at : {18, 19, 24, 25, 26, 27, 92, 93, 94, 95})
                if (at < all.size()) all[at] = 0;
            return all;
        };
        const QByteArray before = bytes();
        QVERIFY(before.size() > 100000);
        fill(8);
        for (const QStringList& work : {QStringList{"runs", file}, {"note", file, "1", "x"}}) {
            const auto said = tiny_.run(work);
            QCOMPARE(said.code, 1);
            QVERIFY2(saysSo(said.error), qPrintable(said.error));
            QVERIFY(bytes() == before);
        }
        makeRoom();
        QCOMPARE(tiny_.run({"note", file, "1", "x"}).code, 0);
        QVERIFY(QFile::exists(file + ".schema-1.backup"));
        QVERIFY(checkProject(file.toStdString())->empty());
    }
};

QTEST_GUILESS_MAIN(TestFullDisk)
#include "test_full_disk.moc"
