// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/data_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/icons.h"
#include "widgets/pages/data_rows_model.h"
#include "widgets/pages/data_scan.h"
#include "widgets/pages/data_statistics.h"
#include "widgets/pages/import_panel.h"
#include "widgets/pages/recipe_preview.h"
#include "widgets/pages/twins_card.h"

namespace lathe {
namespace {

constexpr int kPause = 250;  // milliseconds without a key before a search begins

QString words(const std::string& text) {
    return QString::fromStdString(text);
}

}  // namespace

DataPage::DataPage(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      header_(new PageHeader(tr("Data"))),
      body_(new QStackedWidget),
      empty_(new EmptyState(QStringLiteral("data"), {})),
      import_(new ImportPanel(desk)),
      list_(new QListWidget),
      table_(new QTableView),
      model_(new DataRowsModel(desk, this)),
      splitPlace_(new QWidget),
      search_(new QLineEdit),
      count_(new QLabel),
      remove_(makeButton(tr("Delete"), ButtonKind::Quiet)),
      finder_(new DataScan(desk, this)),
      statistics_(new DataStatistics(desk)),
      twins_(new TwinsCard(desk)),
      preview_(new RecipePreview(desk)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.25));
    outer->addWidget(header_);
    auto* button = makeButton(tr("Import…"), ButtonKind::Primary);
    button->setObjectName(QStringLiteral("importData"));
    button->setToolTip(tr("JSONL, JSON, CSV or TSV (Ctrl I)"));
    header_->addAtRight(button);
    auto* card = new Card;
    card->content()->addWidget(empty_);
    body_->addWidget(card);
    body_->addWidget(import_);
    body_->addWidget(makeSets());
    outer->addWidget(body_, 1);
    soon_.setSingleShot(true);
    soon_.setInterval(kPause);
    connect(&soon_, &QTimer::timeout, this, &DataPage::search);
    connect(button, &QPushButton::clicked, this, &DataPage::chooseFile);
    connect(empty_, &EmptyState::activated, this, [this] {
        if (desk_.project())
            chooseFile();
        else
            desk_.showPage(PageName::Start);
    });
    connect(import_, &ImportPanel::imported, this, [this](const QString& name) { read(name); });
    connect(import_, &ImportPanel::closed, this, [this] { read(); });
    connect(list_, &QListWidget::currentRowChanged, this, &DataPage::showSet);
    connect(search_, &QLineEdit::textChanged, this, [this] { soon_.start(); });
    connect(finder_, &DataScan::finished, this, &DataPage::showFound);
    connect(statistics_, &DataStatistics::counted, this, [this](const std::string& field) {
        if (set_ && split().empty()) twins_->look(*set_, field);
    });
    connect(remove_, &QPushButton::clicked, this, &DataPage::removeSet);
    connect(&desk_, &Desk::projectChanged, this, [this] { read(); });
    connect(&desk_, &Desk::dataChanged, this, [this] { read(set_ ? words(set_->name) : QString()); });
    read();
}

