// SPDX-License-Identifier: Apache-2.0
#include "core/project/data_sets.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/project/database.h"
#include "core/project/deletion.h"
#include "core/project/names.h"

namespace lathe {
namespace {

constexpr int kRowsATransaction = 5000;

int rank(std::string_view split) {
    return split == "train" ? 0 : split == "validation" ? 1 : split == "test" ? 2 : 3;
}

void sortSplits(std::vector<DataSet::Split>& splits) {
    std::sort(splits.begin(), splits.end(), [](const DataSet::Split& a, const DataSet::Split& b) {
        return rank(a.name) != rank(b.name) ? rank(a.name) < rank(b.name) : a.name < b.name;
    });
}

std::vector<std::string> texts(const Json& array) {
    std::vector<std::string> out;
    for (const Json& item : array.items()) out.push_back(item.toString());
    return out;
}

Json toArray(const std::vector<std::string>& texts) {
    Json out = Json::array();
    for (const std::string& text : texts) out.append(text);
    return out;
}

}  // namespace

std::int64_t DataSet::rows(std::string_view split) const {
    std::int64_t all = 0;
    for (const Split& one : splits)
        if (split.empty() || one.name == split) all += one.rows;
    return all;
}

Result<std::vector<DataSet>> dataSets(const Project& project) {
    Database& database = project.database();
    LATHE_TRY(transaction, Transaction::read(database));
    std::vector<DataSet> sets;
    LATHE_CHECK(
        database.each("SELECT id, name, source, format, imported, digest, fields, notes FROM data_set WHERE "
                      "ready = 1 ORDER BY id",
                      [&](const Statement& row) {
                          DataSet set;
                          set.id = row.integer(0);
                          set.name = row.text(1);
                          set.source = row.text(2);
                          set.format = row.text(3);
                          set.imported = row.text(4);
                          set.digest = row.text(5);
                          set.fields = texts(row.json(6));
                          set.notes = texts(row.json(7));
                          sets.push_back(std::move(set));
                      }));
    LATHE_CHECK(database.each("SELECT data_set, name, rows FROM data_split", [&](const Statement& row) {
        for (DataSet& set : sets)
            if (set.id == row.integer(0)) set.splits.push_back({row.text(1), row.integer(2)});
    }));
    for (DataSet& set : sets) sortSplits(set.splits);
    return sets;
}

Result<DataSet> findDataSet(const Project& project, std::string_view name) {
    LATHE_TRY(sets, dataSets(project));
    std::vector<std::string> names;
    for (DataSet& set : sets) {
        if (set.name == name) return std::move(set);
        names.push_back(set.name);
    }
    return failed(
        "there is no data set " + Json(name).dump(), project.path().string(),
        names.empty() ? "import one with `promptlathe-cli data import`" : "there are: " + joined(names));
}

Result<std::vector<DataRow>> dataRows(const Project& project, std::int64_t dataSet, std::string_view split,
                                      std::int64_t offset, std::int64_t count) {
    const std::string sql =
        split.empty() ? "SELECT row, split, fields FROM data_row WHERE data_set = ?1 AND ?2 = '' "
                        "ORDER BY row LIMIT ?3 OFFSET ?4"
                      : "SELECT row, split, fields FROM data_row WHERE data_set = ?1 AND split = ?2 "
                        "ORDER BY row LIMIT ?3 OFFSET ?4";
    std::vector<DataRow> rows;
    LATHE_CHECK(project.database().each(
        sql,
        [&](const Statement& row) {
            rows.push_back({row.integer(0), row.text(1), row.json(2)});
        },
        dataSet, split, count < 0 ? std::int64_t{-1} : count, std::max<std::int64_t>(0, offset)));
    return rows;
}

Result<std::int64_t> rowsBefore(const Project& project, std::int64_t dataSet, std::string_view split,
                                std::int64_t row) {
    std::int64_t count = 0;
    LATHE_CHECK(project.database().each(
        "SELECT count(*) FROM data_row WHERE data_set = ?1 AND split = ?2 AND row < ?3",
        [&](const Statement& found) { count = found.integer(0); }, dataSet, split, row));
    return count;
}

Result<> deleteDataSet(Project& project, std::string_view name) {
    LATHE_CHECK(project.database().writable());
    LATHE_TRY(set, findDataSet(project, name));
    LATHE_CHECK(project.database().run("UPDATE data_set SET ready = -1 WHERE id = ?1", set.id));
    return purge(project.database(), 0.03);
}

struct DataSetWriter::State {
    Database& database;
    std::int64_t id = 0;
    std::string name;
    std::int64_t rows = 0;
    std::optional<Transaction> open;
    int inTransaction = 0;
    std::optional<Statement> insert;
    Sha256 digest;
    std::vector<std::string> fields;
    std::vector<DataSet::Split> splits;
    bool done = false;

