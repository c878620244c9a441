// SPDX-License-Identifier: Apache-2.0
// The walls of docs/map.md hold in this tree, and the check itself sees what crosses them.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/layers/include_rules.h"

using namespace lathe::layers;

class TestLayers : public QObject {
    Q_OBJECT

  private:
    /// A tree of one file (path, text), checked; the findings' words, one a line.
    static QString findingsIn(const QList<QPair<QString, QString>>& files) {
        QTemporaryDir root;
        for (const auto& [path, text] : files) {
            const QString place = root.filePath(path);
            QDir().mkpath(QFileInfo(place).path());
            QFile file(place);
            if (!file.open(QIODevice::WriteOnly)) return QStringLiteral("not written: ") + place;
            const bool gpl = path.startsWith("widgets/") || path.startsWith("app/desktop/");
            file.write(gpl ? "// SPDX-License-Identifier: GPL-3.0-or-later\n"
                           : "// SPDX-License-Identifier: Apache-2.0\n");
            file.write(text.toUtf8());
        }
        QStringList words;
        for (const Finding& finding : checkTree(root.path().toStdString()).findings)
            words << QString::fromStdString(finding.file + ":" + std::to_string(finding.line) + " " +
                                            finding.what);
        return words.join('\n');
    }

    static QString output(const QString& program, const QStringList& arguments) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        if (!process.waitForFinished(60000)) return QStringLiteral("not started: ") + program;
        return QString::fromUtf8(process.readAll());
    }

  private Q_SLOTS:
    void theTreeKeepsItsWalls() {
        const Report report = checkTree(LATHE_SOURCE);
        for (const Finding& finding : report.findings)
            qWarning("%s:%d: %s", finding.file.c_str(), finding.line, finding.what.c_str());
        QVERIFY2(report.files > 50, "the tree was not found");
        QVERIFY2(report.findings.empty(), "see the lines above");
    }

    void fewFilesIncludeTorchsBigHeaders() {
        const Report report = checkTree(LATHE_SOURCE);
        for (const std::string& file : report.bigTorchFiles) qInfo("a big LibTorch header: %s", file.c_str());
        QVERIFY2(report.bigTorchFiles.size() <= 2, "include the narrow headers below ATen/ops instead");
    }

    void aCrossedWallIsSeen_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char* path, const char* text, const char* finding) {
            QTest::newRow(finding) << QString(path) << QString(text) << QString(finding);
        };
        row("core/base/a.cpp", "#include \"core/spec/recipe.h\"\n",
            "core/base/a.cpp:2 base may not include spec");
        row("core/spec/a.cpp", "\n#include \"core/engine/batch.h\"\n",
            "core/spec/a.cpp:3 spec may not include engine");
        row("core/text/a.h", "#  include \"core/data/reader.h\"\n", "text may not include data");
        row("core/methods/m/description.cpp", "#include \"core/engine/method.h\"\n",
            "methods may not include engine");
        row("core/methods/m/conversion.cpp", "#include \"core/engine/method.h\"\n",
            "conversions may not include engine");
        row("widgets/pages/a.cpp", "#include \"core/text/template.h\"\n", "widgets may not include text");
        row("widgets/pages/b.cpp", "#include \"app/desktop/worker.h\"\n", "widgets may not include desktop");
        row("app/desktop/a.cpp", "#include \"core/library/library.h\"\n", "desktop may not include library");
        row("app/cli/a.cpp", "#include \"widgets/desk.h\"\n", "cli may not include widgets");
        row("core/project/a.cpp", "#include <torch/torch.h>\n", "project may not include LibTorch");
        row("core/project/b.cpp", "#include <QString>\n", "project may not include Qt");
        row("core/engine/a.cpp", "#include <QtCore/QString>\n", "engine may not include Qt");
        row("core/spec/b.cpp", "#include <sqlite3.h>\n", "spec may not include SQLite");
        row("core/base/c.cpp", "#include \"result.h\"\n", "is not named from the repository's root");
        row("core/methods/m/other.cpp", "\n", "belongs to no layer");
        row("core/odd/a.cpp", "\n", "belongs to no layer");
    }
    void aCrossedWallIsSeen() {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, finding);
        const QString found = findingsIn({{path, text}});
        QVERIFY2(found.contains(finding), qPrintable(found));
    }

    void torchBehindAHeaderIsSeen() {
        const QList<QPair<QString, QString>> files = {
            {"core/engine/layers/norm.h", "#include <ATen/core/Tensor.h>\n"},
            {"core/engine/backbone.h", "#include \"core/engine/layers/norm.h\"\n"},
            {"app/cli/train.cpp", "#include \"core/engine/backbone.h\"\n"}};
        const QString found = findingsIn(files);
        QVERIFY2(
            found.contains("core/engine/backbone.h brings LibTorch along (by core/engine/layers/norm.h)"),
            qPrintable(found));
    }

    void aMissingLicenceIsSeen() {
        QTemporaryDir root;
        QVERIFY(QDir(root.path()).mkpath("core/base"));
        QFile file(root.filePath("core/base/a.cpp"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("int nothing();\n");
        file.close();
        QCOMPARE(checkTree(root.path().toStdString()).findings.size(), std::size_t{1});
    }

    void whatIsAllowedIsNotFound() {
        const QString found =
            findingsIn({{"core/base/result.h", "#include <string>\n"},
                        {"core/backbones/llama/module.cpp",
                         "#include <ATen/ops/linear.h>\n#include \"core/library/library.h\"\n"},
                        {"core/library/library.h", "#include \"core/base/result.h\"\n"},
                        {"widgets/a.cpp",
                         "#include <QWidget>\n#include <qcustomplot.h>\n#include \"core/base/result.h\"\n"}});
        QCOMPARE(found, QString());
    }

    void theWindowLinksNoTorchAndNoParsers() {
#ifdef LATHE_WINDOW
        const QString all = output("ldd", {LATHE_WINDOW});
        QVERIFY2(all.contains("libQt6Widgets"), qPrintable(all));
        for (const char* library : {"libtorch", "libc10", "libcurl"})
            QVERIFY2(!all.contains(library), qPrintable(QString(library) + " in\n" + all));
#else
        QSKIP("built without the window");
#endif
    }

    void theCommandLineLinksNoQt() {
#ifdef LATHE_HAS_CLI
        const QString all = output("ldd", {LATHE_CLI});
        QVERIFY2(all.contains("libtorch_cpu"), qPrintable(all));
        QVERIFY2(!all.contains("libQt"), qPrintable(all));
        QVERIFY2(!all.contains("not found"), qPrintable(all));
#else
        QSKIP("built without the engine");
#endif
    }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "test_layers.moc"
