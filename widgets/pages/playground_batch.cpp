// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/playground_batch.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/answer_text.h"
#include "widgets/desk.h"
#include "widgets/forms/elided_label.h"
#include "widgets/forms/file_choice.h"
#include "widgets/forms/flow_layout.h"
#include "widgets/forms/primitives.h"
#include "widgets/show.h"

namespace lathe {
namespace {

QWidget* named(const QString& name, QWidget* box) {
    auto* pair = new QWidget;
    auto* row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1));
    auto* label = new QLabel(name);
    label->setTextFormat(Qt::PlainText);
    makeSecondary(label);
    label->setBuddy(box);
    row->addWidget(label);
    row->addWidget(box);
    return pair;
}

void empty(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

}  // namespace

PlaygroundBatch::PlaygroundBatch(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      file_(new ElidedLabel(QString(), Qt::ElideMiddle)),
      said_(new QLabel),
      choose_(makeButton(tr("Choose file…"))),
      save_(makeButton(tr("Export…"))),
      bar_(new QProgressBar),
      table_(new QTableView),
      notice_(new Notice) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    notice_->setObjectName("batchNotice");
    notice_->setClosable(true);
    layout->addWidget(makeFileCard());
    layout->addWidget(notice_);
    auto* card = new Card(tr("Answers"));
    card->setFlush();
    save_->setObjectName("exportBatch");
    save_->setEnabled(false);
    connect(save_, &QPushButton::clicked, this, &PlaygroundBatch::save);
    said_->setObjectName("batchSaid");
    said_->setTextFormat(Qt::PlainText);
    makeSecondary(said_);
    bar_->setAccessibleName(tr("Rows answered"));
    bar_->setTextVisible(false);
    bar_->setFixedSize(grid(16), grid(0.75));
    bar_->hide();
    card->addBesideTitle(said_);
    card->addAtRight(bar_);
    card->addAtRight(save_);
    table_->setObjectName("batchTable");
    table_->setAccessibleName(tr("Rows of the file and their answers"));
    tidyTable(table_);
    table_->setModel(&model_);
    table_->horizontalHeader()->setStretchLastSection(false);
    card->content()->addWidget(table_, 1);
    layout->addWidget(card, 1);
}

QWidget* PlaygroundBatch::makeFileCard() {
    auto* card = new Card(tr("File"));
    choose_->setObjectName("chooseBatch");
    connect(choose_, &QPushButton::clicked, this, &PlaygroundBatch::chooseFile);
    makeSecondary(file_);
    file_->setObjectName("batchFile");
    file_->setText(tr("Rows of a JSONL, JSON, CSV or TSV file, all asked alike"));
    card->addBesideTitle(file_);
    card->addAtRight(choose_);
    auto* fields = new QWidget;
    fieldRow_ = new FlowLayout(fields, grid(2), grid(1));
    auto* who = new QWidget;
    whoRow_ = new FlowLayout(who, grid(2), grid(1));
    card->content()->addWidget(fields);
    card->content()->addWidget(who);
    return card;
}

void PlaygroundBatch::setNames(const QStringList& names) {
    if (names == names_) return;
    names_ = names;
    fillColumns();
}

void PlaygroundBatch::setAsked(std::vector<Who> who) {
    QStringList off;
    for (const QCheckBox* box : boxes_)
        if (!box->isChecked()) off << box->text();
    who_ = std::move(who);
    boxes_.clear();
    empty(whoRow_);
    auto* label = new QLabel(tr("Ask"));
    makeSecondary(label);
    whoRow_->addWidget(label);
    for (const Who& one : who_) {
        auto* box = new QCheckBox(one.name);
        box->setObjectName(QStringLiteral("ask%1").arg(boxes_.size()));
        box->setChecked(!off.contains(one.name));
        connect(box, &QCheckBox::toggled, this, &PlaygroundBatch::changed);
        whoRow_->addWidget(box);
        boxes_.push_back(box);
    }
}

void PlaygroundBatch::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Choose a file of rows"), {},
                                   tr("Data (*.jsonl *.json *.csv *.tsv);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PlaygroundBatch::open);
    dialog->open();
}

void PlaygroundBatch::open(const QString& path) {
    stop();
    path_ = path;
    columns_.clear();
    notice_->clear();
    model_.begin({}, {}, false, false);
    save_->setEnabled(false);
    said_->clear();
    file_->setText(path);
    fillColumns();
    if (looking_ != 0) desk_.cancel(looking_);
    looking_ = desk_.ask(Json::object({{"do", "detect"}, {"path", path.toStdString()}}), this,
                         [this](const Json& event) {
                             if (event["id"].toInteger() == looking_) showColumns(event);
                         });
}

void PlaygroundBatch::showColumns(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind != "result" && kind != "error") return;
    looking_ = 0;
    if (kind == "error") return notice_->say(NoticeKind::Error, answerError(event));
    for (const Json& field : event["fields"].items()) columns_ << text(field.toString());
    fillColumns();
}

