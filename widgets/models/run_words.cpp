// SPDX-License-Identifier: GPL-3.0-or-later
// A run in words: which metric it is judged by, its state, its recipe in a line.
#include <algorithm>
#include <cmath>

#include "widgets/models/run_table_model.h"
#include "widgets/show.h"

namespace lathe {
namespace {

void addPaths(const Json& value, const std::string& path, std::vector<std::string>& out) {
    if (!value.isObject() || path == "task.labels") {
        if (!path.empty()) out.push_back(path);
        return;
    }
    for (const auto& [key, member] : value.members())
        addPaths(member, path.empty() ? key : path + "." + key, out);
}

}  // namespace

std::vector<std::string> recipePaths(const Json& recipe) {
    std::vector<std::string> paths;
    addPaths(recipe, {}, paths);
    return paths;
}

bool isArchived(const RunRow& row) {
    return std::find(row.tags.begin(), row.tags.end(), kArchivedTag) != row.tags.end();
}

QString deviceOf(const RunRow& row) {
    const QString device = text(row.resolved["device"].toString()).toUpper(),
                  dtype = text(row.resolved["dtype"].toString());
    return device.isEmpty() || dtype.isEmpty() ? device + dtype : device + QStringLiteral(", ") + dtype;
}

bool isLive(RunState state) {
    return state == RunState::Queued || state == RunState::Running || state == RunState::Paused;
}

QString mainMetric(const RunRow& row) {
    static const char* const kOrder[] = {"accuracy", "exact_match", "p@1", "f1_macro", "bleu",      "rougeL",
                                         "chrf",     "token_f1",    "mrr", "mcc",      "perplexity"};
    for (const char* name : kOrder)
        for (const std::string& prefix : {std::string("validation."), std::string("test."), std::string()})
            if (row.best.contains(prefix + name)) return name;
    const std::string kind = row.recipe.at("task.kind").toString();
    if (kind == "classify" || kind == "choose") return "accuracy";
    if (kind == "probe") return "p@1";
    return {};
}

std::optional<double> bestOf(const RunRow& row, const QString& metric) {
    for (const std::string& key : {"validation." + metric.toStdString(), metric.toStdString()}) {
        const auto at = row.best.find(key);
        if (at != row.best.end() && std::isfinite(at->second)) return at->second;
    }
    return {};
}

int runColour(std::int64_t run) {
    return int((run - 1) % 30);
}

QString stateText(const RunRow& row) {
    const bool atBest = row.state == RunState::Stopped && row.bestStep >= 0 && row.bestStep == row.step;
    return atBest ? RunTableModel::tr("stopped at best") : showState(row.state);
}

QString showOption(const Json& value) {
    if (value.isNull()) return QStringLiteral("–");
    if (value.isString()) {
        QString shown = text(value.string());
        return shown.replace('\n', QChar(0x23CE));
    }
    if (value.isBool()) return value.toBool() ? RunTableModel::tr("yes") : RunTableModel::tr("no");
    if (value.isInteger()) return showNumber(double(value.toInteger()));
    if (value.isNumber()) return QString::number(value.toNumber(), 'g', 6);
    if (value.isObject()) {
        QStringList keys;
        for (const auto& member : value.members()) keys << text(member.first);
        return keys.join(", ");
    }
    return text(value.dump());
}

QString recipeSummary(const Json& recipe) {
    QStringList parts;
    QString method = text(recipe.at("method.kind").toString());
    if (!method.isEmpty())
        parts << (method == "p_tuning"        ? RunTableModel::tr("p-tuning")
                  : method == "prefix_tuning" ? RunTableModel::tr("prefix-tuning")
                  : method == "prompt_tuning" ? RunTableModel::tr("prompt tuning")
                  : method == "full"          ? RunTableModel::tr("model tuning")
                                              : method.replace('_', ' '));
    const std::int64_t tokens = recipe.at("method.tokens").toInteger();
    if (tokens > 0) {
        const QString count =
            tokens == 1 ? RunTableModel::tr("1 soft token") : RunTableModel::tr("%1 soft tokens").arg(tokens);
        const QString pattern = text(recipe.at("task.template").toString());
        const auto prompt = pattern.indexOf("{prompt");
        const auto field = pattern.indexOf('{');
        parts << (prompt > 0 && field >= 0 && field < prompt
                      ? RunTableModel::tr("%1 behind the text").arg(count)
                      : count);
    }
    QString optimizer = text(recipe.at("optimizer.kind").toString());
    const Json& rate = recipe.at("optimizer.learning_rate");
    if (optimizer == "adamw")
        optimizer = "AdamW";
    else if (optimizer == "sgd")
        optimizer = "SGD";
    else if (!optimizer.isEmpty())
        optimizer[0] = optimizer[0].toUpper();
    if (rate.isNumber()) optimizer += ' ' + QString::number(rate.toNumber(), 'g', 4);
    if (!optimizer.trimmed().isEmpty()) parts << optimizer.trimmed();
    return parts.join(QStringLiteral(" · "));
}

}  // namespace lathe
