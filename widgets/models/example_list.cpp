// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/example_list.h"

#include <algorithm>
#include <map>

#include "widgets/show.h"

namespace lathe {

std::vector<Example> examplesOf(const std::vector<Prediction>& predictions,
                                const std::vector<Prediction>& others) {
    std::map<std::int64_t, const Prediction*> second;
    for (const Prediction& other : others) second[other.row] = &other;
    std::vector<Example> examples;
    examples.reserve(predictions.size());
    for (const Prediction& prediction : predictions) {
        Example example{prediction.row, text(prediction.label), text(prediction.prediction),
                        std::nan(""),   prediction.scores,      {}};
        if (const auto score = prediction.scores.find(prediction.label); score != prediction.scores.end())
            example.share = score->second;
        if (const auto other = second.find(prediction.row); other != second.end())
            example.other = text(other->second->prediction);
        examples.push_back(std::move(example));
    }
    std::stable_sort(examples.begin(), examples.end(), [](const Example& a, const Example& b) {
        if (a.right() != b.right()) return b.right();
        const bool known = std::isfinite(a.share), otherKnown = std::isfinite(b.share);
        return known && otherKnown ? a.share < b.share : known && !otherKnown;
    });
    return examples;
}

std::int64_t Confusion::row(int truth) const {
    std::int64_t sum = 0;
    for (int prediction = 0; prediction < classes.size(); ++prediction) sum += at(truth, prediction);
    return sum;
}

Confusion confusionOf(const std::vector<Example>& examples, int most) {
    std::map<QString, int> index;
    for (const Example& example : examples) {
        index[example.label] = 0;
        index[example.prediction] = 0;
        if (static_cast<int>(index.size()) > most) return {};
    }
    Confusion confusion;
    for (auto& [name, number] : index) {
        number = static_cast<int>(confusion.classes.size());
        confusion.classes << name;
    }
    confusion.counts.assign(static_cast<std::size_t>(confusion.classes.size() * confusion.classes.size()), 0);
    for (const Example& example : examples)
        ++confusion.counts[static_cast<std::size_t>(index[example.label] * confusion.classes.size() +
                                                    index[example.prediction])];
    return confusion;
}

}  // namespace lathe
