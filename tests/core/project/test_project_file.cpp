// SPDX-License-Identifier: Apache-2.0
// The file itself: one file when closed, migrated when old, read when it cannot be written, refused when it
// is not ours.
#include <sys/stat.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/opening.h"
#include "core/project/project.h"
#include "core/project/recorder.h"
#include "core/project/runs.h"
#include "core/project/schema_scripts.h"
#include "tests/core/project/must.h"

using namespace lathe;
namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::vector<std::string> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

Json recipe(const std::string& name) {
    return Json::object({{"recipe", 1}, {"name", name}});
}

}  // namespace

class TestProjectFile : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path path_;

    /// A small project with a run, its curve, a snapshot and a state.
    void makeSample() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe("first")));
        Recorder recorder = must(Recorder::begin(project, 1));
        for (int step = 1; step <= 40; ++step) must(recorder.step(step, {{"loss", 1.0 / step}}, 1));
        must(recorder.snapshot(40, 1, {{"prompt", {2, 3}, {1, 2, 3, 4, 5, 6}}}, {}));
        must(recorder.evaluation(40, "d/validation", 1, {{"accuracy", 1}}, {{0, "a", "a", {}}}, true));
        must(recorder.save({40, {{"prompt", {1}, {1}}}, Json::object()}));
        must(recorder.state(RunState::Finished));
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        path_ = fs::path(folder_->path().toStdString()) / "a.lathe";
    }
    void cleanup() { folder_.reset(); }

    void closingLeavesOneFile() {
        makeSample();
        QCOMPARE(namesIn(path_.parent_path()), std::vector<std::string>{"a.lathe"});
        {
            Project project = must(Project::open(path_));
            QVERIFY(!project.readOnly());
            QVERIFY(project.notice().empty());
            QCOMPARE(must(listRuns(project)).size(), std::size_t(1));
        }
        QCOMPARE(namesIn(path_.parent_path()), std::vector<std::string>{"a.lathe"});
        const std::string bytes = bytesOf(path_);
        QCOMPARE(bytes.substr(68, 4), std::string("LATH"));
        QCOMPARE(static_cast<int>(bytes[18]),
                 1);  // a rollback journal again, so that the file alone is the project
    }

    void theLastOfTwoLeavesOneFile() {
        Project first = must(Project::create(path_));
        {
            Project second = must(Project::open(path_));
            must(createRun(second, recipe("by the second")));
            QCOMPARE(must(findRun(first, "last")).name, std::string("by the second"));
        }
        must(createRun(first, recipe("by the first")));
        first = must(Project::create(path_.parent_path() / "b.lathe"));
        QVERIFY(!fs::exists(path_.string() + "-wal"));
        QCOMPARE(must(listRuns(must(Project::open(path_)))).size(), std::size_t(2));
    }

    void creatingNeverOverwrites() {
        write(path_, "mine");
        const auto made = Project::create(path_);
        QCOMPARE(made.error().line(),
                 path_.string() + ": this file exists already; give another name, or open it");
        QCOMPARE(bytesOf(path_), std::string("mine"));
        QVERIFY(!Project::create(path_.parent_path() / "no" / "folder.lathe").has_value());
        QCOMPARE(namesIn(path_.parent_path()), std::vector<std::string>{"a.lathe"});
    }

    void whatIsNoProjectIsRefused() {
        const auto said = [&] { return Project::open(path_).error().line(); };
        QCOMPARE(said(),
                 path_.string() +
                     ": there is no such project; check the path, or make one with `promptlathe-cli new`");
        fs::create_directory(path_);
        QCOMPARE(said(), path_.string() + ": this is not a file; give a .lathe file");
        fs::remove(path_);
        write(path_, "");
        QCOMPARE(said(), path_.string() +
                             ": the file is empty; delete it, and make a project with `promptlathe-cli new`");
        write(path_, "{\"recipe\": 1}");
        QCOMPARE(said(), path_.string() + ": this is not a Promptlathe project; give a .lathe file");
        fs::remove(path_);
        must(must(Database::open(path_, {.create = true}))->script("CREATE TABLE run (run)"));
        QCOMPARE(said(), path_.string() + ": this is not a Promptlathe project; give a .lathe file");
    }

    void aDamagedFileIsRefusedOrReadAndFound() {
        makeSample();
        const std::string good = bytesOf(path_);
        // Cut short.
        write(path_, good.substr(0, good.size() / 2));
        const auto cut = Project::open(path_);
        QVERIFY(!cut.has_value());
        QVERIFY2(cut.error().line().find("damaged") != std::string::npos, cut.error().line().c_str());
        // Each page's head, and bytes all over the file.
        const auto spoil = [&](std::size_t at) {
            std::string bad = good;
            for (std::size_t i = at; i < std::min(at + 24, bad.size()); ++i)
                bad[i] = static_cast<char>(bad[i] ^ 0x5A);
            write(path_, bad);
            if (auto project = Project::open(path_)) {
                static_cast<void>(listRuns(*project));
                static_cast<void>(snapshotTensors(*project, 1, 40));
                static_cast<void>(curve(*project, 1, "loss"));
                static_cast<void>(setNote(*project, 1, "x"));
            } else {
                QVERIFY(!project.error().line().empty());
            }
        };
        for (std::size_t at = 100; at < good.size(); at += 1999) spoil(at);
        for (std::size_t at = 4096; at < good.size(); at += 4096) {
            spoil(at);
            const auto found = checkProject(path_);
            QVERIFY(!found || !found->empty());
        }
    }

    void checkFindsNothingInASoundFileAndNamesWhatIsWrong() {
        makeSample();
        QCOMPARE(joined(must(checkProject(path_))), std::string());
        {
            Project project = must(Project::open(path_));
            must(project.database().script(
                "UPDATE snapshot_tensor SET shape = '[7, 3]'; UPDATE run SET resolved = '{'"));
        }
        const auto found = must(checkProject(path_));
        QCOMPARE(found.size(), std::size_t(2));
        QCOMPARE(found[0], std::string("run 1: resolved is not JSON"));
        QCOMPARE(found[1],
                 std::string("run 1, step 40, tensor prompt: 24 bytes do not fit the shape [7, 3]"));
        QVERIFY(!snapshotTensors(must(Project::open(path_)), 1, 40).has_value());
    }

    void triggersAndViewsOfStrangersDoNotRun() {
        makeSample();
        {
            auto raw = must(Database::open(path_, {}));
            must(raw->script("CREATE TRIGGER bad AFTER UPDATE ON run BEGIN DELETE FROM metric; END"));
        }
        Project project = must(Project::open(path_));
        must(setNote(project, 1, "a note"));
        QCOMPARE(must(project.database().integer("SELECT count(*) FROM metric")), 41);
    }

    void anOldSchemaClimbsTheLadderWithABackup() {
        const std::vector<std::string_view> one = {"CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)"};
        const std::vector<std::string_view> three = {
            one[0], "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 7",
            "CREATE TABLE other (id INTEGER); INSERT INTO other VALUES (3)"};
        must(must(createDatabase(path_, one))->script("INSERT INTO thing (name) VALUES ('old')"));
        {
            auto copy = must(openDatabase(path_, Project::Access::ReadOnly, three, Older::Copy));
            QCOMPARE(must(copy->integer("SELECT size FROM thing WHERE name = 'old'")), 7);
            QVERIFY(!copy->writable().has_value());
            auto database = must(openDatabase(path_, Project::Access::ReadWrite, three));
            QCOMPARE(must(database->integer("SELECT size FROM thing WHERE name = 'old'")), 7);
            QCOMPARE(must(database->integer("SELECT id FROM other")), 3);
            QCOMPARE(must(database->integer("PRAGMA user_version")), 3);
            QCOMPARE(
                database->notice,
                std::string(
                    "brought from schema 1 to 3; the old file lies beside it as a.lathe.schema-1.backup"));
        }
        auto backup = must(openDatabase(path_.string() + ".schema-1.backup", Project::Access::ReadOnly, one));
        QCOMPARE(must(backup->integer("SELECT count(*) FROM thing")), 1);
        QVERIFY(must(openDatabase(path_, Project::Access::ReadWrite, three))->notice.empty());
    }

    void aMigrationThatFailsChangesNothing() {
        const std::vector<std::string_view> one = {"CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)"};
        const std::vector<std::string_view> bad = {
            one[0], "ALTER TABLE thing ADD COLUMN size INTEGER; CREATE TABLE thing (id)"};
        static_cast<void>(must(createDatabase(path_, one)));
        QVERIFY(!openDatabase(path_, Project::Access::ReadWrite, bad).has_value());
        auto database = must(openDatabase(path_, Project::Access::ReadWrite, one));
        QCOMPARE(must(database->integer("PRAGMA user_version")), 1);
        QVERIFY(!database->run("SELECT size FROM thing").has_value());
    }

    void aNewerSchemaIsReadAndSaysBothNumbers() {
        makeSample();
        must(must(Database::open(path_, {}))->script("PRAGMA user_version = 99"));
        const std::string before = bytesOf(path_);
        {
            Project project = must(Project::open(path_));
            QVERIFY(project.readOnly());
            QCOMPARE(project.notice(), "made by a newer program (schema 99, this one knows " +
                                           std::to_string(schemaScripts().size()) +
                                           "): opened for reading only");
            QCOMPARE(must(listRuns(project)).size(), std::size_t(1));
            QCOMPARE(must(curve(project, 1, "loss")).size(), std::size_t(40));
            const auto refused = setNote(project, 1, "x");
            QVERIFY(refused.error().line().find("schema 99") != std::string::npos);
            QVERIFY(!createRun(project, recipe("x")).has_value());
            QVERIFY(!Recorder::begin(project, 1).has_value());
            QVERIFY(!postRequest(project, 1, {}).has_value());
        }
        QVERIFY(bytesOf(path_) == before);
    }

    void readingWhileAWorkerWritesSeesItsRows() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe("a")));
        Project reader = must(Project::open(path_, Project::Access::ReadOnly));
        QVERIFY(reader.readOnly());
        must(createRun(project, recipe("b")));
        QCOMPARE(must(listRuns(reader)).size(), std::size_t(2));
    }

    void aFolderThatCannotBeWrittenIsRead() {
        makeSample();
        // Root may write anywhere, so another user reads it.
        fs::permissions(path_.parent_path(), fs::perms(0555));
        fs::permissions(path_, fs::perms(0444));
        QProcess reader;
        reader.setChildProcessModifier([] {
            if (::geteuid() == 0) static_cast<void>(::setgid(65534) == 0 && ::setuid(65534) == 0);
        });
        reader.start(QCoreApplication::applicationFilePath(),
                     {"--read", QString::fromStdString(path_.string())});
        QVERIFY(reader.waitForFinished());
        fs::permissions(path_.parent_path(), fs::perms(0755));
        QCOMPARE(reader.readAllStandardOutput().toStdString(),
                 "1 run, read only, the file cannot be written: opened for reading only\n");
        QCOMPARE(namesIn(path_.parent_path()), std::vector<std::string>{"a.lathe"});
    }

    /// POSIX locks are a process's: they go when any of its parts closes the file, as a file dialog does that
    /// looks into files.
    void whoLooksIntoTheFileTakesNoLocksAway_data() {
        QTest::addColumn<bool>("made");
        QTest::newRow("a project just made") << true;
        QTest::newRow("one that was opened") << false;
    }
    void whoLooksIntoTheFileTakesNoLocksAway() {
        QFETCH(bool, made);
        if (!made) must(Project::create(path_));
        Project project = must(made ? Project::create(path_) : Project::open(path_));
        QVERIFY(must(listRuns(project)).empty());
        for (const char* beside : {"", "-shm", "-wal"}) {
            const fs::path file = fs::path(path_) += beside;
            QVERIFY2(!bytesOf(file).empty() || std::string_view(beside) == "-wal", file.c_str());
        }
        for (std::size_t run = 1; run <= 2; ++run) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(),
                         {"--write", QString::fromStdString(path_.string())});
            QVERIFY(writer.waitForFinished());
            QCOMPARE(writer.exitCode(), 0);
            QCOMPARE(must(listRuns(project)).size(), run);  // the log is still one for both
        }
        must(createRun(project, recipe("ours")));
        QCOMPARE(must(listRuns(must(Project::open(path_, Project::Access::ReadOnly)))).size(),
                 std::size_t{3});
        must(createRun(project, recipe("ours again")));
        project = must(Project::create(fs::path(path_) += ".other"));  // closes it
        QCOMPARE(must(listRuns(must(Project::open(path_)))).size(), std::size_t{4});
        QVERIFY(!fs::exists(fs::path(path_) += "-wal"));
    }

    void aBackupIsSoundAndOverwritesNothing() {
        makeSample();
        const fs::path to = path_.parent_path() / "copy.lathe";
        Project open = must(Project::open(path_));
        must(createRun(open, recipe("in the log still")));
        must(backupProject(path_, to));
        QCOMPARE(must(listRuns(must(Project::open(to)))).size(), std::size_t(2));
        QCOMPARE(joined(must(checkProject(to))), std::string());
        QCOMPARE(backupProject(path_, to).error().line(),
                 to.string() + ": this file exists already; give another name");
        QVERIFY(
            !backupProject(path_.parent_path() / "none.lathe", path_.parent_path() / "x.lathe").has_value());
    }

    void pathsWithOddCharactersWork() {
        const fs::path odd = path_.parent_path() / "100% #1? it's \"\xC3\xA9\".lathe";
        {
            Project project = must(Project::create(odd));
            must(createRun(project, recipe("x")));
        }
        QCOMPARE(must(listRuns(must(Project::open(odd)))).size(), std::size_t(1));
        must(backupProject(odd, path_));
        QCOMPARE(namesIn(path_.parent_path()).size(), std::size_t(2));
    }

    void aLinkOpensItsTarget() {
        makeSample();
        const fs::path link = path_.parent_path() / "link.lathe";
        fs::create_symlink(path_, link);
        Project project = must(Project::open(link));
        Project direct = must(Project::open(path_));
        Recorder recorder = must(Recorder::begin(project, 1));
        QVERIFY(!Recorder::begin(direct, 1).has_value());
    }

    void errorsSpeakTheUsersLanguage() {
        const auto said = [](int code, int system) {
            return databaseError(code, system, "message", "p.lathe").line();
        };
        QCOMPARE(said(13, 0),
                 std::string("p.lathe: there is no space left on the disk; free some space and try again"));
        QCOMPARE(said(778, ENOSPC),
                 std::string("p.lathe: there is no space left on the disk; free some space and try again"));
        QVERIFY(said(5, 0).find("another program") != std::string::npos);
        QVERIFY(said(8, 0).find("cannot be written") != std::string::npos);
        QVERIFY(said(11, 0).find("damaged") != std::string::npos);
        QVERIFY(said(778, EIO).find("the disk reports an error") != std::string::npos);
    }

    void openingManyRunsIsQuick() {
        {
            Project project = must(Project::create(path_));
            auto& database = project.database();
            must(database.script("BEGIN"));
            for (int run = 1; run <= 200; ++run) {
                must(database.run(
                    "INSERT INTO run (name, state, recipe, created) VALUES (?1, 'finished', '{}', '')",
                    "run " + std::to_string(run)));
                must(database.run("INSERT INTO run_summary VALUES (?1, 'loss', 100000, 1.0, 100000, 0.5, 70)",
                                  run));
            }
            must(
                database.script("INSERT INTO metric WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                "FROM n WHERE i < 200000) "
                                "SELECT 1 + i % 200, i, 'loss', i * 0.5 FROM n; COMMIT"));
        }
        QElapsedTimer timer;
        timer.start();
        Project project = must(Project::open(path_));
        QCOMPARE(must(listRuns(project)).size(), std::size_t(200));
        qInfo("opened and listed in %lld ms", static_cast<long long>(timer.elapsed()));
    }
};

int readAsAnother(const fs::path& path) {
    const auto project = Project::open(path);
    if (!project) {
        std::printf("%s\n", project.error().line().c_str());
        return 1;
    }
    const auto runs = listRuns(*project);
    if (!runs)
        std::printf("%s\n", runs.error().line().c_str());
    else
        std::printf("%zu run, %s, %s\n", runs->size(), project->readOnly() ? "read only" : "writable",
                    project->notice().c_str());
    return 0;
}

int writeAsAnother(const fs::path& path) {
    auto project = Project::open(path);
    return project && createRun(*project, recipe("theirs")) ? 0 : 1;
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--write") return writeAsAnother(argv[2]);
    if (argc == 3 && std::string_view(argv[1]) == "--read") return readAsAnother(argv[2]);
    QCoreApplication app(argc, argv);
    TestProjectFile test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_project_file.moc"
