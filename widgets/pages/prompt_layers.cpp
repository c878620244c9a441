// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/prompt_layers.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/answer_text.h"
#include "widgets/desk.h"
#include "widgets/forms/elided_label.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/neighbour_model.h"
#include "widgets/models/prompt_measures.h"
#include "widgets/plots/heat_map.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr int kWords = 8;  // favoured ones of each value

}  // namespace

void FavouredModel::setWords(const Json& words) {
    beginResetModel();
    words_ = words;
    endResetModel();
}

int FavouredModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(words_.size());
}
int FavouredModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || words_.size() == 0 ? 0 : int(words_.items().front().size());
}

QVariant FavouredModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& list = words_.items()[std::size_t(index.row())].items()[std::size_t(index.column())].items();
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role == Qt::FontRole) return tokenFont();
    if (list.empty() || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
    if (role == Qt::DisplayRole) return visibleToken(text(list.front()["text"].toString()));
    QStringList all;
    for (const Json& word : list) all << visibleToken(text(word["text"].toString()));
    return tr("layer %1, token %2: %3")
        .arg(index.row())
        .arg(index.column())
        .arg(all.join(QStringLiteral("  ")));
}

QVariant FavouredModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role == Qt::TextAlignmentRole)
        return int((orientation == Qt::Horizontal ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    return orientation == Qt::Horizontal ? tr("token %1").arg(section) : QString::number(section);
}

PromptLayers::PromptLayers(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      view_(new SegmentedControl({tr("norms"), tr("attention"), tr("favoured words")})),
      where_(new SegmentedControl({tr("whole text"), tr("at the answer")})),
      part_(new QComboBox),
      rowText_(new ElidedLabel),
      said_(new QLabel),
      back_(makeIconButton(QStringLiteral("chevron-left"), tr("Row before"))),
      next_(makeIconButton(QStringLiteral("chevron-right"), tr("Next row"))),
      rowChoice_(new QWidget),
      stack_(new QStackedWidget),
      map_(new HeatMap),
      table_(new QTableView) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid(1.75), 0, grid(1.75), grid(1));
    layout->setSpacing(grid(1));
    layout->addWidget(makeChoices());
    auto* row = new QHBoxLayout(rowChoice_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(0.5));
    rowText_->setTextFormat(Qt::PlainText);
    rowText_->setObjectName("attentionRow");
    makeSecondary(rowText_);
    row->addWidget(rowText_, 1);
    row->addWidget(back_);
    row->addWidget(next_);
    layout->addWidget(rowChoice_);
    map_->setObjectName("layers");
    map_->setFileName("layers");
    map_->setWide(true);
    map_->setAccessibleName(tr("Norms of the prefix by layer"));
    connect(map_, &ChartWidget::told, &desk_, &Desk::tell);
    table_->setObjectName("favoured");
    table_->setAccessibleName(tr("Words that each value favours, layers by prefix tokens"));
    tidyTable(table_);
    table_->setModel(&model_);
    table_->setSelectionBehavior(QAbstractItemView::SelectItems);
    table_->verticalHeader()->show();
    table_->horizontalHeader()->setStretchLastSection(false);
    table_->horizontalHeader()->setDefaultSectionSize(grid(13));
    stack_->addWidget(map_);
    stack_->addWidget(table_);
    layout->addWidget(stack_, 1);
    said_->setWordWrap(true);
    said_->setTextFormat(Qt::PlainText);
    said_->setObjectName("layersSaid");
    makeSecondary(said_);
    layout->addWidget(said_);
    connect(back_, &QPushButton::clicked, this, [this] { step(-1); });
    connect(next_, &QPushButton::clicked, this, [this] { step(1); });
}

