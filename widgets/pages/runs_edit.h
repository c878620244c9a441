// SPDX-License-Identifier: GPL-3.0-or-later
// One line of text asked for in its place: a name, a note, tags. Enter keeps, Escape leaves as it was.
#pragma once

#include <QWidget>
#include <functional>

class QLabel;
class QLineEdit;

namespace lathe {

class InlineEdit : public QWidget {
    Q_OBJECT
  public:
    explicit InlineEdit(QWidget* parent = nullptr);
    void ask(const QString& question, const QString& text, std::function<void(const QString&)> keep);
    void leave();

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void keep();
    QLabel* question_;
    QLineEdit* line_;
    std::function<void(const QString&)> keep_;
};

}  // namespace lathe
