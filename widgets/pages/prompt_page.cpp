// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/prompt_page.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/elided_label.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/neighbour_delegate.h"
#include "widgets/models/run_table_model.h"
#include "widgets/pages/prompt_history.h"
#include "widgets/pages/runs_curves.h"
#include "widgets/plots/scatter_map.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kMostOnPath = 40;  // snapshots read for drift and trails
constexpr std::size_t kMostInHistory = 7;
constexpr int kWordsAsked = 20;

std::vector<SlotNeighbours> readRows(const Json& rows) {
    std::vector<SlotNeighbours> out;
    for (const Json& row : rows.items()) {
        SlotNeighbours slot{row["position"].toInteger(), row["norm"].toNumber(), {}};
        for (const Json& word : row["neighbours"].items())
            slot.neighbours.push_back(
                {std::int32_t(word["token"].toInteger()), word["text"].toString(), word["score"].toNumber()});
        out.push_back(std::move(slot));
    }
    return out;
}

}  // namespace

PromptPage::PromptPage(Desk& desk, QWidget* parent) : QWidget(parent), desk_(desk) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    makeHeader();
    notice_ = new Notice;
    notice_->setObjectName("promptNotice");
    notice_->setClosable(true);
    empty_ = new EmptyState("prompt", QString(), QString());
    connect(empty_, &EmptyState::activated, this, [this] {
        desk_.showPage(!desk_.project() ? PageName::Start
                       : runs_.empty()  ? PageName::Recipe
                                        : PageName::Runs);
    });
    stack_ = new QStackedWidget;
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent());
    layout->addWidget(header_);
    layout->addWidget(notice_);
    layout->addWidget(stack_, 1);

    loader_.setInterval(0);
    connect(&loader_, &QTimer::timeout, this, &PromptPage::loadNext);
    connect(&desk_, &Desk::projectChanged, this, [this] {
        run_ = 0;
        readRuns();
    });
    connect(&desk_, &Desk::runsChanged, this, &PromptPage::readRuns);
    connect(&desk_, &Desk::currentRunChanged, this, [this](std::int64_t run) {
        if (run != run_) showRun(run);
    });
    connect(&desk_, &Desk::event, this, [this](const Event& event) {
        if (event.run == run_ && std::holds_alternative<SnapshotTaken>(event.body))
            readSnapshots(index_ + 1 == int(steps_.size()));
    });
    run_ = desk_.currentRun();
    readRuns();
}

void PromptPage::makeHeader() {
    header_ = new PageHeader(tr("Prompt of"));
    pick_ = new QComboBox;
    pick_->setObjectName("pickRun");
    pick_->setAccessibleName(tr("Run"));
    pick_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    pick_->setMinimumContentsLength(20);
    connect(pick_, &QComboBox::activated, this,
            [this](int index) { showRun(pick_->itemData(index).toLongLong()); });
    what_ = new ElidedLabel;
    what_->setObjectName("promptWhat");
    makeSecondary(what_);
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setObjectName("snapshot");
    slider_->setAccessibleName(tr("Snapshot"));
    slider_->setFixedWidth(grid(22));
    slider_->setPageStep(1);
    connect(slider_, &QSlider::valueChanged, this, &PromptPage::moveTo);
    metric_ = new SegmentedControl({tr("cosine"), tr("Euclidean"), tr("dot")});
    metric_->setObjectName("nearMetric");
    metric_->setAccessibleName(tr("Nearness"));
    connect(metric_, &SegmentedControl::chosen, this, [this] {
        readNeighbours();
        sayToken();
    });
    plain_ = new QCheckBox(tr("No special tokens"));
    plain_->setObjectName("plainWords");
    plain_->setToolTip(tr("Leaves out tokens that no text holds, such as <|im_start|> or [unused3]"));
    connect(plain_, &QCheckBox::toggled, this, [this](bool on) {
        const int row = token();
        model_.setPlainWordsOnly(on);
        arrange();
        table_->selectRow(row);
        sayWords();
    });
    export_ = makeButton(tr("Export…"), ButtonKind::Primary);
    export_->setObjectName("export");
    auto* menu = new QMenu(export_);
    menu->addAction(tr("PEFT adapter…"), this, [this] { exportAs("peft"); });
    menu->addAction(tr("Promptlathe prompt…"), this, [this] { exportAs("promptlathe"); });
    menu->addAction(tr("NumPy array…"), this, [this] { exportAs("npy"); });
    menu->addSeparator();
    menu->addAction(tr("Nearest words as CSV…"), this, [this] {
        chooseFile(this, tr("Export nearest words"), tr("run-%1-step-%2-words.csv").arg(run_).arg(step()),
                   tr("CSV (*.csv)"), [this](const QString& path) {
                       const auto saved = writeText(path, model_.csv());
                       desk_.tell(saved ? tr("Saved %1.").arg(path) : text(saved.error().line()), !saved);
                   });
    });
    menu->addAction(tr("Copy nearest words"), this, [this] {
        QApplication::clipboard()->setText(model_.csv());
        desk_.tell(tr("The nearest words are on the clipboard."));
    });
    connect(export_, &QPushButton::clicked, this,
            [this, menu] { menu->popup(export_->mapToGlobal(QPoint(0, export_->height() + 2))); });
    header_->addBesideTitle(pick_);
    header_->addBesideTitle(what_);
    header_->addBesideTitle(slider_);
    for (QWidget* widget : std::initializer_list<QWidget*>{plain_, metric_, export_})
        header_->addAtRight(widget);
}

