// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace lathe {

class NumberLabel;

/// One number to read at a glance: what it is, its value large, and a word below.
class Tile : public QWidget {
    Q_OBJECT
  public:
    explicit Tile(const QString& caption, QWidget* parent = nullptr);
    void setCaption(const QString& caption);
    void setValue(const QString& value);
    QString value() const;
    void setNote(const QString& note);

  private:
    void tell();
    QLabel* caption_;
    NumberLabel* value_;
    QLabel* note_;
};

}  // namespace lathe
