// SPDX-License-Identifier: Apache-2.0
#include "core/data/survey.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/data/data_files.h"
#include "core/data/formats.h"

namespace lathe {
namespace {

std::uint64_t hashed(const std::string& text) {
    return std::stoull(sha256(text).substr(0, 16), nullptr, 16);
}

bool isKnownSplit(std::string_view word) {
    const std::string name = splitNamed(word);
    return name == "train" || name == "validation" || name == "test";
}

bool isIdentifier(const std::string& field) {
    const std::string name = splitNamed(field);  // in lower case
    return name == "id" || name == "idx" || name == "index" || name == "guid" || name == "uid";
}

std::string inQuotes(std::string_view text) {
    return '"' + printable(text) + '"';
}

/// One number a value, in the order of first sight.
std::int32_t numberOf(std::map<std::string, std::int32_t>& numbers, std::vector<std::string>& names,
                      const std::string& name) {
    const auto [at, added] = numbers.emplace(name, static_cast<std::int32_t>(names.size()));
    if (added) names.push_back(name);
    return at->second;
}

}  // namespace

void Survey::add(const Json& fields) {
    Row row;
    std::vector<std::string> input;
    std::string answer;
    std::int32_t split = -1;
    for (const auto& [name, value] : fields.members()) {
        if (fieldRows_[name]++ == 0) fieldOrder_.push_back(name);
        if (name == "split") {
            split = value.isString() ? numberOf(splitValueNumbers_, splitValues_, value.string()) : -2;
        } else if (name == labelField_) {
            row.label = numberOf(labelNumbers_, labels_, value.isString() ? value.string() : value.dump());
            answer += value.dump();
        } else if (name == "target") {
            answer += value.dump();
        } else if (!isIdentifier(name)) {
            input.push_back(Json(name).dump() + ": " + value.dump());
        }
    }
    std::sort(input.begin(), input.end());
    const std::string text = joined(input, "\n");
    row.input = hashed(text.empty() ? answer : text);
    row.whole = hashed(text + "\n\n" + answer);
    rows_.push_back(row);
    splitValueOf_.push_back(split);
}

std::int32_t Survey::splitNumber(const std::string& name) {
    const auto at =
        static_cast<std::size_t>(std::find(splits_.begin(), splits_.end(), name) - splits_.begin());
    if (at == splits_.size()) splits_.push_back(name);
    return static_cast<std::int32_t>(at);
}

Result<> Survey::assign(const std::vector<SplitShare>& shares, std::uint64_t seed) {
    // A field called split that never names one is data like any other.
    splitIsAField_ =
        std::any_of(splitValues_.begin(), splitValues_.end(), isKnownSplit) && splitValues_.size() <= 16;
    if (!splitIsAField_) {
        draw(shares, seed);
        return {};
    }
    if (!shares.empty())
        return badCall("the rows name their own splits in the field \"split\"", "--split",
                       "leave --split out");
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const std::int32_t value = splitValueOf_[i];
        std::string name = value < 0 ? "train" : splitNamed(splitValues_[static_cast<std::size_t>(value)]);
        if (name.empty()) name = "train";
        rows_[i].split = splitNumber(name);
    }
    return {};
}

void Survey::draw(const std::vector<SplitShare>& shares, std::uint64_t seed) {
    const std::int32_t train = splitNumber("train");
    for (Row& row : rows_) row.split = train;
    if (shares.empty()) return;

    // Rows with the same text are one unit; units are drawn label by label.
    std::unordered_map<std::uint64_t, std::size_t> unitOf;
    std::vector<std::vector<std::size_t>> units;
    std::vector<std::vector<std::size_t>> ofLabel(labels_.size() + 1);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto [at, added] = unitOf.emplace(rows_[i].input, units.size());
        if (added) {
            units.emplace_back();
            ofLabel[rows_[i].label < 0 ? labels_.size() : static_cast<std::size_t>(rows_[i].label)].push_back(
                at->second);
        }
        units[at->second].push_back(i);
    }
    std::vector<std::int32_t> numbers;
    for (const SplitShare& share : shares) numbers.push_back(splitNumber(share.split));
    // What rounding leaves over goes on to the next label, so that the shares of the whole come out right.
    std::vector<double> owed(shares.size(), 0.0);
    for (std::size_t label = 0; label < ofLabel.size(); ++label) {
        const auto& own = ofLabel[label];
        std::size_t rowsOfLabel = 0, next = 0;
        for (const std::size_t unit : own) rowsOfLabel += units[unit].size();
        const auto order = Random(seed, "split", label).permutation(static_cast<std::int64_t>(own.size()));
        for (std::size_t s = 0; s < shares.size(); ++s) {
            owed[s] += shares[s].share * static_cast<double>(rowsOfLabel);
            while (next < order.size()) {
                const auto& unit = units[own[static_cast<std::size_t>(order[next])]];
                if (owed[s] < static_cast<double>(unit.size()) / 2) break;
                for (const std::size_t row : unit) rows_[row].split = numbers[s];
                owed[s] -= static_cast<double>(unit.size());
                ++next;
            }
        }
    }
}

