// SPDX-License-Identifier: GPL-3.0-or-later
// The list of pages at the window's left.
#pragma once

#include <QWidget>

#include "widgets/desk.h"

class QButtonGroup;

namespace lathe {

struct PageEntry {
    PageName page;
    const char* name;   ///< in the list, in English; shown translated
    const char* icon;   ///< resources/icons
    const char* about;  ///< for the search palette
};
/// Every page in the order of the list, which is that of Ctrl 1 to 9 and 0.
const std::vector<PageEntry>& pageEntries();

class SideList : public QWidget {
    Q_OBJECT
  public:
    explicit SideList(QWidget* parent = nullptr);
    void setCurrent(PageName page);

  Q_SIGNALS:
    void chosen(lathe::PageName page);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QButtonGroup* group_;
};

}  // namespace lathe
