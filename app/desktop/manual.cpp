// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/manual.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollBar>
#include <QShortcut>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextTable>
#include <QUrl>
#include <QVBoxLayout>

#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

const QString kFirst = QStringLiteral("window.md");

QString titleOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return QFileInfo(path).completeBaseName();
    QString line = QString::fromUtf8(file.readLine(400)).trimmed();
    line.remove(QLatin1Char('`'));
    return line.startsWith(QLatin1String("# ")) ? line.mid(2) : QFileInfo(path).completeBaseName();
}

}  // namespace

QString Manual::installedFolder() {
    return QDir(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/promptlathe/manual"))
        .absolutePath();
}

Manual::Manual(const QString& folder, QWidget* parent)
    : QWidget(parent, Qt::Window),
      folder_(folder),
      pages_(new QListWidget),
      text_(new QTextBrowser),
      search_(new QLineEdit) {
    setWindowTitle(tr("Promptlathe manual"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid(1.5), grid(1.5), grid(1.5), grid(1.5));
    layout->setSpacing(grid(1.5));
    auto* left = new QVBoxLayout;
    left->setSpacing(grid(1));
    search_->setPlaceholderText(tr("Find in this page"));
    search_->setAccessibleName(tr("Find in this page"));
    search_->setClearButtonEnabled(true);
    pages_->setAccessibleName(tr("Pages of the manual"));
    pages_->setFrameShape(QFrame::NoFrame);
    pages_->setWordWrap(true);
    pages_->setFixedWidth(columns(34));
    search_->setFixedWidth(columns(34));
    left->addWidget(search_);
    left->addWidget(pages_, 1);
    layout->addLayout(left);
    text_->setAccessibleName(tr("Manual"));
    text_->setOpenLinks(false);  // pages are shown here, addresses by the desktop's browser
    text_->setFrameShape(QFrame::NoFrame);
    text_->document()->setDocumentMargin(grid(2.5));
    layout->addWidget(text_, 1);
    connect(text_, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        const QUrl whole = text_->source().resolved(link);
        if (whole.isLocalFile() && whole.path().endsWith(QLatin1String(".md")))
            showFile(whole);
        else
            QDesktopServices::openUrl(whole);
    });
    connect(pages_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item) showFile(QUrl::fromLocalFile(item->data(Qt::UserRole).toString()));
    });
    connect(search_, &QLineEdit::textChanged, this, [this] {
        text_->moveCursor(QTextCursor::Start);
        findNext();
    });
    connect(search_, &QLineEdit::returnPressed, this, &Manual::findNext);
    auto* find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, search_, qOverload<>(&QWidget::setFocus));
    resize(grid(120), grid(90));
    listPages();
}

void Manual::listPages() {
    const QSignalBlocker quiet(pages_);
    QStringList names = QDir(folder_).entryList({QStringLiteral("*.md")}, QDir::Files, QDir::Name);
    if (names.removeOne(kFirst)) names.prepend(kFirst);
    for (const QString& name : names) {
        auto* item = new QListWidgetItem(titleOf(folder_ + QLatin1Char('/') + name), pages_);
        item->setData(Qt::UserRole, folder_ + QLatin1Char('/') + name);
    }
}

void Manual::open(const QString& page, const QString& heading) {
    showFile(QUrl::fromLocalFile(folder_ + QLatin1Char('/') + (page.isEmpty() ? kFirst : page)));
    if (heading.isEmpty()) return;
    for (QTextBlock block = text_->document()->begin(); block.isValid(); block = block.next()) {
        if (block.blockFormat().headingLevel() == 0 || block.text() != heading) continue;
        text_->setTextCursor(
            QTextCursor(text_->document()->lastBlock()));  // from below, so that the heading comes to the top
        text_->setTextCursor(QTextCursor(block));
        text_->ensureCursorVisible();
        return;
    }
}

void Manual::showFile(const QUrl& page) {
    if (!QFile::exists(page.toLocalFile())) {
        text_->setPlainText(tr("This page of the manual is not installed: %1").arg(page.toLocalFile()));
        return;
    }
    text_->setSource(page.adjusted(QUrl::RemoveFragment), QTextDocument::MarkdownResource);
    text_->document()->setDocumentMargin(grid(2.5));
    // Tables of a Markdown page come without room or lines.
    for (QTextFrame* frame : text_->document()->rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            QTextTableFormat format = table->format();
            format.setCellPadding(grid(0.5));
            format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            format.setBorder(1);
            format.setBorderCollapse(true);
            format.setBorderBrush(Theme::of(palette()).border);
            table->setFormat(format);
        }
    const QSignalBlocker quiet(pages_);
    for (int row = 0; row < pages_->count(); ++row)
        if (pages_->item(row)->data(Qt::UserRole).toString() == page.toLocalFile())
            pages_->setCurrentRow(row);
}

void Manual::findNext() {
    if (search_->text().isEmpty() || text_->find(search_->text())) return;
    text_->moveCursor(QTextCursor::Start);
    text_->find(search_->text());
}

void Manual::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return close(), void();
    QWidget::keyPressEvent(event);
}

void Manual::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // Links and code take their colours from the palette when a page is read.
    if (event->type() == QEvent::PaletteChange && !text_->source().isEmpty()) showFile(text_->source());
}

}  // namespace lathe
