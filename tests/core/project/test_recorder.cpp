// SPDX-License-Identifier: Apache-2.0
// A worker's side: what a run records, what a resumed one takes back, and who may record at all.
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <limits>

#include "core/project/database.h"
#include "core/project/recorder.h"
#include "tests/core/project/must.h"

using namespace lathe;

namespace {

Json recipe(const std::string& name = "a run") {
    return Json::object({{"recipe", 1}, {"name", name}, {"training", Json::object({{"steps", 300}})}});
}

ResumeState stateAt(std::int64_t step, std::size_t elements = 12) {
    ResumeState state;
    state.step = step;
    HostTensor tensor{"prompt", {static_cast<std::int64_t>(elements)}, std::vector<float>(elements)};
    for (std::size_t i = 0; i < elements; ++i)
        tensor.data[i] = static_cast<float>(i) * 0.1F + static_cast<float>(step);
    state.tensors.push_back(std::move(tensor));
    state.tensors.push_back(
        {"adam.first", {2, 2}, {1e-30F, -0.0F, std::numeric_limits<float>::denorm_min(), 3}});
    state.tensors.push_back({"nothing", {0, 4}, {}});
    state.counters = Json::object({{"epoch", 3}, {"order", Json::array({1, 2})}, {"average", 0.1}});
    return state;
}

bool sameBits(const TensorMap& a, const TensorMap& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].name != b[i].name || a[i].shape != b[i].shape || a[i].data.size() != b[i].data.size() ||
            (!a[i].data.empty() &&
             std::memcmp(a[i].data.data(), b[i].data.data(), a[i].data.size() * sizeof(float)) != 0))
            return false;
    return true;
}

double lossAt(std::int64_t step) {
    return 4.0 / static_cast<double>(step) + (step % 7 == 0 ? 0.25 : 0.0);
}

/// Trains from `from` + 1 to `to` as a worker would: a step's metrics, every tenth an evaluation and a
/// snapshot.
void record(Recorder& recorder, std::int64_t from, std::int64_t to) {
    for (std::int64_t step = from + 1; step <= to; ++step) {
        must(recorder.step(step, {{"loss", lossAt(step)}, {"learning_rate", 0.01}}, 0.5));
        if (step % 10 != 0) continue;
        const double accuracy = 0.5 + 0.01 * static_cast<double>(step % 30);
        must(recorder.evaluation(
            step, "glosses/validation", 2, {{"accuracy", accuracy}, {"loss", lossAt(step)}},
            {{4, "animal", "food", {{"animal", 0.25}, {"food", 0.75}}}, {7, "food", "food", {}}},
            step == 10 || step == 20));
        must(recorder.snapshot(
            step, 0.5, {{"prompt", {2, 2}, {1, 2, 3, static_cast<float>(step)}}},
            {{"cosine", {{0, 1.5, {{7, " word", 0.9}, {8, "\xE2\x90\xA3", 0.8}}}, {1, 2.5, {}}}}}));
    }
}

/// All rows of the tables that training fills, as text, without times.
std::string contents(Project& project) {
    std::string out;
    for (const char* sql :
         {"SELECT run || ' ' || step || ' ' || name || ' ' || quote(value) FROM metric ORDER BY run, step, "
          "name",
          "SELECT run || ' ' || name || ' ' || block || ' ' || points || quote(minimum) || quote(maximum) || "
          "quote(mean) FROM curve "
          "ORDER BY run, name, block",
          "SELECT run || name || points || quote(last) || last_step || quote(best) || quote(best_step) FROM "
          "run_summary ORDER BY run, name",
          "SELECT run || ' ' || step || data || examples || metrics || best FROM evaluation ORDER BY run, "
          "step",
          "SELECT row || label || prediction || scores FROM prediction ORDER BY evaluation, row",
          "SELECT run || ' ' || step || name || shape || hex(data) FROM snapshot_tensor ORDER BY run, step, "
          "position",
          "SELECT run || ' ' || step || metric || position || neighbours FROM neighbour ORDER BY run, step, "
          "position",
          "SELECT run || ' ' || step || ' ' || best_step FROM run_progress"})
        must(project.database().each(sql, [&](const Statement& row) { out += row.text(0) + "\n"; }));
    return out;
}

}  // namespace