QWidget* PromptPage::makeContent() {
    auto* content = new QWidget;
    auto* layout = new QHBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    auto* card = new Card;
    card->setFlush();
    table_ = new QTableView;
    table_->setObjectName("neighbourTable");
    table_->setAccessibleName(tr("Soft tokens and their nearest words"));
    table_->setModel(&model_);
    table_->setItemDelegate(new NeighbourDelegate(table_));
    tidyTable(table_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->verticalHeader()->setDefaultSectionSize(grid(4.75));
    table_->horizontalHeader()->setStretchLastSection(false);
    table_->installEventFilter(this);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        map_->setSelected(token());
        sayToken();
    });
    card->content()->addWidget(table_);
    layout->addWidget(card, 19);
    layout->addWidget(makeSide(), 10);
    return content;
}

QWidget* PromptPage::makeSide() {
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(1.5));
    auto* mapCard = new Card(tr("Map: the prompt through training"));
    map_ = new ScatterMap;
    map_->setObjectName("promptMap");
    map_->setAccessibleName(tr("Map of the soft tokens"));
    map_->setToolTip({});
    connect(map_, &ScatterMap::clicked, this, [this](int index) { table_->selectRow(index); });
    mapCard->content()->addWidget(map_, 1);
    layout->addWidget(mapCard, 1);
    tokenCard_ = new Card(tr("Nearest words by step"));
    byStep_ = new WordsByStep;
    byStep_->setObjectName("byStep");
    tokenCard_->content()->addWidget(byStep_);
    layout->addWidget(tokenCard_);
    auto* wordsCard = new Card(tr("As words"));
    words_ = new QLabel;
    words_->setObjectName("asWords");
    words_->setFont(tokenFont());
    words_->setWordWrap(true);
    words_->setTextFormat(Qt::PlainText);
    words_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    score_ = new QLabel;
    score_->setWordWrap(true);
    makeSecondary(score_);
    auto* copy = makeIconButton("copy", tr("Copy the words"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QString words;
        for (int row = 0; row < model_.rowCount(); ++row)
            if (const auto near = model_.words(row); !near.empty()) words += text(near.front().text);
        QApplication::clipboard()->setText(words);
        desk_.tell(tr("The words are on the clipboard."));
    });
    wordsCard->addAtRight(copy);
    wordsCard->content()->addWidget(words_);
    wordsCard->content()->addWidget(score_);
    layout->addWidget(wordsCard);
    return side;
}

NearMetric PromptPage::metric() const {
    return NearMetric(metric_->current());
}
int PromptPage::token() const {
    return table_->currentIndex().row();
}

void PromptPage::readRuns() {
    Project* project = desk_.project();
    runs_.clear();
    if (project)
        if (auto read = listRuns(*project)) runs_ = std::move(*read);
    pick_->clear();
    for (auto row = runs_.rbegin(); row != runs_.rend(); ++row)
        pick_->addItem(row->name.empty() ? tr("run %1").arg(row->run)
                                         : tr("run %1 · %2").arg(row->run).arg(text(row->name)),
                       qint64(row->run));
    const bool known =
        std::any_of(runs_.begin(), runs_.end(), [this](const RunRow& row) { return row.run == run_; });
    if (known && pick_->findData(qint64(run_)) >= 0 && index_ >= 0) {
        pick_->setCurrentIndex(pick_->findData(qint64(run_)));
        sayWords();
        return;
    }
    showRun(known ? run_ : runs_.empty() ? 0 : runs_.back().run);
}

void PromptPage::showRun(std::int64_t run) {
    run_ = run;
    if (run != 0 && desk_.currentRun() != run) desk_.setCurrentRun(run);
    pick_->setCurrentIndex(pick_->findData(qint64(run)));
    stored_.clear();
    path_ = PromptPath();
    notice_->clear();
    index_ = -1;
    readSnapshots(true);
}

