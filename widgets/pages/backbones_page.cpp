// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/backbones_page.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/text.h"
#include "widgets/answer_text.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/pages/fetch_panel.h"

namespace lathe {
namespace {

enum Column { kId, kFamily, kParameters, kSize, kStored, kContext, kLicense, kMemory, kState, kColumns };

QString words(const std::string& text) {
    return QString::fromStdString(text);
}

QString parametersText(std::int64_t count) {
    if (count >= 1'000'000'000)
        return QStringLiteral("%1 B").arg(static_cast<double>(count) / 1e9, 0, 'f', 1);
    if (count >= 1'000'000) return QStringLiteral("%1 M").arg(static_cast<double>(count) / 1e6, 0, 'f', 0);
    return count > 0 ? grouped(count) : QStringLiteral("–");
}

QString orDash(const QString& text) {
    return text.isEmpty() ? QStringLiteral("–") : text;
}

bool isRight(int column) {
    return column == kParameters || column == kSize || column == kContext;
}

}  // namespace

BackbonesPage::BackbonesPage(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      header_(new PageHeader(tr("Backbones"))),
      notice_(new Notice),
      fetch_(new FetchPanel(desk)),
      search_(new QLineEdit),
      body_(new QStackedWidget),
      table_(new QTableWidget(0, kColumns)),
      none_(new QLabel),
      card_(new Card),
      details_(new QLabel),
      verify_(makeButton(tr("Verify"))),
      use_(makeButton(tr("Use in the recipe"))) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.25));
    makeHeader();
    outer->addWidget(header_);
    outer->addWidget(notice_);
    notice_->setClosable(true);
    outer->addWidget(fetch_);
    auto* waiting = new Card;
    auto* empty = new EmptyState(QStringLiteral("backbones"),
                                 tr("No backbone yet. Fetch one from the hub by its name above, or add a "
                                    "GGUF file or a Hugging Face folder of a model that this program knows."),
                                 tr("Add a GGUF file…"));
    waiting->content()->addWidget(empty);
    body_->addWidget(makeList());
    body_->addWidget(waiting);
    outer->addWidget(body_, 1);
    connect(empty, &EmptyState::activated, this, [this] { chooseFile(false); });
    connect(notice_, &Notice::activated, this, [this] { remove(removing_); });
    connect(fetch_, &FetchPanel::fetched, this, [this](const QString& model, const QString& problem) {
        if (problem.isEmpty())
            notice_->say(NoticeKind::Good, tr("%1 is here.").arg(model));
        else
            notice_->say(NoticeKind::Warning, tr("%1 is here, but can't be used: %2").arg(model, problem));
        ask();
    });
    showChosen();
    ask();
}

void BackbonesPage::makeHeader() {
    header_->setSubtitle(tr("The frozen models on this machine; files are linked, never copied"));
    search_->setPlaceholderText(tr("Find by name, family, licence"));
    search_->setAccessibleName(tr("Find a backbone"));
    search_->setObjectName(QStringLiteral("findBackbone"));
    search_->setClearButtonEnabled(true);
    search_->setFixedWidth(columns(34));
    connect(search_, &QLineEdit::textChanged, this, &BackbonesPage::filter);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, search_, [this] { search_->setFocus(); });
    auto* button = makeButton(tr("Add…"), ButtonKind::Primary);
    auto* menu = new QMenu(this);
    menu->addAction(tr("A GGUF file…"), this, [this] { chooseFile(false); });
    menu->addAction(tr("A folder: Hugging Face, or of GGUF files…"), this, [this] { chooseFile(true); });
    menu->addAction(tr("From the hub"), this, [this] { fetch_->focusName(); });
    connect(button, &QPushButton::clicked, this,
            [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height()))); });
    header_->addAtRight(search_);
    header_->addAtRight(button);
}

QWidget* BackbonesPage::makeList() {
    auto* list = new Card;
    list->setFlush();
    tidyTable(table_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setHorizontalHeaderLabels({tr("Name"), tr("Family"), tr("Parameters"), tr("Size"),
                                       tr("Stored as"), tr("Context, tokens"), tr("Licence"), tr("Memory"),
                                       tr("State")});
    for (int column = 0; column < kColumns; ++column)
        if (isRight(column))
            table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->setAccessibleName(tr("Backbones"));
    table_->setObjectName(QStringLiteral("backbones"));
    none_->setAlignment(Qt::AlignCenter);
    none_->setMinimumHeight(grid(6));
    makeSecondary(none_);
    none_->hide();
    list->content()->addWidget(none_);
    list->content()->addWidget(table_, 1);
    connect(table_, &QTableWidget::itemSelectionChanged, this, &BackbonesPage::showChosen);
    makeDetails();
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid(1.5));
    column->addWidget(list, 1);
    column->addWidget(card_);
    return page;
}

