// SPDX-License-Identifier: Apache-2.0
// A frozen project of every schema: it is brought forward with a backup, or read as a copy where it cannot be
// written; a newer one is read and never written.
#include <sys/stat.h>
#include <unistd.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/opening.h"
#include "core/project/recorder.h"
#include "core/project/runs.h"
#include "core/project/salvage.h"
#include "core/project/schema_scripts.h"
#include "tests/core/project/must.h"
#include "tests/support/tried.h"

using namespace lathe;
namespace fs = std::filesystem;

namespace {

const int kNow = static_cast<int>(schemaScripts().size());

fs::path frozen(int schema) {
    return std::string(LATHE_FIXTURES) + "/project/schema-00" + std::to_string(schema) + ".sql";
}

/// What every frozen project holds, in few words.
std::string contents(const Project& project) {
    const auto run = findRun(project, "old");
    if (!run) return run.error().line();
    const auto rows = predictions(project, 1, 4, "toy/validation");
    if (!rows) return rows.error().line();
    const auto measured = evaluations(project, 1);
    if (!measured) return measured.error().line();
    return "loss " + std::to_string(run->last.at("loss")) + ", tag " + joined(run->tags) + ", a " +
           std::to_string(rows->front().scores.at("a")) + ", accuracy " +
           std::to_string(measured->front().metrics.at("accuracy"));
}
const std::string kHolds = "loss 0.500000, tag kept, a 0.900000, accuracy 1.000000";

std::vector<std::string> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

class TestVersions : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path path_;
    int tried_ = 0;

    void thaw(int schema) {
        auto database = must(Database::open(path_, {.write = true, .create = true}));
        must(database->script(must(readFile(frozen(schema), 1 << 20))));
    }
    static void eachSchema() {
        QTest::addColumn<int>("schema");
        for (int schema = 1; schema <= kNow; ++schema)
            QTest::newRow(("schema " + std::to_string(schema)).c_str()) << schema;
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        path_ = fs::path(folder_->path().toStdString()) / "a.lathe";
        ++tried_;
    }
    void cleanupTestCase() { tests::tried("versions", "openings of frozen and newer projects", tried_); }

    void everySchemaIsFrozen() {
        for (int schema = 1; schema <= kNow; ++schema)
            QVERIFY2(fs::exists(frozen(schema)), "freeze this schema: tests/fixtures/README.md");
    }

    void openingForWritingBringsForwardWithABackup_data() { eachSchema(); }
    void openingForWritingBringsForwardWithABackup() {
        QFETCH(int, schema);
        thaw(schema);
        Project project = must(Project::open(path_));
        QCOMPARE(contents(project), kHolds);
        QVERIFY(!project.readOnly());
        must(setNote(project, 1, "x"));
        const fs::path backup = path_.string() + ".schema-" + std::to_string(schema) + ".backup";
        QCOMPARE(fs::exists(backup), schema < kNow);
        if (schema == kNow) return;
        QVERIFY(project.notice().find("schema " + std::to_string(schema) + " to " + std::to_string(kNow)) !=
                std::string::npos);
        auto old = must(openDatabase(backup, Project::Access::ReadOnly, schemaScripts(), Older::AsIs));
        QCOMPARE(must(old->integer("PRAGMA user_version")), std::int64_t(schema));
        QCOMPARE(must(old->integer("SELECT count(*) FROM prediction")), std::int64_t(1));
        QCOMPARE(joined(must(checkProject(path_))), std::string());
    }

    void openingForReadingBringsForwardToo_data() { eachSchema(); }
    void openingForReadingBringsForwardToo() {
        QFETCH(int, schema);
        thaw(schema);
        const Project project = must(Project::open(path_, Project::Access::ReadOnly));
        QVERIFY(project.readOnly());
        QCOMPARE(contents(project), kHolds);
        QCOMPARE(project.notice().empty(), schema == kNow);
        QCOMPARE(namesIn(path_.parent_path()).size(), std::size_t(schema == kNow ? 1 : 2));
    }

