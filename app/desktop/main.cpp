// SPDX-License-Identifier: GPL-3.0-or-later
// promptlathe [FILE]: the window.
#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>

#include "app/desktop/focus_log.h"
#include "app/desktop/language.h"
#include "app/desktop/main_window.h"
#include "app/desktop/pictures.h"
#include "app/desktop/process_age.h"
#include "widgets/style.h"

namespace {

constexpr int kFailed = 1, kWrongCall = 2;

void useFont(QApplication& app) {
    // Where no desktop names a font, the first that is there; its size fits the layouts' 8-pixel grid.
    if (qEnvironmentVariableIsSet("XDG_CURRENT_DESKTOP")) return;
    QFont font = app.font();
    font.setFamilies({QStringLiteral("Inter"), font.family()});
    font.setPointSizeF(10);
    app.setFont(font);
}

/// Asked for words alone, which need no display.
bool asksForWords(int argc, char** argv) {
    const std::array words{"-h", "--help", "--help-all", "-v", "--version"};
    return std::any_of(argv + 1, argv + argc, [&](const char* given) {
        return std::any_of(words.begin(), words.end(),
                           [&](const char* word) { return std::strcmp(given, word) == 0; });
    });
}

/// The size that the user set; the environment's goes first.
void useScale() {
    if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR")) return;
    const int percent = lathe::Settings().scale();
    if (percent != 100) qputenv("QT_SCALE_FACTOR", QByteArray::number(percent / 100.0));
}

}  // namespace

int main(int argc, char** argv) {
    useScale();
    const std::unique_ptr<QCoreApplication> made(asksForWords(argc, argv) ? new QCoreApplication(argc, argv)
                                                                          : new QApplication(argc, argv));
    QCoreApplication::setApplicationName(QStringLiteral("promptlathe"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PROMPTLATHE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("promptlathe"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Trains soft prompts over a frozen language model.\nExample: promptlathe gloss-topics.lathe"));
    parser.addPositionalArgument(QStringLiteral("FILE"),
                                 QStringLiteral("A project (.lathe), or data to import."),
                                 QStringLiteral("[FILE]"));
    const QCommandLineOption firstFrame(
        QStringLiteral("first-frame"),
        QStringLiteral("Print the milliseconds from the start to the first painted frame, and end."));
    const QCommandLineOption screenshots(
        QStringLiteral("screenshot"),
        QStringLiteral("Write a picture of every page in both themes into DIR, and end."),
        QStringLiteral("DIR"));
    const QCommandLineOption language(
        QStringLiteral("language"),
        QStringLiteral("Speak this language for once (en, de); the settings keep theirs."),
        QStringLiteral("CODE"));
    parser.addOptions({firstFrame, screenshots, language});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(*made);  // ends here with --help and --version
    auto& app = static_cast<QApplication&>(*made);
    const QStringList files = parser.positionalArguments();
    if (files.size() > 1) {
        std::fprintf(stderr, "promptlathe: give at most one file\n");
        return kWrongCall;
    }
    if (!files.isEmpty() && !QFileInfo::exists(files.first())) {
        std::fprintf(stderr, "promptlathe: %s: no such file; check the path\n", qPrintable(files.first()));
        return kFailed;
    }

    if (parser.isSet(language) && !lathe::languages().contains(parser.value(language))) {
        std::fprintf(stderr, "promptlathe: the window does not speak %s; it speaks %s\n",
                     qPrintable(parser.value(language)),
                     qPrintable(lathe::languages().join(QStringLiteral(", "))));
        return kWrongCall;
    }

    useFont(app);
    const lathe::Language speaks(
        lathe::languageFor(parser.isSet(language) ? parser.value(language) : lathe::Settings().language()));
    lathe::logFocus(app);
    lathe::applyTheme(app, lathe::Settings().theme());
    lathe::MainWindow window(lathe::commandLineProgram());
    if (parser.isSet(screenshots)) {
        if (!files.isEmpty()) window.openFile(files.first());
        return lathe::writePictures(window, parser.value(screenshots)) ? 0 : kFailed;
    }
    if (parser.isSet(firstFrame)) {
        QObject::connect(&window, &lathe::MainWindow::firstFrame, &app, [] {
            std::printf("%.0f\n", lathe::processAge() * 1000);
            std::fflush(stdout);
            QCoreApplication::quit();
        });
    }
    if (!files.isEmpty()) window.openFile(files.first());
    window.show();
    return QApplication::exec();
}
