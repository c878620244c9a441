// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that wait for their turn, with a script in the worker's place.
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "app/desktop/workbench.h"
#include "widgets/pages/queue_card.h"

using namespace lathe;

class TestQueue : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Workbench> desk_;

    static Json recipe(const char* name) {
        return Json::object({{"recipe", 1},
                             {"name", name},
                             {"method", Json::object({{"kind", "prompt_tuning"}, {"tokens", 5}})}});
    }
    QStringList order() const {
        QFile file(folder_->filePath("order"));
        if (!file.open(QIODevice::ReadOnly)) return {};
        return QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    }
    QStringList waiting() const {
        QStringList names;
        for (const Json& each : desk_->queue()) names << QString::fromStdString(each["name"].toString());
        return names;
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        qputenv("LATHE_TEST_FOLDER", folder_->path().toUtf8());
        qputenv("XDG_RUNTIME_DIR", folder_->path().toUtf8());
        desk_ = std::make_unique<Workbench>(QStringLiteral(LATHE_FIXTURES "/desktop/worker_queue.sh"));
        desk_->createProject(folder_->filePath("p.lathe"));
        QVERIFY(desk_->project());
    }
    void cleanup() { desk_.reset(); }

    void oneAfterTheOther() {
        desk_->setQueue({recipe("a"), recipe("b"), recipe("c")});
        QCOMPARE(waiting(), (QStringList{"b", "c"}));
        QTRY_COMPARE(order(), (QStringList{"a", "b", "c"}));
        QVERIFY(waiting().isEmpty());
    }

    void aHeldQueueWaits() {
        desk_->holdQueue(true);
        desk_->setQueue({recipe("a"), recipe("b")});
        QTest::qWait(300);
        QVERIFY(order().isEmpty());
        desk_->holdQueue(false);
        QTRY_COMPARE(order(), (QStringList{"a", "b"}));
    }

    void aRunThatIsRefusedHoldsTheRest() {
        desk_->setQueue({recipe("bad"), recipe("b")});
        QTRY_VERIFY(desk_->queueHeld());
        QTest::qWait(300);
        QCOMPARE(order(), QStringList{"bad"});
        QCOMPARE(waiting(), QStringList{"b"});
    }

    void theQueueWaitsForAStudy() {
        QSignalSpy ended(desk_.get(), &Workbench::sweepEnded);
        desk_->startSweep({"study", "length", "--seeds", "2"}, recipe("base"));
        QVERIFY(desk_->sweepAtWork());
        desk_->setQueue({recipe("a")});
        QTest::qWait(150);
        QCOMPARE(waiting(), QStringList{"a"});
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(ended.front().front().toString().isEmpty());
        QVERIFY(!desk_->sweepAtWork());
        QTRY_COMPARE(order(), (QStringList{"study length --seeds 2", "a"}));
    }

    void theProjectKeepsItAndHoldsItWhenItIsOpened() {
        desk_->holdQueue(true);
        desk_->setQueue({recipe("a"), recipe("b")});
        desk_->closeProject();
        QVERIFY(desk_->queue().empty());
        desk_->openProject(folder_->filePath("p.lathe"));
        QCOMPARE(waiting(), (QStringList{"a", "b"}));
        QVERIFY(desk_->queueHeld());
    }

    void itsCardTakesOutAndReorders() {
        desk_->holdQueue(true);
        QueueCard card(*desk_);
        QVERIFY(card.isHidden());
        desk_->setQueue({recipe("a"), recipe("b"), recipe("c")});
        card.show();
        auto* list = card.findChild<QListWidget*>("queue");
        QCOMPARE(list->count(), 3);
        // Keys move, too.
        QVERIFY(QTest::qWaitForWindowActive(&card));
        list->setCurrentRow(0);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(waiting(), (QStringList{"b", "a", "c"}));
        QCOMPARE(list->currentRow(), 1);
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(waiting(), (QStringList{"a", "b", "c"}));
        list->model()->moveRow({}, 2, {}, 0);
        QTRY_COMPARE(waiting(), (QStringList{"c", "a", "b"}));
        list->setCurrentRow(1);
        card.findChild<QPushButton*>("removeQueued")->click();
        QCOMPARE(waiting(), (QStringList{"c", "b"}));
        card.findChild<QPushButton*>("holdQueue")->click();
        QVERIFY(!desk_->queueHeld());
        QTRY_COMPARE(order(), (QStringList{"c", "b"}));
    }
};

QTEST_MAIN(TestQueue)
#include "test_queue.moc"
