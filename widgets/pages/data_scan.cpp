// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/data_scan.h"

#include "widgets/desk.h"
#include "widgets/pages/data_rows_model.h"

namespace lathe {
namespace {

constexpr std::int64_t kSlice = 1000;  // rows: some milliseconds
constexpr std::size_t kMostValues = 64;

}  // namespace

DataScan::DataScan(Desk& desk, QObject* parent) : QObject(parent), desk_(desk) {
    timer_.setInterval(0);
    connect(&timer_, &QTimer::timeout, this, &DataScan::slice);
}

void DataScan::start(const DataSet& set, const std::string& split, const QString& needle) {
    set_ = set;
    split_ = split;
    needle_ = needle;
    offset_ = 0;
    found_.clear();
    counts_.clear();
    if (needle.isEmpty())
        for (const std::string& field : set.fields) counts_[field];
    timer_.start();
}

void DataScan::stop() { timer_.stop(); }

void DataScan::slice() {
    const Project* project = desk_.project();
    if (!project) return stop();
    const auto rows = dataRows(*project, set_.id, split_, offset_, kSlice);
    if (!rows || rows->empty()) {
        stop();
        Q_EMIT finished(!needle_.isEmpty());
        return;
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
        const Json& fields = (*rows)[i].fields;
        if (!needle_.isEmpty()) {
            for (const auto& [name, value] : fields.members())
                if (fieldText(value).contains(needle_, Qt::CaseInsensitive)) {
                    found_.push_back(offset_ + static_cast<std::int64_t>(i));
                    break;
                }
            continue;
        }
        for (auto field = counts_.begin(); field != counts_.end();) {
            ++field->second[fieldText(fields[field->first]).toStdString()];
            if (field->second.size() > kMostValues)
                field = counts_.erase(field);
            else
                ++field;
        }
    }
    offset_ += static_cast<std::int64_t>(rows->size());
}

}  // namespace lathe