QWidget* PromptLayers::makeChoices() {
    auto* choices = new QWidget;
    auto* row = new QHBoxLayout(choices);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid(1.5));
    view_->setObjectName("layersView");
    view_->setAccessibleName(tr("What is shown of the prefix"));
    part_->setObjectName("prefixPart");
    part_->setAccessibleName(tr("Part of the prefix"));
    part_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    part_->setMinimumContentsLength(18);
    where_->setObjectName("attentionWhere");
    where_->setAccessibleName(tr("Whose attention"));
    for (QWidget* widget : std::initializer_list<QWidget*>{view_, part_, where_}) row->addWidget(widget);
    row->addStretch(1);
    connect(view_, &SegmentedControl::chosen, this, [this](int view) { setView(View(view)); });
    for (auto* control : {where_}) connect(control, &SegmentedControl::chosen, this, &PromptLayers::draw);
    connect(part_, &QComboBox::activated, this, [this] {
        choosing_ = true;
        draw();
        choosing_ = false;
    });
    return choices;
}

QString PromptLayers::part() const {
    return part_->currentData().toString();
}
std::string PromptLayers::place() const {
    return part().section('.', 0, -2).toStdString();
}

void PromptLayers::show(const PromptShown& shown) {
    tensors_.clear();
    if (shown.run != run_) row_ = rows_ = 0;
    run_ = shown.run;
    step_ = shown.step;
    if (shown.tensors)
        for (const HostTensor& tensor : *shown.tensors)
            if (tensor.shape.size() == 3 &&
                (tensor.name.ends_with(".key") || tensor.name.ends_with(".value")))
                tensors_.push_back(tensor);
    draw();
}

/// Norms are of keys or values, the others of the place that both stand in.
void PromptLayers::fillParts() {
    const QString kept = part();
    part_->clear();
    for (const HostTensor& tensor : tensors_) {
        const QString name = text(tensor.name), at = name.section('.', 0, -2);
        const QString where = at == "decoder.cross"      ? tr("cross attention")
                              : at.startsWith("encoder") ? tr("the encoder")
                                                         : tr("the decoder");
        if (view_->current() == Norms)
            part_->addItem((name.endsWith(".key") ? tr("keys in %1") : tr("values in %1")).arg(where), name);
        else if (part_->findText(where) < 0)
            part_->addItem(where, name);
    }
    // The same again, else the other half of the same place.
    int chosen = part_->findData(kept);
    for (int i = 0; i < part_->count() && chosen < 0; ++i)
        if (part_->itemData(i).toString().section('.', 0, -2) == kept.section('.', 0, -2)) chosen = i;
    part_->setCurrentIndex(std::max(0, chosen));
    part_->setVisible(part_->count() > 1);
}

void PromptLayers::setView(View view) {
    view_->setCurrent(view);
    draw();
}

void PromptLayers::draw() {
    const View view = View(view_->current());
    if (!choosing_) fillParts();
    where_->setVisible(view == Attention);
    rowChoice_->setVisible(view == Attention);
    stack_->setCurrentIndex(view == Favoured ? 1 : 0);
    said_->clear();
    if (view == Norms) return drawNorms();
    if (view == Attention) return drawAttention();
    drawFavoured();
}

void PromptLayers::drawNorms() {
    HeatMap::Matrix matrix;
    double high = 0;
    int strongest = -1;
    for (const HostTensor& tensor : tensors_) {
        if (text(tensor.name) != part()) continue;
        for (std::int64_t layer = 0; layer < tensor.shape[0]; ++layer) matrix.rows << QString::number(layer);
        for (std::int64_t token = 0; token < tensor.shape[1]; ++token)
            matrix.columns << QString::number(token);
        matrix.values = layerNorms(tensor);
        for (qsizetype i = 0; i < matrix.values.size(); ++i)
            if (matrix.values[i] > high) {
                high = matrix.values[i];
                strongest = int(i / std::max<qsizetype>(1, matrix.columns.size()));
            }
    }
    map_->setAccessibleName(tr("Norms of the prefix by layer"));
    map_->setEmptyText(tr("This method has no prefix in the layers."));
    map_->setScale(0, high > 0 ? high : 1);
    map_->setMatrix(matrix, tr("layer"), tr("prefix token"));
    said_->setText(strongest < 0 ? QString()
                                 : tr("Longest in layer %1: %2").arg(strongest).arg(showNumber(high)));
}