QWidget* DataPage::makeSets() {
    auto* page = new QWidget;
    auto* outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.5));
    auto* top = new QHBoxLayout;
    top->setSpacing(grid(1.5));
    outer->addLayout(top, 5);

    auto* sets = new Card(tr("Data sets"));
    sets->setFlush();
    sets->setFixedWidth(columns(34));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setAccessibleName(tr("Data sets"));
    list_->setObjectName(QStringLiteral("dataSets"));
    sets->content()->addWidget(list_, 1);
    remove_->setToolTip(tr("Deletes the data set from the project; runs that used it stay"));
    sets->addAtRight(remove_);
    auto* left = new QVBoxLayout;
    left->setSpacing(grid(1.5));
    left->addWidget(sets, 1);
    twins_->setFixedWidth(columns(34));
    left->addWidget(twins_);
    top->addLayout(left);
    connect(twins_, &TwinsCard::rowsWanted, this, &DataPage::showTwins);

    auto* rows = new Card(tr("Rows"));
    auto* place = new QHBoxLayout(splitPlace_);
    place->setContentsMargins(0, 0, 0, 0);
    rows->addBesideTitle(splitPlace_);
    makeSecondary(count_);
    rows->addAtRight(count_);
    search_->setPlaceholderText(tr("Find in rows"));
    search_->setAccessibleName(search_->placeholderText());
    search_->setObjectName(QStringLiteral("findRows"));
    search_->setClearButtonEnabled(true);
    search_->setFixedWidth(columns(34));
    rows->addAtRight(search_);
    rows->setFlush();
    tidyTable(table_);
    table_->setModel(model_);
    table_->setObjectName(QStringLiteral("dataRows"));
    table_->setAccessibleName(tr("Rows of the data set"));
    rows->content()->addWidget(table_, 1);
    auto* tokens = new QScrollArea;
    tokens->setObjectName(QStringLiteral("rowTokens"));
    tokens->setFrameShape(QFrame::NoFrame);
    tokens->setFocusPolicy(Qt::NoFocus);
    tokens->setWidgetResizable(true);
    tokens->viewport()->setAutoFillBackground(false);
    preview_->setContentsMargins(grid(1.5), grid(0.5), grid(1.5), grid(0.5));
    tokens->setWidget(preview_);
    preview_->setAutoFillBackground(false);  // the surface behind shows through
    tokens->setFixedHeight(grid(13));
    tokens->hide();
    rows->content()->addWidget(tokens);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DataPage::showTokens);
    top->addWidget(rows, 1);

    outer->addWidget(statistics_, 3);
    return page;
}

void DataPage::importFile(const QString& path) {
    if (!desk_.project()) return desk_.tell(tr("Open a project first: data is stored in one."), true);
    if (desk_.project()->readOnly()) return desk_.tell(tr("This project is open for reading only."), true);
    body_->setCurrentIndex(kImport);
    import_->look(path);
}

