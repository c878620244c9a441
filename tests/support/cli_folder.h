// SPDX-License-Identifier: Apache-2.0
// promptlathe-cli in a folder of its own: its library and caches lie there, and the folder goes with it.
#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtGlobal>

#include "core/base/json.h"
#include "tests/support/verify_done.h"

namespace lathe::test {

struct Said {
    int code = -1;
    QString out, error;
    Json json;  ///< what --json printed
};

class CliFolder {
  public:
    QString path(const QString& name) const { return folder_.filePath(name); }
    QString written(const QString& name, const QByteArray& bytes) const {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(bytes);
        return file.fileName();
    }
    Said run(const QStringList& arguments) const {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_DATA_HOME", path("data"));
        environment.insert("XDG_CACHE_HOME", path("cache"));
        process.setProcessEnvironment(environment);
        process.start(LATHE_CLI, arguments);
        if (!process.waitForFinished(240000)) qFatal("promptlathe-cli did not end");
        Said said{process.exitCode(),
                  QString::fromUtf8(process.readAllStandardOutput()),
                  QString::fromUtf8(process.readAllStandardError()),
                  {}};
        if (arguments.contains("--json")) {
            if (auto json = Json::parse(said.out.trimmed().toStdString())) said.json = *json;
            if (said.code == 0 && said.out.count('\n') != 1)
                qFatal("--json is not one line: %s", qPrintable(said.out));
        }
        return said;
    }

  private:
    QTemporaryDir folder_;
};

}  // namespace lathe::test
