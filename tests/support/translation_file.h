// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of a .ts file, and what is wrong with a translation beside its source.
#pragma once

#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QXmlStreamReader>

namespace lathe::test {

struct Entry {
    QString context, source, comment;
    QStringList translations{};  ///< one, or a form each of a number
    bool numerus = false, finished = true;
    QString name() const {
        return context + ": " + source + (comment.isEmpty() ? QString() : " (" + comment + ")");
    }
};

inline QMap<QString, Entry> readEntries(const QString& path) {
    QMap<QString, Entry> all;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return all;
    QXmlStreamReader xml(&file);
    QString context;
    Entry message;
    while (!xml.atEnd()) {
        xml.readNext();
        const auto name = xml.name();
        if (xml.isStartElement()) {
            if (name == QLatin1String("name")) context = xml.readElementText();
            if (name == QLatin1String("message")) {
                message = {context, {}, {}};
                message.numerus = xml.attributes().value("numerus") == QLatin1String("yes");
            }
            if (name == QLatin1String("source")) message.source = xml.readElementText();
            if (name == QLatin1String("comment")) message.comment = xml.readElementText();
            if (name == QLatin1String("numerusform")) message.translations << xml.readElementText();
            if (name == QLatin1String("translation")) {
                message.finished = xml.attributes().value("type").isEmpty();
                if (!message.numerus) message.translations << xml.readElementText();
            }
        } else if (xml.isEndElement() && name == QLatin1String("message")) {
            all.insert(message.name(), message);
        }
    }
    return all;
}

inline QStringList found(const QString& text, const char* pattern) {
    QStringList all;
    for (auto each = QRegularExpression(QLatin1String(pattern)).globalMatch(text); each.hasNext();)
        all << each.next().captured();
    all.sort();
    return all;
}

/// Empty: nothing. Places, keys, patterns of files and the blanks around must agree.
inline QString wrongWith(const Entry& message, const QString& translation) {
    const QString& source = message.source;
    const auto unlike = [&](const char* pattern) {
        return found(source, pattern) != found(translation, pattern);
    };
    if (translation.isEmpty()) return "empty";
    if (unlike("%n|%\\d")) return "other places";
    if (unlike("\\n")) return "other lines";
    if (unlike("\\(\\*[^)]*\\)")) return "other patterns of files";
    if (unlike("&(?=\\w)") && found(source, "&(?=\\w)").size() != found(translation, "&(?=\\w)").size())
        return "an accelerator too few or too many";
    if (source.endsWith(QChar(0x2026)) != translation.endsWith(QChar(0x2026))) return "… at the end";
    if (message.context != "lathe::Show" && (source.front().isSpace() != translation.front().isSpace() ||
                                             source.back().isSpace() != translation.back().isSpace()))
        return "other blanks around";
    return {};
}

/// Keys in braces or after Ctrl: "Ctrl Shift Z" stays the same keys, by the language's names.
inline QStringList keysIn(QString text, const QMap<QString, QString>& names) {
    for (auto name = names.begin(); name != names.end(); ++name)
        text.replace(QRegularExpression("\\b" + name.key() + "\\b"), name.value());
    return found(text, "\\bCtrl( Shift)?( \\w+| ⏎|\\b)");
}

}  // namespace lathe::test