void PromptPage::readSnapshots(bool toLast) {
    Project* project = desk_.project();
    const std::int64_t before = step();
    const auto loaded = steps_;
    steps_.clear();
    if (project && run_ != 0)
        if (const auto read = snapshots(*project, run_))
            for (const auto& row : *read) steps_.push_back(row.step);
    const bool some = !steps_.empty();
    const auto* row = [this]() -> const RunRow* {
        for (const auto& each : runs_)
            if (each.run == run_) return &each;
        return nullptr;
    }();
    const bool live = row && (row->state == RunState::Running || row->state == RunState::Queued ||
                              row->state == RunState::Paused);
    empty_->setSentence(
        !project        ? tr("No project is open. Open one, or begin with the sample.")
        : runs_.empty() ? tr("No prompt yet. Train one, and the words its vectors are near to stand here.")
        : live ? tr("Run %1 has kept no snapshot yet; the first one shows up here by itself.").arg(run_)
               : tr("Run %1 has kept no snapshot of its prompt.").arg(run_));
    empty_->setAction(!project ? tr("Go to start") : runs_.empty() ? tr("Write a recipe") : tr("Go to runs"));
    stack_->setCurrentIndex(some ? 1 : 0);
    for (QWidget* widget : std::initializer_list<QWidget*>{what_, slider_, metric_, plain_, export_})
        widget->setVisible(some);
    pick_->setVisible(!runs_.empty());
    header_->setTitle(runs_.empty() ? tr("Prompt") : tr("Prompt of"));
    if (!some) {
        model_.setNeighbours({}, metric());
        index_ = -1;
        return;
    }
    toLoad_ = thinned(steps_, kMostOnPath);
    path_ = PromptPath();
    loader_.start();
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, int(steps_.size()) - 1);
    slider_->setEnabled(steps_.size() > 1);
    const auto same = std::find(steps_.begin(), steps_.end(), before);
    const int target = toLast || same == steps_.end() ? int(steps_.size()) - 1 : int(same - steps_.begin());
    slider_->setValue(target);
    moveTo(target);
}

void PromptPage::moveTo(int index) {
    index_ = std::clamp(index, 0, int(steps_.size()) - 1);
    readNeighbours();
    drawMap();
    sayToken();
}

const std::vector<SlotNeighbours>& PromptPage::stored(std::int64_t step, NearMetric metric) {
    const auto key = std::pair(step, metric);
    if (const auto at = stored_.find(key); at != stored_.end()) return at->second;
    auto& rows = stored_[key];
    if (desk_.project())
        if (auto read = snapshotNeighbours(*desk_.project(), run_, step, nearMetricName(metric)))
            rows = std::move(*read);
    return rows;
}

void PromptPage::readNeighbours() {
    if (index_ < 0) return;
    if (request_ != 0) desk_.cancel(std::exchange(request_, 0));
    notice_->clear();
    const NearMetric near = metric();
    const std::int64_t at = step();
    if (const auto& rows = stored(at, near); !rows.empty()) return take(at, near, rows);
    // What is shown stays until the helper has answered.
    notice_->say(NoticeKind::Plain, tr("Looking for near words among the whole vocabulary…"));
    const std::int64_t run = run_;
    request_ = desk_.ask(Json::object({{"do", "neighbours"},
                                       {"project", desk_.project()->path().string()},
                                       {"run", run},
                                       {"step", at},
                                       {"count", kWordsAsked},
                                       {"metric", nearMetricName(near)}}),
                         this, [this, run, at, near](const Json& event) {
                             if (run != run_ || at != step() || near != metric()) return;
                             const std::string kind = event["event"].toString();
                             if (kind == "error") {
                                 request_ = 0;
                                 const Error error{event["what"].toString(), event["where"].toString(),
                                                   event["todo"].toString()};
                                 notice_->say(NoticeKind::Error, text(error.line()));
                                 take(at, near, {});
                             } else if (kind == "result") {
                                 request_ = 0;
                                 notice_->clear();
                                 stored_[{at, near}] = readRows(event["neighbours"]);
                                 take(at, near, stored_[{at, near}]);
                             }
                         });
    what_->setText(tr("step %1").arg(showNumber(double(at))));
}