void DataPage::chooseFile() {
    auto* dialog =
        new QFileDialog(this, tr("Import data"), {}, tr("Data (*.jsonl *.json *.csv *.tsv);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DataPage::importFile);
    dialog->open();
}

void DataPage::read(const QString& wanted) {
    sets_.clear();
    if (const Project* project = desk_.project()) {
        if (auto sets = dataSets(*project))
            sets_ = std::move(*sets);
        else
            desk_.tell(words(sets.error().line()), true);
    }
    int chosen = 0;
    {
        const QSignalBlocker quiet(list_);
        list_->clear();
        for (const DataSet& set : sets_) {
            auto* item = new QListWidgetItem(icon(QStringLiteral("data"), IconTone::Secondary),
                                             words(set.name), list_);
            item->setToolTip(tr("From %1, %2").arg(words(set.source), words(set.imported)));
            if (words(set.name) == wanted) chosen = list_->count() - 1;
        }
        list_->setCurrentRow(sets_.empty() ? -1 : chosen);
    }
    if (desk_.project()) {
        empty_->setSentence(
            tr("No data yet. Import a JSONL, JSON, CSV or TSV file: one row an example, with a field for the "
               "text and one for the answer."));
        empty_->setAction(tr("Import…"));
    } else {
        empty_->setSentence(tr("No project is open. Open one, or begin with the sample."));
        empty_->setAction(tr("Go to start"));
    }
    body_->setCurrentIndex(sets_.empty() ? kNothing : kSets);
    header_->setTitle(tr("Data"));
    header_->setSubtitle({});
    if (!sets_.empty())
        showSet();
    else
        set_.reset();
}

void DataPage::showSet() {
    const int row = list_->currentRow();
    if (row < 0 || row >= static_cast<int>(sets_.size())) return;
    set_ = sets_[static_cast<std::size_t>(row)];
    remove_->setEnabled(desk_.project() && !desk_.project()->readOnly());
    QStringList parts, names{tr("all")};
    std::int64_t all = 0;
    for (const auto& split : set_->splits) {
        parts.append(QStringLiteral("%1 %2").arg(grouped(split.rows), words(split.name)));
        names.append(words(split.name));
        all += split.rows;
    }
    header_->setSubtitle(
        tr("%1: %2 rows (%3), fields %4")
            .arg(words(set_->name), grouped(all), parts.join(QStringLiteral(", ")), words([this] {
                     std::string list;
                     for (const std::string& field : set_->fields) list += (list.empty() ? "" : ", ") + field;
                     return list;
                 }())));
    delete splitChoice_;
    splitChoice_ = new SegmentedControl(names);
    splitChoice_->setAccessibleName(tr("Split"));
    splitPlace_->layout()->addWidget(splitChoice_);
    connect(splitChoice_, &SegmentedControl::chosen, this, &DataPage::showSplit);
    showSplit();
    statistics_->measure(*set_);
}

std::string DataPage::split() const {
    const int index = splitChoice_ ? splitChoice_->current() : 0;
    return index <= 0 ? std::string() : set_->splits[static_cast<std::size_t>(index - 1)].name;
}

void DataPage::showSplit() {
    if (!set_) return;
    model_->setData(set_, split());
    table_->setColumnWidth(0, columns(9));
    table_->setColumnWidth(1, columns(13));
    const int fields = static_cast<int>(set_->fields.size());
    // The longest texts get the room that is left: measured on the first rows.
    int longest = 0, widest = 0;
    for (int field = 0; field < fields; ++field) {
        int characters = 8;
        for (int row = 0; row < qMin(20, model_->rowCount()); ++row)
            characters =
                qMax(characters,
                     static_cast<int>(
                         model_->data(model_->index(row, field + 2), Qt::DisplayRole).toString().size()));
        table_->horizontalHeader()->setSectionResizeMode(field + 2, QHeaderView::Interactive);
        table_->setColumnWidth(field + 2, columns(qMin(characters + 4, 40)));
        if (characters > widest) {
            widest = characters;
            longest = field;
        }
    }
    table_->horizontalHeader()->setStretchLastSection(false);
    constexpr int kFew = 5;  // with more fields than these one scrolls
    if (fields > 0 && fields <= kFew)
        table_->horizontalHeader()->setSectionResizeMode(longest + 2, QHeaderView::Stretch);
    statistics_->count(*set_, split());
    search();
}

/// The rows of a finding, whatever was searched or chosen before.
void DataPage::showTwins(const std::vector<std::int64_t>& offsets) {
    search_->clear();
    soon_.stop();
    splitChoice_->setCurrent(0);
    showSplit();
    model_->setFilter(offsets);
    count_->setText(tr("%1 repeated rows").arg(grouped(static_cast<qint64>(offsets.size()))));
}

void DataPage::search() {
    if (!set_) return;
    finder_->stop();
    if (search_->text().isEmpty()) {
        model_->setFilter({});
        count_->clear();
        return;
    }
    count_->setText(tr("searching…"));
    finder_->start(*set_, split(), search_->text());
}

void DataPage::showFound() {
    if (!set_) return;
    std::int64_t all = 0;
    for (const auto& part : set_->splits)
        if (split().empty() || part.name == split()) all += part.rows;
    model_->setFilter(finder_->found());
    count_->setText(
        tr("%1 of %2 rows").arg(grouped(static_cast<qint64>(finder_->found().size())), grouped(all)));
}

/// The chosen row as the model sees it, with a recipe that reads this set.
void DataPage::showTokens() {
    auto* area = findChild<QScrollArea*>(QStringLiteral("rowTokens"));
    const auto place = model_->place(table_->currentIndex().row());
    area->setVisible(place.has_value());
    if (!place || !set_ || !desk_.project()) return;
    preview_->setRow(place->first, place->second);
    preview_->setRecipe(recipeFor(*desk_.project(), set_->name),
                        tr("Write a recipe for this data set to see its rows as the model sees them."));
}

void DataPage::removeSet() {
    if (!set_ || !desk_.project()) return;
    // Asked a second time on the button itself; no modal box.
    if (!remove_->property("sure").toBool()) {
        remove_->setProperty("sure", true);
        remove_->setText(tr("Delete for good"));
        QTimer::singleShot(4000, remove_, [this] {
            remove_->setProperty("sure", false);
            remove_->setText(tr("Delete"));
        });
        return;
    }
    remove_->setProperty("sure", false);
    remove_->setText(tr("Delete"));
    const auto deleted = deleteDataSet(*desk_.project(), set_->name);
    if (!deleted) return desk_.tell(words(deleted.error().line()), true);
    Q_EMIT desk_.dataChanged();
}

}  // namespace lathe
