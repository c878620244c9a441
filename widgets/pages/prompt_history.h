// SPDX-License-Identifier: GPL-3.0-or-later
// A soft token's nearest words at several steps, side by side.
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

class QGridLayout;

namespace lathe {

class WordsByStep : public QWidget {
    Q_OBJECT
  public:
    struct Step {
        std::int64_t step = 0;
        QStringList words;  ///< nearest first, as read by people
    };
    explicit WordsByStep(QWidget* parent = nullptr);
    /// `now` is the step that the page shows.
    void setSteps(const QVector<Step>& steps, std::int64_t now);
    QString text() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QVector<Step> steps_;
    std::int64_t now_ = -1;
};

}  // namespace lathe
