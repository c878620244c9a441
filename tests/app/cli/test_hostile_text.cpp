// SPDX-License-Identifier: Apache-2.0
// A stranger's project whose every text is hostile: terminal escapes, control characters of both kinds, marks
// that turn lines around, HTML, very long lines, bytes that are no UTF-8. What verbs print is text; what they
// export is, too.
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/project/database.h"
#include "tests/support/tiny_families.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::test::TinyFamilies;
namespace fs = std::filesystem;

namespace {

const std::string kHostile[] = {
    "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "\x1b]8;;http://evil/\x1b\\click\x1b]8;;\x1b\\",
    "bell\x07 back\x08\x08\x08 feed\x0c carriage\rreturn",
    "line\nbreak\ttab\x0b",
    "\x7f delete",
    "\xC2\x9B"
    "31m eight-bit \xC2\x9D"
    "0;x\xC2\x9C",
    "\xE2\x80\xAE"
    "txt.exe turned\xE2\x80\xAC",
    "\xE2\x81\xA6isolated\xE2\x81\xA9",
    "<b>bold</b><img src=x onerror=alert(1)><script>alert(1)</script>",
    "\xff\xfe no UTF-8 \xC0\xAF",
    "`rm -rf` $(id) ; | & > %s %n {0} | a | b |",
    std::string(100'000, 'W'),
};

}  // namespace

class TestHostileText : public QObject {
    Q_OBJECT
    TinyFamilies tiny_;
    int tried_ = 0;

