// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neighbour_model.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "widgets/forms/chip.h"
#include "widgets/show.h"

namespace lathe {

std::string_view nearMetricName(NearMetric metric) {
    switch (metric) {
        case NearMetric::Cosine:
            return "cosine";
        case NearMetric::Euclidean:
            return "euclidean";
        case NearMetric::Dot:
            return "dot";
    }
    return "cosine";
}

bool isSpecialToken(const QString& token) {
    static const QRegularExpression pattern(QStringLiteral(
        "^(<\\|.*\\|>|</?[a-zA-Z_0-9]+>|<[a-z_]+_?\\d+>|\\[[A-Za-z_]+\\d*\\]|<0x[0-9A-F]{2}>)$"));
    return token.isEmpty() || pattern.match(token).hasMatch();
}

QString wordOf(const QString& token) {
    return visibleToken(token.size() > 1 && token[0] == ' ' ? token.mid(1) : token);
}

QString csvField(const QString& text) {
    if (!text.contains(QRegularExpression(QStringLiteral("[\",\r\n]")))) return text;
    QString quoted = text;
    return '"' + quoted.replace('"', QStringLiteral("\"\"")) + '"';
}

void NeighbourModel::setNeighbours(std::vector<SlotNeighbours> rows, NearMetric metric) {
    beginResetModel();
    rows_ = std::move(rows);
    metric_ = metric;
    show();
    endResetModel();
}

void NeighbourModel::setDrift(QVector<double> steps, QVector<QVector<double>> byPosition) {
    steps_ = std::move(steps);
    drift_ = std::move(byPosition);
    if (!rows_.empty()) Q_EMIT dataChanged(index(0, driftColumn()), index(rowCount() - 1, driftColumn()));
}

void NeighbourModel::setPlainWordsOnly(bool on) {
    if (plainOnly_ == on) return;
    beginResetModel();
    plainOnly_ = on;
    show();
    endResetModel();
}

void NeighbourModel::setWords(int count) {
    if (words_ == count) return;
    beginResetModel();
    words_ = count;
    show();
    endResetModel();
}

void NeighbourModel::show() {
    shown_.clear();
    largest_ = 1e-9;
    size_t most = 0;
    for (const auto& row : rows_) {
        std::vector<Neighbour> words;
        for (const auto& word : row.neighbours) {
            if (int(words.size()) == words_) break;
            if (!plainOnly_ || !isSpecialToken(text(word.text))) words.push_back(word);
        }
        for (const auto& word : words) largest_ = std::max(largest_, std::fabs(word.score));
        most = std::max(most, words.size());
        shown_.push_back(std::move(words));
    }
    wordColumns_ = std::max(1, int(most));
}

std::vector<Neighbour> NeighbourModel::words(int row) const {
    return shown_.at(size_t(row));
}

double NeighbourModel::share(const Neighbour& word, const std::vector<Neighbour>& all) const {
    if (!std::isfinite(word.score)) return 0;
    switch (metric_) {
        case NearMetric::Cosine:
            return std::clamp(word.score, 0.0, 1.0);
        case NearMetric::Dot:
            return std::clamp(word.score / largest_, 0.0, 1.0);
        // Near is small: the nearest word's bar is full, one twice as far has half.
        case NearMetric::Euclidean:
            return word.score <= 0 ? 1 : std::clamp(all.front().score / word.score, 0.0, 1.0);
    }
    return 0;
}

int NeighbourModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(rows_.size());
}
int NeighbourModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 3 + wordColumns_;
}

QVariant NeighbourModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid()) return {};
    const auto& row = rows_[size_t(at.row())];
    const auto& words = shown_[size_t(at.row())];
    const int column = at.column();
    if (role == Qt::TextAlignmentRole)
        return int((column < 2 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (column == driftColumn()) {
        const QVector<double> drift = drift_.value(qsizetype(at.row()));
        if (role == DriftRole) return QVariant::fromValue(drift);
        if (role == DriftStepsRole) return QVariant::fromValue(steps_);
        if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
            return drift.isEmpty() ? QString() : tr("moved %1 from its start").arg(showNumber(drift.last()));
        return {};
    }
    if (column == 0) return role == Qt::DisplayRole ? QVariant(QString::number(row.position)) : QVariant();
    if (column == 1)
        return role == Qt::DisplayRole ? QVariant(QString::number(row.norm, 'f', 2)) : QVariant();
    if (column - 2 >= int(words.size())) return {};
    const Neighbour& word = words[size_t(column - 2)];
    const QString shown = visibleToken(text(word.text));
    switch (role) {
        case Qt::DisplayRole:
            return shown + QStringLiteral("  %1").arg(word.score, 0, 'f', 2);
        case Qt::AccessibleTextRole:
            return tr("%1, score %2").arg(shown).arg(word.score, 0, 'f', 2);
        case Qt::ToolTipRole:
            return tr("%1 · token %2 · score %3").arg(shown).arg(word.token).arg(word.score, 0, 'f', 4);
        case WordRole:
            return shown;
        case ShareRole:
            return share(word, words);
        default:
            return {};
    }
}

QVariant NeighbourModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section < 2 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (section == 0) return tr("Token");
    if (section == 1) return tr("Norm");
    if (section == 2) return tr("Nearest words");
    return section == driftColumn() ? tr("Drift over training") : QString();
}

QString NeighbourModel::csv() const {
    QString out = QStringLiteral("position,norm");
    for (int i = 1; i <= wordColumns_; ++i) out += QStringLiteral(",word_%1,score_%1").arg(i);
    out += '\n';
    for (size_t row = 0; row < rows_.size(); ++row) {
        out += QStringLiteral("%1,%2").arg(rows_[row].position).arg(rows_[row].norm, 0, 'g', 7);
        for (int i = 0; i < wordColumns_; ++i) {
            const bool has = i < int(shown_[row].size());
            const Neighbour word = has ? shown_[row][size_t(i)] : Neighbour{};
            out += ',' + (has ? csvField(text(word.text)) + ',' + QString::number(word.score, 'g', 7)
                              : QStringLiteral(","));
        }
        out += '\n';
    }
    return out;
}

}  // namespace lathe
