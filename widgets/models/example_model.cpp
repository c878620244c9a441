// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/example_model.h"

#include <QGuiApplication>

#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr std::size_t kMostTexts = 4096;

bool isOf(const Example& example, ExampleKind kind) {
    switch (kind) {
        case ExampleKind::Wrong:
            return !example.right();
        case ExampleKind::Right:
            return example.right();
        case ExampleKind::Disputed:
            return example.disputed();
        case ExampleKind::All:
            break;
    }
    return true;
}

}  // namespace

ExampleModel::ExampleModel(TextOf textOf, QObject* parent)
    : QAbstractTableModel(parent), textOf_(std::move(textOf)) {}

void ExampleModel::setExamples(std::vector<Example> examples, bool withOther) {
    beginResetModel();
    examples_ = std::move(examples);
    withOther_ = withOther;
    shown_.clear();
    texts_.clear();
    for (std::size_t i = 0; i < examples_.size(); ++i) shown_.push_back(i);
    endResetModel();
}

void ExampleModel::setFilter(ExampleKind kind, const QString& truth, const QString& answer) {
    beginResetModel();
    shown_.clear();
    for (std::size_t i = 0; i < examples_.size(); ++i)
        if (isOf(examples_[i], kind) && (truth.isEmpty() || examples_[i].label == truth) &&
            (answer.isEmpty() || examples_[i].prediction == answer))
            shown_.push_back(i);
    endResetModel();
}

const Example* ExampleModel::example(int row) const {
    return row < 0 || row >= rowCount() ? nullptr : &examples_[shown_[static_cast<std::size_t>(row)]];
}

int ExampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}
int ExampleModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : withOther_ ? kColumns : kOther;
}

QVariant ExampleModel::data(const QModelIndex& at, int role) const {
    const Example* example = at.isValid() ? this->example(at.row()) : nullptr;
    if (!example) return {};
    const bool number = at.column() == kRow || at.column() == kShare;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole) {
        const bool wrong = (at.column() == kAnswer && !example->right()) ||
                           (at.column() == kOther && example->other != example->label);
        return wrong ? QVariant(Theme::of(QGuiApplication::palette()).error) : QVariant();
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (at.column()) {
        case kRow:
            return QString::number(example->row);
        case kText: {
            if (texts_.size() > kMostTexts) texts_.clear();
            const auto known = texts_.find(example->row);
            return known != texts_.end() ? known->second : texts_[example->row] = textOf_(example->row);
        }
        case kTruth:
            return example->label;
        case kAnswer:
            return example->prediction;
        case kShare:
            return std::isfinite(example->share) ? QString::number(example->share, 'f', 3)
                                                 : QStringLiteral("–");
        default:
            return example->other;
    }
}

QVariant ExampleModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == kRow || section == kShare ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    static const char* const kNames[] = {QT_TR_NOOP("Row"),           QT_TR_NOOP("Text"),
                                         QT_TR_NOOP("Truth"),         QT_TR_NOOP("Answer"),
                                         QT_TR_NOOP("Truth's share"), QT_TR_NOOP("Other run")};
    return section >= 0 && section < kColumns ? QVariant(tr(kNames[section])) : QVariant();
}

}  // namespace lathe
