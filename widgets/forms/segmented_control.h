// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;

namespace lathe {

/// A few words of which one is chosen; arrow keys move between them.
class SegmentedControl : public QWidget {
    Q_OBJECT
  public:
    explicit SegmentedControl(const QStringList& words, QWidget* parent = nullptr);
    int current() const;
    /// Chooses without the signal.
    void setCurrent(int index);
    /// Words that do not apply are left out.
    void setShown(int index, bool shown);

  Q_SIGNALS:
    /// The user chose another.
    void chosen(int index);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QButtonGroup* group_;
};

}  // namespace lathe
