// SPDX-License-Identifier: GPL-3.0-or-later
// The Backbones page against a helper whose answers the test gives.
#include <QDesktopServices>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/pictures.h"
#include "widgets/forms/notice.h"
#include "widgets/pages/backbones_page.h"
#include "widgets/pages/fetch_row.h"

using namespace lathe;

class TestBackbonesPage : public QObject {
    Q_OBJECT
    std::unique_ptr<FakeDesk> desk_;
    std::unique_ptr<BackbonesPage> page_;
    QUrl revealed_;

    static Json entry(const char* id, const char* family, const char* source, const char* license,
                      bool fits = true, const char* problem = "") {
        return Json::object({{"id", id},
                             {"path", "/models/" + std::string(id) + "/weights.gguf"},
                             {"family", family},
                             {"source", source},
                             {"license", license},
                             {"bytes", 98'000'000},
                             {"parameters", 135'000'000},
                             {"context", 8192},
                             {"dtype", "Q4_1"},
                             {"form", "decoder"},
                             {"layers", 30},
                             {"width", 576},
                             {"vocabulary", 49152},
                             {"needs", 1'030'000'000},
                             {"fits", fits},
                             {"problem", problem}});
    }
    void open() {
        page_ = std::make_unique<BackbonesPage>(*desk_);
        page_->resize(1240, 800);
        page_->show();
        Json all{Json::Array{}};
        all.append(entry("smollm2-135m-instruct", "llama", "library", "apache-2.0"));
        all.append(entry("openai-community/gpt2", "gpt2", "hub", "mit"));
        all.append(entry("big-70b", "llama", "folder", "other", false));
        all.append(entry("owner/odd", "", "hub", "", true, "none-such is no family that is known here"));
        QVERIFY(desk_->answer("library", Json::object({{"backbones", all}})));
    }
    template <class T>
    T* part(const char* name) {
        return page_->findChild<T*>(name);
    }
    QString notice() { return page_->findChild<Notice*>()->text(); }
    void choose(int row) { part<QTableWidget>("backbones")->selectRow(row); }
    void fetch(const char* name) {
        part<QLineEdit>("fetchName")->setText(name);
        part<QPushButton>("fetch")->click();
    }
    static Json progress(const char* state, std::int64_t done) {
        return Json::object({{"state", state},
                             {"file", "model.safetensors"},
                             {"done", done},
                             {"total", 200 << 20},
                             {"bytes_a_second", 5 << 20},
                             {"seconds_left", 30}});
    }

  private Q_SLOTS:
    void init() {
        dressForPictures(ThemeChoice::Light);
        desk_ = std::make_unique<FakeDesk>();
        open();
    }
    void cleanup() {
        page_.reset();
        desk_.reset();
    }

    void memoryAndLicenceStandInTheirColumns() {
        auto* table = part<QTableWidget>("backbones");
        QCOMPARE(table->rowCount(), 4);
        QCOMPARE(table->item(1, 6)->text(), QString("mit"));
        QCOMPARE(table->item(0, 7)->text(), QString("fits, 982.3 MiB"));
        QVERIFY(table->item(2, 7)->text().startsWith("too large"));
        QVERIFY(part<QLabel>("backboneDetails")->text().contains("30 layers"));
        picture(*page_, "backbones-page");
    }

    void searchHidesWhatDoesNotMatch() {
        auto* table = part<QTableWidget>("backbones");
        part<QLineEdit>("findBackbone")->setText("GPT mit");
        QVERIFY(table->isRowHidden(0) && !table->isRowHidden(1));
        QCOMPARE(table->currentRow(), 1);  // what is shown below is a row that is seen
        part<QLineEdit>("findBackbone")->setText("nothing like it");
        QVERIFY(table->isRowHidden(1));
        part<QLineEdit>("findBackbone")->clear();
        QVERIFY(!table->isRowHidden(0));
    }

    void aFetchShowsItsProgressAndIsListedAtTheEnd() {
        fetch("https://huggingface.co/owner/tiny@v1");
        QCOMPARE(desk_->asked.back().request["model"].toString(), std::string("owner/tiny@v1"));
        QVERIFY(desk_->answer("fetch", progress("downloading", 50 << 20), "fetch"));
        const QString said = part<QLabel>("fetchState")->text();
        QCOMPARE(said, QString("50.0 MiB of 200.0 MiB · 5.0 MiB/s · 30 s left · model.safetensors"));
        picture(*page_, "backbones-fetching");
        const auto asked = desk_->asked.size();
        QVERIFY(desk_->answer("fetch", Json::object({{"state", "done"}})));
        QCOMPARE(desk_->asked.size(), asked + 1);
        QCOMPARE(desk_->asked.back().request["do"].toString(), std::string("library"));
        QCOMPARE(notice(), QString("owner/tiny@v1 is here."));
        QVERIFY(!page_->findChild<FetchRow*>());
    }

    void pauseResumeAndCancelNameTheFetch() {
        fetch("owner/tiny");
        const auto id = desk_->asked.back().id;
        auto* pause = part<QPushButton>("fetchPause");
        pause->click();
        QCOMPARE(desk_->asked.back().request["do"].toString(), std::string("pause"));
        QCOMPARE(desk_->asked.back().request["target"].toInteger(), id);
        QVERIFY(desk_->answer("fetch", progress("paused", 1 << 20), "fetch"));
        QVERIFY(part<QLabel>("fetchState")->text().startsWith("paused · 1.0 MiB"));
        QCOMPARE(pause->text(), QString("Resume"));
        pause->click();
        QCOMPARE(desk_->asked.back().request["do"].toString(), std::string("resume"));
        part<QPushButton>("fetchCancel")->click();
        QCOMPARE(desk_->cancelled, std::vector<std::int64_t>{id});
        QVERIFY(!page_->findChild<FetchRow*>());
    }

    void aFetchThatFailsSaysWhyAndTriesAgain() {
        fetch("owner/tiny");
        const auto first = desk_->asked.back().id;
        QVERIFY(desk_->answer(
            "fetch",
            Json::object(
                {{"what", "the hub does not answer"}, {"where", "owner/tiny"}, {"todo", "try again later"}}),
            "error"));
        QCOMPARE(part<QLabel>("fetchState")->text(),
                 QString("owner/tiny: the hub does not answer; try again later"));
        part<QPushButton>("fetchPause")->click();
        QCOMPARE(desk_->asked.back().request["do"].toString(), std::string("fetch"));
        QVERIFY(desk_->asked.back().id != first);
    }

    void aModelOnItsWayIsNotFetchedTwiceAndNonsenseNotAtAll() {
        fetch("owner/tiny");
        const auto asked = desk_->asked.size();
        fetch("owner/tiny");
        QCOMPARE(part<QLabel>("fetchHint")->text(), QString("is on its way already"));
        fetch("not a model");
        QCOMPARE(part<QLabel>("fetchHint")->text(), QString("give OWNER/NAME, as the hub shows it"));
        QCOMPARE(desk_->asked.size(), asked);
        fetch("owner/ggufs/small.Q4_0.gguf");
        QCOMPARE(desk_->asked.back().request["model"].toString(), std::string("owner/ggufs"));
        QCOMPARE(desk_->asked.back().request["file"].toString(), std::string("small.Q4_0.gguf"));
    }

    void removingIsAskedAndSaysWhatHappensToTheFiles_data() {
        QTest::addColumn<int>("row");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("files");
        QTest::newRow("library") << 0 << "stay where they are"
                                 << "smollm2-135m-instruct" << false;
        QTest::newRow("hub") << 1 << "would be deleted"
                             << "openai-community/gpt2" << true;
        QTest::newRow("folder") << 2 << "no longer be listed"
                                << "/models/big-70b" << false;
    }
    void removingIsAskedAndSaysWhatHappensToTheFiles() {
        QFETCH(int, row);
        QFETCH(QString, says);
        QFETCH(QString, what);
        QFETCH(bool, files);
        choose(row);
        const auto asked = desk_->asked.size();
        part<QPushButton>("removeBackbone")->click();
        QVERIFY2(notice().contains(says), qPrintable(notice()));
        QCOMPARE(desk_->asked.size(), asked);  // not before it is confirmed
        Q_EMIT page_->findChild<Notice*>()->activated();
        QCOMPARE(desk_->asked.back().request["backbone"].toString(), what.toStdString());
        QCOMPARE(desk_->asked.back().request["delete_files"].toBool(), files);
    }

    void theFolderIsRevealed() {
        QDesktopServices::setUrlHandler("file", this, "take");
        choose(1);
        part<QPushButton>("revealBackbone")->click();
        QDesktopServices::unsetUrlHandler("file");
        QCOMPARE(revealed_, QUrl::fromLocalFile("/models/openai-community/gpt2"));
    }

  public Q_SLOTS:
    void take(const QUrl& url) { revealed_ = url; }
};

QTEST_MAIN(TestBackbonesPage)
#include "test_backbones_page.moc"
