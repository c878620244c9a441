// SPDX-License-Identifier: Apache-2.0
// Runs as rows: what was asked, what became of it, and its numbers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/project/project.h"
#include "core/spec/events.h"
#include "core/spec/tensor.h"

namespace lathe {

struct RunRow {
    std::int64_t run = 0;
    std::string name;
    RunState state = RunState::Queued;  ///< a `running` row whose lock is free reads Interrupted
    std::int64_t step = 0, steps = 0;
    std::int64_t safeStep = -1;  ///< the step of the last resume state; -1: none
    std::int64_t bestStep = -1;  ///< by validation; -1: never evaluated
    Json recipe, resolved;
    std::map<std::string, double> last, best;  ///< metric name -> value ("loss", "validation.accuracy", ...)
    std::string created, started, ended, note, host;
    std::vector<std::string> tags;
    std::int64_t pid = 0;
    double seconds = 0;  ///< spent training
    std::optional<Failed> failure;
};

/// A new run in state queued, with the complete recipe and the backbone's and data's digests; returns its
/// number.
Result<std::int64_t> createRun(Project& project, const Json& recipe);
Result<std::vector<RunRow>> listRuns(const Project& project);
/// RUN of the command line: a number, a name, or "last".
Result<RunRow> findRun(const Project& project, std::string_view run);
Result<> setNote(Project& project, std::int64_t run, std::string_view note);
Result<> setName(Project& project, std::int64_t run, std::string_view name);
Result<> setTags(Project& project, std::int64_t run, const std::vector<std::string>& tags);
Result<> deleteRun(Project& project, std::int64_t run);  ///< kept for a while: deleted_runs.h

struct CurvePoint {
    std::int64_t step = 0;
    double value = 0, minimum = 0, maximum = 0;  ///< all equal for single steps
};
/// A metric's curve from `fromStep` on; where it has more than `most` points, blocks of 256 steps (mean,
/// minimum, maximum).
Result<std::vector<CurvePoint>> curve(const Project& project, std::int64_t run, std::string_view metric,
                                      std::int64_t fromStep = 0, std::int64_t most = 20000);
/// The names of a run's metrics.
Result<std::vector<std::string>> metricNames(const Project& project, std::int64_t run);

struct EvaluationRow {
    std::int64_t step = 0;
    std::string data;  ///< "glosses/test"
    std::int64_t examples = 0;
    std::map<std::string, double> metrics;
    std::string time;
    Json details;  ///< how its step was chosen, intervals, decoding: schema/002.sql
};
Result<std::vector<EvaluationRow>> evaluations(const Project& project, std::int64_t run);

struct Prediction {
    std::int64_t row = 0;
    std::string label, prediction;
    std::map<std::string, double> scores;
    // What metrics were made of; not in files of schema 1.
    std::vector<std::string> references{};  ///< every right text, where there are several
    std::string group{};                    ///< rows of one group are right together (MultiRC)
    std::int64_t rank = 0;                  ///< of the right answer, from 1; 0: not ranked
    double logLikelihood = 0;               ///< of the right answer, natural logarithm
    std::int64_t tokens = 0;                ///< that the right answer has; 0: not measured
};
Result<std::vector<Prediction>> predictions(const Project& project, std::int64_t run, std::int64_t step,
                                            std::string_view data);

struct Neighbour {
    std::int32_t token = 0;
    std::string text;
    double score = 0;
};
struct SlotNeighbours {
    std::int64_t position = 0;
    double norm = 0;
    std::vector<Neighbour> neighbours;
};
struct SnapshotRow {
    std::int64_t step = 0;
    double drift = 0;
    std::string time;
};
Result<std::vector<SnapshotRow>> snapshots(const Project& project, std::int64_t run);
/// The computed tensors of a snapshot ("prompt", ...).
Result<TensorMap> snapshotTensors(const Project& project, std::int64_t run, std::int64_t step);
/// Stored neighbours of a snapshot; `metric` is cosine, euclidean or dot. Empty where none were stored.
Result<std::vector<SlotNeighbours>> snapshotNeighbours(const Project& project, std::int64_t run,
                                                       std::int64_t step, std::string_view metric);

/// Requests to a running worker by rows, for windows and `stop` that hold no pipe to it.
Result<> postRequest(Project& project, std::int64_t run, const Request& request);
Result<std::vector<Request>> takeRequests(Project& project, std::int64_t run);

/// The project's log: what was read and done (each reading of a test split among it).
Result<> addLog(Project& project, std::string_view level, std::string_view text, std::int64_t run = 0);
struct LogRow {
    std::string time, level, text;
    std::int64_t run = 0;
};
Result<std::vector<LogRow>> logRows(const Project& project, std::int64_t most = 1000);

/// Saved recipes.
Result<> saveRecipe(Project& project, std::string_view name, const Json& recipe);
Result<std::vector<std::pair<std::string, Json>>> savedRecipes(const Project& project);
/// The recipe as it was last edited, saved or not; null where none was.
Result<Json> draftRecipe(const Project& project);
/// How the user arranged a view of this project (columns, widths); null where it was never kept.
Result<Json> keptView(const Project& project, std::string_view name);
Result<> keepView(Project& project, std::string_view name, const Json& view);
Result<> keepDraftRecipe(Project& project, const Json& recipe);

}  // namespace lathe
