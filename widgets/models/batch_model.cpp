// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/batch_model.h"

#include <QApplication>

#include "widgets/models/neighbour_model.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

QString valueText(const Json& value) {
    return text(value.isString() ? value.string() : value.isNull() ? std::string() : value.dump());
}

QString oneLine(QString text) {
    return text.replace('\n', QChar(0x23CE));
}

/// A field of a tab-separated line, which has no quotes.
QString tabField(QString text) {
    return text.replace('\\', QLatin1String("\\\\"))
        .replace('\t', QLatin1String("\\t"))
        .replace('\n', QLatin1String("\\n"))
        .replace('\r', QLatin1String("\\r"));
}

}  // namespace

void BatchModel::begin(const QStringList& fields, const QStringList& asked, bool expected, bool generate) {
    beginResetModel();
    lines_.clear();
    fields_ = fields;
    asked_ = asked;
    expected_ = expected;
    generate_ = generate;
    right_.assign(std::size_t(asked.size()), 0);
    judged_ = right_;
    answered_ = 0;
    endResetModel();
}

void BatchModel::addRows(const std::vector<Json>& rows) {
    if (rows.empty()) return;
    beginInsertRows({}, int(lines_.size()), int(lines_.size() + rows.size()) - 1);
    for (const Json& row : rows) {
        Line line;
        for (const QString& field : fields_) line.values << valueText(row["fields"][field.toStdString()]);
        line.expected = valueText(row["expected"]);
        line.answers.resize(std::size_t(asked_.size()));
        line.known.assign(std::size_t(asked_.size()), false);
        lines_.push_back(std::move(line));
    }
    endInsertRows();
}

bool BatchModel::fits(const Line& line, int asked) const {
    const Answer& answer = line.answers[std::size_t(asked)];
    if (answer.problem) return false;
    const QString expected = line.expected.trimmed();
    return generate_ ? answer.text.contains(expected, Qt::CaseInsensitive)
                     : answer.text.trimmed() == expected;
}

void BatchModel::setAnswers(int asked, int first, const std::vector<Json>& answers) {
    if (asked < 0 || asked >= asked_.size()) return;
    int row = first;
    for (const Json& each : answers) {
        if (row < 0 || row >= int(lines_.size())) break;
        Line& line = lines_[std::size_t(row++)];
        const auto at = std::size_t(asked);
        if (line.known[at]) continue;
        Answer& answer = line.answers[at];
        answer.problem = each.contains("error");
        answer.text = text(each[answer.problem ? "error" : generate_ ? "text" : "label"].toString());
        answer.score = each["score"].toNumber(-1);
        line.known[at] = true;
        ++answered_;
        if (expected_ && !line.expected.trimmed().isEmpty()) {
            ++judged_[at];
            right_[at] += fits(line, asked);
        }
    }
    const int column = firstAnswer() + asked;
    Q_EMIT dataChanged(index(first, column), index(row - 1, column));
    Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
}

std::pair<int, int> BatchModel::score(int asked) const {
    return {right_.at(std::size_t(asked)), judged_.at(std::size_t(asked))};
}

const BatchModel::Answer* BatchModel::answer(int row, int asked) const {
    if (row < 0 || row >= int(lines_.size()) || asked < 0 || asked >= asked_.size()) return nullptr;
    const Line& line = lines_[std::size_t(row)];
    return line.known[std::size_t(asked)] ? &line.answers[std::size_t(asked)] : nullptr;
}

int BatchModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(lines_.size());
}
int BatchModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : firstAnswer() + int(asked_.size());
}

QVariant BatchModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Line& line = lines_[std::size_t(index.row())];
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return int((column == Row ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (column < firstAnswer()) {
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
        if (column == Row) return role == Qt::DisplayRole ? QVariant(index.row() + 1) : QVariant();
        const QString shown = column == Text ? line.values.join(QStringLiteral(" · ")) : line.expected;
        return role == Qt::DisplayRole ? oneLine(shown) : shown;
    }
    const Answer* given = answer(index.row(), column - firstAnswer());
    if (!given) return {};
    const bool judged = expected_ && !line.expected.trimmed().isEmpty(),
               right = judged && fits(line, column - firstAnswer());
    switch (role) {
        case Qt::DisplayRole:
            return given->score < 0 ? oneLine(given->text)
                                    : tr("%1  %2").arg(given->text).arg(given->score, 0, 'f', 2);
        case Qt::ToolTipRole:
            return given->text;
        case Qt::AccessibleTextRole:
            return judged ? given->text + ' ' + (right ? tr("as expected") : tr("not as expected"))
                          : given->text;
        case Qt::ForegroundRole: {
            const Theme theme = Theme::of(QApplication::palette());
            if (given->problem) return theme.warning;
            return judged ? QVariant(right ? theme.good : theme.error) : QVariant();
        }
        default:
            return {};
    }
}

QVariant BatchModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Row ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (section == Row) return tr("Row");
    if (section == Text) return fields_.size() == 1 ? fields_.first() : tr("Fields");
    if (section < firstAnswer()) return tr("Expected");
    const int asked = section - firstAnswer();
    if (asked >= asked_.size()) return {};
    const auto [right, judged] = score(asked);
    return judged == 0 ? asked_[asked] : tr("%1 · %2 of %3").arg(asked_[asked]).arg(right).arg(judged);
}

QString BatchModel::asText(Form form) const {
    QString out;
    if (form == Form::Jsonl) {
        for (const Line& line : lines_) {
            Json row = Json::object(), answers = Json::array();
            for (int i = 0; i < fields_.size(); ++i)
                row.set(fields_[i].toStdString(), line.values[i].toStdString());
            if (expected_) row.set("expected", line.expected.toStdString());
            for (int who = 0; who < asked_.size(); ++who) {
                if (!line.known[std::size_t(who)]) continue;
                const Answer& given = line.answers[std::size_t(who)];
                Json answer = Json::object({{"asked", asked_[who].toStdString()},
                                            {given.problem ? "error" : "answer", given.text.toStdString()}});
                if (given.score >= 0) answer.set("probability", given.score);
                answers.append(std::move(answer));
            }
            row.set("answers", std::move(answers));
            out += text(row.dump()) + '\n';
        }
        return out;
    }
    const QString between = form == Form::Csv ? QStringLiteral(",") : QStringLiteral("\t");
    const auto add = [&](const QStringList& cells) {
        QStringList parts;
        for (const QString& cell : cells) parts << (form == Form::Csv ? csvField(cell) : tabField(cell));
        out += parts.join(between) + '\n';
    };
    QStringList head = fields_;
    if (expected_) head << QStringLiteral("expected");
    for (const QString& who : asked_) {
        head << who;
        if (!generate_) head << who + QStringLiteral(" probability");
    }
    add(head);
    for (const Line& line : lines_) {
        QStringList cells = line.values;
        if (expected_) cells << line.expected;
        for (const Answer& given : line.answers) {
            cells << given.text;
            if (!generate_) cells << (given.score < 0 ? QString() : QString::number(given.score, 'g', 6));
        }
        add(cells);
    }
    return out;
}

}  // namespace lathe
