// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "widgets/models/neighbour_model.h"
#include "widgets/models/principal_plane.h"
#include "widgets/models/prompt_path.h"
#include "widgets/models/run_filter.h"
#include "widgets/models/run_table_model.h"
#include "widgets/models/table_text.h"
#include "widgets/models/template_fields.h"
#include "widgets/models/tsne.h"
#include "widgets/show.h"

using namespace lathe;

namespace {

RunRow makeRun(std::int64_t number, const std::string& name, double accuracy) {
    RunRow row;
    row.run = number;
    row.name = name;
    row.state = RunState::Finished;
    row.step = row.steps = 300;
    row.best = {{"loss", 0.2 + double(number) / 10}, {"validation.accuracy", accuracy}};
    row.recipe = Json::object({{"name", name},
                               {"task", Json::object({{"kind", "classify"}})},
                               {"method", Json::object({{"kind", "prompt_tuning"}, {"tokens", number * 10}})},
                               {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.01}})}});
    return row;
}

using Tester = QAbstractItemModelTester;

}  // namespace

class TestModels : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void runsChangeInPlace() {
        RunTableModel model;
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setRuns({makeRun(1, "a", 0.8), makeRun(2, "b", 0.9), makeRun(3, "c", 0.7)});
        QPersistentModelIndex third = model.index(2, 1);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset),
            removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setRuns({makeRun(1, "a", 0.8), makeRun(3, "renamed", 0.7), makeRun(4, "d", 0.6)});
        QCOMPARE(reset.size(), 0);
        QCOMPARE(removed.size(), 1);
        QVERIFY(third.isValid());
        QCOMPARE(third.data().toString(), "renamed");
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.rowOf(4), 2);
    }

    void neighbourhoodsStayTogether() {
        // Three bundles of directions in 40 dimensions, of lengths that must not matter.
        std::vector<float> points;
        constexpr std::size_t kRows = 60, kWidth = 40;
        for (std::size_t row = 0; row < kRows; ++row)
            for (std::size_t i = 0; i < kWidth; ++i) {
                const double noise = std::sin(double(row * 131 + i * 17)) * 0.1;
                points.push_back(float((1 + double(row % 7)) * ((i == row % 3 ? 1.0 : 0.0) + noise)));
            }
        const auto places = tsne(points, kRows, kWidth, 10, 400);
        QCOMPARE(places.size(), kRows);
        for (std::size_t row = 0; row < kRows; ++row) {
            std::size_t nearest = row == 0 ? 1 : 0;
            const auto apart = [&](std::size_t other) {
                const QPointF gap = places[row] - places[other];
                return QPointF::dotProduct(gap, gap);
            };
            for (std::size_t other = 0; other < kRows; ++other)
                if (other != row && apart(other) < apart(nearest)) nearest = other;
            QVERIFY(std::isfinite(places[row].x()) && std::isfinite(places[row].y()));
            QCOMPARE(nearest % 3, row % 3);
        }
        QCOMPARE(tsne(points, kRows, kWidth, 10, 400), places);  // the same points, the same places
        int asked = 0;
        QVERIFY(tsne(points, kRows, kWidth, 10, 400, [&] { return ++asked < 70; }).empty());
        // Few points, points that are all the same, and none.
        QCOMPARE(tsne(points, 2, kWidth).size(), std::size_t(2));
        for (const QPointF& place : tsne(std::vector<float>(50, 1.0F), 10, 5))
            QVERIFY(std::isfinite(place.x()));
        QVERIFY(tsne({}, 0, 5).empty());
    }

    void eventsMoveOneRow() {
        RunTableModel model;
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        auto running = makeRun(2, "b", 0.5);
        running.state = RunState::Running;
        running.step = 10;
        model.setRuns({makeRun(1, "a", 0.8), running});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        Stepped step;
        step.step = 210;
        step.steps = 300;
        step.loss = 0.05;
        model.take({2, 0, step});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(model.index(1, 3).data().toString(), "70%");
        QCOMPARE(model.index(1, 4).data().toString(), "0.050");
        model.take({2, 0, Evaluated{210, "glosses/validation", {{"accuracy", 0.95}}}});
        QCOMPARE(model.index(1, 5).data().toString(), "0.950");
        model.take({2, 0, Evaluated{220, "glosses/validation", {{"accuracy", 0.94}}}});
        QCOMPARE(model.index(1, 5).data().toString(), "0.950");
        model.take({2, 0, StateChanged{RunState::Finished}});
        QCOMPARE(model.index(1, 2).data().toString(), "finished");
        QCOMPARE(model.index(1, 3).data().toString(), "210");
        model.take({99, 0, step});  // of no run here
    }

    void baselineGivesDeltas() {
        RunTableModel model;
        model.setRuns({makeRun(1, "a", 0.8), makeRun(2, "b", 0.9)});
        model.setBaseline(1);
        QCOMPARE(model.index(1, 5).data().toString(), "0.900  +0.100");
        QCOMPARE(model.index(0, 5).data().toString(), "0.800");
        model.setBaseline(2);
        QCOMPARE(model.index(0, 5).data().toString(), QString::fromUtf8("0.800  −0.100"));
    }

    void onlyWhatDiffers() {
        RunTableModel model;
        model.setRuns({makeRun(1, "a", 0.8), makeRun(2, "b", 0.9)});
        QCOMPARE(model.differingOptions(), QStringList{"method.tokens"});
        QCOMPARE(model.differingOptions({1}), QStringList());
        auto columns = model.usualColumns();
        for (const auto& column : model.possibleColumns())
            if (column.key == "method.tokens") columns.push_back(column);
        model.setColumns(columns);
        QCOMPARE(model.headerData(6, Qt::Horizontal, Qt::DisplayRole).toString(), "Soft tokens");
        QCOMPARE(model.index(1, 6).data().toString(), "20");
    }

    void filterFindsWordsAndSortsByNumber() {
        RunTableModel model;
        RunFilter filter;
        filter.setSourceModel(&model);
        Tester tester(&filter, Tester::FailureReportingMode::QtTest);
        auto third = makeRun(10, "vocabulary start", 0.85);
        third.tags = {"good"};
        auto fresh = makeRun(11, "fresh", 0);
        fresh.best.clear();
        model.setRuns({makeRun(1, "text start", 0.8), makeRun(2, "text behind", 0.9), third, fresh});
        filter.sort(5, Qt::DescendingOrder);
        const auto order = [&] {
            QList<int> runs;
            for (int row = 0; row < filter.rowCount(); ++row) runs << filter.index(row, 0).data().toInt();
            return runs;
        };
        QCOMPARE(order(), QList<int>({2, 10, 1, 11}));
        filter.sort(5, Qt::AscendingOrder);
        QCOMPARE(order(), QList<int>({1, 10, 2, 11}));  // what has no value stays last
        filter.setPinned(2);
        QCOMPARE(order(), QList<int>({2, 1, 10, 11}));
        filter.setPinned(0);
        filter.setText("START text");
        QCOMPARE(order(), QList<int>({1}));
        filter.setText("good");
        QCOMPARE(order(), QList<int>({10}));
        filter.setText({});
        filter.setHidden({2});
        QCOMPARE(order(), QList<int>({1, 10, 11}));
    }

    void tablesLeaveAsCsvAndMarkdown() {
        RunTableModel model;
        model.setRuns({makeRun(1, "a, \"quoted\"", 0.8), makeRun(2, "a|b", 0.9)});
        const QString csv = tableCsv(model, RunTableModel::SortRole);
        QVERIFY2(csv.startsWith("Run,Name,State,Steps,\"Loss, best\",\"Accuracy, best\"\n1,\"a, "
                                "\"\"quoted\"\"\",finished,300,0.3,0.8\n"),
                 qPrintable(csv));
        const QString markdown = tableMarkdown(model);
        QVERIFY2(markdown.contains("| 2 | a\\|b | finished | 300 |"), qPrintable(markdown));
        QVERIFY(markdown.contains("|---:|---|---|---:|"));
    }

    void neighboursShowWordsAsPeopleReadThem() {
        NeighbourModel model;
        Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.setNeighbours({{0, 1.5, {{5, " food", 0.71}, {6, "<|im_end|>", 0.5}, {7, "\n", 0.2}}},
                             {1, 2, {{8, "a", -0.1}}}},
                            NearMetric::Cosine);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.columnCount(), 6);
        QCOMPARE(model.index(0, 2).data(NeighbourModel::WordRole).toString(), QString::fromUtf8("␣food"));
        QCOMPARE(model.index(0, 4).data(NeighbourModel::WordRole).toString(), QString::fromUtf8("⏎"));
        QCOMPARE(model.index(0, 2).data(NeighbourModel::ShareRole).toDouble(), 0.71);
        QCOMPARE(model.index(1, 2).data(NeighbourModel::ShareRole).toDouble(), 0.0);
        model.setPlainWordsOnly(true);
        QCOMPARE(model.words(0).size(), size_t(2));
        model.setWords(1);
        QCOMPARE(model.columnCount(), 4);
        QCOMPARE(model.csv(), "position,norm,word_1,score_1\n0,1.5, food,0.71\n1,2,a,-0.1\n");
        model.setNeighbours({{0, 1, {{1, "a", 2.0}, {2, "b", 4.0}}}}, NearMetric::Euclidean);
        model.setWords(2);
        QCOMPARE(model.index(0, 3).data(NeighbourModel::ShareRole).toDouble(), 0.5);
        QVERIFY(isSpecialToken("[unused12]") && isSpecialToken("<extra_id_0>") && isSpecialToken("</s>"));
        QVERIFY(!isSpecialToken(" <") && !isSpecialToken("[") && !isSpecialToken("a"));
    }

    void planeFindsTheWidestDirections() {
        // Points along (1, 1, 0) mostly, a little along (1, -1, 0), nothing along z.
        std::vector<float> points;
        for (int i = -5; i <= 5; ++i) {
            const float a = float(i), b = float(i % 2) * 0.5f;
            points.insert(points.end(), {a + b, a - b, 3.0f});
        }
        const PrincipalPlane plane(points, 11, 3);
        QVERIFY(plane.share() > 0.999);
        const QPointF p = plane.place(std::vector<float>{5.5f, 4.5f, 3.0f}),
                      q = plane.place(std::vector<float>{-5.5f, -4.5f, 3.0f});
        QVERIFY(std::fabs(p.x() - q.x()) > 13);
        const PrincipalPlane none(std::vector<float>{1, 2, 3}, 1, 3);
        QCOMPARE(none.place(std::vector<float>{1, 2, 3}), QPointF(0, 0));
    }

    void driftGrowsFromTheFirstSnapshot() {
        PromptPath path;
        QVERIFY(path.add(0, {{"prompt", {2, 2}, {0, 0, 1, 1}}}));
        QVERIFY(path.add(50, {{"prompt", {2, 2}, {3, 4, 1, 1}}}));
        QVERIFY(!path.add(100, {{"prompt", {3, 2}, {0, 0, 0, 0, 0, 0}}}));
        QVERIFY(!path.add(100, {{"decoder.self.key", {1}, {0}}}));
        QCOMPARE(path.drift(0), QVector<double>({0, 5}));
        QCOMPARE(path.drift(1), QVector<double>({0, 0}));
        QCOMPARE(path.places(50)[0].size(), 2);
        QCOMPARE(path.places(0)[0].size(), 1);
        QCOMPARE(thinned({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 4), (std::vector<std::int64_t>{0, 3, 6, 9}));
    }

    void templatesSayTheirFields() {
        QCOMPARE(templateFields("{prompt}{text}\nCategory:{label}"), QStringList{"text"});
        QCOMPARE(templateFields("{prompt:3}{a} {{not}} {soft:in short}{b}{a}{mask}{target}"),
                 QStringList({"a", "b"}));
        QCOMPARE(templateFields("{open"), QStringList());
    }

    void numbersReadWell() {
        QCOMPARE(showNumber(0.8931), "0.893");
        QCOMPARE(showNumber(0.0029), "0.0029");
        QCOMPARE(showNumber(1284.4), "1,284");
        QCOMPARE(showNumber(300), "300");
        QCOMPARE(showNumber(NAN), QString::fromUtf8("–"));
        QCOMPARE(showDelta(0.0001), QString::fromUtf8("+0.00010"));
        QCOMPARE(showDelta(0), QString::fromUtf8("±0"));
        QCOMPARE(showDuration(47), "47 s");
        QCOMPARE(showDuration(160), "2 min 40 s");
        QCOMPARE(showDuration(3900), "1 h 5 min");
        QCOMPARE(showMemory(1126), "1.10 GiB");
        QCOMPARE(metricLabel("validation.f1_macro"), "F1 macro");
        QCOMPARE(metricLabel("bleu"), "BLEU");
    }

    void recipesInALine() {
        Json recipe =
            Json::object({{"task", Json::object({{"template", "{text}\nCategory:{prompt}{label}"}})},
                          {"method", Json::object({{"kind", "prompt_tuning"}, {"tokens", 20}})},
                          {"optimizer", Json::object({{"kind", "adamw"}, {"learning_rate", 0.01}})}});
        QCOMPARE(recipeSummary(recipe),
                 QString::fromUtf8("prompt tuning · 20 soft tokens behind the text · AdamW 0.01"));
        recipe.setAt("task.template", "{prompt}{text}\nCategory:{label}");
        QCOMPARE(recipeSummary(recipe), QString::fromUtf8("prompt tuning · 20 soft tokens · AdamW 0.01"));
        QCOMPARE(recipeSummary(Json::object()), "");
    }
};

QTEST_MAIN(TestModels)
#include "test_models.moc"