void BackbonesPage::makeDetails() {
    details_->setTextFormat(Qt::PlainText);
    details_->setWordWrap(true);
    details_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    details_->setObjectName(QStringLiteral("backboneDetails"));
    makeSecondary(details_);
    verify_->setToolTip(
        tr("Reads every tensor and compares it with what was stored when the backbone was added, or with the "
           "hub's digests"));
    verify_->setObjectName(QStringLiteral("verifyBackbone"));
    use_->setObjectName(QStringLiteral("useBackbone"));
    auto* reveal = makeButton(tr("Show in the file manager"));
    reveal->setObjectName(QStringLiteral("revealBackbone"));
    auto* remove = makeButton(tr("Remove…"));
    remove->setObjectName(QStringLiteral("removeBackbone"));
    for (QPushButton* button : {remove, reveal, verify_, use_}) card_->addAtRight(button);
    card_->content()->addWidget(details_);
    connect(verify_, &QPushButton::clicked, this, &BackbonesPage::verify);
    connect(reveal, &QPushButton::clicked, this, &BackbonesPage::reveal);
    connect(remove, &QPushButton::clicked, this, &BackbonesPage::askRemoval);
    connect(use_, &QPushButton::clicked, this, [this] {
        if (const Json* entry = chosen())
            desk_.editRecipe(Json::object({{"backbone", Json::object({{"id", (*entry)["id"]}})}}));
    });
}

const Json* BackbonesPage::chosen() const {
    const int row = table_->currentRow();
    if (row < 0 || row >= static_cast<int>(backbones_.items().size()) || table_->isRowHidden(row))
        return nullptr;
    return &backbones_.items()[static_cast<std::size_t>(row)];
}

void BackbonesPage::ask() {
    desk_.ask(Json::object({{"do", "library"}}), this, [this](const Json& event) {
        if (event["event"].toString() == "error") return notice_->say(NoticeKind::Error, answerError(event));
        if (event["event"].toString() == "result") fill(event);
    });
}

void BackbonesPage::fill(const Json& event) {
    const Json* before = chosen();
    const QString kept = before ? words((*before)["id"].toString()) : QString();
    backbones_ = Json{Json::Array{}};
    table_->setRowCount(0);
    backbones_ = event["backbones"];
    int select = 0;
    for (const Json& entry : backbones_.items()) {
        const int row = table_->rowCount();
        table_->insertRow(row);
        const std::string problem = entry["problem"].toString();
        const QString needs = words(byteSize(entry["needs"].toNumber()));
        const bool fits = entry["fits"].toBool(true);
        const QString memory = entry["parameters"].toInteger() <= 0 ? QStringLiteral("–")
                               : fits                               ? tr("fits, %1").arg(needs)
                                                                    : tr("too large, %1").arg(needs);
        const QString texts[kColumns] = {
            words(entry["id"].toString()),
            orDash(words(entry["family"].toString())),
            parametersText(entry["parameters"].toInteger()),
            words(byteSize(entry["bytes"].toNumber())),
            orDash(words(entry["dtype"].toString())),
            entry["context"].toInteger() > 0 ? grouped(entry["context"].toInteger()) : QStringLiteral("–"),
            orDash(words(entry["license"].toString())),
            memory,
            problem.empty() ? tr("ready") : words(problem)};
        for (int column = 0; column < kColumns; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            if (isRight(column)) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if ((column == kState && !problem.empty()) || (column == kMemory && !fits))
                item->setForeground(palette().color(QPalette::BrightText));
            item->setToolTip(
                column == kMemory
                    ? tr("Weights as 16-bit numbers and the program itself need about %1").arg(needs)
                    : texts[column]);
            table_->setItem(row, column, item);
        }
        if (texts[kId] == kept) select = row;
    }
    table_->resizeColumnsToContents();
    table_->setColumnWidth(kId, qMax(table_->columnWidth(kId), columns(34)));
    body_->setCurrentIndex(backbones_.items().empty() ? 1 : 0);
    if (table_->rowCount() > 0) table_->selectRow(select);
    filter();
}

/// Rows without the words that were typed are hidden; each word may stand in another column.
void BackbonesPage::filter() {
    const QStringList wanted = search_->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    int shown = 0, first = -1;
    for (int row = 0; row < table_->rowCount(); ++row) {
        QString all;
        for (const int column : {kId, kFamily, kStored, kLicense, kState})
            all += table_->item(row, column)->text() + QLatin1Char(' ');
        const bool fits = std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
            return all.contains(word, Qt::CaseInsensitive);
        });
        table_->setRowHidden(row, !fits);
        if (fits && first < 0) first = row;
        shown += fits ? 1 : 0;
    }
    none_->setText(tr("No backbone here matches “%1”.").arg(search_->text()));
    none_->setVisible(shown == 0 && table_->rowCount() > 0);
    if (!chosen() && first >= 0) table_->selectRow(first);
    showChosen();
}

