// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/text.h"
#include "core/data/reader.h"
#include "tests/support/bounded.h"

using namespace lathe;

namespace {

struct Read {
    std::vector<Json> rows;
    ReadingNotes notes;
    QString error;
};

}  // namespace

class TestReader : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::string written(const std::string& name, const std::string& bytes) {
        const std::string path = folder_.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    Read read(const std::string& name, const std::string& bytes, DataFormat format = DataFormat::Auto) {
        Read out;
        auto notes = readRows(written(name, bytes), format, [&](Json fields) -> Result<bool> {
            out.rows.push_back(std::move(fields));
            return true;
        });
        if (notes)
            out.notes = *notes;
        else
            out.error = QString::fromStdString(notes.error().line()).remove(folder_.path() + '/');
        return out;
    }
    static QString notesOf(const Read& read) {
        return QString::fromStdString(joined(read.notes.notes, "; "));
    }

  private Q_SLOTS:
    void readsOneObjectALine() {
        const auto got =
            read("a.jsonl", "{\"text\": \"x\\ny\", \"label\": 1}\n{\"text\": \"z\", \"label\": 2}");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.rows.size(), std::size_t{2});
        QCOMPARE(got.rows[0]["text"].string(), std::string("x\ny"));
        QCOMPARE(got.rows[1]["label"].toInteger(), std::int64_t{2});
        QCOMPARE(got.notes.rows, std::int64_t{2});
        QVERIFY(got.notes.notes.empty());
    }

    void marksAndLineEndsAreHarmlessAndSaid() {
        const auto got = read("a.jsonl", "\xEF\xBB\xBF{\"a\": \"x\"}\r\n\r\n{\"a\": \"y\"}\r\n");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.rows.size(), std::size_t{2});
        QCOMPARE(
            notesOf(got),
            QString("the file begins with a byte order mark, which was left out; the lines end with CRLF; "
                    "1 empty line was left out"));
        const auto table = read("a.csv", "\xEF\xBB\xBFtext,label\r\nx,y\r\n\r\n\"a\r\nb\",c\r\n");
        QVERIFY2(table.error.isEmpty(), qPrintable(table.error));
        QCOMPARE(table.rows[0]["text"].string(), std::string("x"));
        QCOMPARE(table.rows[0]["label"].string(), std::string("y"));
        QCOMPARE(table.rows[1]["text"].string(), std::string("a\r\nb"));
        QVERIFY(notesOf(table).contains("CRLF"));
    }

    void readsAListOfObjects() {
        const auto got = read("a.json", "[\n  {\"a\": \"1]}\\\"\"},\n  {\"a\": {\"b\": [1, 2]}}\n]\n");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.rows.size(), std::size_t{2});
        QCOMPARE(got.rows[0]["a"].string(), std::string("1]}\""));
        QCOMPARE(got.rows[1].at("a.b").size(), std::size_t{2});
    }

    void readsTheOneListInAnObject() {
        const auto got = read("a.json",
                              "{\"version\": \"1\", \"names\": [\"p\", \"q\"],\n \"none\": [], \"data\": "
                              "[{\"a\": 1}, {\"a\": 2}], \"x\": {}}");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.rows.size(), std::size_t{2});
        QVERIFY(read("b.json", "{\"a\": [{\"x\": 1}], \"b\": [{\"x\": 2}]}")
                    .error.contains("two lists of rows, \"a\" and \"b\""));
        QVERIFY(read("c.json", "{\n\"a\": 1}").error.contains("no member of the object is a list"));
    }

    void readsQuotedFieldsOverSeveralLines() {
        const auto got = read("a.csv", "id,text\n1,\"a \"\"b\"\", c\nd\"\n2,plain \"quote\"\n3,\n");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.rows.size(), std::size_t{3});
        QCOMPARE(got.rows[0]["text"].string(), std::string("a \"b\", c\nd"));
        QCOMPARE(got.rows[1]["text"].string(), std::string("plain \"quote\""));
        QCOMPARE(got.rows[2]["text"].string(), std::string());
    }

    void detectsTheFormat_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("format");
        const auto add = [](const char* tag, const char* name, const char* bytes, DataFormat format) {
            QTest::newRow(tag) << QByteArray(name) << QByteArray(bytes) << static_cast<int>(format);
        };
        add("jsonl by content", "a", "{\"a\": 1}\n{\"a\": 2}\n", DataFormat::Jsonl);
        add("jsonl named json", "a.json", "{\"a\": 1}\n{\"a\": 2}\n", DataFormat::Jsonl);
        add("one row", "a.json", "{\"a\": 1}", DataFormat::Jsonl);
        add("object with a list", "a.json", "{\"d\": [{\"a\": 1}]}", DataFormat::Json);
        add("pretty object", "a", "{\n  \"d\": [\n {\"a\": 1}\n ]\n}", DataFormat::Json);
        add("list named jsonl", "a.jsonl", "[{\"a\": 1}]", DataFormat::Json);
        add("tabs", "a.txt", "a\tb\n1\t2\n", DataFormat::Tsv);
        add("tabs named csv", "a.csv", "a\tb\n1\t2\n", DataFormat::Tsv);
        add("commas", "a.txt", "a,b\n1,2\n", DataFormat::Csv);
        add("semicolons", "a.csv", "a;b\n1;2,5\n", DataFormat::Csv);
        add("one column", "a.csv", "a\n1\n", DataFormat::Csv);
        add("upper case", "a.TSV", "a\tb\n1\t2\n", DataFormat::Tsv);
    }
    void detectsTheFormat() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, bytes);
        QFETCH(int, format);
        const auto got = read(name.toStdString(), bytes.toStdString());
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(static_cast<int>(got.notes.format), format);
        QVERIFY(!got.rows.empty());
        QVERIFY(!got.rows[0].contains("a;b"));
    }

    void errorsNameFileLineAndColumn_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char* tag, const char* name, QByteArray bytes, const char* expected) {
            QTest::newRow(tag) << QByteArray(name) << bytes << QString(expected);
        };
        add("empty", "a.jsonl", "", "a.jsonl: the file is empty");
        add("blank", "a.jsonl", " \n\n", "a.jsonl: the file is empty");
        add("only a mark", "a.jsonl", "\xEF\xBB\xBF", "a.jsonl: the file is empty");
        add("only a header", "a.csv", "a,b\n", "a.csv: the file holds no rows");
        add("empty list", "a.json", "[]", "a.json: the file holds no rows");
        add("broken row", "a.jsonl", "{\"a\": 1}\n{\"a\": 1,}\n",
            "a.jsonl, line 2, column 9: not valid JSON");
        add("first row broken", "a.jsonl", "{\"a\": \n{\"a\": 1}\n", "a.jsonl, line 1");
        add("cut row", "a.jsonl", "{\"a\": 1}\n{\"a\": \"x", "a.jsonl, line 2");
        add("no object", "a.jsonl", "{\"a\": 1}\n[1]\n",
            "a.jsonl, line 2, column 1: a row is an object of named fields, and this is a list");
        add("key twice", "a.jsonl", "{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n", "line 2");
        add("bad bytes", "a.jsonl", "{\"a\": 1}\n{\"a\": \"\xC3\xA9\xFF\"}\n",
            "a.jsonl, line 2, column 9: not valid UTF-8");
        add("NUL", "a.jsonl", QByteArray("{\"a\": 1}\n{\"a\": \"x\0y\"}\n", 24),
            "a.jsonl, line 2, column 9: a NUL byte");
        add("NUL in a table", "a.csv", QByteArray("a,b\n1,x\0y\n", 10),
            "a.csv, line 2, column 4: a NUL byte");
        add("UTF-16", "a.csv",
            QByteArray("\xFF\xFE"
                       "a\0",
                       4),
            "a.csv: the file is UTF-16");
        add("gzip", "a.jsonl.gz", QByteArray("\x1F\x8B\x08", 3), "compressed (gzip)");
        add("list item", "a.json", "[{\"a\": 1},\n  {\"a\": tru}]", "a.json, line 2, column");
        add("list not closed", "a.json", "[{\"a\": 1},\n{\"a\": 2}\n",
            "a.json, line 3, column 1: the file ends before ]");
        add("list cut", "a.json", "[{\"a\": 1},\n{\"a\": ", "a.json, line 2");
        add("list without comma", "a.json", "[{\"a\": 1} {\"a\": 2}]",
            "a.json, line 1, column 11: a comma or ] should stand here");
        add("last comma", "a.json", "[{\"a\": 1},]", "column 10: a comma before the closing bracket");
        add("text behind", "a.json", "[{\"a\": 1}]\nx", "a.json, line 2, column 1: text behind the end");
        add("texts in a list", "a.json", "[\"a\"]", "a row is an object of named fields, and this is text");
        add("too many", "a.csv", "a,b\n1,2\n1,2,3\n",
            "a.csv, line 3, column 5: 3 fields, and the first line names 2");
        add("too few", "a.csv", "a,b\n1\n", "a.csv, line 2, column 1: 1 field, and the first line names 2");
        add("open quote", "a.csv", "a,b\n1,\"x\n2,y\n",
            "a.csv, line 2, column 3: a quote that is never closed");
        add("behind a quote", "a.csv", "a,b\n\"x\"y,2\n",
            "a.csv, line 2, column 4: text behind a closing quote");
        add("column twice", "a.csv", "a,a\n1,2\n", "a.csv, line 1, column 3: the column \"a\" stands twice");
        add("no name", "a.csv", "a,,b\n1,2,3\n", "a.csv, line 1, column 3: a column without a name");
        add("bad bytes in a table", "a.csv", "a,b\n1,\xFF\n", "a.csv, line 2, column 3: not valid UTF-8");
        add("no format", "a.txt", "hello\n", "--format");
    }
    void errorsNameFileLineAndColumn() {
        const lathe::tests::Bounded bounded("malformed", "data files");
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const auto got = read(name.toStdString(), bytes.toStdString());
        QVERIFY2(got.error.contains(expected), qPrintable(got.error));
        QVERIFY(!got.error.contains('\n'));
    }

    void missingFilesAndFoldersAreSaid() {
        const auto hear = [](Json) -> Result<bool> { return true; };
        const auto missing = readRows(folder_.filePath("none.csv").toStdString(), DataFormat::Auto, hear);
        QVERIFY(!missing && missing.error().what.find("No such file") != std::string::npos);
        const auto folder = readRows(folder_.path().toStdString(), DataFormat::Auto, hear);
        QVERIFY(!folder && folder.error().what.find("folder") != std::string::npos);
    }

    void readingStopsWhereItIsTold() {
        int heard = 0;
        const auto path = written("a.jsonl", "{\"a\": 1}\n{\"a\": 2}\n{broken\n");
        const auto notes =
            readRows(path, DataFormat::Auto, [&](Json) -> Result<bool> { return ++heard < 2; });
        QVERIFY(notes);
        QCOMPARE(heard, 2);
    }

    void rowsLargerThanABlockAreWhole() {
        const std::string big(3 << 20, 'x');
        for (const char* name : {"a.jsonl", "a.json", "a.csv"}) {
            const std::string bytes = name[2] == 'c'   ? "a\n" + big + "\n"
                                      : name[6] == 'l' ? "{\"a\": \"" + big + "\"}\n"
                                                       : "[{\"a\": \"" + big + "\"}]";
            const auto got = read(name, bytes);
            QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
            QCOMPARE(got.rows[0]["a"].string().size(), big.size());
        }
    }
};

QTEST_GUILESS_MAIN(TestReader)
#include "test_reader.moc"
