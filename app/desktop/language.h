// SPDX-License-Identifier: GPL-3.0-or-later
// The languages of the window: English stands in the sources, the others in translations/.
#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

class QTranslator;

namespace lathe {

/// Codes of the languages that this program holds, English first: "en", "de".
QStringList languages();
/// A language's name in itself: "Deutsch".
QString languageName(const QString& code);
/// What "system" or a code comes to: the first of the desktop's languages ("de-AT") that is held, else
/// English.
QString languageFor(const QString& wanted);
QString languageFor(const QString& wanted, const QStringList& desktop);

/// The program's words in one language, and Qt's own where the system has them. Widgets that are made while
/// it lives speak it; those that are there already keep their words. Needs the application.
class Language {
  public:
    explicit Language(const QString& code);
    ~Language();
    Language(const Language&) = delete;
    Language& operator=(const Language&) = delete;

  private:
    void add(const QString& name, const QString& folder);
    std::vector<std::unique_ptr<QTranslator>> translators_;
};

}  // namespace lathe
