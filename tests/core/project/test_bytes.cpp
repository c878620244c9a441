// SPDX-License-Identifier: Apache-2.0
// A project whose bytes lie: every page's header, every 16th offset (PROMPTLATHE_SOAK: all, eight times) and
// random runs of bytes. It opens with an error or for as much as can be read, `check` finds what SQLite's own
// look finds, what opens for reading is not changed, and salvage makes a sound project or says why not.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "core/base/text.h"
#include "core/project/salvage.h"
#include "tests/core/project/small_project.h"
#include "tests/support/tried.h"

using namespace lathe;
namespace fs = std::filesystem;

namespace {

constexpr const char* kRow = "project bytes";

std::string bytesOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::uint64_t mixed(std::uint64_t z) {  // SplitMix64
    z += 0x9E3779B97F4A7C15U;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

}  // namespace

class TestBytes : public QObject {
    Q_OBJECT
    QTemporaryDir folder_{fs::exists("/dev/shm") ? QStringLiteral("/dev/shm/lathe-XXXXXX") : QString()};
    const fs::path path_ = fs::path(folder_.path().toStdString()) / "a.lathe";
    const fs::path saved_ = fs::path(folder_.path().toStdString()) / "saved.lathe";
    std::string good_;
    long refused_ = 0, read_ = 0, salvaged_ = 0, lost_ = 0;

