// SPDX-License-Identifier: Apache-2.0
// `serve` fetches a model as the window asks for it, from a hub on loopback: beside other answers, paused,
// resumed by range, cancelled.
#include <QtTest>

#include "tests/support/hub_server.h"

using namespace lathe;
using namespace lathe::tests;

class TestServeFetch : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<HubServer> hub_;
    std::unique_ptr<QProcess> serve_;
    std::vector<Json> heard_;

    void say(const QByteArray& line) { serve_->write(line + '\n'); }
    /// Waits for an event of this id that fits.
    template <class Fits>
    bool hear(std::int64_t id, Fits fits) {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 20000) {
            while (serve_->canReadLine()) {
                auto event = Json::parse(serve_->readLine().toStdString());
                if (!event) return false;
                heard_.push_back(std::move(*event));
                if (heard_.back()["id"].toInteger() == id && fits(heard_.back())) return true;
            }
            if (serve_->state() == QProcess::NotRunning) return false;
            serve_->waitForReadyRead(100);
        }
        return false;
    }
    bool hearState(std::int64_t id, const char* state) {
        return hear(id, [state](const Json& event) {
            return event["event"].toString() == "fetch" && event["state"].toString() == state;
        });
    }
    bool hearEnd(std::int64_t id) {
        return hear(id, [](const Json& event) {
            return event["event"].toString() == "result" || event["event"].toString() == "error";
        });
    }
    std::size_t ranges() const {
        const auto seen = hub_->seen();
        return static_cast<std::size_t>(
            std::count_if(seen.begin(), seen.end(), [](const HubRequest& request) {
                return request.path.ends_with("model.safetensors") && !request.header("range").empty();
            }));
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        hub_ = std::make_unique<HubServer>();
        hub_->files = {{"config.json", {R"({"model_type": "none-such"})"}},
                       {"model.safetensors", {std::string(2'000'000, 'x'), true}}};
        // The weights come slowly: 40 kB an answer, then the connection ends.
        hub_->odd = [this](const HubRequest& request) -> std::optional<HubAnswer> {
            if (!request.path.ends_with("model.safetensors")) return std::nullopt;
            HubAnswer answer = HubServer::ranged(request, hub_->files["model.safetensors"].bytes);
            answer.cutAfter = 40'000;
            answer.waitMilliseconds = 60;
            return answer;
        };
        heard_.clear();
        serve_ = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"HF_TOKEN", "HF_HUB_OFFLINE", "HUGGINGFACE_HUB_CACHE"})
            environment.remove(name);
        environment.insert("NO_PROXY", "127.0.0.1");
        environment.insert("HF_ENDPOINT", QString::fromStdString(hub_->address()));
        environment.insert("HF_HUB_CACHE", folder_->filePath("hub"));
        environment.insert("XDG_DATA_HOME", folder_->filePath("data"));
        environment.insert("XDG_CACHE_HOME", folder_->filePath("cache"));
        serve_->setProcessEnvironment(environment);
        serve_->start(LATHE_CLI, {"serve"});
    }
    void cleanup() {
        serve_->closeWriteChannel();
        if (!serve_->waitForFinished(10000)) serve_->kill();
        serve_.reset();
        hub_.reset();
    }

    void aFetchPausesGoesOnByRangeAndEndsBesideOtherAnswers() {
        say(R"({"id": 1, "do": "fetch", "model": "owner/tiny"})");
        QVERIFY(hearState(1, "downloading"));
        QTRY_VERIFY_WITH_TIMEOUT(hub_->count("model.safetensors") >= 3, 20000);
        say(R"({"id": 2, "do": "library"})");
        QVERIFY(hearEnd(2));  // while the fetch goes on
        QCOMPARE(heard_.back()["backbones"].size(), std::size_t(0));
        say(R"({"id": 3, "do": "pause", "target": 1})");
        QVERIFY(hearState(1, "paused"));
        const auto asked = hub_->count("model.safetensors");
        QTest::qWait(300);
        QVERIFY(hub_->count("model.safetensors") <= asked + 1);
        hub_->odd = nullptr;
        const auto before = ranges();
        say(R"({"id": 4, "do": "resume", "target": 1})");
        QVERIFY(hearEnd(1));
        QVERIFY(ranges() > before);
        const Json& end = heard_.back();
        QCOMPARE(end["state"].toString(), std::string("done"));
        QVERIFY(end["problem"].toString().find("none-such") != std::string::npos);
        say(R"({"id": 5, "do": "library"})");
        QVERIFY(hearEnd(5));
        QCOMPARE(heard_.back()["backbones"].size(), std::size_t(1));
        say(R"({"id": 6, "do": "remove", "backbone": "owner/tiny", "delete_files": true})");
        QVERIFY(hearEnd(6));
        QCOMPARE(heard_.back()["removed"].toString(), std::string("owner/tiny"));
    }

    void aCancelledFetchKeepsWhatCame() {
        say(R"({"id": 1, "do": "fetch", "model": "owner/tiny"})");
        QVERIFY(hearState(1, "downloading"));
        QTRY_VERIFY_WITH_TIMEOUT(hub_->count("model.safetensors") >= 3, 20000);
        say(R"({"id": 2, "do": "cancel", "target": 1})");
        QVERIFY(hearEnd(1));
        QCOMPARE(heard_.back()["state"].toString(), std::string("stopped"));
        hub_->odd = nullptr;
        say(R"({"id": 3, "do": "fetch", "model": "owner/tiny"})");
        QVERIFY(hearEnd(3));
        QVERIFY(heard_.back()["fetched"].toInteger() < heard_.back()["bytes"].toInteger() - 30'000);
    }

    void whatWasAskedIsAnsweredThoughNothingMoreIsAsked() {
        say(R"({"id": 1, "do": "library"})");
        say(R"({"id": 2, "do": "nonsense"})");
        say(R"({"id": 3, "do": "fetch", "model": "owner/other"})");
        serve_->closeWriteChannel();
        QVERIFY(hearEnd(1));
        QCOMPARE(heard_.back()["event"].toString(), std::string("result"));
        QVERIFY(hearEnd(2));
        QVERIFY(hearEnd(3));
        QVERIFY(heard_.back()["what"].toString().find("owner/other") != std::string::npos);
        QVERIFY(serve_->waitForFinished(10000));
        QCOMPARE(serve_->exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestServeFetch)
#include "test_serve_fetch.moc"
