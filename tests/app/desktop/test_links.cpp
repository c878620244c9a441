// SPDX-License-Identifier: GPL-3.0-or-later
// The window's links to its children, with small scripts in the children's place.
#include <signal.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "app/desktop/follower.h"
#include "app/desktop/helper.h"
#include "app/desktop/worker.h"
#include "core/project/recorder.h"

using namespace lathe;

namespace {

QString script(const QString& name) { return QStringLiteral(LATHE_FIXTURES "/desktop/") + name; }

Json testRecipe() {
    return *Json::parse(R"({"recipe": 1, "name": "r", "backbone": {"id": "tiny"}, "task": {"kind": "classify", "data": "rows"}})");
}

}  // namespace

class TestLinks : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

  private Q_SLOTS:
    void initTestCase() { qputenv("LATHE_TEST_FOLDER", folder_.path().toUtf8()); }

    void theHelperAnswersByNumber() {
        Helper helper(script("helper_echo.sh"));
        QObject receiver;
        QStringList heard;
        for (int i = 0; i < 2; ++i)
            helper.ask(Json::object({{"do", "x"}}), &receiver, [&](const Json& event) { heard.append(QString::fromStdString(event["event"].toString() + event["n"].dump())); });
        QTRY_COMPARE(heard, (QStringList{"tokennull", "result1", "tokennull", "result2"}));
    }

    void aHelperThatDiesAnswersWithAnErrorAndIsStartedAgain() {
        Helper helper(script("helper_dies.sh"));
        QObject receiver;
        QString heard;
        const auto hear = [&](const Json& event) { heard = QString::fromStdString(event["event"].toString() + " " + event["todo"].toString()); };
        helper.ask(Json::object({{"do", "x"}}), &receiver, hear);
        QTRY_COMPARE(heard, QString("error try again; it is started anew"));
        helper.ask(Json::object({{"do", "x"}}), &receiver, hear);
        QTRY_COMPARE(heard, QString("result "));
    }

    void anAnswerToAReceiverThatIsGoneIsDropped() {
        Helper helper(script("helper_slow.sh"));
        bool heard = false;
        {
            QObject receiver;
            helper.ask(Json::object({{"do", "x"}}), &receiver, [&](const Json&) { heard = true; });
        }
        QTest::qWait(400);
        QVERIFY(!heard);
    }

    void aProgramThatIsNotThereIsSaid() {
        Helper helper(folder_.filePath("nothing"));
        QObject receiver;
        QString heard;
        helper.ask(Json::object({{"do", "x"}}), &receiver, [&](const Json& event) { heard = QString::fromStdString(event["what"].toString()); });
        QTRY_VERIFY(heard.contains("could not be started"));
    }

    void aWorkerTellsItsEventsAndTakesRequests() {
        Worker worker;
        std::vector<Event> events;
        connect(&worker, &Worker::event, this, [&](const Event& event) { events.push_back(event); });
        QSignalSpy ended(&worker, &Worker::ended);
        worker.start(script("worker.sh"), {});
        QTRY_COMPARE(events.size(), std::size_t(2));
        QCOMPARE(worker.run(), std::int64_t(7));
        QCOMPARE(std::get<Stepped>(events[1].body).step, std::int64_t(3));
        worker.send({Request::What::Stop, true});
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended[0][0].toString(), QString());
        QFile asked(folder_.filePath("asked"));
        QVERIFY(asked.open(QIODevice::ReadOnly));
        const auto request = readRequest(asked.readAll().trimmed().toStdString());
        QVERIFY(request && request->keepBest);
    }

    void exitCodesBecomeSentences_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::addColumn<bool>("lost");
        QTest::newRow("data") << QStringList{"1", "rows.jsonl: no rows"} << "The run failed: rows.jsonl: no rows" << false;
        QTest::newRow("recipe") << QStringList{"2", "method.tokens: 0 is not allowed"}
                                << "The run was refused: method.tokens: 0 is not allowed" << false;
        QTest::newRow("interrupted") << QStringList{"130"} << "The run was interrupted; its state is saved." << true;
        QTest::newRow("killed") << QStringList{"killed"}
                                << "The run: its worker was killed. What was saved is kept; resume goes on from there." << true;
    }
    void exitCodesBecomeSentences() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        QFETCH(bool, lost);
        Worker worker;
        QSignalSpy ended(&worker, &Worker::ended);
        worker.start(script("worker_ends.sh"), arguments);
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended[0][0].toString(), said);
        QCOMPARE(ended[0][1].toBool(), lost);
    }

    void aWorkerOutlivesItsLink() {
        const QString pidFile = folder_.filePath("pid");
        {
            Worker worker;
            worker.start(script("worker_lives.sh"), {});
            QTRY_VERIFY(QFile::exists(pidFile));
        }
        QFile pid(pidFile);
        QTRY_VERIFY(pid.size() > 0);
        QVERIFY(pid.open(QIODevice::ReadOnly));
        const int number = pid.readAll().trimmed().toInt();
        QCOMPARE(::kill(number, 0), 0);
        QCOMPARE(::getsid(number), number);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder_.filePath("done")), 15000);
    }

    void rowsOfAnotherProcessBecomeEvents() {
        auto project = *Project::create(folder_.filePath("f.lathe").toStdString());
        const std::int64_t run = *createRun(project, testRecipe());
        auto recorder = *Recorder::begin(project, run);
        QVERIFY(recorder.started(Json::object(), 10));
        QVERIFY(recorder.step(1, {{"loss", 2.0}}, 0.1));
        Follower follower;
        std::vector<Event> events;
        connect(&follower, &Follower::event, this, [&](const Event& event) { events.push_back(event); });
        follower.setProject(&project);
        QVERIFY(recorder.step(2, {{"loss", 1.5}, {"tokens_a_second", 900.0}}, 0.2));
        QVERIFY(recorder.step(3, {{"loss", 1.25}}, 0.3));
        QVERIFY(recorder.evaluation(3, "rows/validation", 5, {{"accuracy", 0.75}}, {}, true));
        QTRY_COMPARE(events.size(), std::size_t(3));
        QCOMPARE(std::get<Stepped>(events[0].body).step, std::int64_t(2));
        QCOMPARE(std::get<Stepped>(events[0].body).tokensASecond, 900.0);
        QCOMPARE(std::get<Stepped>(events[1].body).loss, 1.25);
        QCOMPARE(std::get<Evaluated>(events[2].body).metrics.at("accuracy"), 0.75);
        QVERIFY(recorder.state(RunState::Finished));
        QTRY_VERIFY(std::holds_alternative<StateChanged>(events.back().body));
    }
};

QTEST_GUILESS_MAIN(TestLinks)
#include "test_links.moc"
