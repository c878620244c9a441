// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "core/text/template.h"

using namespace lathe;

namespace {
using Kind = TemplatePart::Kind;
QString lineOf(std::string_view text) {
    const auto result = parseTemplate(text);
    return result ? QString() : QString::fromStdString(result.error().line());
}
}  // namespace

class TestTemplate : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsTextFieldsAndSlotsInOrder() {
        const auto read = parseTemplate("{prompt}{text}\nCategory:{label}");
        QVERIFY(read);
        QCOMPARE(read->parts.size(), std::size_t{4});
        QCOMPARE(read->parts[0].kind, Kind::Prompt);
        QCOMPARE(read->parts[0].tokens, std::int64_t{0});
        QCOMPARE(read->parts[1].kind, Kind::Field);
        QCOMPARE(read->parts[1].text, std::string("text"));
        QCOMPARE(read->parts[2].kind, Kind::Text);
        QCOMPARE(read->parts[2].text, std::string("\nCategory:"));
        QCOMPARE(read->parts[3].kind, Kind::Answer);
        QCOMPARE(read->fields(), std::vector<std::string>{"text"});
    }

    void readsNumbersWordsAndTheMask() {
        const auto read = parseTemplate("{prompt:12}{soft:some words}{mask}{target}");
        QVERIFY(read);
        QCOMPARE(read->parts[0].tokens, std::int64_t{12});
        QCOMPARE(read->parts[1].kind, Kind::Soft);
        QCOMPARE(read->parts[1].text, std::string("some words"));
        QCOMPARE(read->parts[2].kind, Kind::Mask);
        QCOMPARE(read->parts[3].text, std::string("target"));
        QVERIFY(read->has(Kind::Mask));
        QVERIFY(!read->has(Kind::Field));
    }

    void doubledBracesAreBraces() {
        const auto read = parseTemplate("a {{x}} {y}{{{z}}}");
        QVERIFY(read);
        QCOMPARE(read->parts.size(), std::size_t{5});
        QCOMPARE(read->parts[0].text, std::string("a {x} "));
        QCOMPARE(read->parts[0].length, std::size_t{8});
        QCOMPARE(read->parts[1].text, std::string("y"));
        QCOMPARE(read->parts[2].text, std::string("{"));
        QCOMPARE(read->parts[3].text, std::string("z"));
        QCOMPARE(read->parts[4].text, std::string("}"));
    }

    void slotNamesWinOverFieldsAndOtherNamesAreFields() {
        const auto read = parseTemplate("{prompts}{soft}{prompt :3}{a b}");
        QVERIFY(read);
        for (const auto& part : read->parts) QCOMPARE(part.kind, Kind::Field);
    }

    void partsSayWhereTheyStand() {
        const auto read = parseTemplate("ab{text}c");
        QVERIFY(read);
        QCOMPARE(read->parts[1].offset, std::size_t{2});
        QCOMPARE(read->parts[1].length, std::size_t{6});
        QCOMPARE(read->parts[2].offset, std::size_t{8});
    }

    void errorsSayTheColumn_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("not closed") << QByteArray("abc {text")
                                    << "task.template, column 5: a { that is not closed";
        QTest::newRow("nested") << QByteArray("{a{b}}") << "task.template, column 1: a { that is not closed";
        QTest::newRow("lone close") << QByteArray("a} b")
                                    << "task.template, column 2: a } with no { before it";
        QTest::newRow("empty") << QByteArray("a{}") << "task.template, column 2: empty braces";
        QTest::newRow("characters, not bytes") << QByteArray("\xC3\xA9\xE2\x82\xAC{") << "column 3";
        QTest::newRow("zero") << QByteArray("{prompt:0}")
                              << "column 1: {prompt:0}: the number of soft tokens is not 1 to 4096";
        QTest::newRow("word") << QByteArray("{prompt:ten}") << "{prompt:ten}";
        QTest::newRow("no words") << QByteArray("{soft: }") << "{soft:} has no words";
        QTest::newRow("two answers") << QByteArray("{label}{label}") << "column 8: a second {label}";
        QTest::newRow("nothing") << QByteArray("") << "the template is empty";
        QTest::newRow("bad UTF-8") << QByteArray("a\xFF") << "column 2";
    }
    void errorsSayTheColumn() {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const QString line =
            lineOf(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        QVERIFY2(line.contains(expected), qPrintable(line));
        QCOMPARE(parseTemplate(text.toStdString()).error().kind, Error::Kind::Call);
    }
};

QTEST_GUILESS_MAIN(TestTemplate)
#include "test_template.moc"
