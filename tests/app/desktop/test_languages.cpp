// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the window in every language that it holds, and the window in them.
#include <QAbstractButton>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QProcess>
#include <QStyleOption>
#include <QTemporaryDir>
#include <QtTest>

#include "app/desktop/language.h"
#include "app/desktop/main_window.h"
#include "app/desktop/settings_dialog.h"
#include "app/desktop/side_list.h"
#include "tests/support/filled_project.h"
#include "tests/support/pictures.h"
#include "tests/support/translation_file.h"
#include "translations/core_texts.h"
#include "widgets/forms/elided_label.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_query.h"
#include "widgets/models/run_table_model.h"
#include "widgets/show.h"

using namespace lathe;
using lathe::test::Entry;

namespace {

const QString kFolder = QStringLiteral(LATHE_SOURCE "/translations");

QString titleOfFirstMenu() {
    MainWindow window(QStringLiteral("/nonexistent/promptlathe-cli"));
    return window.findChild<QMenuBar*>()->actions().first()->text();
}

/// Letters after & within one menu, each menu apart.
void clashes(const QList<QAction*>& actions, const QString& where, QStringList& found) {
    QMap<QChar, QString> taken;
    for (const QAction* action : actions) {
        if (action->menu()) clashes(action->menu()->actions(), action->text(), found);
        const auto at = action->text().indexOf('&');
        if (at < 0 || at + 1 >= action->text().size()) continue;
        const QChar letter = action->text()[at + 1].toUpper();
        if (taken.contains(letter)) found << where + ": " + taken[letter] + ", " + action->text();
        taken[letter] = action->text();
    }
}

/// Words that a control shows and has no room for. What ends in "…" by design (ElidedLabel) is not meant.
QStringList cutOff(const QWidget& page) {
    QStringList found;
    for (const auto* widget : page.findChildren<QWidget*>()) {
        if (!widget->isVisible()) continue;
        QString text;
        int needs = 0, has = widget->contentsRect().width();
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            if (qobject_cast<const ElidedLabel*>(label)) continue;
            text = label->text();
            needs = label->wordWrap() ? 0 : label->fontMetrics().size(0, text).width();
            if (label->wordWrap() && label->heightForWidth(label->width()) > label->height() + 1)
                found << "too high: " + text;
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            text = button->text();
            needs = text.isEmpty() ? 0 : button->sizeHint().width();
            has = button->width();
        } else if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
            QStyleOptionComboBox option;
            option.initFrom(box);
            option.editable = box->isEditable();
            text = box->currentText();
            needs = box->isEditable() ? 0 : box->fontMetrics().horizontalAdvance(text);
            has = box->style()
                      ->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box)
                      .width() -
                  2;
        } else if (const auto* line = qobject_cast<const QLineEdit*>(widget)) {
            text = line->text().isEmpty() ? line->placeholderText() : QString();
            needs = line->fontMetrics().horizontalAdvance(text);
            has -= line->textMargins().left() + line->textMargins().right();
        }
        if (needs > has + 1) found << QString("%1 of %2 px: %3").arg(has).arg(needs).arg(text);
    }
    return found;
}

}  // namespace

