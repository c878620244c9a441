// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace lathe {

/// A page's first line: what is shown, a word about it, and the page's few actions at the right.
class PageHeader : public QWidget {
    Q_OBJECT
  public:
    explicit PageHeader(const QString& title = {}, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    /// Long subtitles are cut with "…" and shown whole as a tooltip.
    void setSubtitle(const QString& text);
    void addBesideTitle(QWidget* widget);
    void addAtRight(QWidget* widget);

  private:
    QHBoxLayout* layout_;
    QLabel* title_;
    QLabel* subtitle_;
    int beside_ = 2;
};

}  // namespace lathe