    void put(const std::string& bytes) {
        for (const auto& entry : fs::directory_iterator(path_.parent_path())) fs::remove(entry.path());
        std::ofstream(path_, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    /// Reads and checks; `deep`: writes and salvages as well. "": as it must be.
    std::string wrongWith(const std::string& bytes, bool deep) {
        put(bytes);
        {
            auto project = Project::open(path_, Project::Access::ReadOnly);
            if (project) {
                ++read_;
                readEverything(*project);
            } else {
                ++refused_;
                if (project.error().where.empty() || project.error().what.empty())
                    return "an error without a place";
            }
        }
        const auto found = checkProject(path_);
        if (bytesOf(path_) != bytes) return "reading changed the file";
        if (!deep) return {};
        if (auto project = Project::open(path_)) {
            static_cast<void>(setNote(*project, 1, "x"));
            auto recorder = Recorder::begin(*project, 2);
            if (recorder) {
                static_cast<void>(recorder->resumeState());
                static_cast<void>(recorder->step(601, {{"loss", 1}}, 1));
            }
            static_cast<void>(deleteRun(*project, 1));
        }
        put(bytes);
        const auto saved = salvageProject(path_, saved_);
        if (bytesOf(path_) != bytes) return "salvage changed the file";
        if (!saved) {
            ++lost_;
            if (found && found->empty()) return "check finds nothing, and salvage: " + saved.error().line();
            return {};
        }
        ++salvaged_;
        const auto sound = checkProject(saved_);
        if (!sound) return "what was salvaged: " + sound.error().line();
        if (!sound->empty()) return "what was salvaged: " + joined(*sound);
        return {};
    }

  private Q_SLOTS:
    void initTestCase() {
        makeSmallProject(path_);
        good_ = bytesOf(path_);
        QVERIFY(good_.size() > 16 * 4096);
        const std::string wrong = wrongWith(good_, true);
        QVERIFY2(wrong.empty(), wrong.c_str());
        const auto saved = salvageProject(path_, fs::path(saved_).replace_filename("again.lathe"));
        QVERIFY2(saved && saved->lost.empty(),
                 saved ? joined(saved->lost).c_str() : saved.error().line().c_str());
    }

    void everyPageHeadAndManyOffsets() {
        // Soak: every offset, eight values each.
        const std::size_t by = tests::soak() ? 1 : 16, values = tests::soak() ? 8 : 1;
        long count = 0;
        for (std::size_t at = 0; at < good_.size(); ++at) {
            const std::size_t inPage = at % 4096;
            const bool head = at < 100 || inPage < 12;
            if (!head && at % by != 0) continue;
            for (std::size_t value = 0; value < values; ++value) {
                std::string bad = good_;
                bad[at] = static_cast<char>(bad[at] ^ (1 + mixed(at * 8 + value) % 255));
                const std::string wrong = wrongWith(bad, inPage == 0 || count % 64 == 0);
                QVERIFY2(wrong.empty(), ("offset " + std::to_string(at) + ": " + wrong).c_str());
                ++count;
            }
        }
        tests::tried(kRow, "single bytes changed", count);
    }

    void runsOfBytes() {
        const long count = tests::soak() ? 20'000 : 150;
        for (long i = 0; i < count; ++i) {
            std::string bad = good_;
            auto draw = [&, n = std::uint64_t{0}](std::uint64_t below) mutable {
                return mixed(static_cast<std::uint64_t>(i) * 7919 + n++) % below;
            };
            for (std::uint64_t many = 1 + draw(4); many > 0; --many) {
                const std::size_t at = draw(bad.size()), size = 1 + draw(512);
                for (std::size_t k = at; k < std::min(at + size, bad.size()); ++k)
                    bad[k] = static_cast<char>(draw(256));
            }
            if (i % 8 == 0) bad.resize(draw(bad.size()));
            const std::string wrong = wrongWith(bad, true);
            QVERIFY2(wrong.empty(), ("number " + std::to_string(i) + ": " + wrong).c_str());
        }
        tests::tried(kRow, "runs of bytes changed", count);
    }

    void whatSqliteCannotReadIsFound() {
        // Each page but the first, overwritten with noise.
        for (std::size_t page = 4096; page < good_.size(); page += 4096) {
            std::string bad = good_;
            for (std::size_t k = page; k < page + 4096; ++k) bad[k] = static_cast<char>(mixed(k));
            put(bad);
            const auto found = checkProject(path_);
            QVERIFY2(!found || !found->empty(), std::to_string(page / 4096).c_str());
        }
        tests::tried(kRow, "pages of noise", static_cast<long>(good_.size() / 4096) - 1);
    }

    void aDamagedTableCostsItsOwnRows() {
        // The page in the middle of the metrics: nothing else is lost, and most of the metrics are there.
        const std::size_t at = good_.find("learning_rate", good_.size() / 3);
        QVERIFY(at != std::string::npos);
        std::string bad = good_;
        std::fill_n(bad.begin() + static_cast<std::ptrdiff_t>(at / 4096 * 4096), 4096, '\xA5');
        put(bad);
        const auto saved = salvageProject(path_, saved_);
        QVERIFY2(saved, saved ? "" : saved.error().line().c_str());
        QVERIFY(!saved->lost.empty());
        const Project project = must(Project::open(saved_));
        QCOMPARE(must(listRuns(project)).size(), std::size_t(2));
        QCOMPARE(must(snapshotTensors(project, 2, 600)).front().data.size(), std::size_t(1000));
        QCOMPARE(must(dataRows(project, must(findDataSet(project, "toy")).id, "")).size(), std::size_t(60));
        const std::size_t points =
            must(curve(project, 1, "loss")).size() + must(curve(project, 2, "loss")).size();
        QVERIFY2(points > 900 && points < 1200, std::to_string(points).c_str());
    }

    void aDamagedHeaderIsMended() {
        std::string bad = good_;
        std::fill_n(bad.begin(), 100, '\0');
        put(bad);
        QVERIFY(!Project::open(path_).has_value());
        const auto saved = salvageProject(path_, saved_);
        QVERIFY2(saved, saved ? "" : saved.error().line().c_str());
        QCOMPARE(saved->lost, std::vector<std::string>{"the file's header was damaged"});
        QCOMPARE(must(curve(must(Project::open(saved_)), 1, "loss")).size(), std::size_t(600));
    }

    void cleanupTestCase() {
        qInfo("%ld opened, %ld refused; of those salvaged %ld gave a project, %ld nothing", read_, refused_,
              salvaged_, lost_);
    }
};

QTEST_GUILESS_MAIN(TestBytes)
#include "test_bytes.moc"
