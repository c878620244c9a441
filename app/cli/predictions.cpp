// SPDX-License-Identifier: Apache-2.0
#include "app/cli/predictions.h"

#include <algorithm>
#include <map>

#include "core/base/files.h"

namespace lathe::cli {
namespace {

using Fields = std::map<std::int64_t, Json>;

/// A text on one line: what parts lines and columns elsewhere becomes a space.
std::string oneLine(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return text;
}

std::string jsonLines(const std::vector<Prediction>& predictions, const Fields& fields) {
    std::string text;
    for (const Prediction& one : predictions) {
        const auto row = fields.find(one.row);
        Json line = Json::object({{"row", one.row},
                                  {"input", row == fields.end() ? Json() : row->second},
                                  {"label", one.label},
                                  {"prediction", one.prediction},
                                  {"scores", toJson(one.scores)}});
        if (!one.references.empty()) {
            Json list = Json::array();
            for (const std::string& reference : one.references) list.append(reference);
            line.set("references", std::move(list));
        }
        if (one.rank > 0) line.set("rank", one.rank);
        if (!one.group.empty()) line.set("group", one.group);
        text += line.dump() + "\n";
    }
    return text;
}

Result<> writeE2e(const std::vector<Prediction>& predictions, const std::string& path) {
    std::string texts, references;
    for (const Prediction& one : predictions) {
        texts += oneLine(one.prediction) + "\n";
        if (!references.empty()) references += "\n";
        for (const std::string& reference :
             one.references.empty() ? std::vector<std::string>{one.label} : one.references)
            references += oneLine(reference) + "\n";
    }
    LATHE_CHECK(writeFile(path, texts));
    return writeFile(path + ".references", references);
}

std::string glueTable(const std::vector<Prediction>& predictions, const Fields& fields) {
    std::string text = "index\tprediction\n";
    std::int64_t count = 0;
    for (const Prediction& one : predictions) {
        Json index(count++);
        if (const auto row = fields.find(one.row); row != fields.end())
            for (const char* name : {"index", "idx"})
                if (row->second.contains(name)) index = row->second[name];
        text +=
            oneLine(index.isString() ? index.string() : index.dump()) + "\t" + oneLine(one.prediction) + "\n";
    }
    return text;
}

}  // namespace

Result<> writePredictions(const Project& project, const DataChoice& choice,
                          const std::vector<Prediction>& predictions, const std::string& path,
                          std::string_view format) {
    if (format == "e2e") return writeE2e(predictions, path);
    LATHE_TRY(rows, dataRows(project, choice.data.id, choice.split));
    Fields fields;
    for (DataRow& row : rows) fields[row.row] = std::move(row.fields);
    return writeFile(path,
                     format == "glue" ? glueTable(predictions, fields) : jsonLines(predictions, fields));
}

}  // namespace lathe::cli
