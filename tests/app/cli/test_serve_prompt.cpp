// SPDX-License-Identifier: Apache-2.0
// What the window asks of a prompt: norms and vectors of words, the prompt as words, files for the projector.
#include <QtTest>
#include <cmath>

#include "tests/support/tiny_project.h"

using namespace lathe;
using lathe::test::Said;
using lathe::test::TinyProject;

class TestServePrompt : public QObject {
    Q_OBJECT
    std::unique_ptr<TinyProject> project_;

    /// Answers of `serve` to these questions, by id; the last event of each.
    std::map<std::int64_t, Json> ask(const std::vector<Json>& questions, int* progress = nullptr) const {
        QProcess process;
        process.start(LATHE_CLI, {"serve"});
        for (const Json& question : questions)
            process.write(QByteArray::fromStdString(question.dump()) + '\n');
        process.closeWriteChannel();
        if (!process.waitForFinished(120000)) qFatal("serve did not end");
        std::map<std::int64_t, Json> answers;
        for (const QByteArray& line : process.readAllStandardOutput().trimmed().split('\n')) {
            auto event = Json::parse(line.toStdString());
            if (!event) qFatal("%s", line.constData());
            if (progress && (*event)["event"].string() == "progress") ++*progress;
            answers[(*event)["id"].toInteger()] = *event;
        }
        return answers;
    }
    std::string backbone() const { return project_->path("tiny").toStdString(); }

  private Q_SLOTS:
    void initTestCase() {
        project_ = std::make_unique<TinyProject>();
        project_->importRows("toy", 16, 8, 4);
        const Said trained = project_->run({"train", project_->file(), project_->recipe()});
        QVERIFY2(trained.code == 0, qPrintable(trained.error));
        const Said prefix = project_->run(
            {"train", project_->file(),
             project_->recipe({{"method", Json::object({{"kind", "prefix_tuning"}, {"tokens", 2}})}})});
        QVERIFY2(prefix.code == 0, qPrintable(prefix.error));
    }

    void normsAreThoseOfTheWords() {
        Json tokens = Json::array();
        for (int token = 0; token < 500; ++token) tokens.append(token);
        const auto answers = ask(
            {Json::object({{"id", 1}, {"do", "norms"}, {"backbone", backbone()}}),
             Json::object({{"id", 2}, {"do", "embeddings"}, {"backbone", backbone()}, {"tokens", tokens}}),
             Json::object({{"id", 3},
                           {"do", "embeddings"},
                           {"backbone", backbone()},
                           {"tokens", Json::array({Json(500)})}}),
             Json::object(
                 {{"id", 4}, {"do", "embeddings"}, {"backbone", backbone()}, {"tokens", Json::array()}})});
        const Json& norms = answers.at(1);
        QCOMPARE(norms["words"].toInteger(), 500);
        std::vector<double> own;
        for (const Json& vector : answers.at(2)["vectors"].items()) {
            double sum = 0;
            for (const Json& value : vector.items()) sum += value.toNumber() * value.toNumber();
            own.push_back(std::sqrt(sum));
        }
        QCOMPARE(own.size(), std::size_t(500));
        std::sort(own.begin(), own.end());
        QVERIFY(std::fabs(norms["median"].toNumber() - own[250]) < 1e-6);
        QVERIFY(std::fabs(norms["p5"].toNumber() - own[25]) < 1e-6);
        QVERIFY(norms["p95"].toNumber() > norms["p75"].toNumber());
        QCOMPARE(answers.at(3)["event"].string(), std::string("error"));
        QCOMPARE(answers.at(4)["event"].string(), std::string("error"));
    }