void PromptLayers::ask(Json question) {
    if (!desk_.project() || step_ < 0) return;
    question.set("project", desk_.project()->path().string());
    question.set("run", run_);
    question.set("step", step_);
    const std::string key = question.dump();
    if (key == asked_) return;
    if (request_ != 0) desk_.cancel(std::exchange(request_, 0));
    asked_ = key;
    answer_ = {};
    problem_.clear();
    request_ = desk_.ask(question, this, [this](const Json& event) {
        if (event["id"].toInteger() == request_) heard(event);
    });
}

void PromptLayers::heard(const Json& event) {
    const std::string kind = event["event"].toString();
    if (kind != "result" && kind != "error") return;
    request_ = 0;
    if (kind == "error")
        problem_ = answerError(event);
    else
        answer_ = event;
    draw();
}

void PromptLayers::setMatrix(const Json& shares) {
    HeatMap::Matrix matrix;
    double high = 0;
    for (std::size_t layer = 0; layer < shares.size(); ++layer) {
        matrix.rows << QString::number(layer);
        for (const Json& share : shares.items()[layer].items()) {
            if (layer == 0) matrix.columns << QString::number(matrix.columns.size());
            matrix.values << share.toNumber() * 100;
            high = std::max(high, matrix.values.last());
        }
    }
    map_->setScale(0, high > 0 ? high : 1);
    map_->setMatrix(matrix, tr("layer"), tr("percent of the attention, by prefix token"));
}

void PromptLayers::drawAttention() {
    ask(Json::object({{"do", "attention"}, {"row", row_}}));
    map_->setAccessibleName(tr("Attention that each prefix token receives, by layer"));
    map_->setEmptyText(request_ != 0 ? tr("Reading the row behind its prefix…") : problem_);
    Json shares;
    for (const Json& part : answer_["parts"].items())
        if (part["at"].toString() == place()) shares = part[where_->current() == 1 ? "answer" : "text"];
    setMatrix(shares);
    if (answer_.isNull()) {
        rowText_->setText(request_ != 0 ? tr("Row %1").arg(row_ + 1) : QString());
    } else {
        rows_ = answer_["rows"].toInteger();
        rowText_->setText(tr("Row %1 of %2 in %3: %4")
                              .arg(row_ + 1)
                              .arg(rows_)
                              .arg(text(answer_["data"].toString()),
                                   text(answer_["words"].toString()).replace('\n', QChar(0x23CE))));
    }
    back_->setEnabled(row_ > 0);
    next_->setEnabled(row_ + 1 < rows_);
    if (shares.isNull()) return;
    // What a layer gives to the whole prefix says more than any one token.
    double most = -1, all = 0;
    std::size_t layer = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        double sum = 0;
        for (const Json& share : shares.items()[i].items()) sum += share.toNumber();
        all += sum / double(shares.size());
        if (sum > most) most = sum, layer = i;
    }
    said_->setText(
        tr("The prefix takes %1% of the attention, a mean over layers and heads; most in layer %2: %3%")
            .arg(all * 100, 0, 'f', 1)
            .arg(layer)
            .arg(most * 100, 0, 'f', 1));
}

void PromptLayers::drawFavoured() {
    ask(Json::object({{"do", "favoured"}, {"part", place()}, {"count", kWords}}));
    model_.setWords(answer_["words"]);
    said_->setText(request_ != 0 ? tr("Asking the head for the words…")
                   : !problem_.isEmpty()
                       ? problem_
                       : tr("What each value alone would make likelier: through its layer's output, the "
                            "last norm and the head, past the layers above. More words in the tooltips."));
}

void PromptLayers::step(std::int64_t by) {
    row_ = std::clamp<std::int64_t>(row_ + by, 0, std::max<std::int64_t>(0, rows_ - 1));
    draw();
}

}  // namespace lathe
