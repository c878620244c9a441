// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "widgets/forms/notice.h"
#include "widgets/forms/segmented_control.h"
#include "widgets/models/neighbour_model.h"
#include "widgets/pages/prompt_history.h"
#include "widgets/pages/prompt_layers.h"
#include "widgets/pages/prompt_page.h"
#include "widgets/plots/heat_map.h"
#include "widgets/plots/line_chart.h"
#include "widgets/plots/norm_chart.h"
#include "widgets/plots/scatter_map.h"

using namespace lathe;

class TestPromptPage : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<PromptPage> page_;
    int made_ = 0;

    void open(const std::vector<FilledRun>& runs) {
        desk_->setProject(filledProject(folder_.filePath(QString("%1.lathe").arg(++made_)), runs));
        page_ = std::make_unique<PromptPage>(*desk_);
        page_->resize(1240, 800);
        page_->show();
        QTest::qWait(80);
    }
    QTableView* table() { return page_->findChild<QTableView*>("neighbourTable"); }
    QString what() { return page_->findChild<QLabel*>("promptWhat")->text(); }
    void near(int metric) {
        auto* control = page_->findChild<SegmentedControl*>("nearMetric");
        control->setCurrent(metric);
        Q_EMIT control->chosen(metric);
    }

  private Q_SLOTS:
    void init() {
        dressForPictures(ThemeChoice::Light);
        desk_ = std::make_unique<FakeDesk>();
    }
    void cleanup() {
        page_.reset();
        desk_.reset();
    }

    void showsStoredWordsOfTheLastSnapshot() {
        open({{.tokens = 10}});
        QCOMPARE(table()->model()->rowCount(), 10);
        QCOMPARE(table()->model()->index(0, 2).data(NeighbourModel::WordRole).toString(),
                 QString::fromUtf8("␣category"));
        QCOMPARE(table()->model()->index(6, 2).data(NeighbourModel::WordRole).toString(),
                 QString::fromUtf8("⏎"));
        QVERIFY2(what().contains("10 soft tokens"), qPrintable(what()));
        QVERIFY2(what().contains("step 300"), qPrintable(what()));
        QVERIFY(desk_->asked.empty());
        auto* map = page_->findChild<ScatterMap*>("promptMap");
        QTRY_VERIFY(map->summary().contains("10 points"));
        const int drift = table()->model()->columnCount() - 1;
        QCOMPARE(
            table()->model()->index(3, drift).data(NeighbourModel::DriftRole).value<QVector<double>>().size(),
            7);
    }

    void sliderGoesThroughTraining() {
        open({{.tokens = 10}});
        auto* slider = page_->findChild<QSlider*>("snapshot");
        QCOMPARE(slider->maximum(), 6);
        slider->setValue(0);
        QVERIFY2(what().contains("step 0"), qPrintable(what()));
        QCOMPARE(table()->model()->index(0, 2).data(NeighbourModel::WordRole).toString(),
                 QString::fromUtf8("␣genre"));
        table()->selectRow(3);
        const QString history = page_->findChild<WordsByStep*>("byStep")->text();
        QVERIFY2(history.startsWith("step 0: "), qPrintable(history));
        QVERIFY2(history.contains(QString::fromUtf8("step 300: ␣edible, ␣food, ␣dish")), qPrintable(history));
    }

    void whatIsNotStoredIsAsked() {
        open({{.tokens = 2}});
        near(1);
        QVERIFY(desk_->asked.empty());
        near(2);
        QCOMPARE(desk_->asked.size(), size_t(1));
        QCOMPARE(desk_->asked[0].request["metric"].toString(), "dot");
        QVERIFY(!page_->findChild<Notice*>("promptNotice")->text().isEmpty());
        const Json words = Json::array({Json::object({{"token", 1}, {"text", " dotty"}, {"score", 12.5}})});
        QVERIFY(desk_->answer(
            "neighbours",
            Json::object({{"neighbours", Json::array({Json::object(
                                             {{"position", 0}, {"norm", 1.5}, {"neighbours", words}})})}})));
        QCOMPARE(table()->model()->rowCount(), 1);
        QCOMPARE(table()->model()->index(0, 2).data(NeighbourModel::WordRole).toString(),
                 QString::fromUtf8("␣dotty"));
        QVERIFY(page_->findChild<Notice*>("promptNotice")->text().isEmpty());
    }

    void anErrorStandsOnThePage() {
        open({{.tokens = 2}});
        near(2);
        QVERIFY(desk_->answer("neighbours", Json::object({{"what", "no such backbone"}, {"todo", "add it"}}),
                              "error"));
        QVERIFY(page_->findChild<Notice*>("promptNotice")->text().contains("no such backbone"));
        near(0);
        QCOMPARE(table()->model()->rowCount(), 2);
        QVERIFY(page_->findChild<Notice*>("promptNotice")->text().isEmpty());
    }

    void specialTokensCanBeLeftOut() {
        open({{.tokens = 1}});
        auto* model = qobject_cast<NeighbourModel*>(table()->model());
        model->setWords(8);
        const auto all = model->words(0).size();
        page_->findChild<QCheckBox*>("plainWords")->setChecked(true);
        model->setWords(8);
        QCOMPARE(model->words(0).size(), all - 1);
    }

    void followsARunThatStillTrains() {
        open({{.until = 100, .tokens = 3}});
        auto* slider = page_->findChild<QSlider*>("snapshot");
        QCOMPARE(slider->maximum(), 2);
        {
            Recorder recorder = must(Recorder::begin(*desk_->project(), 1));
            fillSteps(recorder, {.tokens = 3}, 101, 150);
            must(recorder.state(RunState::Running));
            Q_EMIT desk_->event({1, 0, SnapshotTaken{150, 0.1}});
        }
        QCOMPARE(slider->maximum(), 3);
        QVERIFY2(what().contains("step 150"), qPrintable(what()));
    }

    void likenessIsShownWithinAndBetweenPrompts() {
        open({{.tokens = 6}, {.name = "other", .tokens = 4}});
        page_->setView(PromptPage::Similarity);
        auto* map = page_->findChild<HeatMap*>("similarity");
        QVERIFY(map->isVisible());
        QCOMPARE(map->matrix().rows.size(), 4);  // the newest run's
        for (int i = 0; i < 4; ++i) QVERIFY(std::fabs(map->matrix().at(i, i) - 1) < 1e-6);
        QVERIFY(std::fabs(map->matrix().at(0, 2) - map->matrix().at(2, 0)) < 1e-12);
        auto* other = page_->findChild<QComboBox*>("similarTo");
        other->setCurrentIndex(other->findData(qint64(1)));
        Q_EMIT other->activated(other->currentIndex());
        QCOMPARE(map->matrix().columns.size(), 6);
        // The same seeds made both: the first token of one is the first of the other.
        QVERIFY(map->matrix().at(0, 0) > 0.9);
        Q_EMIT map->clicked(2, 0);
        QCOMPARE(table()->currentIndex().row(), 2);
    }

    void normsStandAgainstTheVocabularys() {
        open({{.tokens = 5}});
        page_->setView(PromptPage::Norms);
        auto* chart = page_->findChild<NormChart*>("norms");
        QVERIFY2(chart->summary().contains("5 soft tokens"), qPrintable(chart->summary()));
        QVERIFY(desk_->answer(
            "norms",
            Json::object(
                {{"words", 10}, {"p5", 1.0}, {"p25", 1.5}, {"median", 2.0}, {"p75", 2.5}, {"p95", 3.0}})));
        QVERIFY2(chart->summary().contains("nine of ten words from 1 to 3"), qPrintable(chart->summary()));
        const auto asked = desk_->asked.size();
        page_->setView(PromptPage::Words);
        page_->setView(PromptPage::Norms);
        QCOMPARE(desk_->asked.size(), asked);  // known for this backbone
    }

    void wordsAndTokensMoveThroughTraining() {
        open({{.tokens = 3}});
        auto* map = page_->findChild<ScatterMap*>("promptMap");
        QTRY_VERIFY(map->summary().contains("3 points"));
        table()->selectRow(1);
        page_->setView(PromptPage::Movement);
        auto* words = page_->findChild<LineChart*>("wordPaths");
        QVERIFY(words->seriesCount() >= 3);
        QCOMPARE(words->points(0).size(), 7);
        auto* drift = page_->findChild<LineChart*>("driftPaths");
        QCOMPARE(drift->seriesCount(), 3);
        QCOMPARE(drift->points(0).first().y, 0.0);
        QVERIFY(drift->points(0).last().y > 0);
        QCOMPARE(drift->events().size(), 6);  // one between each two snapshots
        Q_EMIT drift->seriesClicked(2);
        QCOMPARE(table()->currentIndex().row(), 2);
    }

    void theMapStandsAmongWords() {
        open({{.tokens = 2}});
        auto* map = page_->findChild<ScatterMap*>("promptMap");
        QTRY_VERIFY(map->summary().contains("2 points"));
        Q_EMIT page_->findChild<SegmentedControl*>("mapMode")->chosen(1);
        page_->findChild<SegmentedControl*>("mapMode")->setCurrent(1);
        Q_EMIT page_->findChild<SegmentedControl*>("mapMode")->chosen(1);
        const auto& asked = desk_->asked.back().request;
        QCOMPARE(asked["do"].toString(), "embeddings");
        Json vectors = Json::array();
        for (std::size_t i = 0; i < asked["tokens"].size(); ++i) {
            Json::Array row(32, Json(0.0));
            row[i] = Json(1.0);
            vectors.append(Json(row));
        }
        const auto count = asked["tokens"].size();
        QVERIFY(desk_->answer("embeddings", Json::object({{"width", 32}, {"vectors", vectors}})));
        QVERIFY2(map->summary().contains(QString("%1 points").arg(2 + count)), qPrintable(map->summary()));
    }

    void neighbourhoodsArePlacedBesideTheWindow() {
        open({{.tokens = 6}});
        auto* map = page_->findChild<ScatterMap*>("promptMap");
        QTRY_VERIFY(map->summary().contains("6 points"));
        auto* mode = page_->findChild<SegmentedControl*>("mapMode");
        mode->setCurrent(2);
        Q_EMIT mode->chosen(2);
        const auto& asked = desk_->asked.back().request;
        QCOMPARE(asked["do"].toString(), "embeddings");
        Json vectors = Json::array();
        for (std::size_t i = 0; i < asked["tokens"].size(); ++i) {
            Json::Array row(32, Json(0.0));
            row[i % 32] = Json(1.0);
            vectors.append(Json(row));
        }
        const auto count = asked["tokens"].size();
        QVERIFY(desk_->answer("embeddings", Json::object({{"width", 32}, {"vectors", vectors}})));
        QTRY_VERIFY2(map->summary().contains(QString("%1 points").arg(6 + count)),
                     qPrintable(map->summary()));
        // Another snapshot is placed anew, and none of it comes after the page is gone.
        page_->findChild<QSlider*>("snapshot")->setValue(0);
        page_.reset();
        QTest::qWait(20);
    }

    void theWordsAreMeasuredWhenAsked() {
        open({{.tokens = 2}});
        auto* measure = page_->findChild<QPushButton*>("measureWords");
        QTest::mouseClick(measure, Qt::LeftButton);
        QCOMPARE(measure->text(), "Stop");
        QVERIFY(desk_->answer("harden", Json::object({{"examples", 300},
                                                      {"before", Json::object({{"accuracy", 0.9}})},
                                                      {"after", Json::object({{"accuracy", 0.64}})},
                                                      {"bare", Json::object({{"accuracy", 0.5}})}})));
        const QString said = page_->findChild<QLabel*>("measured")->text();
        QVERIFY2(said.contains("0.900") && said.contains("0.640") && said.contains("0.500"),
                 qPrintable(said));
        page_->findChild<QSlider*>("snapshot")->setValue(0);
        QVERIFY(page_->findChild<QLabel*>("measured")->isHidden());  // of another prompt
    }

    void aPrefixIsShownLayerByLayer() {
        open({{.tokens = 2}});
        {
            Recorder recorder = must(Recorder::begin(*desk_->project(), 1));
            HostTensor keys{"decoder.self.key", {3, 4, 2}, std::vector<float>(24, 0.5f)}, values = keys;
            values.name = "decoder.self.value";
            keys.data[0] = 30;
            keys.data[1] = 40;
            must(recorder.snapshot(301, 0.1, {keys, values}, {}));
            must(recorder.state(RunState::Finished));
        }
        Q_EMIT desk_->event({1, 0, SnapshotTaken{301, 0.1}});
        auto* map = page_->findChild<HeatMap*>("layers");
        QTRY_VERIFY(map->isVisible());
        QCOMPARE(map->matrix().rows.size(), 3);
        QCOMPARE(map->matrix().columns.size(), 4);
        QCOMPARE(map->matrix().at(0, 0), 50.0);
        QVERIFY(desk_->asked.empty());  // no word is near a key
        // How a row looks at it.
        auto* view = page_->findChild<SegmentedControl*>("layersView");
        view->setCurrent(1);
        Q_EMIT view->chosen(1);
        QCOMPARE(desk_->asked.back().request["do"].toString(), "attention");
        QCOMPARE(desk_->asked.back().request["step"].toInteger(), 301);
        const auto layers = [](double first) {
            Json all = Json::array();
            for (int layer = 0; layer < 3; ++layer)
                all.append(Json::array({first * (layer + 1), 0.01, 0.01, 0.02}));
            return all;
        };
        const auto row = [&](int number) {
            return Json::object(
                {{"parts", Json::array({Json::object(
                               {{"at", "decoder.self"}, {"text", layers(0.1)}, {"answer", layers(0.2)}})})},
                 {"data", "glosses/validation"},
                 {"row", number},
                 {"rows", 2},
                 {"words", "oysters baked"}});
        };
        QVERIFY(desk_->answer("attention", row(0)));
        QCOMPARE(map->matrix().at(2, 0), 30.0);  // percent
        QVERIFY2(page_->findChild<QLabel*>("layersSaid")->text().contains("most in layer 2: 34.0%"),
                 qPrintable(page_->findChild<QLabel*>("layersSaid")->text()));
        QVERIFY(
            page_->findChild<QLabel*>("attentionRow")->text().startsWith("Row 1 of 2 in glosses/validation"));
        auto* where = page_->findChild<SegmentedControl*>("attentionWhere");
        where->setCurrent(1);
        Q_EMIT where->chosen(1);
        QCOMPARE(map->matrix().at(2, 0), 60.0);
        auto* next = page_->findChild<PromptLayers*>()->findChildren<QPushButton*>()[1];
        QCOMPARE(next->accessibleName(), "Next row");
        QTest::mouseClick(next, Qt::LeftButton);
        QCOMPARE(desk_->asked.back().request["row"].toInteger(), 1);
        QVERIFY(desk_->answer("attention", row(1)));
        QVERIFY(!next->isEnabled());
        // What its values say.
        view->setCurrent(2);
        Q_EMIT view->chosen(2);
        QCOMPARE(desk_->asked.back().request["part"].toString(), "decoder.self");
        Json word = Json::array({Json::object({{"text", " food"}, {"score", 4}}),
                                 Json::object({{"text", " dish"}, {"score", 3}})});
        QVERIFY(desk_->answer(
            "favoured",
            Json::object({{"words", Json::array({Json::array({word, word}), Json::array({word, word}),
                                                 Json::array({word, word})})}})));
        auto* words = page_->findChild<QTableView*>("favoured");
        QAbstractItemModelTester tester(words->model());
        QVERIFY(words->isVisible());
        QCOMPARE(words->model()->rowCount(), 3);
        QCOMPARE(words->model()->index(2, 1).data().toString(), QString("␣food"));
        QVERIFY(words->model()->index(2, 1).data(Qt::ToolTipRole).toString().contains("␣dish"));
        view->setCurrent(1);
        Q_EMIT view->chosen(1);
        desk_->answer("attention", Json::object({{"what", "no such backbone"}, {"todo", "add it"}}), "error");
        QVERIFY(map->summary().contains("no such backbone"));
        page_->findChild<QSlider*>("snapshot")->setValue(0);
        QVERIFY(table()->isVisible());
    }

    void pictures_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void pictures() {
        QFETCH(bool, dark);
        dressForPictures(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        open({{.tokens = 20}});
        table()->selectRow(3);
        QWidget& page = *page_;
        const QString theme = dark ? "dark" : "light";
        picture(page, "prompt-" + theme);
        page_->setView(PromptPage::Similarity);
        picture(page, "prompt-similarity-" + theme);
        page_->setView(PromptPage::Norms);
        desk_->answer(
            "norms",
            Json::object(
                {{"words", 10}, {"p5", 2.6}, {"p25", 2.9}, {"median", 3.1}, {"p75", 3.3}, {"p95", 3.7}}));
        picture(page, "prompt-norms-" + theme);
        page_->setView(PromptPage::Movement);
        picture(page, "prompt-movement-" + theme);
        {
            Recorder recorder = must(Recorder::begin(*desk_->project(), 1));
            HostTensor keys{"decoder.self.key", {30, 20, 8}, {}};
            for (std::int64_t i = 0; i < keys.elements(); ++i) keys.data.push_back(float(filledNoise(i, 4)));
            must(recorder.snapshot(301, 0.1, {keys}, {}));
            must(recorder.state(RunState::Finished));
        }
        Q_EMIT desk_->event({1, 0, SnapshotTaken{301, 0.1}});
        auto* layers = page_->findChild<PromptLayers*>();
        layers->setView(PromptLayers::Attention);
        Json shares = Json::array(), words = Json::array();
        const char* some[] = {" food", " animal", " of", " plant", "ing", " the", " kind"};
        for (int layer = 0; layer < 30; ++layer) {
            Json list = Json::array(), said = Json::array();
            for (int token = 0; token < 20; ++token) {
                list.append(0.02 * std::fabs(filledNoise(layer * 20 + token, 7)) * (1 + layer / 10.0));
                said.append(
                    Json::array({Json::object({{"text", some[(layer * 3 + token * 5) % 7]}, {"score", 1}})}));
            }
            shares.append(list);
            words.append(said);
        }
        desk_->answer(
            "attention",
            Json::object({{"parts", Json::array({Json::object(
                                        {{"at", "decoder.self"}, {"text", shares}, {"answer", shares}})})},
                          {"data", "glosses/validation"},
                          {"row", 0},
                          {"rows", 300},
                          {"words", "oysters baked in their shells with bread crumbs"}}));
        picture(page, "prompt-attention-" + theme);
        layers->setView(PromptLayers::Favoured);
        desk_->answer("favoured", Json::object({{"words", words}}));
        picture(page, "prompt-favoured-" + theme);
    }
};

QTEST_MAIN(TestPromptPage)
#include "test_prompt_page.moc"
