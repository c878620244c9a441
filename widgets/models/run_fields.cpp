// SPDX-License-Identifier: GPL-3.0-or-later
// What a run can be asked for by name, and what may be typed next.
#include <QVariant>
#include <algorithm>
#include <cmath>
#include <map>

#include "widgets/models/query_words.h"
#include "widgets/models/run_query.h"
#include "widgets/models/run_table_model.h"
#include "widgets/show.h"

namespace lathe {
namespace {

const QStringList& ownFields() {
    static const QStringList fields = {"run",     "name", "state", "step",  "time",
                                       "created", "tag",  "note",  "device"};
    return fields;
}

QVariant ownField(const RunRow& row, const QString& field) {
    if (field == "run") return qint64(row.run);
    if (field == "name") return text(row.name);
    if (field == "state") {  // a filter of another language still fits
        QStringList states = {stateText(row)};
        if (const QString english = text(runStateName(row.state)); showState(row.state) != english)
            states << english;
        return states.size() == 1 ? QVariant(states.first()) : QVariant(states);
    }
    if (field == "step") return qint64(row.step);
    if (field == "time") return row.seconds;
    if (field == "created") return text(row.created);
    if (field == "note") return text(row.note);
    if (field == "device") return deviceOf(row);
    QStringList tags;
    for (const auto& tag : row.tags) tags << text(tag);
    return tags;
}

QVariant optionField(const RunRow& row, const QString& path) {
    const Json& value = row.recipe.at(path.toStdString());
    if (value.isNull()) return {};
    if (value.isNumber()) return value.toNumber();
    return showOption(value);
}

/// "tokens" -> "method.tokens" where no other path of these recipes ends so.
QString pathOf(const RunRow& row, const QString& field) {
    const std::string name = field.toStdString();
    for (const std::string& path : {name, name + ".kind"})
        if (const Json& value = row.recipe.at(path);
            !value.isNull() && (!value.isObject() || path == "task.labels"))
            return text(path);
    for (const std::string& path : recipePaths(row.recipe))
        if (path.ends_with("." + name)) return text(path);
    return {};
}

}  // namespace

QStringList runFields(const std::vector<RunRow>& runs) {
    QStringList fields = ownFields(), metrics, paths;
    for (const auto& row : runs) {
        for (const auto& [name, value] : row.best) {
            QString metric = text(name);
            if (metric.startsWith("validation.") && metric != "validation.loss") metric.remove(0, 11);
            if (!metrics.contains(metric)) metrics << metric << metric + ".last";
        }
        for (const std::string& path : recipePaths(row.recipe))
            if (path != "recipe" && path != "name" && !paths.contains(text(path))) paths << text(path);
    }
    std::map<QString, int> ends;
    for (const QString& path : paths) ++ends[path.section('.', -1)];
    for (const QString& path : paths) {
        const QString end = path.section('.', -1);
        if (end == "kind")
            fields << path.chopped(5);
        else if (ends[end] == 1 && !fields.contains(end) && !metrics.contains(end))
            fields << end;
    }
    fields << metrics << paths;
    fields.removeDuplicates();
    return fields;
}

QVariant runField(const RunRow& row, const QString& field) {
    if (ownFields().contains(field)) return ownField(row, field);
    const bool last = field.endsWith(".last");
    const std::string metric = (last ? field.chopped(5) : field).toStdString();
    const auto& values = last ? row.last : row.best;
    for (const std::string& key : {metric, "validation." + metric})
        if (const auto at = values.find(key); at != values.end() && std::isfinite(at->second))
            return at->second;
    const QString path = pathOf(row, field);
    return path.isEmpty() ? QVariant() : optionField(row, path);
}

QueryCompletion completeQuery(const QString& before, const std::vector<RunRow>& runs) {
    auto words = queryWords(before);
    QueryCompletion completion{before.size(), {}};
    QString begun;
    if (!words.empty() && words.back().end == before.size() && words.back().kind == QueryWord::Kind::Word) {
        begun = words.back().text;
        completion.from = words.back().from;
        words.pop_back();
    }
    const auto last = [&](std::size_t back) -> const QueryWord* {
        return words.size() < back ? nullptr : &words[words.size() - back];
    };
    const auto isJoin = [](const QueryWord* word) {
        return !word || word->kind == QueryWord::Kind::Open ||
               (word->kind == QueryWord::Kind::Word &&
                QStringList{"and", "or", "not"}.contains(word->text.toLower()));
    };
    QStringList offered;
    if (const QueryWord* end = last(1); end && end->kind == QueryWord::Kind::Sign) {
        if (const QueryWord* field = last(2))
            for (const auto& row : runs) {
                const QVariant value = runField(row, field->text);
                const QStringList shown = value.typeId() == QMetaType::QStringList ? value.toStringList()
                                          : value.isValid()
                                              ? QStringList{value.typeId() == QMetaType::Double
                                                                ? QString::number(value.toDouble(), 'g', 4)
                                                                : value.toString()}
                                              : QStringList{};
                for (const QString& one : shown) offered << (one.contains(' ') ? '"' + one + '"' : one);
            }
        offered.removeDuplicates();
    } else if (isJoin(end)) {
        offered = runFields(runs);
        if (!end || end->kind != QueryWord::Kind::Word || end->text.compare("not", Qt::CaseInsensitive) != 0)
            offered << "not";
    } else if (const QueryWord* sign = last(2);
               (sign && sign->kind == QueryWord::Kind::Sign) || end->kind == QueryWord::Kind::Close) {
        offered = QStringList{"and", "or"};
    } else if (begun.isEmpty() && runFields(runs).contains(end->text, Qt::CaseInsensitive)) {
        offered = QStringList{"=", "!=", "<", "<=", ">", ">=", "~"};
    }
    for (const QString& word : offered)
        if (word != begun && (begun.isEmpty() || word.contains(begun, Qt::CaseInsensitive)))
            completion.words << word;
    // What begins as typed stands before what merely holds it.
    std::stable_partition(completion.words.begin(), completion.words.end(),
                          [&](const QString& word) { return word.startsWith(begun, Qt::CaseInsensitive); });
    return completion;
}

}  // namespace lathe
