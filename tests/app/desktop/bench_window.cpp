// SPDX-License-Identifier: GPL-3.0-or-later
// How quick the window is with much in it (issue E's limits): a large project opened, a live page with a
// million points zoomed, and the longest time that the window heard nothing while a worker floods it. Built
// on demand:
//   ninja -C build bench_window && QT_QPA_PLATFORM=offscreen build/tests/bench_window [FOLDER]
// FOLDER keeps the large project between calls (about 900 MB).
#include <fcntl.h>
#include <unistd.h>
#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <vector>

#include "app/desktop/main_window.h"
#include "core/project/database.h"
#include "tests/support/filled_project.h"
#include "widgets/plots/line_chart.h"

using namespace lathe;

namespace {

constexpr int kRuns = 200, kPoints = 100000;

/// Runs with as many steps each, written by SQL as a recorder would leave them.
void makeLargeProject(const QString& path) {
    std::printf("making %d runs of %d points\n", kRuns, kPoints);
    Project project = filledProject(path, {});
    for (int i = 0; i < kRuns; ++i)
        must(createRun(project, filledRecipe({.name = "run " + std::to_string(i + 1), .steps = kPoints})));
    Database& database = project.database();
    must(database.script("PRAGMA synchronous = OFF"));
    const std::string steps = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < " +
                              std::to_string(kPoints) + ") ";
    const std::string value = "0.3 + 2.0 / (1 + s.n / 900.0) + 0.05 * ((s.n * 7919 % 1000) / 1000.0)";
    for (int run = 1; run <= kRuns; ++run) {
        const std::string number = std::to_string(run);
        must(database.script("BEGIN"));
        must(database.script("INSERT INTO metric " + steps + "SELECT " + number + ", s.n, 'loss', " + value +
                             " FROM s"));
        must(database.script(
            "INSERT INTO curve SELECT run, name, step / 256, count(*), min(value), max(value), avg(value) "
            "FROM metric WHERE run = " +
            number + " GROUP BY step / 256 HAVING count(*) >= 255"));
        must(database.script(
            "INSERT INTO run_summary SELECT run, name, count(*), 0.35, max(step), min(value), 1 FROM metric "
            "WHERE run = " +
            number + " GROUP BY name"));
        must(database.script("UPDATE run SET state = 'finished', steps = " + std::to_string(kPoints) +
                             ", started = created, "
                             "ended = created WHERE run = " +
                             number));
        must(database.script("INSERT OR REPLACE INTO run_progress VALUES (" + number + ", " +
                             std::to_string(kPoints) + ", 5000, -1)"));
        must(database.script("COMMIT"));
    }
}

void settle(int milliseconds) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) QApplication::processEvents(QEventLoop::AllEvents, 5);
}

/// Nothing of the file is in memory any more, and nothing waits to be written.
void forget(const QString& path) {
    const int file = ::open(qPrintable(path), O_RDONLY);
    if (file < 0) return;
    ::fsync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

/// From the call until the page has been painted with what it read; the first and the last round from the
/// disk.
void openLarge(const QString& path) {
    constexpr int kRounds = 4;
    for (int round = 0; round < kRounds; ++round) {
        const bool cold = round == 0 || round + 1 == kRounds;
        if (cold) forget(path);
        MainWindow window(QStringLiteral("/nonexistent/promptlathe-cli"));
        window.resize(1440, 900);
        window.show();
        settle(300);
        QElapsedTimer timer;
        timer.start();
        window.openFile(path);
        window.grab();
        std::printf("open %d runs of %d points, %s: %lld ms (limit 300)\n", kRuns, kPoints,
                    cold ? "from the disk" : "in memory", timer.elapsed());
        if (round + 1 < kRounds) continue;
        for (const PageName page : {PageName::Compare, PageName::Studies, PageName::Recipe, PageName::Runs}) {
            timer.restart();
            window.showPage(page);
            window.grab();
            std::printf("  page %d: %lld ms\n", static_cast<int>(page), timer.elapsed());
        }
    }
}

void zoomMillion() {
    LineChart chart;
    chart.resize(1000, 520);
    chart.setSmoothing(0.9);
    for (int s = 0; s < 10; ++s) {
        chart.addSeries({QStringLiteral("run %1").arg(s + 1), s, Qt::SolidLine, true, false});
        QVector<ChartPoint> points;
        points.reserve(kPoints);
        for (int i = 1; i <= kPoints; ++i)
            points.append(ChartPoint::at(i, 0.3 + 2.0 / (1 + i / 900.0) + 0.05 * filledNoise(i, s)));
        chart.setPoints(s, points);
    }
    chart.show();
    settle(500);
    std::vector<double> frames;
    QElapsedTimer timer;
    for (int frame = 0; frame < 60; ++frame) {
        // The chart draws when it is next idle: the longest time at a stretch until it rests is the frame.
        QElapsedTimer whole;
        whole.start();
        double longest = 0;
        chart.zoom(frame < 30 ? 0.85 : 1 / 0.85);
        while (whole.elapsed() < 60) {
            timer.start();
            QApplication::processEvents(QEventLoop::AllEvents, 1);
            longest = std::max(longest, double(timer.nsecsElapsed()) / 1e6);
        }
        frames.push_back(longest);
    }
    std::sort(frames.begin(), frames.end());
    std::printf("zoom, ten runs and a million points: median %.1f ms, worst %.1f ms (limit 16)\n", frames[30],
                frames.back());
}

/// The longest gap between ticks while ten events each 50 ms come for a run that is shown.
void flood(const QString& folder) {
    const QString path = folder + QStringLiteral("/flood.lathe");
    QFile::remove(path);
    {
        const Project project =
            filledProject(path, {{.name = "flooded", .until = 250, .state = RunState::Interrupted}});
    }
    MainWindow window(QStringLiteral("/nonexistent/promptlathe-cli"));
    window.resize(1440, 900);
    window.show();
    window.openFile(path);
    settle(1000);
    double longest = 0;
    QElapsedTimer since;
    since.start();
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, [&] {
        longest = std::max(longest, double(since.nsecsElapsed()) / 1e6);
        since.restart();
    });
    tick.start(1);
    std::int64_t step = 250;
    QTimer events;
    QObject::connect(&events, &QTimer::timeout, [&] {
        for (int i = 0; i < 10; ++i) {
            Stepped said;
            said.step = ++step;
            said.steps = 100000;
            said.loss = 0.5 + 0.1 * filledNoise(step, 1);
            said.learningRate = 0.01;
            said.gradientNorm = 1;
            said.tokensASecond = 1000;
            said.residentMib = 1000;
            Q_EMIT window.desk().event(Event{1, 0, said});
        }
    });
    events.start(50);
    settle(6000);
    std::printf("200 events a second: longest silence %.1f ms (limit 50), %lld steps\n", longest,
                static_cast<long long>(step));
}

}  // namespace

int main(int argc, char** argv) {
    QTemporaryDir made;
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : made.path();
    qputenv("XDG_STATE_HOME", made.path().toUtf8());
    qputenv("XDG_RUNTIME_DIR", made.path().toUtf8());
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Light);
    const QString large = folder + QStringLiteral("/large.lathe");
    if (!QFile::exists(large)) makeLargeProject(large);
    openLarge(large);
    zoomMillion();
    flood(folder);
    return 0;
}