class TestLanguages : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    static QStringList files() {
        return QDir(kFolder).entryList({"promptlathe_*.ts"}, QDir::Files, QDir::Name);
    }
    static void eachLanguage() {
        QTest::addColumn<QString>("code");
        for (const QString& file : files())
            QTest::newRow(qPrintable(file)) << file.section('_', 1).chopped(3);
    }

  private Q_SLOTS:
    void init() {
        qputenv("XDG_STATE_HOME", folder_.filePath(QTest::currentTestFunction()).toUtf8());
        if (languages().size() < 2) QSKIP("built without lrelease: English alone");
    }

    void everyTextHasItsTranslation_data() { eachLanguage(); }
    void everyTextHasItsTranslation() {
        QFETCH(QString, code);
        if (!QFileInfo(LATHE_LUPDATE).isExecutable()) QSKIP("no lupdate to read the sources with");
        const QString name = "promptlathe_" + code + ".ts", fresh = folder_.filePath(name);
        QVERIFY(QFile::copy(kFolder + '/' + name, fresh));
        QFile(fresh).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QProcess update;
        update.setWorkingDirectory(LATHE_SOURCE);
        update.start("bash", {"translations/read_texts.sh", LATHE_LUPDATE, LATHE_CORE_TEXTS, fresh});
        QVERIFY(update.waitForFinished(120000));
        QVERIFY2(update.exitCode() == 0, update.readAllStandardError().constData());

        QStringList problems;
        const auto now = test::readEntries(fresh), kept = test::readEntries(kFolder + '/' + name);
        for (const Entry& each : now)
            if (!kept.contains(each.name()) || !each.finished) problems << "not translated: " + each.name();
        for (const Entry& each : kept)
            if (!now.contains(each.name())) problems << "in no source any more: " + each.name();
        QVERIFY2(now.size() > 1000, "lupdate found next to nothing");
        QVERIFY2(problems.isEmpty(),
                 qPrintable("translations/update.sh lists these:\n" + problems.join('\n')));
    }

    void placesAndKeysAgree_data() { eachLanguage(); }
    void placesAndKeysAgree() {
        QFETCH(QString, code);
        const auto all = test::readEntries(kFolder + "/promptlathe_" + code + ".ts");
        QMap<QString, QString> keys;
        for (const Entry& each : all)
            if (each.context == "QShortcut") keys[each.translations.value(0)] = each.source;
        QStringList problems;
        for (const Entry& each : all)
            for (const QString& translation : each.translations) {
                if (!each.finished) continue;
                QString wrong = test::wrongWith(each, translation);
                if (test::keysIn(each.source, {}) != test::keysIn(translation, keys)) wrong = "other keys";
                if (!wrong.isEmpty()) problems << each.name() + " -> " + translation + ": " + wrong;
            }
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    }

    void theChecksSeeWhatIsWrong_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("translation");
        QTest::newRow("place") << "%1 of %2"
                               << "%1 von";
        QTest::newRow("twice") << "%1"
                               << "%1 %1";
        QTest::newRow("accelerator") << "&File"
                                     << "Datei";
        QTest::newRow("ellipsis") << QString::fromUtf8("Open…") << QString::fromUtf8("Öffnen");
        QTest::newRow("blank") << " at %1"
                               << "bei %1";
        QTest::newRow("pattern") << "CSV (*.csv)"
                                 << "CSV (*.tsv)";
        QTest::newRow("empty") << "File"
                               << "";
    }
    void theChecksSeeWhatIsWrong() {
        QFETCH(QString, source);
        QFETCH(QString, translation);
        QVERIFY(!test::wrongWith({"lathe::Any", source, {}}, translation).isEmpty());
        QVERIFY(test::wrongWith({"lathe::Any", source, {}}, source).isEmpty());
    }

    void keysAreKnownByTheLanguagesNames() {
        const QMap<QString, QString> german{{"Strg", "Ctrl"}, {"Umschalt", "Shift"}};
        QCOMPARE(test::keysIn("Redo (Ctrl Shift Z)", {}),
                 test::keysIn("Wiederholen (Strg Umschalt Z)", german));
        QVERIFY(test::keysIn("Redo (Ctrl Shift Z)", {}) != test::keysIn("Wiederholen (Strg Z)", german));
    }

    void whatTheCoreSaysIsTranslated_data() { eachLanguage(); }
    void whatTheCoreSaysIsTranslated() {
        QFETCH(QString, code);
        QTranslator translator;
        QVERIFY(translator.load("promptlathe_" + code, ":/translations"));
        QStringList missing;
        for (const std::string& english : coreTexts())
            if (translator.translate("core", english.c_str()).isEmpty()) missing << text(english);
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join('\n')));
    }

    void sentencesOfTheEngineAreThoseThatItSays() {
        QFile source(LATHE_SOURCE "/core/engine/machine.cpp");
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray code = source.readAll();
        for (const std::string& sentence : engineTexts())
            QVERIFY2(code.contains(('"' + sentence + '"').c_str()), sentence.c_str());
    }

    void theWindowSpeaksGermanAndEnglishAgain() {
        QCOMPARE(titleOfFirstMenu(), QString("&File"));
        {
            const Language german("de");
            QCOMPARE(titleOfFirstMenu(), QString("&Datei"));
            MainWindow window(QStringLiteral("/nonexistent/promptlathe-cli"));
            window.showPage(PageName::Runs);
            QCOMPARE(window.findChild<QAbstractButton*>("pageRuns")->text(), QString::fromUtf8("Läufe"));
            QCOMPARE(coreText("Learning rate"), QString("Lernrate"));
        }
        QCOMPARE(titleOfFirstMenu(), QString("&File"));
        QCOMPARE(coreText("Learning rate"), QString("Learning rate"));
    }

    void lettersOfAMenuDiffer_data() {
        QTest::addColumn<QString>("code");
        for (const QString& code : languages()) QTest::newRow(qPrintable(code)) << code;
    }
    void lettersOfAMenuDiffer() {
        QFETCH(QString, code);
        const Language spoken(code);
        MainWindow window(QStringLiteral("/nonexistent/promptlathe-cli"));
        QStringList found;
        clashes(window.findChild<QMenuBar*>()->actions(), "menus", found);
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    void noPageCutsItsWordsOff_data() { lettersOfAMenuDiffer_data(); }
    void noPageCutsItsWordsOff() {
        QFETCH(QString, code);
        dressForPictures(ThemeChoice::Light);
        const Language spoken(code);
        const QString file = folder_.filePath(code + ".lathe");
        { filledProject(file, {{.name = "short", .tokens = 5}, {.name = "long", .tokens = 20}}); }
        MainWindow window(QStringLiteral("/nonexistent/promptlathe-cli"));
        window.openFile(file);
        window.resize(1440, 900);
        window.show();
        QStringList found;
        const auto look = [&](QWidget& shown, const QString& what) {
            // What is read in the background changes words, and layouts follow.
            QStringList cut;
            for (int tries = 0; tries == 0 || (tries < 50 && !cut.isEmpty()); ++tries) {
                QTest::qWait(60);
                cut = cutOff(shown);
            }
            if (qEnvironmentVariableIsSet("LATHE_PICTURES")) picture(shown, code + '-' + what);
            for (const QString& one : cut) found << what + ": " + one;
        };
        const auto views = [&](const char* name) {
            auto* control = window.findChild<SegmentedControl*>(name);
            for (auto* segment : control->findChildren<QAbstractButton*>())
                if (segment->isVisible()) {
                    segment->click();
                    look(window, QString("%1-%2").arg(name, segment->text().toLower()));
                }
        };
        for (const PageEntry& entry : pageEntries()) {
            window.showPage(entry.page);
            look(window, QString(entry.name).toLower());
            if (entry.page == PageName::Compare) views("view");
            if (entry.page == PageName::Prompt) views("promptView");
        }
        auto* form = window.page(PageName::Recipe)->findChild<OptionForm*>();
        window.showPage(PageName::Recipe);
        for (auto* button : form->findChildren<QAbstractButton*>())
            if (button->text() == OptionForm::tr("More options")) button->click();
        for (const Option& option : allOptions(catalogue()))
            if (option.key == "method.kind" || option.key == "task.kind")
                for (const Alternative& choice : option.choices) {
                    form->setOptionValue(option.key, Json(choice.value));
                    look(*form, "recipe-" + text(choice.value));
                }
        window.showPage(PageName::Studies);
        window.page(PageName::Studies)->findChild<QAbstractButton*>("newStudy")->click();
        look(window, "studies-new");
        SettingsDialog dialog(window.settings());
        dialog.show();
        look(dialog, "settings");
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    void numbersKeepThePointInEveryLanguage() {
        QCOMPARE(showNumber(12345), QString("12,345"));
        const Language german("de");
        QCOMPARE(showNumber(0.8934), QString("0.893"));
        QCOMPARE(showNumber(12345), QString::fromUtf8("12\u202f345"));
        QCOMPARE(showWhole(1234567), QString::fromUtf8("1\u202f234\u202f567"));
        QCOMPARE(showWhen(QDateTime(QDate(2026, 3, 5), QTime(9, 7))),
                 QString::fromUtf8("5. März 2026  09:07"));
    }

    void aFilterTakesAStateInEitherLanguage() {
        const Language german("de");
        RunRow row;
        row.state = RunState::Finished;
        for (const auto& [query, fits] : {std::pair{"state = finished", true},
                                          {"state = fertig", true},
                                          {"state != fertig", false},
                                          {"state = failed", false}}) {
            const auto parsed = RunQuery::parse(query, runFields({row}));
            QVERIFY(parsed);
            QVERIFY2(parsed->fits(row) == fits, query);
        }
    }

    void theDesktopsFirstLanguageThatIsHeldIsSpoken() {
        QCOMPARE(languageFor("system", {"de-AT", "en"}), QString("de"));
        QCOMPARE(languageFor("system", {"fr-FR", "fr", "de-DE"}), QString("de"));
        QCOMPARE(languageFor("system", {"en-GB", "de"}), QString("en"));
        QCOMPARE(languageFor("system", {"ja"}), QString("en"));
        QCOMPARE(languageFor("de", {"en"}), QString("de"));
        QCOMPARE(languageFor("gone", {"de"}), QString("de"));
        QCOMPARE(languageName("de"), QString("Deutsch"));
    }

    void theSettingIsKeptAndSaysWhenItHolds() {
        {
            Settings settings;
            QCOMPARE(settings.language(), QString("system"));
            SettingsDialog dialog(settings);
            dialog.show();
            auto* choice = dialog.findChild<QComboBox*>("settingLanguage");
            QVERIFY(choice);
            choice->setCurrentIndex(choice->findData("de"));
            Q_EMIT choice->activated(choice->currentIndex());
            bool said = false;
            for (const auto* label : dialog.findChildren<QLabel*>())
                said = said || (label->isVisible() && label->text() == "From the next start on");
            QVERIFY(said);
        }
        QCOMPARE(Settings().language(), QString("de"));
    }
};

QTEST_MAIN(TestLanguages)
#include "test_languages.moc"