/// For each field of the templates the column of its name, else the first; the answer's where there is one.
void PlaygroundBatch::fillColumns() {
    choices_.clear();
    expected_ = nullptr;
    empty(fieldRow_);
    if (columns_.isEmpty()) return Q_EMIT changed();
    const auto add = [this](const QString& name, const QString& object, const QStringList& words,
                            int chosen) {
        auto* box = new QComboBox;
        box->addItems(words);
        box->setCurrentIndex(chosen);
        box->setObjectName(object);
        box->setAccessibleName(name);
        connect(box, &QComboBox::activated, this, &PlaygroundBatch::changed);
        fieldRow_->addWidget(named(name, box));
        return box;
    };
    for (const QString& name : names_)
        choices_[name] =
            add(tr("%1 from").arg(name), "column_" + name, columns_, qMax(0, int(columns_.indexOf(name))));
    int answer = 0;
    for (const char* usual : {"target", "label", "expected"})
        if (columns_.contains(usual)) answer = 1 + int(columns_.indexOf(usual));
    expected_ = add(tr("Expected answer from"), QStringLiteral("columnExpected"),
                    QStringList(tr("(nothing)")) + columns_, answer);
    Q_EMIT changed();
}

bool PlaygroundBatch::ready() const {
    return !columns_.isEmpty() &&
           std::any_of(boxes_.begin(), boxes_.end(), [](const QCheckBox* box) { return box->isChecked(); });
}

void PlaygroundBatch::run(const Question& question) {
    stop();
    if (!ready() || !desk_.project()) return;
    notice_->clear();
    QStringList names;
    Json asked = Json::array(), columns = Json::object();
    for (std::size_t i = 0; i < who_.size(); ++i) {
        if (!boxes_[i]->isChecked()) continue;
        names << who_[i].name;
        asked.append(who_[i].prompt);
    }
    for (auto at = choices_.begin(); at != choices_.end(); ++at)
        columns.set(at.key().toStdString(), at.value()->currentText().toStdString());
    const bool expected = expected_->currentIndex() > 0;
    model_.begin(names_, names, expected, question.generate);
    auto* header = table_->horizontalHeader();
    for (int column = 0; column < model_.columnCount(); ++column) {
        header->setSectionResizeMode(
            column, column == BatchModel::Text ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (column != BatchModel::Text) table_->setColumnWidth(column, grid(column == 0 ? 7 : 20));
    }
    Json request = Json::object({{"do", "batch"},
                                 {"project", desk_.project()->path().string()},
                                 {"path", path_.toStdString()},
                                 {"kind", question.generate ? "generate" : "classify"},
                                 {"recipe", question.recipe},
                                 {"columns", std::move(columns)},
                                 {"asked", std::move(asked)}});
    if (expected) request.set("expected", expected_->currentText().toStdString());
    if (question.generate) addWriting(request, question);
    since_.start();
    bar_->setRange(0, 0);
    bar_->show();
    save_->setEnabled(false);
    said_->setText(tr("Reading the rows…"));
    request_ = desk_.ask(request, this, [this](const Json& event) {
        if (event["id"].toInteger() == request_) heard(event);
    });
}

void PlaygroundBatch::heard(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind == "rows") {
        model_.addRows(event["rows"].items());
    } else if (kind == "answers") {
        model_.setAnswers(int(event["asked"].toInteger()), int(event["first"].toInteger()),
                          event["answers"].items());
        sayProgress();
    } else if (kind == "result" || kind == "error") {
        request_ = 0;
        bar_->hide();
        save_->setEnabled(model_.answered() > 0);
        said_->setText(tr("%1 rows").arg(grouped(model_.rowCount())));
        if (kind == "error") notice_->say(NoticeKind::Error, answerError(event));
        for (const Json& note : event["notes"].items())
            notice_->say(NoticeKind::Warning, text(note.toString()));
        Q_EMIT settled();
    }
}

void PlaygroundBatch::sayProgress() {
    const int all = model_.rowCount() * model_.asked(), done = model_.answered();
    if (all == 0) return;
    bar_->setRange(0, all);
    bar_->setValue(done);
    QString said = tr("%1 of %2 answers").arg(grouped(done), grouped(all));
    if (const double seconds = double(since_.elapsed()) / 1000; seconds > 2 && done > 0)
        said += tr(", about %1 left").arg(showAbout(seconds / done * (all - done)));
    said_->setText(said);
}

void PlaygroundBatch::stop() {
    if (request_ == 0) return;
    desk_.cancel(std::exchange(request_, 0));
    bar_->hide();
    save_->setEnabled(model_.answered() > 0);
    said_->setText(tr("stopped; %1 answers stay").arg(grouped(model_.answered())));
    Q_EMIT settled();
}

void PlaygroundBatch::save() {
    const QString base = QFileInfo(path_).completeBaseName() + QStringLiteral("-answers");
    lathe::chooseFile(this, tr("Export answers"), base + QStringLiteral(".csv"),
                      tr("CSV (*.csv);;TSV (*.tsv);;JSONL (*.jsonl)"), [this](const QString& path) {
                          const QString suffix = QFileInfo(path).suffix().toLower();
                          const auto form = suffix == QLatin1String("jsonl") ? BatchModel::Form::Jsonl
                                            : suffix == QLatin1String("tsv") ? BatchModel::Form::Tsv
                                                                             : BatchModel::Form::Csv;
                          const auto saved = writeText(path, model_.asText(form));
                          desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
                      });
}

}  // namespace lathe
