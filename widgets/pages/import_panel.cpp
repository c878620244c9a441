// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/import_panel.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableWidget>
#include <QVBoxLayout>

#include "core/project/project.h"
#include "widgets/answer_text.h"
#include "widgets/desk.h"
#include "widgets/forms/number_field.h"
#include "widgets/forms/primitives.h"
#include "widgets/pages/data_rows_model.h"

namespace lathe {
namespace {

QString notesText(const Json& notes) {
    QStringList lines;
    for (const Json& note : notes.items()) lines.append(QString::fromStdString(note.toString()));
    return lines.join(QLatin1Char('\n'));
}

Option shareOption() {
    return {.key = "share",
            .type = OptionType::Number,
            .label = "Hold back",
            .unit = ImportPanel::tr("of the rows").toStdString(),
            .fallback = 0.1,
            .minimum = 0,
            .maximum = 0.9};
}

}  // namespace

ImportPanel::ImportPanel(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      card_(new Card(tr("Import"))),
      notice_(new Notice),
      about_(new QLabel),
      rows_(new QTableWidget),
      name_(new QLineEdit),
      share_(new NumberField(shareOption())),
      import_(makeButton(tr("Import"), ButtonKind::Primary)),
      cancel_(makeButton(tr("Cancel"))),
      progress_(new QLabel) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(card_);
    about_->setTextFormat(Qt::PlainText);
    about_->setWordWrap(true);
    makeSecondary(about_);
    makeSecondary(progress_);
    tidyTable(rows_);
    rows_->setAccessibleName(tr("The file's first rows"));
    name_->setMaximumWidth(columns(40));
    name_->setAccessibleName(tr("Name of the data set"));
    name_->setObjectName(QStringLiteral("importName"));
    share_->setAccessibleName(tr("Share of the rows held back for validation"));
    share_->setObjectName(QStringLiteral("importShare"));
    import_->setObjectName(QStringLiteral("importStart"));
    auto* line = new QHBoxLayout;
    line->setSpacing(grid(1));
    line->addWidget(new QLabel(tr("Name")));
    line->addWidget(name_);
    line->addSpacing(grid(1));
    line->addWidget(new QLabel(tr("Hold back for validation")));
    line->addWidget(share_);
    line->addStretch(1);
    line->addWidget(progress_);
    line->addWidget(cancel_);
    line->addWidget(import_);
    card_->content()->addWidget(about_);
    card_->content()->addWidget(rows_, 1);
    card_->content()->addWidget(notice_);
    card_->content()->addLayout(line);
    connect(import_, &QPushButton::clicked, this, &ImportPanel::begin);
    connect(cancel_, &QPushButton::clicked, this, &ImportPanel::stop);
}

void ImportPanel::look(const QString& path) {
    path_ = path;
    importing_ = false;
    card_->setTitle(tr("Import %1").arg(QFileInfo(path).fileName()));
    about_->setText(tr("Reading the first rows…"));
    notice_->clear();
    progress_->clear();
    rows_->setRowCount(0);
    rows_->setColumnCount(0);
    name_->setText(QFileInfo(path).completeBaseName());
    share_->setText(QStringLiteral("0.1"));
    import_->setEnabled(false);
    asked_ = desk_.ask(Json::object({{"do", "detect"}, {"path", path.toStdString()}}), this,
                       [this](const Json& event) { showDetected(event); });
}

void ImportPanel::showDetected(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "error") {
        about_->clear();
        notice_->say(NoticeKind::Error, answerError(event));
        return;
    }
    if (kind != "result") return;
    const auto& fields = event["fields"].items();
    const auto& rows = event["rows"].items();
    QStringList names;
    bool splits = false;
    for (const Json& field : fields) {
        names.append(QString::fromStdString(field.toString()));
        splits = splits || field.toString() == "split";
    }
    QString format = QString::fromStdString(event["format"].toString()).toUpper();
    about_->setText(tr("%1 with the fields %2. What each becomes, and the first rows:")
                        .arg(format, names.join(QStringLiteral(", "))));
    rows_->setColumnCount(static_cast<int>(names.size()));
    rows_->setHorizontalHeaderLabels(names);
    rows_->setRowCount(static_cast<int>(rows.size()) + 1);
    for (int row = 1; row < rows_->rowCount(); ++row)
        for (int column = 0; column < names.size(); ++column)
            rows_->setItem(row, column,
                           new QTableWidgetItem(
                               fieldText(rows[static_cast<std::size_t>(row - 1)][names[column].toStdString()])
                                   .left(300)));
    showFields(names);
    rows_->resizeColumnsToContents();
    for (int column = 0; column < names.size(); ++column)
        rows_->setColumnWidth(column, qBound(columns(18), rows_->columnWidth(column), columns(60)));
    if (splits) {
        share_->setText(QStringLiteral("0"));
        share_->setToolTip(tr("The file names each row's split itself"));
    }
    if (const QString notes = notesText(event["notes"]); !notes.isEmpty())
        notice_->say(NoticeKind::Warning, notes);
    import_->setEnabled(true);
    import_->setFocus();
}

