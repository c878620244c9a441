// SPDX-License-Identifier: GPL-3.0-or-later
// Desktop notifications when a run ends while another window is in front.
#pragma once

#include <QObject>
#include <functional>
#include <map>
#include <set>

#include "core/spec/events.h"

namespace lathe {

class Notifications : public QObject {
    Q_OBJECT
  public:
    using Send = std::function<void(const QString& title, const QString& text)>;
    using Name = std::function<QString(std::int64_t run)>;
    /// `name` gives a run's name; `send` shows a notification, the desktop's own where it is left out.
    explicit Notifications(Name name, Send send = {}, QObject* parent = nullptr);
    void setOn(bool on) { on_ = on; }
    /// A run's event; only the end of one that was seen at work is told. `quiet`: it belongs to many.
    void hear(const Event& event, bool quiet);
    /// Many runs have ended; `problem` empty: all went as asked.
    void manyEnded(const QString& problem);

  private:
    void tell(const QString& title, const QString& text);
    Name name_;
    Send send_;
    bool on_ = true;
    std::set<std::int64_t> live_;
};

}  // namespace lathe