void Survey::noteRepeats(std::vector<std::string>& notes) const {
    std::map<std::string, std::int64_t> repeated;
    struct Shared {
        std::int64_t rows = 0;
        std::size_t first = 0;
    };
    std::map<std::pair<std::string, std::string>, Shared> shared;
    std::set<std::pair<std::uint64_t, std::int32_t>> seenWhole;
    std::unordered_map<std::uint64_t, std::vector<std::int32_t>> splitsOf;
    std::unordered_map<std::uint64_t, std::int32_t> labelOf;
    std::int64_t contradicting = 0;
    for (const Row& row : rows_) {
        auto& seen = splitsOf[row.input];
        if (std::find(seen.begin(), seen.end(), row.split) == seen.end()) seen.push_back(row.split);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Row& row = rows_[i];
        const std::string& split = splitOf(i);
        if (!seenWhole.emplace(row.whole, row.split).second) ++repeated[split];
        const auto [label, added] = labelOf.emplace(row.input, row.label);
        contradicting += !added && label->second != row.label;
        for (const std::int32_t other : splitsOf[row.input]) {
            const std::string& name = splits_[static_cast<std::size_t>(other)];
            const bool later = (split == "test" && (name == "train" || name == "validation")) ||
                               (split == "validation" && name == "train");
            if (!later) continue;
            Shared& pair = shared[{split, name}];
            if (pair.rows++ == 0) pair.first = i;
        }
    }
    for (const auto& [pair, found] : shared)
        notes.push_back(
            counted(found.rows, pair.first + " row also stands in ", pair.first + " rows also stand in ") +
            pair.second + " (the first: row " + std::to_string(found.first) + ")");
    for (const auto& [split, count] : repeated)
        notes.push_back(counted(count, "row repeats another row of ", "rows repeat other rows of ") + split);
    if (contradicting > 0)
        notes.push_back(
            counted(contradicting, "row has the text of another row", "rows have the text of other rows") +
            " and another label");
}

void Survey::noteLabels(std::vector<std::string>& notes) const {
    if (labels_.empty()) return;
    if (labels_.size() == 1) {
        notes.push_back("every row has the label " + inQuotes(labels_.front()) +
                        ": there is nothing to tell apart");
        return;
    }
    const auto train =
        static_cast<std::int32_t>(std::find(splits_.begin(), splits_.end(), "train") - splits_.begin());
    std::set<std::int32_t> learned;
    std::map<std::int32_t, std::int64_t> unseen;
    for (const Row& row : rows_)
        if (row.split == train) learned.insert(row.label);
    if (learned.empty()) return;
    if (learned.size() == 1 && *learned.begin() >= 0)
        notes.push_back("every train row has the label " +
                        inQuotes(labels_[static_cast<std::size_t>(*learned.begin())]) +
                        ": there is nothing to tell apart");
    // Free text is no label: say it for a handful only.
    if (labels_.size() > 200) return;
    for (const Row& row : rows_)
        if (row.label >= 0 && !learned.contains(row.label)) ++unseen[row.label];
    for (const auto& [label, count] : unseen)
        notes.push_back("the label " + inQuotes(labels_[static_cast<std::size_t>(label)]) + " of " +
                        counted(count, "row", "rows") + " never stands in train");
}

std::vector<std::string> Survey::notes() const {
    std::vector<std::string> notes;
    for (const std::string& field : fieldOrder_) {
        const std::int64_t lacking = static_cast<std::int64_t>(rows_.size()) - fieldRows_.at(field);
        if (lacking == 0) continue;
        if (field == "split" && splitIsAField_)
            notes.push_back(counted(lacking, "row names no split and is", "rows name no split and are") +
                            " put into train");
        else
            notes.push_back(counted(lacking, "row has", "rows have") + " no field " + inQuotes(field));
    }
    noteRepeats(notes);
    noteLabels(notes);
    if (std::find(splits_.begin(), splits_.end(), "train") == splits_.end())
        notes.emplace_back("there are no train rows: this data can be evaluated, not trained on");
    else if (std::find(splits_.begin(), splits_.end(), "validation") == splits_.end())
        notes.emplace_back(
            "there are no validation rows, by which the best step is chosen: --split validation=0.1 makes "
            "some");
    return notes;
}

}  // namespace lathe
