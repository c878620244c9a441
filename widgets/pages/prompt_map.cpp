// SPDX-License-Identifier: GPL-3.0-or-later
// The map of a prompt: principal components of its vectors, or of them and the words around.
#include <QLabel>
#include <QVBoxLayout>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/models/principal_plane.h"
#include "widgets/pages/prompt_side.h"
#include "widgets/plots/scatter_map.h"
#include "widgets/show.h"

namespace lathe {
namespace {

constexpr std::size_t kWordsEach = 4, kMostWords = 400;
enum Mode { Training, Words };

}  // namespace

PromptMap::PromptMap(Desk& desk, Card& card, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      mode_(new SegmentedControl({tr("through training"), tr("among words")})),
      map_(new ScatterMap),
      said_(new QLabel) {
    mode_->setObjectName("mapMode");
    mode_->setAccessibleName(tr("What the map shows"));
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

void PromptMap::drawAmongWords() {
    const HostTensor prompt = path_->at(shown_.step);
    const auto width = std::size_t(prompt.shape[1]), tokens = std::size_t(prompt.shape[0]);
    if (!haveVectors()) said_->setText(tr("Fetching the words' vectors…"));
    // The plane of both together: what the words span is seen, too.
    std::vector<float> all = prompt.data;
    std::vector<std::pair<QString, const std::vector<float>*>> words;
    std::vector<std::int32_t> taken;
    for (const auto& list : shown_.words)
        for (std::size_t i = 0; i < std::min(kWordsEach, list.size()); ++i) {
            const auto at = vectors_.find(list[i].token);
            if (at == vectors_.end() || at->second.size() != width) continue;
            if (std::find(taken.begin(), taken.end(), list[i].token) != taken.end()) continue;
            taken.push_back(list[i].token);
            words.emplace_back(visibleToken(text(list[i].text)), &at->second);
            all.insert(all.end(), at->second.begin(), at->second.end());
        }
    const PrincipalPlane plane(all, tokens + words.size(), width);
    QVector<ScatterMap::Point> points;
    for (std::size_t i = 0; i < tokens; ++i) {
        const QPointF at = plane.place(std::span(prompt.data).subspan(i * width, width));
        points.append({at.x(), at.y(), QStringLiteral("[%1]").arg(i), {}});
    }
    for (const auto& [name, vector] : words) {
        const QPointF at = plane.place(*vector);
        points.append({at.x(), at.y(), name, {}, true});
    }
    map_->setPoints(points);
    map_->setSelected(shown_.token);
    if (said_->text().isEmpty())
        said_->setText(
            tr("Soft tokens in colour among their nearest words; the plane shows %1% of the spread.")
                .arg(plane.share() * 100, 0, 'f', 0));
    said_->setWordWrap(true);
}

}  // namespace lathe
