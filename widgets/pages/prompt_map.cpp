// SPDX-License-Identifier: GPL-3.0-or-later
// The map of a prompt: principal components of its vectors, or of them and the words around, or those by
// t-SNE.
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/principal_plane.h"
#include "widgets/pages/prompt_side.h"
#include "widgets/plots/scatter_map.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kWordsEach = 4, kMostWords = 400;
enum Mode { Training, Words, Neighbourhoods };

}  // namespace

PromptMap::PromptMap(Desk& desk, Card& card, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      mode_(new SegmentedControl({tr("training"), tr("words"), tr("t-SNE")})),
      map_(new ScatterMap),
      said_(new QLabel) {
    mode_->setObjectName("mapMode");
    mode_->setAccessibleName(tr("What the map shows"));
    mode_->setToolTip(
        tr("The way through training, the plane of the prompt among its nearest words, or its "
           "neighbourhoods by t-SNE"));
    card.addBesideTitle(mode_);
    card.addAtRight(makeChartButton(map_));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid(0.5));
    map_->setObjectName("promptMap");
    map_->setAccessibleName(tr("Map of the soft tokens"));
    map_->setFileName("map");
    makeSecondary(said_);
    layout->addWidget(map_, 1);
    layout->addWidget(said_);
    connect(mode_, &SegmentedControl::chosen, this, &PromptMap::draw);
    connect(map_, &ScatterMap::clicked, this, &PromptMap::clicked);
    connect(map_, &ChartWidget::told, &desk_, &Desk::tell);
    connect(&tsne_, &TsneWorker::done, this, [this](const std::vector<QPointF>& places) {
        places_ = places;
        if (mode_->current() == Neighbourhoods) draw();
    });
}

void PromptMap::show(const PromptPath& path, const Shown& shown) {
    path_ = &path;
    shown_ = shown;
    draw();
}

void PromptMap::select(int token) {
    shown_.token = token;
    map_->setSelected(token);
}

void PromptMap::draw() {
    said_->clear();
    map_->setEmptyText(shown_.loading ? tr("Reading the snapshots…")
                                      : tr("This method keeps no vectors of its own among the words."));
    if (shown_.loading || !path_ || path_->tokens() == 0)
        map_->setPoints({});
    else if (mode_->current() == Words)
        drawAmongWords();
    else if (mode_->current() == Neighbourhoods)
        drawNeighbourhoods();
    else
        drawTraining();
    said_->setVisible(!said_->text().isEmpty());
}

void PromptMap::drawTraining() {
    const auto places = path_->places(shown_.step);
    QVector<ScatterMap::Point> points;
    for (std::size_t i = 0; i < places.size(); ++i) {
        ScatterMap::Point point;
        point.trail = places[i];
        const QPointF now = point.trail.takeLast();
        point.x = now.x();
        point.y = now.y();
        if (i < shown_.words.size() && !shown_.words[i].empty())
            point.label = wordOf(text(shown_.words[i].front().text));
        points.append(point);
    }
    map_->setPoints(points);
    map_->setSelected(shown_.token);
}

bool PromptMap::haveVectors() {
    if (vectorsOf_ != shown_.backbone) {
        vectorsOf_ = shown_.backbone;
        vectors_.clear();
    }
    Json missing = Json::array();
    for (const auto& words : shown_.words)
        for (std::size_t i = 0; i < std::min(kWordsEach, words.size()) && missing.size() < kMostWords; ++i)
            if (!vectors_.contains(words[i].token)) {
                vectors_[words[i].token] = {};  // asked for once
                missing.append(std::int64_t(words[i].token));
            }
    if (missing.size() == 0) return request_ == 0;
    request_ = desk_.ask(Json::object({{"do", "embeddings"},
                                       {"backbone", shown_.backbone},
                                       {"dtype", shown_.dtype},
                                       {"tokens", missing}}),
                         this, [this, missing, backbone = shown_.backbone](const Json& event) {
                             const std::string kind = event["event"].toString();
                             if (kind != "result" && kind != "error") return;
                             request_ = 0;
                             if (backbone != vectorsOf_) return;
                             const auto& rows = event["vectors"].items();
                             for (std::size_t i = 0; i < rows.size() && i < missing.size(); ++i) {
                                 auto& vector = vectors_[std::int32_t(missing.items()[i].toInteger())];
                                 for (const Json& value : rows[i].items())
                                     vector.push_back(float(value.toNumber()));
                             }
                             draw();
                             if (kind == "error") {
                                 const Error error{event["what"].toString(), event["where"].toString(),
                                                   event["todo"].toString()};
                                 for (const Json& token : missing.items())
                                     vectors_.erase(std::int32_t(token.toInteger()));
                                 said_->setText(text(error.line()));
                                 said_->show();
                             }
                         });
    return false;
}

PromptMap::Together PromptMap::together() const {
    const HostTensor prompt = path_->at(shown_.step);
    Together all{prompt.data, std::size_t(prompt.shape[0]), 0, std::size_t(prompt.shape[1]), {}};
    std::vector<std::int32_t> taken;
    for (const auto& list : shown_.words)
        for (std::size_t i = 0; i < std::min(kWordsEach, list.size()); ++i) {
            const auto at = vectors_.find(list[i].token);
            if (at == vectors_.end() || at->second.size() != all.width) continue;
            if (std::find(taken.begin(), taken.end(), list[i].token) != taken.end()) continue;
            taken.push_back(list[i].token);
            all.words << visibleToken(text(list[i].text));
            all.vectors.insert(all.vectors.end(), at->second.begin(), at->second.end());
        }
    all.rows = all.tokens + std::size_t(all.words.size());
    return all;
}

void PromptMap::place(const Together& all, const std::function<QPointF(std::size_t)>& at) {
    QVector<ScatterMap::Point> points;
    for (std::size_t row = 0; row < all.rows; ++row) {
        const QPointF place = at(row);
        const bool word = row >= all.tokens;
        points.append({place.x(),
                       place.y(),
                       word ? all.words[qsizetype(row - all.tokens)] : QStringLiteral("[%1]").arg(row),
                       {},
                       word});
    }
    map_->setPoints(points);
    map_->setSelected(shown_.token);
    said_->setWordWrap(true);
}

void PromptMap::drawAmongWords() {
    if (!haveVectors()) said_->setText(tr("Fetching the words' vectors…"));
    // The plane of both together: what the words span is seen, too.
    const Together all = together();
    const PrincipalPlane plane(all.vectors, all.rows, all.width);
    place(all, [&](std::size_t row) {
        return plane.place(std::span(all.vectors).subspan(row * all.width, all.width));
    });
    if (said_->text().isEmpty())
        said_->setText(
            tr("Soft tokens in colour among their nearest words; the plane shows %1% of the spread.")
                .arg(plane.share() * 100, 0, 'f', 0));
}

void PromptMap::drawNeighbourhoods() {
    if (!haveVectors()) return said_->setText(tr("Fetching the words' vectors…"));
    const Together all = together();
    if (all.vectors != placed_) {
        placed_ = all.vectors;
        places_.clear();
        tsne_.start(all.vectors, all.rows, all.width);
    }
    // What stands there stays until the new places have come.
    if (places_.size() != all.rows) return said_->setText(tr("Placing the words…"));
    place(all, [this](std::size_t row) { return places_[row]; });
    said_->setText(
        tr("By t-SNE of the vectors' directions: who is near whom counts, distances and sizes do not."));
}

}  // namespace lathe
