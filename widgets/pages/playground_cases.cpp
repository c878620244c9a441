// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_cases.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include "core/project/runs.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr const char* kView = "playground cases";

std::vector<PlaygroundCase> casesFrom(const Json& list) {
    std::vector<PlaygroundCase> cases;
    for (const Json& one : list.items())
        cases.push_back(
            {one["kind"].toString() == "generate", one["fields"], text(one["expected"].toString())});
    return cases;
}

Json casesJson(const std::vector<PlaygroundCase>& cases) {
    Json list = Json::array();
    for (const PlaygroundCase& one : cases)
        list.append(Json::object({{"kind", one.generate ? "generate" : "classify"},
                                  {"fields", one.fields},
                                  {"expected", one.expected.toStdString()}}));
    return list;
}

QString textOf(const PlaygroundCase& one) {
    QStringList parts;
    for (const auto& [name, value] : one.fields.members()) parts << text(value.toString());
    return parts.join(QStringLiteral(" · ")).replace('\n', QChar(0x23CE));
}

}  // namespace

bool fits(const PlaygroundCase& one, const QString& answer) {
    const QString expected = one.expected.trimmed();
    if (expected.isEmpty()) return false;
    return one.generate ? answer.contains(expected, Qt::CaseInsensitive) : answer.trimmed() == expected;
}

void CaseModel::setCases(std::vector<PlaygroundCase> cases) {
    beginResetModel();
    cases_ = std::move(cases);
    answers_.clear();
    endResetModel();
}

void CaseModel::setAsked(const QStringList& names) {
    beginResetModel();
    asked_ = names;
    answers_.clear();
    endResetModel();
}

void CaseModel::setAnswer(int row, int asked, const QString& answer, bool problem) {
    answers_[{row, asked}] = {answer, problem};
    Q_EMIT dataChanged(index(row, FirstAnswer + asked), index(row, FirstAnswer + asked));
    Q_EMIT headerDataChanged(Qt::Horizontal, FirstAnswer + asked, FirstAnswer + asked);
}

std::pair<int, int> CaseModel::score(int asked) const {
    int right = 0, all = 0;
    for (const auto& [key, answer] : answers_) {
        if (key.second != asked) continue;
        ++all;
        right += !answer.problem && fits(cases_[std::size_t(key.first)], answer.text);
    }
    return {right, all};
}

int CaseModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(cases_.size());
}
int CaseModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstAnswer + int(asked_.size());
}

QVariant CaseModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const PlaygroundCase& one = cases_[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (index.column() < FirstAnswer) {
        if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
            return index.column() == Text ? textOf(one) : one.expected;
        return {};
    }
    const auto at = answers_.find({index.row(), index.column() - FirstAnswer});
    if (at == answers_.end()) return {};
    const bool right = !at->second.problem && fits(one, at->second.text);
    switch (role) {
        case Qt::DisplayRole:
            return QString(at->second.text).replace('\n', QChar(0x23CE));
        case Qt::ToolTipRole:
            return at->second.text;
        case Qt::AccessibleTextRole:
            return at->second.text + ' ' + (right ? tr("as expected") : tr("not as expected"));
        case Qt::ForegroundRole: {
            const Theme theme = Theme::of(QApplication::palette());
            return at->second.problem ? theme.warning : right ? theme.good : theme.error;
        }
        default:
            return {};
    }
}

QVariant CaseModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    if (section == Text) return tr("Text");
    if (section == Expected) return tr("Expected");
    const auto [right, all] = score(section - FirstAnswer);
    const QString name = asked_.value(section - FirstAnswer);
    return all == 0 ? name : tr("%1 · %2 of %3").arg(name).arg(right).arg(all);
}

