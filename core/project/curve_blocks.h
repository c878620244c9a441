// SPDX-License-Identifier: Apache-2.0
// A run's curves in blocks of 256 steps while it is recorded: sums in memory, a row when a block is complete.
// Private to this folder.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/database.h"

namespace lathe {

class CurveBlocks {
  public:
    CurveBlocks(Database& database, std::int64_t run) : database_(&database), run_(run) {}
    /// Before a step's transaction: takes up each metric's last block from the rows that are there.
    Result<> reach(std::int64_t step);
    /// Within it: one value; of the block before, what is complete waits for write().
    Result<> add(std::int64_t step, const std::string& name, double value);
    /// Within it: writes the blocks that are complete.
    Result<> write();
    /// The rows were changed behind this object.
    void forget();
    /// True where no value of this metric was lower (among finite ones; the value is finite).
    bool isLowest(const std::string& name, double value);

  private:
    struct Block {
        std::int64_t block = -1, points = 0;
        double sum = 0, minimum = 0, maximum = 0;
        void add(double value);
    };
    struct Complete {
        std::string name;
        Block block;
    };
    Database* database_;
    std::int64_t run_;
    bool taken_ = false;
    std::map<std::string, Block> open_;
    std::map<std::string, double> lowest_;
    std::vector<Complete> complete_;
};

}  // namespace lathe
