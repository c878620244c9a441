// SPDX-License-Identifier: Apache-2.0
// Text, errors and durations as users read them.
#include <QTest>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/text.h"

using namespace lathe;

namespace {

Result<int> half(int value) {
    if (value % 2 != 0) return failed("odd", "value", "give an even one");
    return value / 2;
}

Result<int> quarter(int value) {
    LATHE_TRY(once, half(value));
    LATHE_CHECK(half(once));
    return once / 2;
}

}  // namespace

class TestWords : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anErrorIsOneLine() {
        QCOMPARE((Error{"what", "where", "todo"}.line()), std::string("where: what; todo"));
        QCOMPARE((Error{"what", "", ""}.line()), std::string("what"));
        QCOMPARE((Error{"two\nlines\x1B[31m", "a\tb", ""}.line()),
                 std::string("a\\tb: two\\nlines\\u001b[31m"));
        const Result<int> wrong = badCall("x");
        QVERIFY(wrong.error().kind == Error::Kind::Call);
    }

    void errorsPassThrough() {
        QCOMPARE(*quarter(8), 2);
        QCOMPARE(quarter(6).error().line(), std::string("value: odd; give an even one"));
        QCOMPARE(quarter(7).error().where, std::string("value"));
    }

    void illFormedUtf8IsFound_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at");
        QTest::newRow("fine") << QByteArray("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") << -1;
        QTest::newRow("cut") << QByteArray("ab\xE2\x82") << 2;
        QTest::newRow("tail alone") << QByteArray("\x80") << 0;
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << 0;
        QTest::newRow("overlong three") << QByteArray("\xE0\x80\xAF") << 0;
        QTest::newRow("overlong four") << QByteArray("\xF0\x80\x80\xAF") << 0;
        QTest::newRow("surrogate") << QByteArray("a\xED\xA0\x80") << 1;
        QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80") << 0;
        QTest::newRow("five bytes") << QByteArray("\xF8\x88\x80\x80\x80") << 0;
        QTest::newRow("last code point") << QByteArray("\xF4\x8F\xBF\xBF") << -1;
    }

    void illFormedUtf8IsFound() {
        QFETCH(QByteArray, text);
        QFETCH(int, at);
        const auto found = invalidUtf8(text.toStdString());
        QCOMPARE(found ? static_cast<int>(*found) : -1, at);
    }

    void codePointsGoBothWays() {
        for (const char32_t point : {U'a', U'\u00e9', U'\u20ac', U'\U0001F600', U'\uFFFD', U'\U0010FFFF'}) {
            std::string text;
            appendUtf8(text, point);
            std::size_t at = 0;
            QVERIFY(nextCodePoint(text, at) == point);
            QCOMPARE(at, text.size());
        }
        std::string replaced;
        appendUtf8(replaced, 0xD800);
        QCOMPARE(replaced, std::string("\xEF\xBF\xBD"));
    }

    void whatCannotBeShownIsEscaped() {
        QCOMPARE(printable("a\x01\x7F\xC2\x9B\xFFz"), std::string("a\\u0001\\u007f\\u009b\\xffz"));
        QCOMPARE(printable("\xE2\x80\xAEtxt"), std::string("\\u202etxt"));  // would turn the line around
        QCOMPARE(printable("caf\xC3\xA9 \xF0\x9F\x98\x80"), std::string("caf\xC3\xA9 \xF0\x9F\x98\x80"));
    }

    void theNearestWordIsNear() {
        const std::vector<std::string> known = {"steps", "batch", "seed", "evaluate_every"};
        QCOMPARE(closest("step", known), std::string("steps"));
        QCOMPARE(closest("bacth", known), std::string("batch"));
        QCOMPARE(closest("evaluate_evry", known), std::string("evaluate_every"));
        QCOMPARE(closest("lanes", known), std::string());
        QCOMPARE(closest("", known), std::string());
        QCOMPARE(closest("x", {}), std::string());
    }

    void piecesAndBlanks() {
        QCOMPARE(trimmed(" \t a b \r\n"), std::string_view("a b"));
        QCOMPARE(trimmed("   "), std::string_view());
        QCOMPARE(split("a,,b", ',').size(), std::size_t(3));
        QCOMPARE(split("", ',').size(), std::size_t(1));
        QCOMPARE(joined({"a", "b", "c"}), std::string("a, b, c"));
    }

    void sizesAndTimesReadWell() {
        QCOMPARE(byteSize(0), std::string("0 B"));
        QCOMPARE(byteSize(1536), std::string("1.5 KiB"));
        QCOMPARE(byteSize(3.5 * 1024 * 1024 * 1024), std::string("3.5 GiB"));
        QCOMPARE(duration(1.25), std::string("1.2 s"));
        QCOMPARE(duration(75), std::string("1 min 15 s"));
        QCOMPARE(duration(3 * 3600 + 120), std::string("3 h 2 min"));
        QCOMPARE(duration(-1), std::string("?"));
        const std::string now = timestamp();
        QCOMPARE(now.size(), std::size_t(24));
        QVERIFY(now[10] == 'T' && now.back() == 'Z');
    }
};

QTEST_GUILESS_MAIN(TestWords)
#include "test_words.moc"
