// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of strangers in the window: labels, tooltips and message boxes show what is written, without reading
// it as markup, and no text makes a tooltip larger than the screen.
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPointer>
#include <QScreen>
#include <QTest>
#include <QToolTip>

#include "tests/support/tried.h"
#include "widgets/style.h"

using namespace lathe;

namespace {

const QStringList kHostile = {
    QStringLiteral("<b>bold</b><img src=x onerror=alert(1)><script>alert(1)</script>"),
    QStringLiteral("<qt><h1>large</h1><a href='http://evil/'>click</a></qt>"),
    QStringLiteral("<html><body bgcolor=red>red</body></html>"),
    QStringLiteral("<table width=100000><tr><td>wide</td></tr></table>"),
    QStringLiteral("&lt;b&gt; &amp; &#x202e;"),
    QStringLiteral("%1 %s %n &File"),
    QString(100'000, QLatin1Char('W')),
    QStringLiteral("a ").repeated(50'000),
    QStringLiteral("line\n").repeated(5'000),
    QString(QChar(0x202E)) + QStringLiteral("turned") + QChar(0x2066),
    QStringLiteral("\x1b[31mred\x07"),
};

QPointer<QLabel> shownTip() {
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (widget->inherits("QTipLabel") && widget->isVisible()) return qobject_cast<QLabel*>(widget);
    return nullptr;
}

}  // namespace

class TestHostileWords : public QObject {
    Q_OBJECT
    int tried_ = 0;

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void labelsShowWhatIsWritten() {
        for (const QString& words : kHostile) {
            QLabel label(words);
            label.resize(200, 20);
            label.show();
            QCOMPARE(label.textFormat(), Qt::PlainText);
            QCOMPARE(label.text(), words);
            label.setText(QStringLiteral("<i>later</i>"));
            QCOMPARE(label.textFormat(), Qt::PlainText);
            ++tried_;
        }
    }

    void tooltipsShowWhatIsWrittenWithinTheScreen() {
        QWidget window;
        window.show();
        const QRect screen = window.screen()->availableGeometry();
        for (const QString& words : kHostile) {
            QToolTip::showText(screen.bottomRight(), words, &window);
            const QPointer<QLabel> tip = shownTip();
            QVERIFY(tip);
            QCOMPARE(tip->textFormat(), Qt::PlainText);
            QVERIFY(words.startsWith(tip->text().left(2000)));
            QVERIFY2(tip->width() <= screen.width() && screen.contains(tip->pos()),
                     qPrintable(words.left(60)));
            QToolTip::hideText();
            QTRY_VERIFY(!tip);
            ++tried_;
        }
    }

    void tipsOfItemsToo() {
        QListWidget list;
        auto* item = new QListWidgetItem(kHostile[0], &list);
        item->setToolTip(kHostile[0]);
        list.show();
        const QPoint at = list.visualItemRect(item).center();
        QHelpEvent help(QEvent::ToolTip, at, list.viewport()->mapToGlobal(at));
        QApplication::sendEvent(list.viewport(), &help);
        const QPointer<QLabel> tip = shownTip();
        QVERIFY(tip);
        QCOMPARE(tip->text(), kHostile[0]);
        QCOMPARE(tip->textFormat(), Qt::PlainText);
        QToolTip::hideText();
        QTRY_VERIFY(!tip);
        ++tried_;
    }

    void questionsToo() {
        QMessageBox box;
        box.setText(kHostile[0]);
        box.setInformativeText(kHostile[1]);
        box.show();
        for (const QLabel* label : box.findChildren<QLabel*>())
            if (!label->text().isEmpty()) QCOMPARE(label->textFormat(), Qt::PlainText);
        ++tried_;
    }

    /// Markup that the program itself writes is asked for by name.
    void itsOwnMarkupStays() {
        QLabel label;
        label.setTextFormat(Qt::RichText);
        label.setText(QStringLiteral("<b>x</b>"));
        label.show();
        QCOMPARE(label.textFormat(), Qt::RichText);
    }

    void cleanupTestCase() { tests::tried("hostile", "texts in labels, tooltips and questions", tried_); }
};

QTEST_MAIN(TestHostileWords)
#include "test_hostile_words.moc"
