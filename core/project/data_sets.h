// SPDX-License-Identifier: Apache-2.0
// Data sets in a project: their rows by split, and where they came from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/project/project.h"

namespace lathe {

struct DataSet {
    std::int64_t id = 0;
    std::string name, source, format, imported;
    std::string digest;  ///< SHA-256 over splits and rows in order
    std::vector<std::string> fields;
    struct Split {
        std::string name;
        std::int64_t rows = 0;
    };
    std::vector<Split> splits;  ///< train, validation, test, then others by name
    std::vector<std::string> notes;
    std::int64_t rows(std::string_view split) const;
};

struct DataRow {
    std::int64_t row = 0;  ///< its number within the data set, from 0
    std::string split;
    Json fields;
};

Result<std::vector<DataSet>> dataSets(const Project& project);
/// By name; the error lists the names there are.
Result<DataSet> findDataSet(const Project& project, std::string_view name);
/// Rows of a split ("" for all) in order, from `offset`; `count` < 0: all.
Result<std::vector<DataRow>> dataRows(const Project& project, std::int64_t dataSet, std::string_view split,
                                      std::int64_t offset = 0, std::int64_t count = -1);
/// How many rows of a split stand in front of this one (its number within the data set).
Result<std::int64_t> rowsBefore(const Project& project, std::int64_t dataSet, std::string_view split,
                                std::int64_t row);
Result<> deleteDataSet(Project& project, std::string_view name);

/// Imports rows, 5,000 a transaction; the set becomes visible with finish(), and nothing stays without it.
class DataSetWriter {
  public:
    static Result<DataSetWriter> begin(Project& project, const std::string& name, const std::string& source,
                                       const std::string& format);
    DataSetWriter(DataSetWriter&&) noexcept;
    ~DataSetWriter();
    Result<> add(std::string_view split, const Json& fields);
    Result<DataSet> finish(const std::vector<std::string>& notes);

  private:
    struct State;
    explicit DataSetWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace lathe
