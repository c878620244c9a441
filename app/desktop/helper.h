// SPDX-License-Identifier: GPL-3.0-or-later
// The helper child, `promptlathe-cli serve` (docs/serve.md): started at the first question, started again after it died.
#pragma once

#include <QByteArray>
#include <QPointer>
#include <QProcess>
#include <functional>
#include <map>
#include <memory>

#include "core/base/json.h"

namespace lathe {

class Helper : public QObject {
    Q_OBJECT
  public:
    using Answer = std::function<void(const Json& event)>;

    explicit Helper(QString program, QObject* parent = nullptr);
    ~Helper() override;
    /// Adds `id` to the request and sends it. A receiver that is gone hears nothing; what it asked is cancelled.
    std::int64_t ask(Json request, QObject* receiver, Answer answer);
    void cancel(std::int64_t id);

  private:
    struct Waiting {
        QPointer<QObject> receiver;
        Answer answer;
    };
    void start();
    void read();
    void ended(const QString& why);
    void send(const Json& request);

    QString program_;
    std::unique_ptr<QProcess> process_;
    std::map<std::int64_t, Waiting> waiting_;
    std::int64_t lastId_ = 0;
};

}  // namespace lathe
