// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/json.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace lathe {

class Desk;

/// One model on its way from the hub: how far, how fast, how long; pause, resume and cancel. What came stays
/// when it is paused or cancelled, and the next fetch goes on from there.
class FetchRow : public QWidget {
    Q_OBJECT
  public:
    FetchRow(Desk& desk, const QString& model, const QString& file, QWidget* parent = nullptr);
    QString model() const { return model_; }
    QString file() const { return file_; }
    /// Asks the helper, at first or after an error.
    void begin();

  Q_SIGNALS:
    /// It is here; `problem` says why it can't be used, or is empty.
    void done(const QString& problem);
    /// Cancelled or dismissed.
    void over();

  private:
    void hear(const Json& event);
    void showProgress(const Json& event);
    void togglePause();
    void cancel();
    void sayEnded(const QString& problem);

    Desk& desk_;
    QString model_, file_;
    QLabel* what_;
    QLabel* state_;
    QProgressBar* bar_;
    QPushButton* pause_;
    QPushButton* cancel_;
    std::int64_t asked_ = 0;
    bool paused_ = false;
};

}  // namespace lathe
