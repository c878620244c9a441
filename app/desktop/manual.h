// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace lathe {

/// The manual that is installed with the program (docs/*.md), in a window of its own: its pages, a search,
/// links.
class Manual : public QWidget {
    Q_OBJECT
  public:
    /// `folder` holds the pages; a page that is missing is said in its place.
    explicit Manual(const QString& folder, QWidget* parent = nullptr);
    /// Shows a page ("window.md") at the heading of that text; empty: at its beginning.
    void open(const QString& page, const QString& heading = {});
    /// Where the manual lies: beside the program, installed or built.
    static QString installedFolder();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void listPages();
    void showFile(const QUrl& page);
    void findNext();
    QString folder_;
    QListWidget* pages_;
    QTextBrowser* text_;
    QLineEdit* search_;
};

}  // namespace lathe
