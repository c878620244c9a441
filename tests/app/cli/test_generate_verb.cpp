// SPDX-License-Identifier: Apache-2.0
// `generate` with a bare backbone, and with an adapter in front of it.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>

namespace fs = std::filesystem;

class TestGenerateVerb : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    /// The small backbone of a family with a tokenizer of one token a letter.
    QString model(const QString& family) const {
        const fs::path to = folder_.filePath(family).toStdString();
        const fs::path from = fs::path(LATHE_FIXTURES) / "backbones" / family.toStdString();
        fs::create_directories(to);
        for (const char* name : {"config.json", "model.safetensors"})
            fs::copy_file(from / name, to / name, fs::copy_options::overwrite_existing);
        QByteArray vocabulary;
        for (char letter = 'A'; letter <= 'z'; ++letter)
            if (std::isalpha(letter))
                vocabulary += (vocabulary.isEmpty() ? "\"" : ", \"") + QByteArray(1, letter) +
                              "\": " + QByteArray::number(vocabulary.count(':'));
        QFile file(QString::fromStdString((to / "tokenizer.json").string()));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(R"({"version": "1.0", "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false,)"
                   R"( "trim_offsets": true, "use_regex": true}, "decoder": {"type": "ByteLevel"},)"
                   R"( "model": {"type": "BPE", "vocab": {)" +
                   vocabulary + R"(}, "merges": []}})");
        return QString::fromStdString(to.string());
    }
    static QString adapter(const QString& family, const QString& method) {
        return LATHE_FIXTURES "/backbones/" + family + "/" + method;
    }
    struct Said {
        int code = -1;
        QString out, error;
    };
    static Said run(const QStringList& words) {
        QProcess process;
        process.start(LATHE_CLI, QStringList{"generate"} + words);
        if (!process.waitForFinished(60000)) qFatal("promptlathe-cli did not end");
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

  private Q_SLOTS:
    void anAdapterStandsInFront_data() {
        QTest::addColumn<QString>("family");
        for (const char* family : {"gpt2", "t5"}) QTest::addRow("%s", family) << family;
    }
    void anAdapterStandsInFront() {
        QFETCH(QString, family);
        const QStringList words{"--backbone", model(family), "--text",  "abc",
                                "--max-new",  "12",          "--dtype", "float32"};
        QStringList texts;
        for (const QStringList& more :
             {QStringList{}, QStringList{"--adapter", adapter(family, "prompt")},
              QStringList{"--adapter", adapter(family, "prefix")},
              QStringList{"--adapter", adapter(family, "prompt"), "--beams", "3"}}) {
            const Said said = run(words + more);
            QVERIFY2(said.code == 0, qPrintable(said.error));
            texts << said.out;
        }
        QVERIFY(texts[0] != texts[1] && texts[0] != texts[2] && texts[1] != texts[2]);
        QCOMPARE(run(words + QStringList{"--adapter", adapter(family, "prompt")}).out, texts[1]);
    }

    void anAdapterThatCannotBeIsRefused() {
        const Said alone = run({"p.lathe", "last", "--adapter", adapter("gpt2", "prompt"), "--text", "abc"});
        QCOMPARE(alone.code, 2);
        QVERIFY2(alone.error.contains("an adapter needs its backbone"), qPrintable(alone.error));
        const Said none =
            run({"--backbone", model("gpt2"), "--adapter", folder_.filePath("none"), "--text", "abc"});
        QCOMPARE(none.code, 1);
        QVERIFY2(none.error.contains("none"), qPrintable(none.error));
    }
};

QTEST_GUILESS_MAIN(TestGenerateVerb)
#include "test_generate_verb.moc"