    explicit State(Database& d) : database(d) {}
    Result<> commit() {
        if (!open) return {};
        auto committed = open->commit();
        open.reset();
        inTransaction = 0;
        return committed;
    }
};

DataSetWriter::DataSetWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DataSetWriter::DataSetWriter(DataSetWriter&&) noexcept = default;

DataSetWriter::~DataSetWriter() {
    if (!state_ || state_->done) return;
    state_->open.reset();
    state_->insert.reset();
    static_cast<void>(state_->database.run("UPDATE data_set SET ready = -1 WHERE id = ?1", state_->id));
    static_cast<void>(purge(state_->database, 5));
}

Result<DataSetWriter> DataSetWriter::begin(Project& project, const std::string& name,
                                           const std::string& source, const std::string& format) {
    Database& database = project.database();
    LATHE_CHECK(database.writable());
    LATHE_CHECK(checkDataName(name, "the data set's name"));
    if (findDataSet(project, name))
        return failed("there is a data set " + Json(name).dump() + " already", project.path().string(),
                      "delete it, or give another name");
    LATHE_CHECK(purge(database, 2));
    auto state = std::make_unique<State>(database);
    state->name = name;
    LATHE_CHECK(database.run(
        "INSERT INTO data_set (name, source, format, imported, importer) VALUES (?1, ?2, ?3, ?4, ?5)", name,
        source, format, timestamp(), processName()));
    state->id = database.lastId();
    LATHE_TRY(insert, database.prepare(
                          "INSERT INTO data_row (data_set, row, split, fields) VALUES (?1, ?2, ?3, ?4)"));
    state->insert.emplace(std::move(insert));
    return DataSetWriter(std::move(state));
}

Result<> DataSetWriter::add(std::string_view split, const Json& fields) {
    State& state = *state_;
    const std::string where = "row " + std::to_string(state.rows + 1);
    if (!fields.isObject() || fields.size() == 0)
        return failed("the row has no fields", where, "give an object with at least one field");
    auto known = std::find_if(state.splits.begin(), state.splits.end(),
                              [&](const DataSet::Split& one) { return one.name == split; });
    if (known == state.splits.end()) {
        LATHE_CHECK(checkDataName(split, where + ", split"));
        state.splits.push_back({std::string(split), 0});
        known = state.splits.end() - 1;
    }
    if (!state.open) {
        LATHE_TRY(transaction, Transaction::write(state.database));
        state.open.emplace(std::move(transaction));
    }
    const std::string line = fields.dump();
    state.insert->bind(1, state.id);
    state.insert->bind(2, state.rows);
    state.insert->bind(3, split);
    state.insert->bind(4, line);
    LATHE_CHECK(state.insert->run());
    for (const auto& [name, value] : fields.members())
        if (std::find(state.fields.begin(), state.fields.end(), name) == state.fields.end())
            state.fields.push_back(name);
    state.digest.add(split);
    state.digest.add("\t");
    state.digest.add(line);
    state.digest.add("\n");
    ++known->rows;
    ++state.rows;
    if (++state.inTransaction == kRowsATransaction) return state.commit();
    return {};
}

Result<DataSet> DataSetWriter::finish(const std::vector<std::string>& notes) {
    State& state = *state_;
    LATHE_CHECK(state.commit());
    if (state.rows == 0)
        return failed("there are no rows in it", state.name, "give a file with at least one row");
    sortSplits(state.splits);
    DataSet set;
    {
        LATHE_TRY(transaction, Transaction::write(state.database));
        for (const DataSet::Split& split : state.splits)
            LATHE_CHECK(
                state.database.run("INSERT INTO data_split (data_set, name, rows) VALUES (?1, ?2, ?3)",
                                   state.id, split.name, split.rows));
        LATHE_TRY(taken,
                  state.database.query("SELECT 1 FROM data_set WHERE name = ?1 AND ready = 1", state.name));
        LATHE_TRY(exists, taken.step());
        if (exists)
            return failed("another import made the data set " + Json(state.name).dump() + " meanwhile",
                          state.database.path().string(), "give another name");
        set.digest = state.digest.finish();
        LATHE_CHECK(state.database.run(
            "UPDATE data_set SET ready = 1, digest = ?2, fields = ?3, notes = ?4 WHERE id = ?1", state.id,
            set.digest, toArray(state.fields).dump(), toArray(notes).dump()));
        LATHE_TRY(row, state.database.query(
                           "SELECT name, source, format, imported FROM data_set WHERE id = ?1", state.id));
        LATHE_CHECK(row.step());
        set.id = state.id;
        set.name = row.text(0);
        set.source = row.text(1);
        set.format = row.text(2);
        set.imported = row.text(3);
        row.reset();
        taken.reset();
        LATHE_CHECK(transaction.commit());
    }
    state.done = true;
    set.fields = state.fields;
    set.splits = state.splits;
    set.notes = notes;
    return set;
}

}  // namespace lathe