    void aPromptIsMeasuredAsItsWordsOnValidation() {
        int progress = 0;
        const auto answers = ask({Json::object({{"id", 1},
                                                {"do", "harden"},
                                                {"project", project_->file().toStdString()},
                                                {"run", 1},
                                                {"step", 4}}),
                                  Json::object({{"id", 2},
                                                {"do", "harden"},
                                                {"project", project_->file().toStdString()},
                                                {"run", 2},
                                                {"step", "last"}})},
                                 &progress);
        const Json& hard = answers.at(1);
        QVERIFY2(hard["event"].string() == "result", hard.dump().c_str());
        QCOMPARE(progress, 3);
        QCOMPARE(hard["words"].size(), std::size_t(3));
        QCOMPARE(hard["data"].string(), std::string("toy/validation"));
        QCOMPARE(hard["examples"].toInteger(), 8);
        // The command measures the same.
        const Said said = project_->run(
            {"harden", project_->file(), "1", "--data", "toy/validation", "--step", "4", "--json"});
        QVERIFY2(said.code == 0, qPrintable(said.error));
        for (const char* of : {"before", "after", "bare"}) QCOMPARE(hard[of], said.json[of]);
        QVERIFY2(answers.at(2)["what"].string().find("no vectors") != std::string::npos,
                 answers.at(2).dump().c_str());
    }

    void aPrefixSaysWhoLooksAtItAndWhatItSays() {
        const std::string file = project_->file().toStdString();
        const auto about = [&](int id, const char* what, int run) {
            return Json::object(
                {{"id", id}, {"do", what}, {"project", file}, {"run", run}, {"step", "last"}});
        };
        Json row = about(2, "attention", 2);
        row.set("row", 3);
        row.set("split", "train");
        Json beyond = about(3, "attention", 2);
        beyond.set("row", 8);
        const auto answers = ask({about(1, "attention", 2), row, beyond, about(4, "attention", 1),
                                  about(5, "favoured", 2), about(6, "favoured", 1)});
        const Json& seen = answers.at(1);
        QVERIFY2(seen["event"].string() == "result", seen.dump().c_str());
        QCOMPARE(seen["data"].string(), std::string("toy/validation"));
        QCOMPARE(seen["rows"].toInteger(), 8);
        const Json& part = seen["parts"].items()[0];
        QCOMPARE(part["at"].string(), std::string("decoder.self"));
        for (const char* of : {"text", "answer"}) {
            QCOMPARE(part[of].size(), std::size_t(2));  // layers
            for (const Json& layer : part[of].items()) {
                QCOMPARE(layer.size(), std::size_t(2));  // tokens
                double sum = 0;
                for (const Json& share : layer.items()) sum += share.toNumber();
                QVERIFY(sum > 0 && sum < 1);
            }
        }
        QVERIFY(part["text"] != part["answer"]);
        QCOMPARE(answers.at(2)["data"].string(), std::string("toy/train"));
        QVERIFY(answers.at(3)["what"].string().find("no row 8") != std::string::npos);
        QCOMPARE(answers.at(4)["event"].string(), std::string("error"));  // no prefix
        const Json& words = answers.at(5)["words"];
        QCOMPARE(words.size(), std::size_t(2));
        QCOMPARE(words.items()[1].items()[1].size(), std::size_t(5));
        QVERIFY(!words.items()[0].items()[0].items()[0]["text"].string().empty());
        QVERIFY(answers.at(6)["what"].string().find("no decoder.self.value") != std::string::npos);
    }

    void theProjectorGetsVectorsAndLabels() {
        const QString folder = project_->path("projector");
        const Said said = project_->run({"export", project_->file(), "1", folder, "--format", "projector"});
        QVERIFY2(said.code == 0, qPrintable(said.error));
        const auto lines = [&](const char* name) {
            QFile file(folder + '/' + name);
            if (!file.open(QIODevice::ReadOnly)) qFatal("no %s", name);
            auto all = file.readAll().split('\n');
            if (all.last().isEmpty()) all.removeLast();
            return all;
        };
        const auto tensors = lines("tensors.tsv"), metadata = lines("metadata.tsv");
        QCOMPARE(metadata.size(), tensors.size() + 1);
        QCOMPARE(metadata[0], QByteArray("label\tkind\tstep\tposition"));
        for (const QByteArray& line : tensors) QCOMPARE(line.count('\t'), 15);  // 16 wide
        for (const QByteArray& line : metadata) QCOMPARE(line.count('\t'), 3);
        QVERIFY(lines("projector_config.pbtxt").join().contains("tensors.tsv"));
        const Said refused =
            project_->run({"export", project_->file(), "2", project_->path("none"), "--format", "projector"});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.error.contains("no vectors among the words"), qPrintable(refused.error));
    }
};

QTEST_GUILESS_MAIN(TestServePrompt)
#include "test_serve_prompt.moc"
