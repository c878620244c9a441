// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/template_fields.h"

namespace lathe {

QStringList templateFields(const QString& pattern) {
    static const QStringList slotWords = {"prompt", "label", "target", "mask"};
    QStringList fields;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '{') continue;
        if (i + 1 < pattern.size() && pattern[i + 1] == '{') {
            ++i;
            continue;
        }
        const auto end = pattern.indexOf('}', i);
        if (end < 0) break;
        const QString name = pattern.mid(i + 1, end - i - 1);
        if (!slotWords.contains(name) && !name.startsWith("prompt:") && !name.startsWith("soft:") &&
            !name.isEmpty() && !fields.contains(name))
            fields << name;
        i = end;
    }
    return fields;
}

std::string answerField(const Json& recipe) {
    for (const char* key : {"task.label_field", "task.target_field"})
        if (const std::string name = recipe.at(key).toString(); !name.empty()) return name;
    return recipe.at("task.kind").toString() == "generate" ? "target" : "label";
}

}  // namespace lathe
