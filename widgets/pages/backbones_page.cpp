// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/backbones_page.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/text.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"

namespace lathe {
namespace {

enum Column { kId, kFamily, kParameters, kSize, kStored, kContext, kLicense, kState, kColumns };

QString words(const std::string& text) { return QString::fromStdString(text); }

QString errorText(const Json& event) {
    std::string text = event["where"].toString();
    text += (text.empty() ? "" : ": ") + event["what"].toString();
    if (!event["todo"].toString().empty()) text += "; " + event["todo"].toString();
    return words(text);
}

QString parametersText(std::int64_t count) {
    if (count >= 1'000'000'000) return QStringLiteral("%1 B").arg(static_cast<double>(count) / 1e9, 0, 'f', 1);
    if (count >= 1'000'000) return QStringLiteral("%1 M").arg(static_cast<double>(count) / 1e6, 0, 'f', 0);
    return count > 0 ? grouped(count) : QStringLiteral("–");
}

}  // namespace

BackbonesPage::BackbonesPage(Desk& desk, QWidget* parent)
    : QWidget(parent), desk_(desk), header_(new PageHeader(tr("Backbones"))), notice_(new Notice), body_(new QStackedWidget),
      table_(new QTableWidget(0, kColumns)), card_(new Card), details_(new QLabel), verify_(makeButton(tr("Verify"))),
      use_(makeButton(tr("Use in the recipe"))) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.25));
    outer->addWidget(header_);
    outer->addWidget(notice_);
    notice_->setClosable(true);
    header_->setSubtitle(tr("The frozen models on this machine; files are linked, never copied"));
    auto* add_button = makeButton(tr("Add…"), ButtonKind::Primary);
    auto* menu = new QMenu(this);
    const auto choose = [this](bool folder) {
        auto* dialog = new QFileDialog(this, folder ? tr("Add a Hugging Face folder") : tr("Add a GGUF file"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
        if (!folder) dialog->setNameFilter(tr("GGUF files (*.gguf);;All files (*)"));
        connect(dialog, &QFileDialog::fileSelected, this, &BackbonesPage::add);
        dialog->open();
    };
    menu->addAction(tr("A GGUF file…"), this, [choose] { choose(false); });
    menu->addAction(tr("A Hugging Face folder…"), this, [choose] { choose(true); });
    connect(add_button, &QPushButton::clicked, this, [add_button, menu] { menu->popup(add_button->mapToGlobal(QPoint(0, add_button->height()))); });
    header_->addAtRight(add_button);

    auto* list = new Card;
    list->setFlush();
    tidyTable(table_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setHorizontalHeaderLabels({tr("Name"), tr("Family"), tr("Parameters"), tr("Size"), tr("Stored as"), tr("Context, tokens"), tr("Licence"), tr("State")});
    for (const int column : {kParameters, kSize, kContext}) table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->setAccessibleName(tr("Backbones"));
    table_->setObjectName(QStringLiteral("backbones"));
    list->content()->addWidget(table_, 1);
    details_->setTextFormat(Qt::PlainText);
    details_->setWordWrap(true);
    details_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    makeSecondary(details_);
    verify_->setToolTip(tr("Reads every tensor and compares it with what was stored when the backbone was added"));
    card_->addAtRight(verify_);
    card_->addAtRight(use_);
    card_->content()->addWidget(details_);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid(1.5));
    column->addWidget(list, 1);
    column->addWidget(card_);
    auto* waiting = new Card;
    auto* empty = new EmptyState(QStringLiteral("backbones"), tr("No backbone yet. Add a GGUF file or a Hugging Face folder of a model that this program knows."), tr("Add a GGUF file…"));
    waiting->content()->addWidget(empty);
    body_->addWidget(page);
    body_->addWidget(waiting);
    outer->addWidget(body_, 1);
    connect(empty, &EmptyState::activated, this, [choose] { choose(false); });
    connect(table_, &QTableWidget::itemSelectionChanged, this, &BackbonesPage::showChosen);
    connect(verify_, &QPushButton::clicked, this, &BackbonesPage::verify);
    connect(use_, &QPushButton::clicked, this, [this] {
        const int row = table_->currentRow();
        if (row < 0) return;
        desk_.editRecipe(Json::object({{"backbone", Json::object({{"id", backbones_.items()[static_cast<std::size_t>(row)]["id"]}})}}));
    });
    showChosen();
    ask();
}

void BackbonesPage::ask() {
    desk_.ask(Json::object({{"do", "library"}}), this, [this](const Json& event) {
        if (event["event"].toString() == "error") return notice_->say(NoticeKind::Error, errorText(event));
        if (event["event"].toString() == "result") fill(event);
    });
}

void BackbonesPage::fill(const Json& event) {
    const QString chosen = table_->currentRow() >= 0 ? table_->item(table_->currentRow(), kId)->text() : QString();
    backbones_ = event["backbones"];
    table_->setRowCount(0);
    int select = 0;
    for (const Json& entry : backbones_.items()) {
        const int row = table_->rowCount();
        table_->insertRow(row);
        const std::string problem = entry["problem"].toString();
        const QString texts[kColumns] = {words(entry["id"].toString()), words(entry["family"].toString()), parametersText(entry["parameters"].toInteger()),
                                         words(byteSize(entry["bytes"].toNumber())), words(entry["dtype"].toString()),
                                         entry["context"].toInteger() > 0 ? grouped(entry["context"].toInteger()) : QStringLiteral("–"),
                                         words(entry["license"].toString()), problem.empty() ? tr("ready") : words(problem)};
        for (int column = 0; column < kColumns; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            if (column == kParameters || column == kSize || column == kContext) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if (column == kState && !problem.empty()) {
                item->setForeground(palette().color(QPalette::BrightText));
                item->setToolTip(words(problem));
            }
            table_->setItem(row, column, item);
        }
        if (texts[kId] == chosen) select = row;
    }
    table_->resizeColumnsToContents();
    table_->setColumnWidth(kId, qMax(table_->columnWidth(kId), columns(34)));
    body_->setCurrentIndex(backbones_.items().empty() ? 1 : 0);
    if (table_->rowCount() > 0) table_->selectRow(select);
    showChosen();
}

void BackbonesPage::showChosen() {
    const int row = table_->currentRow();
    card_->setVisible(row >= 0);
    if (row < 0 || row >= static_cast<int>(backbones_.items().size())) return;
    const Json& entry = backbones_.items()[static_cast<std::size_t>(row)];
    card_->setTitle(words(entry["id"].toString()));
    QString text = words(entry["path"].toString());
    if (const QString home = QDir::homePath(); text.startsWith(home + QLatin1Char('/'))) text.replace(0, home.size(), QStringLiteral("~"));
    if (!entry["problem"].toString().empty()) text += QLatin1Char('\n') + words(entry["problem"].toString());
    details_->setText(text);
    use_->setEnabled(entry["problem"].toString().empty());
}

void BackbonesPage::add(const QString& path) {
    notice_->say(NoticeKind::Plain, tr("Reading %1…").arg(path));
    desk_.ask(Json::object({{"do", "add"}, {"path", path.toStdString()}}), this, [this](const Json& event) {
        const std::string kind = event["event"].toString();
        if (kind == "error") return notice_->say(NoticeKind::Error, errorText(event));
        if (kind != "result") return;
        notice_->say(NoticeKind::Good, tr("Added %1.").arg(words(event["backbone"].toString())));
        ask();
    });
}

void BackbonesPage::verify() {
    const int row = table_->currentRow();
    if (row < 0) return;
    const QString id = table_->item(row, kId)->text();
    verify_->setEnabled(false);
    notice_->say(NoticeKind::Plain, tr("Reading every tensor of %1…").arg(id));
    desk_.ask(Json::object({{"do", "verify"}, {"backbone", id.toStdString()}}), this, [this, id](const Json& event) {
        const std::string kind = event["event"].toString();
        if (kind != "result" && kind != "error") return;
        verify_->setEnabled(true);
        if (kind == "error") return notice_->say(NoticeKind::Error, errorText(event));
        QStringList problems;
        for (const Json& problem : event["problems"].items()) problems.append(words(problem.toString()));
        if (problems.isEmpty())
            notice_->say(NoticeKind::Good, tr("%1 is whole: every tensor is as it was when it was added.").arg(id));
        else
            notice_->say(NoticeKind::Error, problems.join(QLatin1Char('\n')));
    });
}

}  // namespace lathe
