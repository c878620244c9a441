// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets in a line that goes on below where the width ends.
#pragma once

#include <QLayout>
#include <QList>

namespace lathe {

class FlowLayout : public QLayout {
  public:
    FlowLayout(QWidget* parent, int across, int down);
    ~FlowLayout() override;
    void addItem(QLayoutItem* item) override { items_.append(item); }
    int count() const override { return int(items_.size()); }
    QLayoutItem* itemAt(int index) const override { return items_.value(index); }
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
    void setGeometry(const QRect& area) override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;

  private:
    int place(const QRect& area, bool move) const;
    QList<QLayoutItem*> items_;
    int across_, down_;
};

}  // namespace lathe