/// Above each column what it becomes: its own name, one that templates usually have, or nothing.
void ImportPanel::showFields(const QStringList& names) {
    names_ = names;
    for (int column = 0; column < names.size(); ++column) {
        auto* choice = new QComboBox;
        choice->setEditable(true);
        choice->setInsertPolicy(QComboBox::NoInsert);
        choice->setObjectName(QStringLiteral("field%1").arg(column));
        choice->setAccessibleName(tr("What %1 becomes").arg(names[column]));
        QStringList words{names[column]};
        for (const QString& usual : {QStringLiteral("text"), QStringLiteral("label"),
                                     QStringLiteral("target"), QStringLiteral("split")})
            if (!words.contains(usual)) words << usual;
        choice->addItems(words);
        choice->addItem(tr("(leave out)"));
        choice->setCurrentIndex(0);
        rows_->setCellWidget(0, column, choice);
    }
    if (!names.isEmpty()) rows_->setRowHeight(0, rows_->cellWidget(0, 0)->sizeHint().height() + grid(1));
}

Json ImportPanel::fields() const {
    Json changed = Json::object();
    QStringList taken;
    for (int column = 0; column < names_.size(); ++column) {
        const auto* choice = qobject_cast<QComboBox*>(rows_->cellWidget(0, column));
        if (!choice) continue;
        QString name = choice->currentText().trimmed();
        if (name == tr("(leave out)")) name.clear();
        if (!name.isEmpty() && taken.contains(name)) return {};
        taken << name;
        if (name != names_[column]) changed.set(names_[column].toStdString(), name.toStdString());
    }
    return changed;
}

void ImportPanel::begin() {
    const Project* project = desk_.project();
    if (!project) return;
    const Json share = share_->value();
    if (name_->text().trimmed().isEmpty())
        return notice_->say(NoticeKind::Error, tr("Give the data set a name."));
    if (!share.isNumber() || share.toNumber() < 0 || share.toNumber() > 0.9)
        return notice_->say(NoticeKind::Error, tr("Hold back 0 to 0.9 of the rows; 0.1 is usual."));
    Json request = Json::object({{"do", "import"},
                                 {"project", project->path().string()},
                                 {"path", path_.toStdString()},
                                 {"name", name_->text().trimmed().toStdString()}});
    if (share.toNumber() > 0) request.set("split", Json::object({{"validation", share.toNumber()}}));
    const Json named = fields();
    if (named.isNull())
        return notice_->say(NoticeKind::Error, tr("Two fields have the same name; give each its own."));
    if (named.size() > 0) request.set("fields", named);
    importing_ = true;
    import_->setEnabled(false);
    notice_->clear();
    progress_->setText(tr("Importing…"));
    asked_ = desk_.ask(request, this, [this](const Json& event) { hear(event); });
}

void ImportPanel::hear(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "progress") return progress_->setText(tr("%1 rows").arg(grouped(event["rows"].toInteger())));
    importing_ = false;
    asked_ = 0;
    import_->setEnabled(true);
    progress_->clear();
    if (kind == "error") return notice_->say(NoticeKind::Error, answerError(event));
    if (const QString notes = notesText(event["notes"]); !notes.isEmpty()) desk_.tell(notes);
    Q_EMIT desk_.dataChanged();
    Q_EMIT imported(QString::fromStdString(event["data"].toString()));
}

void ImportPanel::stop() {
    if (asked_ > 0) desk_.cancel(asked_);
    asked_ = 0;
    const bool stopped = importing_;
    importing_ = false;
    if (stopped) desk_.tell(tr("The import was stopped; nothing of it stays."));
    Q_EMIT closed();
}

}  // namespace lathe
