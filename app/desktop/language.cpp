// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Of a static library nobody else would name it; outside of any namespace, as the macro wants.
static void initTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace lathe {
namespace {

const QString kEnglish = QStringLiteral("en"), kOurs = QStringLiteral(":/translations");

}  // namespace

QStringList languages() {
    initTranslations();
    QStringList codes = {kEnglish};
    for (const QString& file :
         QDir(kOurs).entryList({QStringLiteral("promptlathe_*.qm")}, QDir::Files, QDir::Name))
        if (const QString code = file.section(QLatin1Char('_'), 1).chopped(3); code != kEnglish)
            codes << code;
    return codes;
}

QString languageName(const QString& code) {
    if (code == kEnglish) return QStringLiteral("English");
    QString name = QLocale(code).nativeLanguageName();
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return name;
}

QString languageFor(const QString& wanted) {
    return languageFor(wanted, QLocale::system().uiLanguages());
}

QString languageFor(const QString& wanted, const QStringList& desktop) {
    const QStringList held = languages();
    if (held.contains(wanted)) return wanted;
    for (const QString& each : desktop)
        if (const QString code = each.section(QLatin1Char('-'), 0, 0); held.contains(code)) return code;
    return kEnglish;
}

Language::Language(const QString& code) {
    initTranslations();
    // One convention for numbers in fields and spin boxes, whatever the system has.
    QLocale::setDefault(QLocale(QLocale::English));
    if (code != kEnglish)
        add(QStringLiteral("qtbase_") + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(QStringLiteral("promptlathe_") + code, kOurs);  // English's holds plurals alone
}

Language::~Language() {
    for (const auto& each : translators_) QCoreApplication::removeTranslator(each.get());
}

void Language::add(const QString& name, const QString& folder) {
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(name, folder)) return;
    QCoreApplication::installTranslator(translator.get());
    translators_.push_back(std::move(translator));
}

}  // namespace lathe
