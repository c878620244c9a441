// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/flow_layout.h"

#include <QWidget>

namespace lathe {

FlowLayout::FlowLayout(QWidget* parent, int across, int down)
    : QLayout(parent), across_(across), down_(down) {
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() {
    qDeleteAll(items_);
}

QLayoutItem* FlowLayout::takeAt(int index) {
    return index >= 0 && index < items_.size() ? items_.takeAt(index) : nullptr;
}

void FlowLayout::setGeometry(const QRect& area) {
    QLayout::setGeometry(area);
    place(area, true);
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : items_)
        if (!item->isEmpty()) size = size.expandedTo(item->minimumSize());
    return size;
}

/// The height that the items take in this width; `move`: and puts them there, in the middle of their lines.
int FlowLayout::place(const QRect& area, bool move) const {
    int x = area.left(), y = area.top(), line = 0;
    QList<std::pair<QLayoutItem*, QRect>> here;
    const auto end = [&] {
        for (const auto& [item, box] : here)
            if (move) item->setGeometry(box.translated(0, (line - box.height()) / 2));
        here.clear();
    };
    for (QLayoutItem* item : items_) {
        if (item->isEmpty()) continue;
        const QSize size = item->sizeHint();
        if (x > area.left() && x + size.width() > area.right() + 1) {
            end();
            x = area.left();
            y += line + down_;
            line = 0;
        }
        here.append({item, QRect(QPoint(x, y), size)});
        x += size.width() + across_;
        line = qMax(line, size.height());
    }
    end();
    return y + line - area.top();
}

}  // namespace lathe
