// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/file_choice.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QSaveFile>

namespace lathe {
namespace {

struct FileWords {
    Q_DECLARE_TR_FUNCTIONS(lathe::Files)
};

}  // namespace

void chooseFile(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter,
                std::function<void(const QString&)> save) {
    auto* dialog = new QFileDialog(parent, title, suggestion, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(suggestion);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(save));
    dialog->open();
}

Result<> writeText(const QString& path, const QString& text) {
    QSaveFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return notWritten(path, file.errorString());
    return {};
}

tl::unexpected<Error> notWritten(const QString& path, const QString& why) {
    return failed(why.toStdString(), path.toStdString(), FileWords::tr("choose another place").toStdString());
}

tl::unexpected<Error> noEndingOfAChart(const QString& path) {
    return failed(FileWords::tr("a chart is saved as .png, .svg or .pdf").toStdString(), path.toStdString(),
                  FileWords::tr("give the file one of these endings").toStdString());
}

tl::unexpected<Error> noEndingOfAReport(const QString& path) {
    return failed(FileWords::tr("a report is saved as .html or .pdf").toStdString(), path.toStdString(),
                  FileWords::tr("give the file one of these endings").toStdString());
}

}  // namespace lathe
