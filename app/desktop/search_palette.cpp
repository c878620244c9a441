// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/search_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kDetail = Qt::UserRole + 1;
constexpr int kIndex = Qt::UserRole + 2;

/// A title at the left, its detail in the secondary colour at the right.
class FoundDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        painter->save();
        painter->setFont(scaledFont(0.9));
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(0, 0, -grid(1.5), 0), Qt::AlignRight | Qt::AlignVCenter, index.data(kDetail).toString());
        painter->restore();
    }
};

}  // namespace

std::vector<int> matching(const std::vector<Found>& entries, const QString& query) {
    const QStringList words = query.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<std::pair<int, int>> ranked;
    for (int i = 0; i < static_cast<int>(entries.size()); ++i) {
        const QString title = entries[static_cast<std::size_t>(i)].title.toLower();
        const QString all = title + QLatin1Char(' ') + entries[static_cast<std::size_t>(i)].detail.toLower();
        int rank = 0;
        const bool fits = std::all_of(words.begin(), words.end(), [&](const QString& word) {
            if (!title.startsWith(word)) rank += title.contains(QLatin1Char(' ') + word) ? 1 : title.contains(word) ? 2 : 3;
            return all.contains(word);
        });
        if (fits) ranked.emplace_back(rank, i);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<int> result;
    for (const auto& [rank, index] : ranked) result.push_back(index);
    return result;
}

SearchPalette::SearchPalette(QWidget* parent) : QFrame(parent, Qt::Popup), line_(new QLineEdit(this)), list_(new QListWidget(this)) {
    setObjectName(QStringLiteral("searchPalette"));
    setAccessibleName(tr("Search"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid(1), grid(1), grid(1), grid(1));
    layout->setSpacing(grid(1));
    line_->setPlaceholderText(tr("Search pages, runs, actions and recipes"));
    line_->setAccessibleName(line_->placeholderText());
    line_->installEventFilter(this);
    list_->setItemDelegate(new FoundDelegate(list_));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setUniformItemSizes(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setAccessibleName(tr("Results"));
    layout->addWidget(line_);
    layout->addWidget(list_, 1);
    connect(line_, &QLineEdit::textChanged, this, &SearchPalette::filter);
    connect(list_, &QListWidget::itemClicked, this, &SearchPalette::choose);
}

void SearchPalette::open(std::vector<Found> entries) {
    entries_ = std::move(entries);
    line_->clear();
    filter();
    const QWidget* window = parentWidget();
    resize(qMin(columns(76), window->width() - grid(4)), qMin(grid(52), window->height() - grid(12)));
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, grid(6))));
    show();
    line_->setFocus();
}

void SearchPalette::filter() {
    list_->clear();
    for (const int index : matching(entries_, line_->text())) {
        const Found& found = entries_[static_cast<std::size_t>(index)];
        auto* item = new QListWidgetItem(icon(found.icon, IconTone::Secondary), found.title, list_);
        item->setData(kDetail, found.detail);
        item->setData(kIndex, index);
    }
    list_->setCurrentRow(0);
}

void SearchPalette::choose() {
    const auto* item = list_->currentItem();
    if (!item) return;
    const auto act = entries_[item->data(kIndex).toUInt()].act;
    close();
    // After the popup is gone, so that what is chosen gets the focus.
    QTimer::singleShot(0, parentWidget(), act);
}

bool SearchPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == line_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int row = list_->currentRow(), rows = list_->count();
        switch (key->key()) {
            case Qt::Key_Down: list_->setCurrentRow(rows > 0 ? (row + 1) % rows : -1); return true;
            case Qt::Key_Up: list_->setCurrentRow(rows > 0 ? (row + rows - 1) % rows : -1); return true;
            case Qt::Key_PageDown: list_->setCurrentRow(qMin(row + 8, rows - 1)); return true;
            case Qt::Key_PageUp: list_->setCurrentRow(qMax(row - 8, 0)); return true;
            case Qt::Key_Return:
            case Qt::Key_Enter: choose(); return true;
            case Qt::Key_Escape: close(); return true;
            default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void SearchPalette::paintEvent(QPaintEvent*) {
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.setPen(theme.border);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace lathe
