// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/forms/file_choice.h"

#include <QFileDialog>
#include <QSaveFile>

namespace lathe {

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
        return failed(file.errorString().toStdString(), path.toStdString(), "choose another place");
    return {};
}

}  // namespace lathe
