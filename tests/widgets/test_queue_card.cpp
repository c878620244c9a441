// SPDX-License-Identifier: GPL-3.0-or-later
// How long the waiting runs take, as far as earlier ones tell.
#include <QListWidget>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_desk.h"
#include "tests/support/filled_project.h"
#include "widgets/pages/queue_card.h"

using namespace lathe;

class TestQueueCard : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void itsRunsAreEstimatedFromEarlierOnes() {
        QTemporaryDir folder;
        FakeDesk desk;
        desk.setProject(filledProject(folder.filePath("p.lathe"), {}));
        QueueCard card(desk);
        // Rates decide nothing; the number of tokens does.
        desk.setQueue({filledRecipe({.name = "a", .rate = 0.01}), filledRecipe({.name = "b", .rate = 0.02}),
                       filledRecipe({.name = "c", .tokens = 50})});
        auto* list = card.findChild<QListWidget*>("queue");
        QCOMPARE(card.title(), "3 waiting");
        QCOMPARE(desk.asked.size(), std::size_t(1));  // one question at a time
        QCOMPARE(desk.asked[0].request["do"].toString(), "estimate");
        QVERIFY(
            !desk.asked[0].request["measure"].toBool(true));  // nothing is measured beside a run that trains
        QVERIFY(desk.answer("estimate", Json::object({{"seconds", 60}})));
        QVERIFY(list->item(1)->text().endsWith("about 1 min"));
        QVERIFY(!list->item(2)->text().contains("about"));
        QCOMPARE(card.title(), "3 waiting");  // the third is not known yet
        QVERIFY(desk.answer("estimate", Json::object({{"seconds", 120}})));
        QCOMPARE(card.title(), "3 waiting, about 4 min");
        QCOMPARE(desk.asked.size(), std::size_t(2));
        card.findChild<QPushButton*>("holdQueue")->click();
        QCOMPARE(card.title(), "3 held back, about 4 min");
    }
};

QTEST_MAIN(TestQueueCard)
#include "test_queue_card.moc"
