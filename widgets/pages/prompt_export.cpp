// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the prompt page: adapters, arrays and projector files by the helper, words as CSV.
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>

#include "widgets/desk.h"
#include "widgets/forms/file_choice.h"
#include "widgets/forms/primitives.h"
#include "widgets/pages/prompt_page.h"
#include "widgets/show.h"

namespace lathe {

QMenu* PromptPage::makeExportMenu() {
    auto* menu = new QMenu(export_);
    menu->addAction(tr("PEFT adapter…"), this, [this] { exportAs("peft"); });
    menu->addAction(tr("Promptlathe prompt…"), this, [this] { exportAs("promptlathe"); });
    auto* array = menu->addAction(tr("NumPy array…"), this, [this] { exportAs("npy"); });
    auto* projector = menu->addAction(tr("TensorBoard projector…"), this, [this] { exportAs("projector"); });
    menu->addSeparator();
    auto* csv = menu->addAction(tr("Nearest words as CSV…"), this, [this] {
        chooseFile(this, tr("Export nearest words"), tr("run-%1-step-%2-words.csv").arg(run_).arg(step()),
                   tr("CSV (*.csv)"), [this](const QString& path) {
                       const auto saved = writeText(path, model_.csv());
                       desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
                   });
    });
    auto* copied = menu->addAction(tr("Copy nearest words"), this, [this] {
        QApplication::clipboard()->setText(model_.csv());
        desk_.tell(tr("The nearest words are on the clipboard."));
    });
    connect(menu, &QMenu::aboutToShow, this, [this, array, projector, csv, copied] {
        for (auto* action : {array, projector, csv, copied}) action->setEnabled(hasVectors());
    });
    return menu;
}

void PromptPage::exportAs(const QString& format) {
    auto* dialog = new QFileDialog(this, tr("Export to folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, tr("Export here"));
    const std::int64_t run = run_, at = step();
    connect(dialog, &QFileDialog::fileSelected, this, [this, format, run, at](const QString& folder) {
        const QString target = folder + QStringLiteral("/run-%1-%2").arg(run).arg(format);
        notice_->say(NoticeKind::Plain, tr("Exporting run %1…").arg(run));
        desk_.ask(Json::object({{"do", "export"},
                                {"project", desk_.project()->path().string()},
                                {"run", run},
                                {"step", at},
                                {"format", format.toStdString()},
                                {"directory", target.toStdString()}}),
                  this, [this, target](const Json& event) {
                      const std::string kind = event["event"].toString();
                      if (kind == "error") {
                          const Error error{event["what"].toString(), event["where"].toString(),
                                            event["todo"].toString()};
                          notice_->say(NoticeKind::Error, text(error.line()));
                      } else if (kind == "result") {
                          QStringList said{tr("Exported to %1.").arg(target)};
                          for (const Json& note : event["notes"].items()) said << text(note.toString());
                          notice_->say(NoticeKind::Good, said.join(' '));
                      }
                  });
    });
    dialog->open();
}

}  // namespace lathe