class TestRecorder : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::filesystem::path path_;

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        path_ = std::filesystem::path(folder_->path().toStdString()) / "a.lathe";
    }
    void cleanup() { folder_.reset(); }

    void aRunsRowTellsWhatWasRecorded() {
        Project project = must(Project::create(path_));
        const std::int64_t run = must(createRun(project, recipe()));
        QCOMPARE(must(findRun(project, "last")).state, RunState::Queued);
        {
            Recorder recorder = must(Recorder::begin(project, run));
            QVERIFY(!must(recorder.resumeState()).has_value());
            must(recorder.started(Json::object({{"dtype", "bfloat16"}}), 30));
            record(recorder, 0, 30);
            const RunRow row = must(findRun(project, "1"));
            QCOMPARE(row.state, RunState::Running);
            QCOMPARE(row.pid, static_cast<std::int64_t>(QCoreApplication::applicationPid()));
            must(recorder.save(stateAt(30)));
            must(recorder.state(RunState::Finished));
        }
        const RunRow row = must(findRun(project, "a run"));
        QCOMPARE(row.state, RunState::Finished);
        QCOMPARE(row.step, 30);
        QCOMPARE(row.steps, 30);
        QCOMPARE(row.safeStep, 30);
        QCOMPARE(row.bestStep, 20);
        QCOMPARE(row.seconds, 15.0);
        QCOMPARE(row.resolved["dtype"].string(), std::string("bfloat16"));
        QCOMPARE(row.last.at("loss"), lossAt(30));
        QCOMPARE(row.best.at("loss"), lossAt(30));
        QCOMPARE(row.best.at("validation.accuracy"), 0.7);
        QCOMPARE(row.last.at("validation.accuracy"), 0.5);
        QVERIFY(!row.ended.empty() && !row.started.empty());

        const auto evaluated = must(evaluations(project, run));
        QCOMPARE(evaluated.size(), std::size_t(3));
        QCOMPARE(evaluated[0].metrics.at("accuracy"), 0.6);
        QCOMPARE(evaluated[0].data, std::string("glosses/validation"));
        const auto said = must(predictions(project, run, 10, "glosses/validation"));
        QCOMPARE(said.size(), std::size_t(2));
        QCOMPARE(said[0].row, 4);
        QCOMPARE(said[0].scores.at("food"), 0.75);
        QCOMPARE(must(snapshots(project, run)).size(), std::size_t(3));
        QCOMPARE(must(snapshotTensors(project, run, 20))[0].data[3], 20.0F);
        const auto near = must(snapshotNeighbours(project, run, 20, "cosine"));
        QCOMPARE(near.size(), std::size_t(2));
        QCOMPARE(near[0].neighbours[1].text, std::string("\xE2\x90\xA3"));
        QVERIFY(must(snapshotNeighbours(project, run, 20, "dot")).empty());
        QCOMPARE(snapshotTensors(project, run, 21).error().todo, std::string("give one of: 10, 20, 30"));
    }

    void aStateComesBackBitForBit() {
        Project project = must(Project::create(path_));
        const std::int64_t run = must(createRun(project, recipe()));
        const ResumeState saved = stateAt(7, 5'000'000);  // 20 MB: three parts
        {
            Recorder recorder = must(Recorder::begin(project, run));
            must(recorder.resumeState());
            record(recorder, 0, 7);
            must(recorder.save(stateAt(3)));
            must(recorder.save(saved));
        }
        Recorder recorder = must(Recorder::begin(project, run));
        const auto back = must(recorder.resumeState());
        QVERIFY(back.has_value());
        QCOMPARE(back->step, 7);
        QVERIFY(sameBits(back->tensors, saved.tensors));
        QCOMPARE(back->counters.dump(), saved.counters.dump());
        QCOMPARE(must(project.database().integer("SELECT count(*) FROM resume_tensor")),
                 5);  // only the newest state stays
        QVERIFY(must(project.database().integer("SELECT max(length(data)) FROM resume_tensor")) <= 8 << 20);
    }

    void aResumedRunEndsAsAnUndisturbedOne_data() {
        QTest::addColumn<int>("saved");
        QTest::addColumn<int>("killed");
        QTest::newRow("before the first step") << -1 << 0;
        QTest::newRow("before the first save") << -1 << 25;
        QTest::newRow("at the save") << 40 << 40;
        QTest::newRow("between evaluations") << 44 << 59;
        QTest::newRow("past the best step") << 15 << 33;
        QTest::newRow("at a block's last step") << 255 << 300;
        QTest::newRow("at a block's first step") << 256 << 260;
        QTest::newRow("over a block's border") << 250 << 520;
    }

    void aResumedRunEndsAsAnUndisturbedOne() {
        QFETCH(int, saved);
        QFETCH(int, killed);
        constexpr int kEnd = 530;
        Project straight = must(Project::create(path_));
        {
            must(createRun(straight, recipe()));
            Recorder recorder = must(Recorder::begin(straight, 1));
            must(recorder.resumeState());
            record(recorder, 0, kEnd);
        }
        Project broken = must(Project::create(path_.parent_path() / "b.lathe"));
        must(createRun(broken, recipe()));
        {
            Recorder recorder = must(Recorder::begin(broken, 1));
            must(recorder.resumeState());
            if (saved >= 0) {
                record(recorder, 0, saved);
                must(recorder.save(stateAt(saved)));
            }
            record(recorder, std::max(saved, 0), killed);
        }
        QCOMPARE(must(findRun(broken, "1")).state, RunState::Interrupted);
        Recorder recorder = must(Recorder::begin(broken, 1));
        const auto state = must(recorder.resumeState());
        QCOMPARE(state.has_value(), saved >= 0);
        QCOMPARE(must(findRun(broken, "1")).step, std::max(saved, 0));
        record(recorder, state ? state->step : 0, kEnd);
        QCOMPARE(contents(broken), contents(straight));
    }

    void whatIsNotFiniteIsKeptAsNothing() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        Recorder recorder = must(Recorder::begin(project, 1));
        must(recorder.step(1, {{"loss", 2.0}}, 0));
        must(recorder.step(2, {{"loss", std::nan("")}}, 0));
        must(recorder.step(3, {{"loss", std::numeric_limits<double>::infinity()}}, 0));
        const auto points = must(curve(project, 1, "loss"));
        QCOMPARE(points.size(), std::size_t(3));
        QVERIFY(std::isnan(points[1].value) && std::isnan(points[2].value));
        QVERIFY(std::isnan(must(findRun(project, "1")).last.at("loss")));
        QCOMPARE(must(findRun(project, "1")).best.at("loss"), 2.0);
    }

    void longCurvesComeInBlocks() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        Recorder recorder = must(Recorder::begin(project, 1));
        constexpr std::int64_t kSteps = 256 * 12 + 100;
        for (std::int64_t step = 1; step <= kSteps; ++step)
            must(recorder.step(step, {{"loss", lossAt(step)}, {"x", 1}}, 0));
        const auto all = must(curve(project, 1, "loss"));
        QCOMPARE(all.size(), static_cast<std::size_t>(kSteps));
        QCOMPARE(all[41].value, lossAt(42));
        const auto blocks = must(curve(project, 1, "loss", 0, 1000));
        QCOMPARE(blocks.size(), std::size_t(12 + 101));  // step 3072 opens block 12
        double sum = 0, low = 1e9, high = 0;
        for (std::int64_t step = 256; step < 512; ++step) {
            sum += lossAt(step);
            low = std::min(low, lossAt(step));
            high = std::max(high, lossAt(step));
        }
        QCOMPARE(blocks[1].step, 256 + 128);
        QCOMPARE(blocks[1].value, sum / 256);
        QCOMPARE(blocks[1].minimum, low);
        QCOMPARE(blocks[1].maximum, high);
        QCOMPARE(blocks.back().step, kSteps);
        const auto tail = must(curve(project, 1, "loss", kSteps - 9, 1000));
        QCOMPARE(tail.size(), std::size_t(10));
        QCOMPARE(must(metricNames(project, 1)), (std::vector<std::string>{"loss", "x"}));
        QVERIFY(must(curve(project, 1, "no such")).empty());
    }

    void keepingSomeSnapshotsDropsTheOthers() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        Recorder recorder = must(Recorder::begin(project, 1));
        record(recorder, 0, 50);
        must(recorder.keepOnly({20, 50, 77}));
        const auto left = must(snapshots(project, 1));
        QCOMPARE(left.size(), std::size_t(2));
        QCOMPARE(left[0].step, 20);
        QCOMPARE(must(project.database().integer("SELECT count(DISTINCT step) FROM neighbour")), 2);
        QCOMPARE(must(project.database().integer("SELECT count(*) FROM snapshot_tensor")), 2);
    }

    void aFailureIsKeptAndAFreshStartForgetsIt() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        {
            Recorder recorder = must(Recorder::begin(project, 1));
            must(recorder.state(RunState::Failed,
                                Failed{"the loss is not finite", "step 12", "take a lower rate"}));
        }
        RunRow row = must(findRun(project, "1"));
        QCOMPARE(row.state, RunState::Failed);
        QCOMPARE(row.failure->where, std::string("step 12"));
        Recorder recorder = must(Recorder::begin(project, 1));
        row = must(findRun(project, "1"));
        QVERIFY(!row.failure.has_value());
        QCOMPARE(row.state, RunState::Running);
        must(recorder.state(RunState::Paused));
        QCOMPARE(must(findRun(project, "1")).state, RunState::Paused);
    }

    void aSecondWorkerIsRefused() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        Project other = must(Project::open(path_));
        std::optional<Recorder> recorder(must(Recorder::begin(project, 1)));
        const auto second = Recorder::begin(other, 1);
        QVERIFY(!second.has_value());
        const std::string line = second.error().line();
        QVERIFY2(line.find("run 1 is running already (pid " +
                           std::to_string(QCoreApplication::applicationPid())) != std::string::npos,
                 line.c_str());
        QVERIFY2(line.find("promptlathe-cli stop ") != std::string::npos, line.c_str());
        QVERIFY(!deleteRun(other, 1).has_value());
        recorder.reset();
        QVERIFY(Recorder::begin(other, 1).has_value());
        QVERIFY(!Recorder::begin(other, 2).has_value());
    }

    void aKilledWorkerLeavesAnInterruptedRunThatGoesOn() {
        {
            Project project = must(Project::create(path_));
            must(createRun(project, recipe()));
        }
        QProcess worker;
        worker.start(QCoreApplication::applicationFilePath(),
                     {"--worker", QString::fromStdString(path_.string())});
        QVERIFY(worker.waitForStarted());
        QByteArray said;
        while (!said.contains("saved") && worker.waitForReadyRead(20000))
            said += worker.readAllStandardOutput();
        QVERIFY(said.contains("saved"));
        {
            Project project = must(Project::open(path_));
            QCOMPARE(must(findRun(project, "1")).state, RunState::Running);
            QCOMPARE(must(findRun(project, "1")).pid, worker.processId());
            const auto refused = Recorder::begin(project, 1);
            QVERIFY(refused.error().line().find(std::to_string(worker.processId())) != std::string::npos);
            QVERIFY(!deleteRun(project, 1).has_value());
            // Reads go on while it writes at full speed.
            for (int i = 0; i < 20; ++i) QVERIFY(must(curve(project, 1, "loss")).size() > 0);
            must(setNote(project, 1, "seen while running"));
        }
        worker.kill();
        QVERIFY(worker.waitForFinished());
        Project project = must(Project::open(path_));
        const RunRow row = must(findRun(project, "1"));
        QCOMPARE(row.state, RunState::Interrupted);
        QCOMPARE(row.note, std::string("seen while running"));
        QVERIFY(row.safeStep > 0 && row.step >= row.safeStep);
        Recorder recorder = must(Recorder::begin(project, 1));
        const auto state = must(recorder.resumeState());
        QCOMPARE(state->step, row.safeStep);
        QVERIFY(sameBits(state->tensors, stateAt(state->step, 100'000).tensors));
        QCOMPARE(must(project.database().integer("SELECT max(step) FROM metric")), row.safeStep);
    }

    void requestsReachTheWorkerOnce() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        must(postRequest(project, 1, {Request::What::Stop, true}));
        Recorder recorder = must(Recorder::begin(project, 1));
        QVERIFY(must(takeRequests(project, 1)).empty());  // asked of an earlier worker
        Project window = must(Project::open(path_));
        must(postRequest(window, 1, {Request::What::Pause, false}));
        must(postRequest(window, 1, {Request::What::Stop, true}));
        const auto taken = must(takeRequests(project, 1));
        QCOMPARE(taken.size(), std::size_t(2));
        QCOMPARE(taken[0].what, Request::What::Pause);
        QVERIFY(taken[1].what == Request::What::Stop && taken[1].keepBest);
        QVERIFY(must(takeRequests(project, 1)).empty());
        QVERIFY(!postRequest(window, 99, {}).has_value());
    }

    void importedRunsCanBeTrainedOn() {
        Project project = must(Project::create(path_));
        const ResumeState state = stateAt(12);
        const std::int64_t run =
            must(recordImported(project, recipe("from afar"), Json::object({{"dtype", "float32"}}),
                                {{"prompt", {1, 2}, {5, 6}}}, state));
        const RunRow row = must(findRun(project, "from afar"));
        QCOMPARE(row.state, RunState::Finished);
        QCOMPARE(row.step, 12);
        QCOMPARE(row.safeStep, 12);
        QCOMPARE(must(snapshotTensors(project, run, 12))[0].data, (std::vector<float>{5, 6}));
        Recorder recorder = must(Recorder::begin(project, run));
        QVERIFY(sameBits(must(recorder.resumeState())->tensors, state.tensors));
        QCOMPARE(must(snapshots(project, run)).size(), std::size_t(1));
        QVERIFY(must(recordImported(project, recipe("bare"), Json(), {{"prompt", {1}, {1}}}, {})) > run);
    }

    void laterEvaluationsStandBesideTheOthers() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        must(recordEvaluation(project, 1, 20, "glosses/test", 2, {{"accuracy", 0.5}}, {{0, "a", "b", {}}}));
        must(recordEvaluation(project, 1, 20, "glosses/test", 2, {{"accuracy", 0.75}}, {{0, "a", "a", {}}}));
        const auto rows = must(evaluations(project, 1));
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows[0].metrics.at("accuracy"), 0.75);
        QCOMPARE(must(predictions(project, 1, 20, "glosses/test"))[0].prediction, std::string("a"));
        QVERIFY(!recordEvaluation(project, 5, 20, "d/test", 2, {}, {}).has_value());
    }

    void manyStepsStayQuickToReadAndSmall() {
        Project project = must(Project::create(path_));
        must(createRun(project, recipe()));
        Recorder recorder = must(Recorder::begin(project, 1));
        constexpr std::int64_t kSteps = 21'000;
        QElapsedTimer timer;
        timer.start();
        const std::clock_t begun = std::clock();
        for (std::int64_t step = 1; step <= kSteps; ++step)
            must(recorder.step(step, {{"loss", lossAt(step)}, {"gradient_norm", 1}, {"learning_rate", 0.01}},
                               0.01));
        qInfo("%.1f us a step, %.1f of them on the processor",
              static_cast<double>(timer.nsecsElapsed()) / 1000 / kSteps,
              static_cast<double>(std::clock() - begun) * 1e6 / CLOCKS_PER_SEC / kSteps);
        timer.restart();
        const auto points = must(curve(project, 1, "loss"));
        qInfo("curve of %zu points: %.1f ms", points.size(), static_cast<double>(timer.nsecsElapsed()) / 1e6);
        QVERIFY(points.size() <= 20000);
        QCOMPARE(points.back().step, kSteps);
        const auto log = path_.string() + "-wal";
        QVERIFY(std::filesystem::file_size(log) <= 64 << 20);
        must(recorder.state(RunState::Stopped));
    }
};

/// The process that is killed: steps and saves without end.
int worker(const std::filesystem::path& path) {
    Project project = must(Project::open(path));
    Recorder recorder = must(Recorder::begin(project, 1));
    must(recorder.resumeState());
    for (std::int64_t step = 1;; ++step) {
        must(recorder.step(step, {{"loss", lossAt(step)}}, 0.001));
        if (step % 50 != 0) continue;
        must(recorder.save(stateAt(step, 100'000)));
        if (step == 100) {
            std::puts("saved");
            std::fflush(stdout);
        }
    }
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--worker") return worker(argv[2]);
    QCoreApplication app(argc, argv);
    TestRecorder test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_recorder.moc"