void BackbonesPage::showChosen() {
    const Json* entry = chosen();
    card_->setVisible(entry != nullptr);
    if (!entry) return;
    card_->setTitle(words((*entry)["id"].toString()));
    QString path = words((*entry)["path"].toString());
    if (const QString home = QDir::homePath(); path.startsWith(home + QLatin1Char('/')))
        path.replace(0, home.size(), QStringLiteral("~"));
    QStringList lines{path};
    if ((*entry)["layers"].toInteger() > 0)
        lines.prepend(tr("%1 · %2 layers, %3 wide · vocabulary of %4 tokens")
                          .arg(words((*entry)["form"].toString()), grouped((*entry)["layers"].toInteger()),
                               grouped((*entry)["width"].toInteger()),
                               grouped((*entry)["vocabulary"].toInteger())));
    const std::string problem = (*entry)["problem"].toString();
    if (!problem.empty()) lines.append(words(problem));
    details_->setText(lines.join(QLatin1Char('\n')));
    use_->setEnabled(problem.empty());
}

void BackbonesPage::chooseFile(bool folder) {
    auto* dialog = new QFileDialog(this, folder ? tr("Add a folder") : tr("Add a GGUF file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (!folder) dialog->setNameFilter(tr("GGUF files (*.gguf);;All files (*)"));
    connect(dialog, &QFileDialog::fileSelected, this, &BackbonesPage::add);
    dialog->open();
}

void BackbonesPage::add(const QString& path) {
    notice_->say(NoticeKind::Plain, tr("Reading %1…").arg(path));
    desk_.ask(Json::object({{"do", "add"}, {"path", path.toStdString()}}), this, [this](const Json& event) {
        const std::string kind = event["event"].toString();
        if (kind == "error") return notice_->say(NoticeKind::Error, answerError(event));
        if (kind != "result") return;
        notice_->say(NoticeKind::Good, tr("Added %1.").arg(words(event["backbone"].toString())));
        ask();
    });
}

void BackbonesPage::verify() {
    const Json* entry = chosen();
    if (!entry) return;
    const QString id = words((*entry)["id"].toString());
    verify_->setEnabled(false);
    notice_->say(NoticeKind::Plain, tr("Reading every tensor of %1…").arg(id));
    desk_.ask(Json::object({{"do", "verify"}, {"backbone", id.toStdString()}}), this,
              [this, id](const Json& event) {
                  const std::string kind = event["event"].toString();
                  if (kind != "result" && kind != "error") return;
                  verify_->setEnabled(true);
                  if (kind == "error") return notice_->say(NoticeKind::Error, answerError(event));
                  QStringList problems;
                  for (const Json& problem : event["problems"].items())
                      problems.append(words(problem.toString()));
                  if (problems.isEmpty())
                      notice_->say(NoticeKind::Good,
                                   tr("%1 is whole: every tensor is as it was when it came here.").arg(id));
                  else
                      notice_->say(NoticeKind::Error, problems.join(QLatin1Char('\n')));
              });
}

/// Says what a removal does before it is done; the notice's button does it.
void BackbonesPage::askRemoval() {
    const Json* entry = chosen();
    if (!entry) return;
    removing_ = *entry;
    const QString id = words(removing_["id"].toString());
    const std::string source = removing_["source"].toString();
    if (source == "hub")
        notice_->say(
            NoticeKind::Warning,
            tr("%1 lies in the hub's cache, which other programs share. Its files, %2, would be deleted.")
                .arg(id, words(byteSize(removing_["bytes"].toNumber()))),
            tr("Delete the files"));
    else if (source == "folder")
        notice_->say(
            NoticeKind::Warning,
            tr("%1 is listed with its folder %2. The whole folder would no longer be listed; its files stay.")
                .arg(id, QFileInfo(words(removing_["path"].toString())).path()),
            tr("Stop listing the folder"));
    else
        notice_->say(NoticeKind::Warning,
                     tr("%1 would be taken out of the library. Its files stay where they are.").arg(id),
                     tr("Remove"));
}

void BackbonesPage::remove(const Json& entry) {
    const std::string source = entry["source"].toString(), id = entry["id"].toString();
    const std::string what =
        source == "folder" ? QFileInfo(words(entry["path"].toString())).path().toStdString() : id;
    notice_->clear();
    desk_.ask(Json::object({{"do", "remove"}, {"backbone", what}, {"delete_files", source == "hub"}}), this,
              [this, what](const Json& event) {
                  const std::string kind = event["event"].toString();
                  if (kind == "error") return notice_->say(NoticeKind::Error, answerError(event));
                  if (kind != "result") return;
                  notice_->say(NoticeKind::Good, tr("%1 is removed.").arg(words(what)));
                  ask();
              });
}

void BackbonesPage::reveal() {
    const Json* entry = chosen();
    if (!entry) return;
    const QFileInfo file(words((*entry)["path"].toString()));
    const QString folder = file.isDir() ? file.absoluteFilePath() : file.absolutePath();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        notice_->say(NoticeKind::Warning, tr("No file manager answers. The folder is %1").arg(folder));
}

}  // namespace lathe
