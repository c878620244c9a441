// SPDX-License-Identifier: Apache-2.0
#include "core/project/curve_blocks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/project/run_numbers.h"

namespace lathe {

void CurveBlocks::Block::add(double value) {
    if (!std::isfinite(value)) return;
    minimum = points == 0 ? value : std::min(minimum, value);
    maximum = points == 0 ? value : std::max(maximum, value);
    sum += value;
    ++points;
}

Result<> CurveBlocks::reach(std::int64_t step) {
    if (taken_) return {};
    std::vector<std::pair<std::string, std::int64_t>> last;
    LATHE_CHECK(database_->each(
        "SELECT name, last_step, best FROM run_summary WHERE run = ?1",
        [&](const Statement& row) {
            last.emplace_back(row.text(0), std::min(row.integer(1), step - 1) / kBlockSteps);
            if (row.text(0) == "loss" && !row.isNull(2)) lowest_["loss"] = row.number(2);
        },
        run_));
    for (const auto& [name, block] : last) {
        Block& open = open_[name];
        open.block = block;
        LATHE_CHECK(database_->each(
            "SELECT value FROM metric WHERE run = ?1 AND name = ?2 AND step >= ?3 AND step < ?4 ORDER BY "
            "step",
            [&](const Statement& row) { open.add(row.number(0)); }, run_, name, block * kBlockSteps, step));
    }
    taken_ = true;
    return {};
}

Result<> CurveBlocks::add(std::int64_t step, const std::string& name, double value) {
    Block& open = open_[name];
    const std::int64_t block = step / kBlockSteps;
    if (open.block != block) {
        if (open.block >= 0) complete_.push_back({name, open});
        open = Block{};
        open.block = block;
    }
    open.add(value);
    return {};
}

Result<> CurveBlocks::write() {
    if (complete_.empty()) return {};
    LATHE_TRY(insert, database_->prepare(
                          "INSERT OR REPLACE INTO curve (run, name, block, points, minimum, maximum, mean) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (const auto& [name, block] : complete_) {
        insert.bind(1, run_);
        insert.bind(2, name);
        insert.bind(3, block.block);
        insert.bind(4, block.points);
        insert.bind(5, block.points > 0 ? block.minimum : none);
        insert.bind(6, block.points > 0 ? block.maximum : none);
        insert.bind(7, block.points > 0 ? block.sum / static_cast<double>(block.points) : none);
        LATHE_CHECK(insert.run());
    }
    complete_.clear();
    return {};
}

void CurveBlocks::forget() {
    taken_ = false;
    open_.clear();
    lowest_.clear();
    complete_.clear();
}

bool CurveBlocks::isLowest(const std::string& name, double value) {
    if (!std::isfinite(value)) return false;
    const auto [at, first] = lowest_.try_emplace(name, value);
    if (!first && value >= at->second) return false;
    at->second = value;
    return true;
}

}  // namespace lathe
