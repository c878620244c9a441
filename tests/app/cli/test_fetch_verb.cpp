// SPDX-License-Identifier: Apache-2.0
// `backbone fetch` as a window and a terminal drive it: events as JSON lines, requests on stdin, Ctrl C.
#include <QtTest>

#include <csignal>

#include "tests/support/hub_server.h"

using namespace lathe;
using namespace lathe::tests;

class TestFetchVerb : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<HubServer> hub_;

    /// The verb, started against the hub on loopback with a cache of its own.
    std::unique_ptr<QProcess> started(const QStringList& arguments) const {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"HF_TOKEN", "HF_HUB_OFFLINE", "HUGGINGFACE_HUB_CACHE"})
            environment.remove(name);
        environment.insert("HF_ENDPOINT", QString::fromStdString(hub_->address()));
        environment.insert("HF_HUB_CACHE", folder_->filePath("hub"));
        environment.insert("XDG_DATA_HOME", folder_->filePath("data"));
        environment.insert("XDG_CACHE_HOME", folder_->filePath("cache"));
        process->setProcessEnvironment(environment);
        process->start(LATHE_CLI, arguments);
        return process;
    }
    QByteArray finished(const QStringList& arguments, int code = 0) const {
        const auto process = started(arguments);
        process->closeWriteChannel();
        if (!process->waitForFinished(30000)) return "it does not end";
        const QByteArray out = process->readAllStandardOutput();
        return process->exitCode() == code ? out : out + process->readAllStandardError();
    }
    /// Reads lines until one has this state.
    static bool waitForState(QProcess& process, const char* state) {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 20000) {
            while (process.canReadLine())
                if (process.readLine().contains("\"state\": \"" + QByteArray(state) + "\"")) return true;
            if (process.state() == QProcess::NotRunning || !process.waitForReadyRead(200)) continue;
        }
        return false;
    }
    /// The weights come slowly: 40 kB an answer, then the connection ends.
    void beSlow() {
        hub_->odd = [this](const HubRequest& request) -> std::optional<HubAnswer> {
            if (!request.path.ends_with("model.safetensors")) return std::nullopt;
            HubAnswer answer = HubServer::ranged(request, hub_->files["model.safetensors"].bytes);
            answer.cutAfter = 40'000;
            answer.waitMilliseconds = 100;
            return answer;
        };
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        qputenv("NO_PROXY", "127.0.0.1");  // whatever this machine's way to the world is
        hub_ = std::make_unique<HubServer>();
        hub_->files = {{"config.json", {R"({"model_type": "none-such"})"}},
                       {"README.md", {"---\nlicense: mit\n---\n"}},
                       {"model.safetensors", {std::string(2'000'000, 'x'), true}}};
    }

    void oneLineOfJsonSaysWhereItLies() {
        const QByteArray out = finished({"backbone", "fetch", "owner/tiny", "--json", "--progress", "none"});
        const auto json = Json::parse(out.toStdString());
        QVERIFY2(json, out.constData());
        QCOMPARE((*json)["state"].string(), std::string("done"));
        QCOMPARE((*json)["commit"].string(), std::string(HubServer::kCommit));
        QVERIFY((*json)["problem"].string().find("none-such") != std::string::npos);
        const auto list = Json::parse(finished({"backbone", "list", "--json"}).toStdString());
        QVERIFY(list && list->size() == 1);
        QCOMPARE(list->items()[0]["id"].string(), std::string("owner/tiny"));
        QVERIFY(finished({"backbone", "verify", "owner/tiny"}, 1).contains("none-such"));
        QVERIFY(finished({"backbone", "remove", "owner/tiny", "--delete-files"}).contains("removed"));
        QCOMPARE(finished({"backbone", "list", "--json"}), QByteArray("[]\n"));
    }

    void eventsPauseResumeAndStop() {
        beSlow();
        const auto process = started({"backbone", "fetch", "owner/tiny", "--progress", "jsonl"});
        QVERIFY(waitForState(*process, "downloading"));
        process->write("{\"do\": \"pause\"}\n");
        QVERIFY(waitForState(*process, "paused"));
        const auto asked = hub_->count("model.safetensors");
        QTest::qWait(400);
        QVERIFY(hub_->count("model.safetensors") <= asked + 1);
        process->write("{\"do\": \"resume\"}\n");
        QVERIFY(waitForState(*process, "downloading"));
        process->write("{\"do\": \"stop\"}\n");
        QVERIFY(waitForState(*process, "stopped"));
        QVERIFY(process->waitForFinished(10000));
        QCOMPARE(process->exitCode(), 0);
        QCOMPARE(finished({"backbone", "list", "--json"}), QByteArray("[]\n"));  // nothing half-written
    }

    void ctrlCLeavesWhatTheNextFetchGoesOnFrom() {
        beSlow();
        const auto process = started({"backbone", "fetch", "owner/tiny", "--progress", "plain"});
        QTRY_VERIFY_WITH_TIMEOUT(hub_->count("model.safetensors") >= 3, 20000);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        QVERIFY(process->waitForFinished(10000));
        QCOMPARE(process->exitCode(), 130);
        hub_->odd = nullptr;
        const auto json = Json::parse(
            finished({"backbone", "fetch", "owner/tiny", "--json", "--progress", "none"}).toStdString());
        QVERIFY(json && (*json)["fetched"].toInteger() < (*json)["bytes"].toInteger() - 30'000);
    }

    void mistakesAreNamedWithTheirCode() {
        const auto call = started({"backbone", "fetch", "a/../b"});
        QVERIFY(call->waitForFinished(10000));
        QCOMPARE(call->exitCode(), 2);
        const auto missing = started({"backbone", "fetch", "owner/other"});
        QVERIFY(missing->waitForFinished(10000));
        QCOMPARE(missing->exitCode(), 1);
        QVERIFY(missing->readAllStandardError().contains("the hub has no owner/other at main"));
    }
};

QTEST_GUILESS_MAIN(TestFetchVerb)
#include "test_fetch_verb.moc"