    /// What a terminal would act on, or "".
    static std::string wrongWith(const QByteArray& output) {
        const std::string text = output.toStdString();
        if (const auto bad = invalidUtf8(text)) return "no UTF-8 at byte " + std::to_string(*bad);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t start = at;
            const char32_t point = nextCodePoint(text, at);
            const bool control =
                (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0);
            const bool turns = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
            if (control || turns)
                return "character " + std::to_string(static_cast<unsigned>(point)) + " at byte " +
                       std::to_string(start);
        }
        return {};
    }
    QString hostileProject(const std::string& text) {
        const QString file = tiny_.project(QString("hostile-%1.lathe").arg(tried_));
        const QString recipe =
            tiny_.recipe("gpt2", "prompt_tuning", {{"training.steps", 4}, {"training.evaluate_every", 2}});
        for (int i = 0; i < 2; ++i)
            if (tiny_.run({"train", file, recipe, "--progress", "none"}).code != 0) qFatal("training");
        auto database = Database::open(file.toStdString(), {});
        const std::string quoted = Json(invalidUtf8(text) ? std::string("x\x1b") : text).dump();
        for (const char* sql : {"UPDATE run SET name = ?1, note = ?1, host = ?1",
                                "INSERT INTO tag VALUES (1, ?1)", "UPDATE log SET text = ?1, level = ?1",
                                "UPDATE data_set SET name = ?1, source = ?1, format = ?1",
                                "UPDATE evaluation SET data = ?1 || '/validation' WHERE run = 1",
                                "UPDATE prediction SET prediction = ?1, label = ?1",
                                "INSERT INTO sweep (name, recipe, plan, created) VALUES (?1, '{}', '{}', ?1)",
                                "INSERT INTO baseline (kind, settings, recipe, data, examples, metrics, "
                                "time) VALUES (?1, '{}', '{}', ?1, 1, '{}', ?1)"})
            if (auto done = (*database)->run(sql, text); !done)
                qFatal("%s: %s", sql, done.error().line().c_str());
        for (const char* sql :
             {"UPDATE run SET recipe = json_set(recipe, '$.name', json(?1), '$.task.data', json(?1)), "
              "failure = "
              "json_object('what', json(?1), 'where', json(?1), 'todo', json(?1)), state = 'failed' WHERE "
              "run = 2",
              "UPDATE run SET recipe = json_set(recipe, '$.name', json(?1)) WHERE run = 1",
              "UPDATE data_row SET fields = json_object('text', json(?1), 'label', json(?1))",
              "UPDATE data_set SET fields = json_array('text', json(?1)), notes = json_array(json(?1))",
              "UPDATE neighbour SET neighbours = json_array(json_object('token', 3, 'text', json(?1), "
              "'score', 0.5))",
              "INSERT INTO recipe VALUES (json_extract(?1, '$'), json_object('recipe', 1, 'name', json(?1)), "
              "json_extract(?1, '$'))"})
            if (auto done = (*database)->run(sql, quoted); !done)
                qFatal("%s: %s", sql, done.error().line().c_str());
        return file;
    }

  private Q_SLOTS:
    void cleanupTestCase() { tests::tried("hostile", "outputs of verbs on hostile texts", tried_); }

    void whatVerbsPrintIsText_data() {
        QTest::addColumn<int>("which");
        for (int i = 0; i < static_cast<int>(std::size(kHostile)); ++i) QTest::addRow("text %d", i) << i;
    }
    void whatVerbsPrintIsText() {
        QFETCH(int, which);
        const std::string& text = kHostile[which];
        const QString file = hostileProject(text);
        const QString given = QString::fromStdString(invalidUtf8(text) ? "x\x1b" : text);
        const QString out = tiny_.path(QString("out-%1").arg(which));
        const QList<QStringList> verbs = {{"runs", file},
                                          {"compare", file, "1", "2"},
                                          {"note", file, "1"},
                                          {"tag", file, "1"},
                                          {"data", "list", file},
                                          {"data", "show", file},
                                          {"recipe", "list", "--project", file},
                                          {"recipe", "show", given.left(1000), "--project", file},
                                          {"neighbours", file, "1"},
                                          {"evaluate", file, "1"},
                                          {"stop", file, "1"},
                                          {"doctor", file},
                                          {"check", file},
                                          {"resume", file, "2"},
                                          {"train", file, given.left(1000)},
                                          {"export", file, "1", out + "-peft", "--format", "peft"},
                                          {"export", file, "1", out + "-csv", "--format", "csv"},
                                          {"export", file, "1", out + "-own", "--format", "promptlathe"},
                                          {"runs", given.left(200)},
                                          {given.left(200)}};
        for (const QStringList& verb : verbs) {
            QProcess process;
            process.setProcessEnvironment(tiny_.environment());
            process.start(LATHE_CLI, verb);
            QVERIFY(process.waitForFinished(60000));
            QVERIFY2(process.exitStatus() == QProcess::NormalExit, qPrintable(verb.first()));
            const QByteArray said = process.readAllStandardOutput(), error = process.readAllStandardError();
            for (const QByteArray& output : {said, error}) {
                const std::string wrong = wrongWith(output);
                QVERIFY2(wrong.empty(),
                         qPrintable(verb.mid(0, 2).join(' ').left(60) + ": " + QString::fromStdString(wrong) +
                                    ": " + QString::fromUtf8(output.left(300).toPercentEncoding(" :,"))));
            }
            if (verb.first() != "recipe" && verb.first() != "note")
                for (const QByteArray& line : said.split('\n'))
                    QVERIFY2(line.size() < 4000,
                             qPrintable(verb.first() + ": a line of " + QString::number(line.size())));
            tried_ += 2;
        }
        // What a model's card says is text, not markup; a table of numbers has no formula and no row of its
        // own making.
        if (QFile card(out + "-peft/README.md"); card.open(QIODevice::ReadOnly)) {
            const QByteArray words = card.readAll();
            const QByteArray heading = words.left(words.indexOf("## Recipe"));
            QVERIFY2(!QRegularExpression(R"((?<!\\)<(img|script|b>))")
                          .match(QString::fromUtf8(heading))
                          .hasMatch(),
                     heading.left(500));
            QVERIFY2(wrongWith(words).empty(), wrongWith(words).c_str());
        }
        if (QFile table(out + "-csv/evaluations.csv"); table.open(QIODevice::ReadOnly)) {
            const auto lines = table.readAll().trimmed().split('\n');
            for (const QByteArray& line : lines) QVERIFY2(line.count(',') >= 4, line.left(200));
        }
    }
};

QTEST_GUILESS_MAIN(TestHostileText)
#include "test_hostile_text.moc"
