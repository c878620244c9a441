// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/queue_card.h"

#include <QListWidget>
#include <QShortcut>
#include <QVBoxLayout>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/run_table_model.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kMostShown = 4;  // rows; with more one scrolls

/// What decides how long a run takes: seeds, rates and starts do not.
std::string costKey(const Json& recipe) {
    Json training = recipe["training"], method = recipe["method"];
    for (const char* free : {"seed", "draw"}) training.erase(free);
    method.erase("init");
    return recipe["backbone"].dump() + recipe["task"].dump() + method.dump() + training.dump();
}

}  // namespace

QueueCard::QueueCard(Desk& desk, QWidget* parent)
    : Card(tr("Waiting"), parent),
      desk_(desk),
      list_(new QListWidget),
      hold_(makeButton(tr("Hold"))),
      remove_(makeButton(tr("Take out"))) {
    setFlush();
    list_->setObjectName(QStringLiteral("queue"));
    list_->setAccessibleName(tr("Runs that wait for their turn"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setDragDropMode(QAbstractItemView::InternalMove);
    list_->setDefaultDropAction(Qt::MoveAction);
    list_->setToolTip(tr("Drag, or Alt Up and Alt Down, to change the order; Delete takes out"));
    content()->addWidget(list_);
    hold_->setObjectName(QStringLiteral("holdQueue"));
    remove_->setObjectName(QStringLiteral("removeQueued"));
    addAtRight(remove_);
    addAtRight(hold_);
    // From the event loop: a drop first puts the row in, then takes the old one out.
    connect(list_->model(), &QAbstractItemModel::rowsMoved, this, &QueueCard::takeOrder,
            Qt::QueuedConnection);
    connect(list_->model(), &QAbstractItemModel::rowsRemoved, this, &QueueCard::takeOrder,
            Qt::QueuedConnection);
    connect(hold_, &QPushButton::clicked, this, [this] { desk_.holdQueue(!desk_.queueHeld()); });
    connect(remove_, &QPushButton::clicked, this, &QueueCard::removeChosen);
    auto* key = new QShortcut(QKeySequence::Delete, list_);
    key->setContext(Qt::WidgetShortcut);
    connect(key, &QShortcut::activated, this, &QueueCard::removeChosen);
    for (const int by : {-1, 1}) {
        auto* move = new QShortcut(QKeySequence(Qt::ALT | (by < 0 ? Qt::Key_Up : Qt::Key_Down)), list_);
        move->setContext(Qt::WidgetShortcut);
        connect(move, &QShortcut::activated, this, [this, by] { moveChosen(by); });
    }
    connect(&desk_, &Desk::queueChanged, this, &QueueCard::fill);
    connect(&desk_, &Desk::projectChanged, this, &QueueCard::fill);
    fill();
}

void QueueCard::fill() {
    const auto& waiting = desk_.queue();
    const int row = list_->currentRow();
    filling_ = true;
    list_->clear();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        auto* item = new QListWidgetItem(list_);
        item->setData(Qt::UserRole, qint64(i));
    }
    if (!waiting.empty()) list_->setCurrentRow(qBound(0, row, static_cast<int>(waiting.size()) - 1));
    list_->setFixedHeight(grid(3.5) * static_cast<int>(std::min<std::size_t>(waiting.size(), kMostShown)) +
                          grid(1));
    toAsk_.clear();
    for (const Json& recipe : waiting)
        if (const std::string key = costKey(recipe); seconds_.try_emplace(key, -1).second)
            toAsk_.emplace_back(key, recipe);
    say();
    askSeconds();
    hold_->setText(desk_.queueHeld() ? tr("Go on") : tr("Hold"));
    hold_->setToolTip(desk_.queueHeld() ? tr("Starts the next one when no run trains")
                                        : tr("Nothing new is started until you go on"));
    filling_ = false;
    setVisible(!waiting.empty());
}

/// The helper knows from earlier runs; it measures nothing beside a run that trains.
void QueueCard::askSeconds() {
    if (request_ != 0 || toAsk_.empty() || !desk_.project()) return;
    const auto [key, recipe] = toAsk_.front();
    toAsk_.pop_front();
    request_ = desk_.ask(Json::object({{"do", "estimate"},
                                       {"project", desk_.project()->path().string()},
                                       {"recipe", recipe},
                                       {"measure", false}}),
                         this, [this, key](const Json& event) {
                             const std::string kind = event["event"].toString();
                             if (kind != "result" && kind != "error") return;
                             request_ = 0;
                             seconds_[key] = event["seconds"].toNumber(-1);
                             say();
                             askSeconds();
                         });
}

void QueueCard::say() {
    const auto& waiting = desk_.queue();
    double all = 0;
    bool known = true;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        const auto at = seconds_.find(costKey(waiting[i]));
        const double seconds = at == seconds_.end() ? -1 : at->second;
        known = known && seconds >= 0;
        all += seconds;
        if (auto* item = list_->item(int(i)))
            item->setText(QStringLiteral("%1   %2%3")
                              .arg(text(waiting[i]["name"].toString()), recipeSummary(waiting[i]),
                                   seconds < 0
                                       ? QString()
                                       : QStringLiteral("   ") + tr("about %1").arg(showAbout(seconds))));
    }
    const QString counted =
        desk_.queueHeld() ? tr("%1 held back").arg(waiting.size()) : tr("%1 waiting").arg(waiting.size());
    setTitle(known && !waiting.empty() ? tr("%1, about %2").arg(counted, showAbout(all)) : counted);
}

void QueueCard::moveChosen(int by) {
    const int row = list_->currentRow(), to = row + by;
    std::vector<Json> waiting = desk_.queue();
    if (row < 0 || to < 0 || to >= int(waiting.size())) return;
    std::swap(waiting[std::size_t(row)], waiting[std::size_t(to)]);
    list_->setCurrentRow(to);  // the choice goes along
    desk_.setQueue(std::move(waiting));
}

/// The list's rows as they stand now; rows that were filled in by us are no change.
void QueueCard::takeOrder() {
    if (filling_) return;
    const auto& waiting = desk_.queue();
    if (list_->count() != static_cast<int>(waiting.size())) return;
    std::vector<Json> ordered;
    bool changed = false;
    for (int row = 0; row < list_->count(); ++row) {
        const auto from = static_cast<std::size_t>(list_->item(row)->data(Qt::UserRole).toLongLong());
        if (from >= waiting.size()) return;
        changed = changed || from != static_cast<std::size_t>(row);
        ordered.push_back(waiting[from]);
    }
    if (changed) desk_.setQueue(std::move(ordered));
}

void QueueCard::removeChosen() {
    const int row = list_->currentRow();
    std::vector<Json> waiting = desk_.queue();
    if (row < 0 || row >= static_cast<int>(waiting.size())) return;
    waiting.erase(waiting.begin() + row);
    desk_.setQueue(std::move(waiting));
}

}  // namespace lathe
