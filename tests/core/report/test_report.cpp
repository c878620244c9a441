// SPDX-License-Identifier: Apache-2.0
// A report holds a run's figures, its curves and words, and nothing of it can be more than text.
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include "core/project/baselines.h"
#include "core/report/model_card.h"
#include "core/report/report.h"
#include "core/report/svg_chart.h"
#include "tests/support/filled_project.h"

using namespace lathe;

namespace {

bool wellFormed(const std::string& xml, QString* why) {
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    while (!reader.atEnd()) reader.readNext();
    *why = reader.errorString();
    return !reader.hasError();
}

const ReportSection* section(const Report& report, const std::string& title) {
    for (const ReportSection& each : report.sections)
        if (each.title.starts_with(title)) return &each;
    return nullptr;
}

}  // namespace

class TestReport : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    QString path(const char* name) const { return folder_.filePath(name); }

  private Q_SLOTS:
    void aRunIsToldWhole() {
        Project project = filledProject(path("a.lathe"), {{.name = "text init"}});
        must(recordEvaluation(
            project, 1, 300, "glosses/test", 1200, {{"accuracy", 0.8933}}, {},
            *Json::parse(R"({"chosen": {"split": "validation", "metric": "accuracy", "evaluations": 7,
                                  "runs": 1, "configurations": 1}, "intervals": {"accuracy": [0.875, 0.911]}})")));
        must(recordBaseline(
            project,
            {"zero-shot", Json::object(), Json::object(), "glosses/test", 1200, {{"accuracy", 0.588}}, {}}));
        const Report report = must(makeReport(project, {1}));
        QCOMPARE(report.title, std::string("text init"));
        const std::string html = reportHtml(report);
        for (const char* word :
             {"0.8933", "0.875 to 0.911", "zero-shot", "0.588", "glosses: 20 train, 10 validation",
              "&quot;learning_rate&quot;: 0.01", "category", "was chosen by accuracy on validation among 7"})
            QVERIFY2(html.find(word) != std::string::npos, word);
        QVERIFY(section(report, "Loss")->svg.find(">validation<") != std::string::npos);
        QCOMPARE(section(report, "Nearest words")->table.rows.size(), std::size_t(20));
    }

    void severalRunsStandBesideEachOther() {
        Project project =
            filledProject(path("b.lathe"), {{.name = "short", .tokens = 5}, {.name = "long", .tokens = 100}});
        const Report report = must(makeReport(project, {1, 2}));
        const ReportSection* runs = section(report, "Runs");
        QVERIFY(runs);
        const auto& header = runs->table.header;
        QVERIFY(std::find(header.begin(), header.end(), "method.tokens") != header.end());
        QVERIFY(std::find(header.begin(), header.end(), "optimizer.learning_rate") == header.end());
        QCOMPARE(runs->table.rows.size(), std::size_t(2));
        QVERIFY(section(report, "Loss")->svg.find(">run 2<") != std::string::npos);
        QVERIFY(!makeReport(project, {}));
        QVERIFY(!makeReport(project, {9}));
    }

    void nothingOfTheProjectIsMoreThanText() {
        const std::string evil = "<script>alert(1)</script>\"'&\x1b[31m\u202e";
        Project project = filledProject(path("c.lathe"), {{.name = "x"}});
        must(setName(project, 1, "<script>alert(1)</script>\"'&"));
        must(setNote(project, 1, evil));
        const std::string html = reportHtml(must(makeReport(project, {1})));
        QVERIFY(html.find("<script") == std::string::npos);
        QVERIFY(html.find("&lt;script&gt;alert(1)") != std::string::npos);
        QVERIFY(html.find('\x1b') == std::string::npos);
        QVERIFY(html.find("\u202e") == std::string::npos);
        QVERIFY(html.find("default-src 'none'") != std::string::npos);
        const std::string svg = svgChart("step", evil, {{evil, {{0, 1}, {1, 2}}, 0}});
        QString why;
        QVERIFY2(wellFormed(svg, &why), qPrintable(why));
        QVERIFY(svg.find("<script") == std::string::npos);
    }

    void aModelCardSaysHowItWasMadeAndHoldsWhatItQuotes() {
        Project project = filledProject(path("d.lathe"), {{.name = "text init"}});
        must(recordEvaluation(project, 1, 300, "glosses/test", 1200, {{"accuracy", 0.8933}}, {},
                              *Json::parse(R"({"intervals": {"accuracy": [0.875, 0.911]}})")));
        RunRow run = must(findRun(project, "1"));
        const std::string card =
            must(modelCard(project, run, 300, "smollm2-135m-instruct", "AutoModelForCausalLM"));
        for (const char* word : {"base_model: \"smollm2-135m-instruct\"", "0.875 to 0.911",
                                 "\"learning_rate\": 0.01", "PeftModel", "{prompt}{text}"})
            QVERIFY2(card.find(word) != std::string::npos, word);
        run.name = "x\n---\nlicense: mit | <b>";
        run.recipe.setAt("task.template", "{prompt}```\n# Not a title\n{text}{label}");
        const std::string odd = must(modelCard(project, run, 300, "a: b\n- c", "AutoModelForCausalLM"));
        QVERIFY(odd.find("\nlicense: mit") == std::string::npos);
        QVERIFY(odd.find("base_model: \"a: b\\n- c\"\n") != std::string::npos);
        QVERIFY(odd.find("````\n{prompt}```") != std::string::npos);
        QVERIFY(odd.find("\\<b\\>") != std::string::npos);
    }

    void chartsHoldOddNumbers() {
        const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
        QCOMPARE(svgChart("x", "y", {}), std::string());
        QCOMPARE(svgChart("x", "y", {{"a", {{0, nan}, {1, inf}}, 0}}), std::string());
        QString why;
        for (const double value : {0.0, 1e-300, -1e300, 5.0}) {
            const std::string svg = svgChart("x", "y", {{"a", {{0, value}, {1, nan}, {2, value}}, 7}});
            QVERIFY2(wellFormed(svg, &why), qPrintable(why));
            QVERIFY(svg.find("nan") == std::string::npos && svg.find("inf") == std::string::npos);
            QVERIFY(svg.size() < 20000);
        }
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "test_report.moc"
