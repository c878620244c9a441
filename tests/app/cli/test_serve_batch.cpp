// SPDX-License-Identifier: Apache-2.0
// Every row of a file asked at once: the same answers as one by one, and what is wrong said of its row.
#include <QtTest>

#include "tests/support/tiny_project.h"

using namespace lathe;
using lathe::test::Said;
using lathe::test::TinyProject;

class TestServeBatch : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyProject> project_;

    /// All events of these questions, in order.
    std::vector<Json> ask(const std::vector<Json>& questions) const {
        QProcess process;
        process.start(LATHE_CLI, {"serve"});
        for (const Json& question : questions)
            process.write(QByteArray::fromStdString(question.dump()) + '\n');
        process.closeWriteChannel();
        if (!process.waitForFinished(120000)) qFatal("serve did not end");
        std::vector<Json> events;
        for (const QByteArray& line : process.readAllStandardOutput().trimmed().split('\n')) {
            auto event = Json::parse(line.toStdString());
            if (!event) qFatal("%s", line.constData());
            events.push_back(std::move(*event));
        }
        return events;
    }
    Json recipe() const {
        QFile file(project_->recipe());
        if (!file.open(QIODevice::ReadOnly)) qFatal("no recipe");
        return *Json::parse(file.readAll().toStdString());
    }
    Json question(const char* kind, const QString& path) const {
        return Json::object(
            {{"id", 1},
             {"do", "batch"},
             {"project", project_->file().toStdString()},
             {"recipe", recipe()},
             {"path", path.toStdString()},
             {"kind", kind},
             {"columns", Json::object({{"text", "words"}})},
             {"expected", "label"},
             {"asked", Json::array({Json::object(), Json::object({{"run", 1}, {"step", "last"}})})},
             {"max_new", 4}});
    }
    /// answers[who][row]
    static std::map<std::int64_t, std::vector<Json>> answers(const std::vector<Json>& events) {
        std::map<std::int64_t, std::vector<Json>> all;
        for (const Json& event : events) {
            if (event["event"].string() != "answers") continue;
            auto& one = all[event["asked"].toInteger()];
            if (event["first"].toInteger() != std::int64_t(one.size())) qFatal("a block is missing");
            for (const Json& answer : event["answers"].items()) one.push_back(answer);
        }
        return all;
    }

  private Q_SLOTS:
    void initTestCase() {
        project_ = std::make_unique<TinyProject>();
        project_->importRows("toy", 16, 8, 4);
        const Said trained = project_->run({"train", project_->file(), project_->recipe()});
        QVERIFY2(trained.code == 0, qPrintable(trained.error));
    }

    void rowsAreClassifiedAsOneByOne() {
        QByteArray csv = "words,label\n";
        for (int i = 0; i < 40; ++i) csv += "sun tree " + QByteArray::number(i) + (i % 2 ? ",b\n" : ",a\n");
        const auto events = ask({question("classify", project_->written("rows.csv", csv))});
        QCOMPARE(events.back()["event"].string(), std::string("result"));
        QCOMPARE(events.back()["rows"].toInteger(), 40);
        QCOMPARE(events.front()["event"].string(), std::string("rows"));
        const Json& second = events.front()["rows"].items()[1];
        QCOMPARE(second["fields"]["text"].string(), std::string("sun tree 1"));
        QCOMPARE(second["expected"].string(), std::string("b"));
        const auto all = answers(events);
        for (const std::int64_t who : {0, 1}) QCOMPARE(all.at(who).size(), std::size_t(40));
        // Alone: a row in the middle, of both.
        Json alone = Json::object({{"id", 1},
                                   {"do", "classify"},
                                   {"project", project_->file().toStdString()},
                                   {"recipe", recipe()},
                                   {"fields", Json::object({{"text", "sun tree 35"}})}});
        Json prompted = alone;
        prompted.set("run", 1);
        prompted.set("step", "last");
        const auto single = ask({alone, prompted});
        for (const std::size_t who : {0, 1}) {
            const Json& given = all.at(std::int64_t(who))[35];
            QCOMPARE(given["label"], single[who]["label"]);
            QVERIFY(std::fabs(given["score"].toNumber() -
                              single[who]["scores"][given["label"].string()].toNumber()) < 1e-4);
        }
    }

    void textsAreWrittenAsOneByOne() {
        const QByteArray rows =
            "{\"words\": \"sun tree\"}\n{\"words\": \"a longer text than that\"}\n{\"words\": \"night\"}\n";
        const auto all = answers(ask({question("generate", project_->written("rows.jsonl", rows))}));
        Json alone = Json::object({{"id", 1},
                                   {"do", "generate"},
                                   {"project", project_->file().toStdString()},
                                   {"recipe", recipe()},
                                   {"fields", Json::object({{"text", "a longer text than that"}})},
                                   {"run", 1},
                                   {"step", "last"},
                                   {"max_new", 4}});
        Json beams = alone;
        beams.set("id", 2);
        beams.set("beams", 3);
        beams.set("length_penalty", 0.5);
        Json refused = beams;
        refused.set("id", 3);
        refused.set("temperature", 1);
        std::map<std::int64_t, Json> last;
        for (const Json& event : ask({alone, beams, refused})) last[event["id"].toInteger()] = event;
        QCOMPARE(all.at(1)[1]["text"], last[1]["text"]);
        QCOMPARE(last[2]["event"].string(), std::string("result"));
        QVERIFY(last[3]["what"].string().find("beams do not sample") != std::string::npos);
    }

    void whatIsWrongIsSaidOfItsRow() {
        const QByteArray rows = "{\"words\": \"sun\"}\n{\"other\": \"tree\"}\n{\"words\": \"moon\"}\n";
        const auto events = ask({question("classify", project_->written("holes.jsonl", rows))});
        QCOMPARE(events.back()["event"].string(), std::string("result"));
        const auto all = answers(events);
        QVERIFY(all.at(1)[0].contains("label"));
        QVERIFY2(all.at(1)[1]["error"].string().find("text") != std::string::npos,
                 all.at(1)[1].dump().c_str());
        QVERIFY(all.at(1)[2].contains("label"));
        const auto broken =
            ask({question("classify", project_->written("broken.jsonl", "{\"words\": \"sun\"}\n{\"wor"))});
        QCOMPARE(broken.back()["event"].string(), std::string("error"));
        QVERIFY2(broken.back()["where"].string().find("broken.jsonl") != std::string::npos,
                 broken.back().dump().c_str());
        const auto none = ask({question("classify", project_->written("none.csv", "words,label\n"))});
        QCOMPARE(none.back()["event"].string(), std::string("error"));
    }
};

QTEST_GUILESS_MAIN(TestServeBatch)
#include "test_serve_batch.moc"
