// SPDX-License-Identifier: Apache-2.0
// What several verbs need of a project, a recipe and a backbone before their own work starts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/engine/backbone.h"
#include "core/library/library.h"
#include "core/project/data_sets.h"
#include "core/project/project.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"
#include "core/text/template.h"

namespace lathe::cli {

/// The tokenizer of a backbone, or of a folder that holds only tokenizer files.
Result<std::shared_ptr<const Tokenizer>> tokenizerAt(const std::string& backbone);

/// The recipe that RECIPE names (a file, one saved in the project, a sample, a paper's), with --set applied, unchecked.
Result<Json> namedRecipe(const Project* project, const std::string& name, const std::vector<std::string>& settings);

/// All that a recipe leads to, without any weight read.
struct Prepared {
    Recipe recipe;
    BackboneFiles backbone;
    std::shared_ptr<const Tokenizer> tokenizer;
    DataSet data;
    RowEncoder encoder;
    std::vector<std::string> notes;  ///< worth telling: candidates that had to stay out
};
/// Opens what the recipe names, or `dataName` instead of its data; refuses a method that the backbone cannot take.
Result<Prepared> prepare(const Project& project, const Recipe& recipe, const std::string& dataName = {});

/// A split's rows as tokens, and how many were cut or left out. `only`: as task.only says.
struct EncodedSplit {
    std::vector<EncodedRow> rows;
    std::int64_t leftOut = 0;    ///< probe rows whose answer is not one token (task.several_tokens)
    std::int64_t cut = 0;        ///< rows of which something was cut
    std::int64_t firstCut = -1;  ///< the first of them
};
/// Who reads the test rows: written into the project's log, once for each reading.
struct TestReading {
    Project& project;  ///< a project that cannot be written is read without a word in it
    std::string by;    ///< "evaluate, step 100"
    std::int64_t run = 0;
};
/// Test rows are refused without a `reading`: what chooses (training, early stop, keep, sweeps) never has one.
Result<EncodedSplit> encodeSplit(const Project& project, const RowEncoder& encoder, const DataSet& data,
                                 std::string_view split, const std::optional<TestReading>& reading = {},
                                 std::string_view only = {});

/// A prompt at a step of a run: "best", "last" or a number; "" means best where the run was evaluated, else last.
struct StoredPrompt {
    std::int64_t step = 0;
    TensorMap tensors;
};
Result<StoredPrompt> storedPrompt(const Project& project, const RunRow& run, const std::string& step);

/// The backbone in memory as the recipe asks, or as `resolved` says it was (a resume, a run's evaluation).
Result<std::shared_ptr<Backbone>> loadFor(const Prepared& prepared, const Json& resolved = {});

/// NAME or NAME/SPLIT; without a split: test where there is one, else validation.
struct DataChoice {
    DataSet data;
    std::string split;
    std::string text() const { return data.name + "/" + split; }
};
Result<DataChoice> chosenData(const Project& project, const std::string& text, const std::string& fallback);

/// The member of metrics that says how good a prompt is, for summaries.
Json toJson(const std::map<std::string, double>& metrics);

}  // namespace lathe::cli
