// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/prompt_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
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
#include "widgets/pages/prompt_layers.h"
#include "widgets/pages/prompt_side.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kMostInHistory = 7;

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
        drawView();
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
    connect(export_, &QPushButton::clicked, this, [this, menu = makeExportMenu()] {
        menu->popup(export_->mapToGlobal(QPoint(0, export_->height() + 2)));
    });
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
    view_ = new SegmentedControl({tr("words"), tr("similarity"), tr("norms"), tr("movement"), tr("layers")});
    view_->setObjectName("promptView");
    view_->setAccessibleName(tr("What is shown of the prompt"));
    connect(view_, &SegmentedControl::chosen, this, [this](int view) { setView(View(view)); });
    card->addBesideTitle(view_);
    card->setFlush();
    similarity_ = new PromptSimilarity(desk_);
    norms_ = new PromptNorms(desk_);
    movement_ = new PromptMovement;
    layers_ = new PromptLayers(desk_);
    views_ = new QStackedWidget;
    views_->addWidget(makeTable());
    for (QWidget* view : std::initializer_list<QWidget*>{similarity_, norms_, movement_, layers_})
        views_->addWidget(view);
    connect(similarity_, &PromptSimilarity::clicked, this, &PromptPage::choose);
    connect(norms_, &PromptNorms::clicked, this, &PromptPage::choose);
    connect(movement_, &PromptMovement::clicked, this, &PromptPage::choose);
    card->content()->addWidget(views_, 1);
    side_ = new PromptSide(desk_);
    connect(side_->map(), &PromptMap::clicked, this, &PromptPage::choose);
    layout->addWidget(card, 19);
    layout->addWidget(side_, 10);
    return content;
}

QWidget* PromptPage::makeTable() {
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
        side_->map()->select(token());
        sayToken();
        drawView();
    });
    return table_;
}

void PromptPage::setView(View view) {
    view_->setCurrent(view);
    views_->setCurrentIndex(view);
    drawView();
}

void PromptPage::choose(int token) {
    if (token >= 0 && token < model_.rowCount()) table_->selectRow(token);
}

const RunRow* PromptPage::row() const {
    for (const auto& each : runs_)
        if (each.run == run_) return &each;
    return nullptr;
}

bool PromptPage::hasVectors() const {
    return lathe::find(tensors_, "prompt") != nullptr;
}

NearMetric PromptPage::metric() const {
    return NearMetric(metric_->current());
}
int PromptPage::token() const {
    return table_->currentIndex().row();
}

void PromptPage::drawMap() {
    PromptMap::Shown shown{step(), {}, {}, {}, token(), loader_.isActive()};
    if (const RunRow* run = row()) {
        shown.backbone = run->recipe.at("backbone.id").toString();
        shown.dtype = run->recipe.at("backbone.dtype").toString("auto");
    }
    for (int i = 0; i < model_.rowCount(); ++i) shown.words.push_back(model_.words(i));
    side_->map()->show(path_, shown);
}

/// The view that is in sight; the others are drawn when they are chosen.
void PromptPage::drawView() {
    if (index_ < 0) return;
    PromptShown shown{run_, step(), row() ? row()->recipe : Json(), &tensors_, {}, token()};
    for (int i = 0; i < model_.rowCount(); ++i) {
        const auto near = model_.words(i);
        shown.words << (near.empty() ? QString() : wordOf(text(near.front().text)));
    }
    switch (views_->currentIndex()) {
        case Similarity:
            return similarity_->show(shown);
        case Norms:
            return norms_->show(shown, path_);
        case Movement:
            return movement_->show(shown, path_, thinned(steps_, kMostPromptSteps),
                                   [this](std::int64_t at) -> const std::vector<SlotNeighbours>& {
                                       return stored(at, metric());
                                   });
        case Layers:
            return layers_->show(shown);
        default:
            return;
    }
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
    side_->showSteps(row, shown, step());
}

void PromptPage::sayWords() {
    QStringList words;
    for (int row = 0; row < model_.rowCount(); ++row)
        if (const auto near = model_.words(row); !near.empty()) words << wordOf(text(near.front().text));
    QString plain, score;
    for (int at = 0; at < model_.rowCount(); ++at)
        if (const auto near = model_.words(at); !near.empty()) plain += text(near.front().text);
    if (const RunRow* run = row()) {
        const QString metric = mainMetric(*run);
        if (const auto value = bestOf(*run, metric))
            score = tr("%1 as soft prompt %2 at best").arg(metricLabel(metric), showMetric(metric, *value));
    }
    side_->setPrompt(run_, step(), metric());
    side_->showWords(words, plain, score);
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