void PromptPage::take(std::int64_t at, NearMetric near, std::vector<SlotNeighbours> rows) {
    const int selected = std::max(0, token());
    const auto count = rows.size();
    model_.setNeighbours(std::move(rows), near);
    arrange();
    if (model_.rowCount() > 0) table_->selectRow(std::min(selected, model_.rowCount() - 1));
    const QString snapshot = tr("step %1").arg(showNumber(double(at)));
    const QString tokens = count == 1 ? tr("1 soft token") : tr("%1 soft tokens").arg(count);
    what_->setText(count == 0 ? snapshot : tokens + QStringLiteral(" · ") + snapshot);
    sayWords();
    drawMap();
}

void PromptPage::loadNext() {
    if (toLoad_.empty() || !desk_.project()) {
        loader_.stop();
        QVector<QVector<double>> drift;
        for (std::size_t i = 0; i < path_.tokens(); ++i) drift.append(path_.drift(i));
        model_.setDrift(path_.steps(), drift);
        drawMap();
        return;
    }
    const std::int64_t next = toLoad_.front();
    toLoad_.erase(toLoad_.begin());
    const auto tensors = snapshotTensors(*desk_.project(), run_, next);
    if (tensors) path_.add(next, *tensors);
}

void PromptPage::drawMap() {
    map_->setEmptyText(loader_.isActive() ? tr("Reading the snapshots…")
                                          : tr("This method keeps no vectors of its own among the words."));
    if (loader_.isActive() || path_.tokens() == 0) return map_->setPoints({});
    const auto places = path_.places(step());
    QVector<ScatterMap::Point> points;
    for (std::size_t i = 0; i < places.size(); ++i) {
        ScatterMap::Point point;
        point.trail = places[i];
        const QPointF now = point.trail.takeLast();
        point.x = now.x();
        point.y = now.y();
        if (int(i) < model_.rowCount())
            if (const auto near = model_.words(int(i)); !near.empty())
                point.label = wordOf(text(near.front().text));
        points.append(point);
    }
    map_->setPoints(points);
    map_->setSelected(token());
}

void PromptPage::sayToken() {
    const int row = token();
    QVector<WordsByStep::Step> shown;
    if (row >= 0 && index_ >= 0) {
        auto steps = thinned(steps_, kMostInHistory);
        if (std::find(steps.begin(), steps.end(), step()) == steps.end()) {
            steps.push_back(step());
            std::sort(steps.begin(), steps.end());
        }
        for (const std::int64_t at : steps) {
            const auto& rows = stored(at, metric());
            if (row >= int(rows.size())) continue;
            WordsByStep::Step words{at, {}};
            for (const auto& word : rows[std::size_t(row)].neighbours)
                if (words.words.size() < 3 && (!plain_->isChecked() || !isSpecialToken(text(word.text))))
                    words.words << visibleToken(text(word.text));
            shown << words;
        }
    }
    tokenCard_->setTitle(row < 0 ? tr("Nearest words by step")
                                 : tr("Token %1: nearest words by step").arg(row));
    byStep_->setSteps(shown, step());
}

void PromptPage::sayWords() {
    QStringList words;
    for (int row = 0; row < model_.rowCount(); ++row)
        if (const auto near = model_.words(row); !near.empty()) words << wordOf(text(near.front().text));
    constexpr int kMost = 60;
    const bool more = words.size() > kMost;
    words_->setText(words.isEmpty()
                        ? tr("–")
                        : words.mid(0, kMost).join(' ') + (more ? QStringLiteral(" …") : QString()));
    score_->clear();
    for (const auto& row : runs_) {
        if (row.run != run_) continue;
        const QString metric = mainMetric(row);
        if (const auto value = bestOf(row, metric))
            score_->setText(
                tr("%1 as soft prompt %2 at best").arg(metricLabel(metric), showMetric(metric, *value)));
    }
    score_->setVisible(!score_->text().isEmpty());
}

void PromptPage::arrange() {
    const int drift =
        std::max(grid(15), table_->horizontalHeader()->sectionSizeHint(model_.driftColumn()) + grid(1));
    const int fixed = grid(7) + grid(8), room = table_->viewport()->width() - fixed - drift;
    const int fit = std::clamp(room / grid(15), 2, 8);
    if (room > 0 && model_.rowCount() > 0) {
        const int row = token();
        model_.setWords(fit);
        if (row >= 0 && token() != row) table_->selectRow(row);
    }
    auto* header = table_->horizontalHeader();
    for (int column = 0; column < model_.columnCount(); ++column) {
        const bool word = model_.isWord(column);
        header->setSectionResizeMode(column, word ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (!word) table_->setColumnWidth(column, column == 0 ? grid(7) : column == 1 ? grid(8) : drift);
    }
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

void PromptPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    arrange();
}

bool PromptPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_ && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &PromptPage::arrange, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

}  // namespace lathe
