// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <cmath>
#include <limits>

#include "core/spec/events.h"

using namespace lathe;

namespace {

template <class Body>
[[gnu::noinline]] Event made(std::int64_t run, double time, Body body) {
    Event out;
    out.run = run;
    out.time = time;
    out.body = std::move(body);
    return out;
}

template <class Body>
[[gnu::noinline]] Event back(std::int64_t run, double time, Body body) {
    auto read = readEvent(toJson(made(run, time, std::move(body))).dump());
    return read.value().value();
}

}  // namespace

class TestEvents : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyEventComesBack() {
        const Event started = back(3, 12.5, Started{1, 77, Json::object({{"dtype", "bfloat16"}})});
        QCOMPARE(started.run, 3);
        QCOMPARE(started.time, 12.5);
        QCOMPARE(std::get<Started>(started.body).pid, 77);
        QCOMPARE(std::get<Started>(started.body).resolved["dtype"].toString(), std::string("bfloat16"));
        const auto step = std::get<Stepped>(back(1, 0, Stepped{5, 300, 0.1, 0.01, 2.5, 80.25, 900, 61}).body);
        QCOMPARE(step.step, 5);
        QCOMPARE(step.steps, 300);
        QVERIFY(step.loss == 0.1 && step.learningRate == 0.01 && step.gradientNorm == 2.5 &&
                step.tokensASecond == 80.25);
        QVERIFY(step.residentMib == 900 && step.secondsLeft == 61);
        const auto evaluated =
            std::get<Evaluated>(back(1, 0, Evaluated{50, "glosses/validation", {{"accuracy", 0.893}}}).body);
        QCOMPARE(evaluated.data, std::string("glosses/validation"));
        QCOMPARE(evaluated.metrics.at("accuracy"), 0.893);
        QCOMPARE(std::get<SnapshotTaken>(back(1, 0, SnapshotTaken{50, 0.25}).body).drift, 0.25);
        QCOMPARE(std::get<StateChanged>(back(1, 0, StateChanged{RunState::Paused}).body).state,
                 RunState::Paused);
        const auto message = std::get<Message>(back(1, 0, Message{"warning", "line\n\"two\""}).body);
        QCOMPARE(message.text, std::string("line\n\"two\""));
        const auto failure = std::get<Failed>(back(1, 0, Failed{"what", "where", "todo"}).body);
        QVERIFY(failure.what == "what" && failure.where == "where" && failure.todo == "todo");
    }

    void anEventIsOneLineWithTheDesignsKeys() {
        QCOMPARE(
            toJson(made(2, 1.5, Stepped{1, 2, 3, 4, 5, 6, 7, 8})).dump(),
            std::string(
                "{\"event\": \"step\", \"run\": 2, \"time\": 1.5, \"step\": 1, \"steps\": 2, \"loss\": 3.0, "
                "\"learning_rate\": 4.0, \"gradient_norm\": 5.0, \"tokens_a_second\": 6.0, \"resident_mib\": "
                "7.0, "
                "\"seconds_left\": 8.0}"));
        QVERIFY(toJson(made(2, 1, Message{"info", "a\nb"})).dump().find('\n') == std::string::npos);
    }

    void whatIsNotFiniteIsNullAndReadsAsNothing() {
        const Stepped odd{1, 2, std::nan(""), std::numeric_limits<double>::infinity(), 1, 1, 1, 1};
        const std::string line = toJson(made(1, 0, odd)).dump();
        QVERIFY(line.find("\"loss\": null, \"learning_rate\": null") != std::string::npos);
        const auto step = std::get<Stepped>((*readEvent(line))->body);
        QVERIFY(std::isnan(step.loss) && std::isnan(step.learningRate) && step.gradientNorm == 1);
        const auto evaluated =
            std::get<Evaluated>(back(1, 0, Evaluated{1, "d", {{"loss", std::nan("")}}}).body);
        QVERIFY(std::isnan(evaluated.metrics.at("loss")));
    }

    void readersIgnoreWhatTheyDoNotKnow() {
        const auto known =
            readEvent(R"({"event": "snapshot", "run": 1, "step": 4, "drift": 1, "new": {"x": []}})");
        QCOMPARE(std::get<SnapshotTaken>((*known)->body).step, 4);
        const auto unknown = readEvent(R"({"event": "applause", "run": 1})");
        QVERIFY(unknown.has_value() && !unknown->has_value());
        const auto state = readEvent(R"({"event": "state", "state": "asleep"})");
        QVERIFY(state.has_value() && !state->has_value());
    }

    void brokenLinesAreErrors() {
        for (const char* line : {"", "{", "[]", "12", "null", "{\"run\": 1}", "{\"event\": 3}",
                                 "{\"event\": \"step\"} x", "\xFF"})
            QVERIFY2(!readEvent(line).has_value(), line);
    }

    void requestsComeBack() {
        for (const auto what :
             {Request::What::Pause, Request::What::Resume, Request::What::Snapshot, Request::What::Stop}) {
            const auto request = readRequest(toJson(Request{what, false}).dump());
            QVERIFY(request->what == what && !request->keepBest);
        }
        QVERIFY(readRequest(toJson(Request{Request::What::Stop, true}).dump())->keepBest);
        QCOMPARE(toJson(Request{Request::What::Stop, true}).dump(),
                 std::string("{\"do\": \"stop\", \"keep\": \"best\"}"));
        QVERIFY(!readRequest("{\"do\": \"stop\"}")->keepBest);
    }

    void otherRequestsAreRefused() {
        QCOMPARE(readRequest("{\"do\": \"dance\"}").error().line(),
                 std::string("request: \"dance\" is not a request; give pause, resume, snapshot or stop"));
        QCOMPARE(readRequest("{\"do\": \"stop\", \"keep\": \"all\"}").error().line(),
                 std::string("request, keep: \"all\" is not something to keep; give last or best"));
        for (const char* line : {"", "stop", "{}", "[]", "{\"do\": 1}"})
            QVERIFY2(!readRequest(line).has_value(), line);
    }

    void statesHaveNames() {
        for (const auto state : {RunState::Queued, RunState::Running, RunState::Paused, RunState::Stopped,
                                 RunState::Interrupted, RunState::Failed, RunState::Finished})
            QVERIFY(runStateNamed(runStateName(state)) == state);
        QVERIFY(!runStateNamed("asleep").has_value());
    }
};

QTEST_GUILESS_MAIN(TestEvents)
#include "test_events.moc"
