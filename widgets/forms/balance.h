// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lathe {

/// A few names with a bar and a number each: rows a label.
class Balance : public QWidget {
    Q_OBJECT
  public:
    explicit Balance(QWidget* parent = nullptr);
    void setCounts(QList<std::pair<QString, qint64>> counts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QList<std::pair<QString, qint64>> counts_;
};

}  // namespace lathe