PlaygroundCases::PlaygroundCases(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), table_(new QTableView), said_(new QLabel), notice_(new Notice) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1));
    auto* card = new Card;
    card->setFlush();
    table_->setObjectName("caseTable");
    table_->setAccessibleName(tr("Cases and their answers"));
    tidyTable(table_);
    table_->setModel(&model_);
    table_->horizontalHeader()->setStretchLastSection(false);
    auto* removal = new QAction(tr("Delete case"), table_);
    removal->setShortcut(QKeySequence::Delete);
    removal->setShortcutContext(Qt::WidgetShortcut);
    connect(removal, &QAction::triggered, this, &PlaygroundCases::removeChosen);
    table_->addAction(removal);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    card->content()->addWidget(table_, 1);
    said_->setObjectName("casesSaid");
    said_->setWordWrap(true);
    makeSecondary(said_);
    notice_->setObjectName("caseNotice");
    notice_->setClosable(true);
    connect(notice_, &Notice::activated, this, [this] {
        notice_->clear();
        keep(std::exchange(before_, {}));
    });
    layout->addWidget(notice_);
    layout->addWidget(card, 1);
    layout->addWidget(said_);
    read();
}

void PlaygroundCases::read() {
    stop();
    notice_->clear();
    std::vector<PlaygroundCase> cases;
    if (desk_.project())
        if (const auto kept = keptView(*desk_.project(), kView)) cases = casesFrom(*kept);
    model_.setCases(std::move(cases));
    say();
}

void PlaygroundCases::keep(std::vector<PlaygroundCase> cases) {
    stop();
    Project* project = desk_.project();
    if (!project) return;
    if (const auto kept = keepView(*project, kView, casesJson(cases)); !kept)
        return desk_.tell(text(kept.error().line()), true);
    model_.setCases(std::move(cases));
    say();
}

void PlaygroundCases::add(const PlaygroundCase& one) {
    auto cases = model_.cases();
    cases.push_back(one);
    keep(std::move(cases));
}

void PlaygroundCases::removeChosen() {
    const int row = table_->currentIndex().row();
    if (row < 0) return;
    auto cases = model_.cases();
    before_ = cases;
    cases.erase(cases.begin() + row);
    keep(std::move(cases));
    notice_->say(NoticeKind::Plain, tr("Deleted a case."), tr("Undo"));
}

void PlaygroundCases::say() {
    said_->setText(
        model_.rowCount() == 0
            ? tr("No case yet. Write a text and what it should be answered, and save it as a case.")
            : tr("A classified case is right where the answer is the expected label, a generated one where "
                 "the text holds it. Delete takes a case out."));
    auto* header = table_->horizontalHeader();
    for (int column = 0; column < model_.columnCount(); ++column) {
        const bool stretched = column == CaseModel::Text;
        header->setSectionResizeMode(column, stretched ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (!stretched) table_->setColumnWidth(column, grid(column == CaseModel::Expected ? 14 : 20));
    }
}

void PlaygroundCases::run(std::vector<Asked> asked) {
    stop();
    asked_ = std::move(asked);
    QStringList names;
    for (const Asked& one : asked_) names << one.name;
    model_.setAsked(names);
    say();
    at_ = 0;
    next();
}

void PlaygroundCases::stop() {
    if (request_ == 0) return;
    desk_.cancel(std::exchange(request_, 0));
    Q_EMIT settled();
}

void PlaygroundCases::next() {
    // One's cases after the other's: the helper keeps the backbone between them.
    for (const std::size_t all = asked_.size() * model_.cases().size(); at_ < all; ++at_) {
        const auto row = at_ % model_.cases().size(), who = at_ / model_.cases().size();
        QString problem;
        const Json request = asked_[who].request(model_.cases()[row], problem);
        if (!request.isNull()) {
            request_ = desk_.ask(request, this, [this](const Json& event) {
                if (event["id"].toInteger() == request_) heard(event);
            });
            return;
        }
        model_.setAnswer(int(row), int(who), problem, true);
    }
    Q_EMIT settled();
}

void PlaygroundCases::heard(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind != "result" && kind != "error") return;
    request_ = 0;
    const auto row = at_ % model_.cases().size(), who = at_ / model_.cases().size();
    if (kind == "error") {
        const Error error{event["what"].toString(), event["where"].toString(), event["todo"].toString()};
        model_.setAnswer(int(row), int(who), text(error.line()), true);
    } else {
        const bool generate = model_.cases()[row].generate;
        model_.setAnswer(int(row), int(who), text(event[generate ? "text" : "label"].string()), false);
    }
    ++at_;
    next();
}

}  // namespace lathe
