// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a filter: names and values, quoted texts, signs, parentheses.
#pragma once

#include <QString>
#include <vector>

namespace lathe {

struct QueryWord {
    enum class Kind { Word, Quoted, Sign, Open, Close };
    Kind kind = Kind::Word;
    QString text;
    qsizetype from = 0, end = 0;
};

inline std::vector<QueryWord> queryWords(const QString& text) {
    static const QString kSigns = QStringLiteral("=!<>~"), kApart = QStringLiteral("=!<>~()\"");
    std::vector<QueryWord> words;
    for (qsizetype at = 0; at < text.size();) {
        const QChar c = text[at];
        const qsizetype from = at;
        if (c.isSpace()) {
            ++at;
        } else if (c == '(' || c == ')') {
            words.push_back(
                {c == '(' ? QueryWord::Kind::Open : QueryWord::Kind::Close, text.mid(at, 1), from, from + 1});
            ++at;
        } else if (c == '"') {
            const qsizetype closing = text.indexOf('"', at + 1);
            at = closing < 0 ? text.size() : closing + 1;
            words.push_back({QueryWord::Kind::Quoted,
                             text.mid(from + 1, (closing < 0 ? at : closing) - from - 1), from, at});
        } else if (kSigns.contains(c)) {
            at += at + 1 < text.size() && text[at + 1] == '=' && c != '~' ? 2 : 1;
            QString sign = text.mid(from, at - from);
            if (sign == QLatin1String("==")) sign = QStringLiteral("=");
            if (sign == QLatin1String("!")) sign = QStringLiteral("!=");
            words.push_back({QueryWord::Kind::Sign, sign, from, at});
        } else {
            while (at < text.size() && !text[at].isSpace() && !kApart.contains(text[at])) ++at;
            words.push_back({QueryWord::Kind::Word, text.mid(from, at - from), from, at});
        }
    }
    return words;
}

}  // namespace lathe
