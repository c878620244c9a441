// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/data_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "core/project/runs.h"
#include "widgets/desk.h"
#include "widgets/forms/balance.h"
#include "widgets/forms/primitives.h"
#include "widgets/icons.h"
#include "widgets/pages/data_rows_model.h"
#include "widgets/pages/data_scan.h"
#include "widgets/pages/import_panel.h"
#include "widgets/pages/twins_card.h"
#include "widgets/plots/bars.h"

namespace lathe {
namespace {

constexpr int kPause = 250;  // milliseconds without a key before a search begins
constexpr int kMostBars = 10;

QString words(const std::string& text) {
    return QString::fromStdString(text);
}

/// A recipe that reads this set: a saved one, else an earlier run's.
Json recipeFor(const Project& project, const std::string& set) {
    if (const auto saved = savedRecipes(project))
        for (const auto& [name, recipe] : *saved)
            if (recipe.at("task.data").toString() == set) return recipe;
    if (const auto runs = listRuns(project))
        for (auto run = runs->rbegin(); run != runs->rend(); ++run)
            if (run->recipe.at("task.data").toString() == set) return run->recipe;
    return {};
}

/// The field whose values are classes: "label" where there is one, else the first with few values.
std::string classField(const DataSet& set,
                       const std::map<std::string, std::map<std::string, std::int64_t>>& counts) {
    if (counts.contains("label")) return "label";
    for (const std::string& field : set.fields)
        if (const auto found = counts.find(field); found != counts.end() && found->second.size() > 1)
            return field;
    return {};
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
      balanceCard_(new Card(tr("Balance"))),
      balance_(new Balance),
      balanceNote_(new QLabel),
      lengths_(new Bars),
      lengthsNote_(new QLabel),
      remove_(makeButton(tr("Delete"), ButtonKind::Quiet)),
      finder_(new DataScan(desk, this)),
      counter_(new DataScan(desk, this)),
      twins_(new TwinsCard(desk)) {
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
    connect(finder_, &DataScan::finished, this, &DataPage::scanned);
    connect(counter_, &DataScan::finished, this, &DataPage::scanned);
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
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(grid(1.5));
    outer->addLayout(top, 5);
    outer->addLayout(bottom, 3);

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
    top->addWidget(rows, 1);

    balanceNote_->setWordWrap(true);
    lengthsNote_->setWordWrap(true);
    makeSecondary(balanceNote_);
    makeSecondary(lengthsNote_);
    balanceCard_->content()->addWidget(balanceNote_);
    balanceCard_->content()->addWidget(balance_);
    balanceCard_->content()->addStretch(1);
    bottom->addWidget(balanceCard_, 2);
    auto* lengths = new Card(tr("Token lengths"));
    lengths_->setAxisLabels(tr("tokens"), tr("rows"));
    lengths->content()->addWidget(lengthsNote_);
    lengths->content()->addWidget(lengths_, 1);
    bottom->addWidget(lengths, 3);
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
    askLengths();
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
    counter_->start(*set_, split(), {});
    balanceNote_->setText(tr("Counting…"));
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

void DataPage::scanned(bool searched) {
    if (searched) {
        model_->setFilter(finder_->found());
        count_->setText(tr("%1 of %2 rows").arg(grouped(static_cast<qint64>(finder_->found().size())), grouped(split().empty() ? [this] {
            std::int64_t all = 0;
            for (const auto& part : set_->splits) all += part.rows;
            return all;
        }() : set_->rows(split()))));
        return;
    }
    const std::string field = classField(*set_, counter_->counts());
    if (split().empty()) twins_->look(*set_, field);
    QList<std::pair<QString, qint64>> bars;
    if (!field.empty())
        for (const auto& [value, count] : counter_->counts().at(field)) bars.append({words(value), count});
    std::stable_sort(bars.begin(), bars.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    balanceCard_->setTitle(field.empty() ? tr("Balance") : tr("Balance of %1").arg(words(field)));
    const auto values = bars.size();
    if (values > kMostBars) bars.resize(kMostBars);
    QString note;
    if (field.empty()) note = tr("No field has few enough values to be counted as classes.");
    if (values == 1) note = tr("One class only: there is nothing to tell apart.");
    if (values > kMostBars) note = tr("The %1 most frequent of %2 values").arg(kMostBars).arg(values);
    balanceNote_->setText(note);
    balanceNote_->setVisible(!note.isEmpty());
    balance_->setCounts(bars);
}

void DataPage::askLengths() {
    if (asked_ > 0) desk_.cancel(asked_);
    asked_ = 0;
    lengths_->setCounts({});
    const Json recipe = recipeFor(*desk_.project(), set_->name);
    if (recipe.isNull()) {
        lengthsNote_->setText(
            tr("Counted with a recipe's backbone and template: write a recipe for this data set first."));
        lengthsNote_->show();
        lengths_->hide();
        return;
    }
    lengthsNote_->setText(tr("Counting tokens…"));
    lengthsNote_->show();
    asked_ = desk_.ask(
        Json::object({{"do", "lengths"},
                      {"project", desk_.project()->path().string()},
                      {"recipe", recipe},
                      {"split", "train"}}),
        this, [this](const Json& event) {
            const std::string kind = event["event"].toString();
            if (kind == "error") {
                lengthsNote_->setText(
                    words(event["what"].toString() +
                          (event["todo"].toString().empty() ? "" : "; " + event["todo"].toString())));
                lengths_->hide();
            }
            if (kind != "result") return;
            QMap<qint64, qint64> counts;
            for (const auto& [length, rows] : event["lengths"].members())
                counts[QString::fromStdString(length).toLongLong()] = rows.toInteger();
            lengths_->show();
            lengths_->setCounts(counts);
            const std::int64_t cut = event["cut_rows"].toInteger(), limit = event["limit"].toInteger();
            if (limit > 0 && cut > 0) lengths_->setCut(limit, tr("cut at %1").arg(limit));
            lengthsNote_->setText(
                tr("Training rows with their template: longest %1, mean %2, %3 cut at %4 tokens")
                    .arg(grouped(event["longest"].toInteger()))
                    .arg(event["mean"].toNumber(), 0, 'f', 1)
                    .arg(cut == 0 ? tr("none") : grouped(cut))
                    .arg(grouped(limit)));
        });
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
