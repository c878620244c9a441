// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/data_twins.h"

#include <QHash>
#include <algorithm>

#include "widgets/desk.h"

namespace lathe {
namespace {

constexpr std::int64_t kSlice = 1000;  // rows: some milliseconds
constexpr std::size_t kSeedA = 0x9E3779B97F4A7C15ULL, kSeedB = 0xC2B2AE3D27D4EB4FULL;

std::uint64_t digest(const std::string& text, std::size_t seed) {
    return qHashBits(text.data(), text.size(), seed);
}

}  // namespace

DataTwins::DataTwins(Desk& desk, QObject* parent) : QObject(parent), desk_(desk) {
    timer_.setInterval(0);
    connect(&timer_, &QTimer::timeout, this, &DataTwins::slice);
}

void DataTwins::start(const DataSet& set, const std::string& classField) {
    set_ = set;
    classField_ = classField;
    offset_ = 0;
    splits_.clear();
    firsts_.clear();
    found_.clear();
    timer_.start();
}

DataTwins::Finding& DataTwins::finding(Finding::Kind kind, const std::string& split,
                                       const std::string& other) {
    Finding& found = found_[std::to_string(static_cast<int>(kind)) + '\n' + split + '\n' + other];
    found.kind = kind;
    found.split = split;
    found.other = other;
    return found;
}

void DataTwins::look(const DataRow& row, std::int64_t offset) {
    std::string all;
    for (const auto& [name, value] : row.fields.members())
        if (name != classField_) all += name + '\n' + value.dump() + '\n';
    const std::uint64_t label = classField_.empty() ? 0 : digest(row.fields[classField_].dump(), kSeedA);
    auto split = std::find(splits_.begin(), splits_.end(), row.split);
    if (split == splits_.end()) split = splits_.insert(splits_.end(), row.split);
    const auto number = static_cast<std::uint16_t>(split - splits_.begin());
    const auto [place, fresh] =
        firsts_.try_emplace(Key{digest(all, kSeedA), digest(all, kSeedB)}, First{offset, number, label});
    if (fresh) return;
    const First& first = place->second;
    const auto add = [&](Finding& found) {
        ++found.rows;
        found.offsets.push_back(first.offset);
        found.offsets.push_back(offset);
    };
    const std::string& other = splits_[first.split];
    if (first.split == number)
        add(finding(Finding::Kind::Within, row.split, {}));
    else if (row.split == "train")  // what is held back is named first
        add(finding(Finding::Kind::Across, other, row.split));
    else
        add(finding(Finding::Kind::Across, row.split, other));
    if (first.label != label) add(finding(Finding::Kind::Contradiction, {}, {}));
}

void DataTwins::slice() {
    const Project* project = desk_.project();
    if (!project) return stop();
    const auto rows = dataRows(*project, set_.id, {}, offset_, kSlice);
    if (!rows || rows->empty()) {
        stop();
        firsts_ = {};
        Q_EMIT finished();
        return;
    }
    for (std::size_t i = 0; i < rows->size(); ++i) look((*rows)[i], offset_ + static_cast<std::int64_t>(i));
    offset_ += static_cast<std::int64_t>(rows->size());
}

std::vector<DataTwins::Finding> DataTwins::findings() const {
    std::vector<Finding> list;
    for (const auto& [key, finding] : found_) {
        list.push_back(finding);
        auto& offsets = list.back().offsets;
        std::sort(offsets.begin(), offsets.end());
        offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
    }
    return list;
}

}  // namespace lathe
