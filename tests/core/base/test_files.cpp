// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/base/beside.h"
#include "core/base/files.h"
#include "core/base/paths.h"

using namespace lathe;
namespace fs = std::filesystem;

class TestFiles : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }

  private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void cleanup() { folder_.reset(); }

    void whatIsWrittenIsRead() {
        const std::string bytes("a\0b\xFF\n", 5);
        QVERIFY(writeFile(at("x"), bytes).has_value());
        QVERIFY(*readFile(at("x")) == bytes);
        QVERIFY(writeFile(at("x"), "").has_value());
        QCOMPARE(readFile(at("x"))->size(), std::size_t(0));
        QCOMPARE(std::distance(fs::directory_iterator(folder_->path().toStdString()), {}),
                 1);  // nothing left beside it
    }

    void writingKeepsTheFilesPermissions() {
        QVERIFY(writeFile(at("x"), "old").has_value());
        fs::permissions(at("x"), fs::perms(0640));
        QVERIFY(writeFile(at("x"), "new").has_value());
        QCOMPARE(fs::status(at("x")).permissions(), fs::perms(0640));
    }

    void aFailedWriteLeavesTheOldFile() {
        fs::create_directory(at("folder"));
        QVERIFY(!writeFile(at("folder"), "x").has_value());
        const auto error = writeFile(at("none") / "x", "x");
        QVERIFY(error.error().line().find("No such file") != std::string::npos);
        QCOMPARE(std::distance(fs::directory_iterator(folder_->path().toStdString()), {}), 1);
    }

    void whatAKilledWriteLeftIsTakenAway() {
        QProcess gone;
        gone.start("true", QStringList());
        const auto pid = std::to_string(gone.processId());
        QVERIFY(gone.waitForFinished());
        const std::string mine = std::to_string(::getpid());
        const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
        const std::vector<std::string> left = {"x.part-" + pid, "x.part-" + pid + "-a1B2c3"},
                                       kept = {"x.part-" + mine,       "x.part-1",
                                               "x.part-new",           "y.part-" + pid,
                                               "x.part-" + pid + "9x", "x.part-0",
                                               "xx.part-" + pid};
        for (const auto& names : {left, kept})
            for (const std::string& name : names) {
                std::ofstream(at(name)) << "half";
                fs::last_write_time(at(name), old);
            }
        fs::create_directories(at("folder.part-" + pid) / "inner");
        fs::last_write_time(at("folder.part-" + pid), old);
        std::ofstream(at("z.part-" + pid)) << "written a moment ago";
        for (const char* name : {"x", "folder", "z"}) {
            const fs::path beside = besidePath(at(name));
            QCOMPARE(beside, at(name + (".part-" + mine)));
        }
        for (const std::string& name : left) QVERIFY2(!fs::exists(at(name)), name.c_str());
        for (const std::string& name : kept) QVERIFY2(fs::exists(at(name)), name.c_str());
        QVERIFY(!fs::exists(at("folder.part-" + pid)));
        QVERIFY(fs::exists(at("z.part-" + pid)));
    }

    void whatCannotBeReadSaysWhy() {
        QCOMPARE(readFile(at("none")).error().line(),
                 at("none").string() + ": cannot open (No such file or directory); check the path");
        QVERIFY(!readFile(folder_->path().toStdString()).has_value());
        QVERIFY(!readFile("/dev/zero").has_value());
        QVERIFY(writeFile(at("x"), std::string(100, 'x')).has_value());
        QVERIFY(readFile(at("x"), 100).has_value());
        QVERIFY(!readFile(at("x"), 99).has_value());
    }

    void digestsAreSha256() {
        const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QCOMPARE(sha256("abc"), abc);
        QCOMPARE(sha256(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QVERIFY(writeFile(at("x"), "abc").has_value());
        QCOMPARE(*sha256OfFile(at("x")), abc);
        QVERIFY(!sha256OfFile(at("none")).has_value());
        Sha256 pieces;
        pieces.add("a");
        pieces.add("");
        pieces.add("bc");
        QCOMPARE(pieces.finish(), abc);
    }

    void mappedFilesAreTheFile() {
        std::string bytes(100'000, '\0');
        for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7);
        QVERIFY(writeFile(at("x"), bytes).has_value());
        const auto map = *MappedFile::open(at("x"));
        QCOMPARE(map->bytes().size(), bytes.size());
        map->forget(5000, 50'000);
        map->forget(99'999, 100'000);
        QVERIFY(std::memcmp(map->bytes().data(), bytes.data(), bytes.size()) == 0);
        QVERIFY(writeFile(at("e"), "").has_value());
        QCOMPARE((*MappedFile::open(at("e")))->bytes().size(), std::size_t(0));
        QVERIFY(!MappedFile::open(at("none")).has_value());
        QVERIFY(!MappedFile::open(folder_->path().toStdString()).has_value());
    }

    void pathsFollowTheSpecification() {
        qputenv("XDG_CACHE_HOME", "/somewhere/cache");
        QCOMPARE(cacheDirectory(), fs::path("/somewhere/cache/promptlathe"));
        qputenv("XDG_CACHE_HOME", "relative");  // to be ignored
        qputenv("HOME", "/home/x");
        QCOMPARE(cacheDirectory(), fs::path("/home/x/.cache/promptlathe"));
        qunsetenv("XDG_DATA_HOME");
        QCOMPARE(dataDirectory(), fs::path("/home/x/.local/share/promptlathe"));
        qputenv("XDG_RUNTIME_DIR", "/run/user/7");
        QCOMPARE(runtimeDirectory(), fs::path("/run/user/7/promptlathe"));
    }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"