    void aFolderThatCannotBeWrittenIsReadAsACopy_data() { eachSchema(); }
    void aFolderThatCannotBeWrittenIsReadAsACopy() {
        QFETCH(int, schema);
        thaw(schema);
        QTemporaryDir temporary;
        QVERIFY(::chmod(qPrintable(temporary.path()), 0777) == 0);
        fs::permissions(path_.parent_path(), fs::perms(0555));
        fs::permissions(path_, fs::perms(0444));
        for (const char* access : {"read", "write"}) {
            QProcess reader;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert("TMPDIR", temporary.path());
            reader.setProcessEnvironment(environment);
            reader.setChildProcessModifier([] {  // root may write anywhere, so another user reads it
                if (::geteuid() == 0) static_cast<void>(::setgid(65534) == 0 && ::setuid(65534) == 0);
            });
            reader.start(QCoreApplication::applicationFilePath(),
                         {"--read", QString::fromStdString(path_.string()), access});
            QVERIFY(reader.waitForFinished());
            const QString said = QString::fromUtf8(reader.readAllStandardOutput());
            QVERIFY2(said.startsWith(QString::fromStdString(kHolds + ", read only")), qPrintable(said));
            QCOMPARE(said.contains("read as a copy"), schema < kNow);
        }
        fs::permissions(path_.parent_path(), fs::perms(0755));
        QCOMPARE(namesIn(path_.parent_path()), std::vector<std::string>{"a.lathe"});
        QVERIFY(namesIn(temporary.path().toStdString()).empty());
    }

    void lookingDoesNotBringForward_data() { eachSchema(); }
    void lookingDoesNotBringForward() {
        QFETCH(int, schema);
        thaw(schema);
        const std::string before = must(sha256OfFile(path_));
        QCOMPARE(joined(must(checkProject(path_))), std::string());
        const fs::path copy = path_.parent_path() / "copy.lathe", saved = path_.parent_path() / "saved.lathe";
        must(backupProject(path_, copy));
        QCOMPARE(must(must(openDatabase(copy, Project::Access::ReadOnly, schemaScripts(), Older::AsIs))
                          ->integer("PRAGMA user_version")),
                 std::int64_t(schema));
        QVERIFY(must(salvageProject(path_, saved)).lost.empty());
        QCOMPARE(contents(must(Project::open(saved))), kHolds);
        QCOMPARE(must(sha256OfFile(path_)), before);
        QCOMPARE(namesIn(path_.parent_path()),
                 (std::vector<std::string>{"a.lathe", "copy.lathe", "saved.lathe"}));
    }

    void aDamagedOlderFileIsRefusedWithoutTouchingIt() {
        thaw(1);
        std::string bytes = must(readFile(path_));
        std::fill_n(bytes.begin() + 8192, 4096, '\x5A');
        std::ofstream(path_, std::ios::binary) << bytes;
        QVERIFY(!Project::open(path_).has_value());
        QVERIFY(!Project::open(path_, Project::Access::ReadOnly).has_value());
        QVERIFY(!must(checkProject(path_)).empty());
        QVERIFY(must(readFile(path_)) == bytes);
    }

    void newerFilesAreReadAndNeverWritten_data() {
        QTest::addColumn<int>("schema");
        for (const int more : {1, 2, 96, 100000}) QTest::addRow("schema +%d", more) << kNow + more;
    }
    void newerFilesAreReadAndNeverWritten() {
        QFETCH(int, schema);
        thaw(kNow);
        must(must(Database::open(path_, {}))
                 ->script("PRAGMA user_version = " + std::to_string(schema) +
                          "; CREATE TABLE later (id INTEGER); ALTER TABLE run ADD COLUMN "
                          "later TEXT NOT NULL DEFAULT ''"));
        const std::string before = must(sha256OfFile(path_));
        for (const auto access : {Project::Access::ReadWrite, Project::Access::ReadOnly}) {
            Project project = must(Project::open(path_, access));
            QVERIFY(project.readOnly());
            QCOMPARE(contents(project), kHolds);
            QVERIFY(project.notice().find(std::to_string(schema)) != std::string::npos &&
                    project.notice().find("this one knows " + std::to_string(kNow)) != std::string::npos);
            QVERIFY(!setNote(project, 1, "x") && !createRun(project, Json::object()) &&
                    !deleteRun(project, 1));
            QVERIFY(!Recorder::begin(project, 1).has_value());
        }
        must(checkProject(path_));
        QCOMPARE(must(sha256OfFile(path_)), before);
        QCOMPARE(namesIn(path_.parent_path()), std::vector<std::string>{"a.lathe"});
    }
};

int main(int argc, char** argv) {
    if (argc == 4 && std::string_view(argv[1]) == "--read") {
        const auto project =
            Project::open(argv[2], std::string_view(argv[3]) == "write" ? Project::Access::ReadWrite
                                                                        : Project::Access::ReadOnly);
        if (!project)
            std::printf("%s\n", project.error().line().c_str());
        else
            std::printf("%s, %s, %s\n", contents(*project).c_str(),
                        project->readOnly() ? "read only" : "writable", project->notice().c_str());
        return 0;
    }
    QCoreApplication app(argc, argv);
    TestVersions test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_versions.moc"
