// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
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
#include "widgets/pages/prompt_page.h"
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
        picture(page, QString("prompt-") + (dark ? "dark" : "light"));
    }
};

QTEST_MAIN(TestPromptPage)
#include "test_prompt_page.moc"
