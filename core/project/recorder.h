// SPDX-License-Identifier: Apache-2.0
// A worker's side of the project file: one transaction a step, resume states that fit the step they are saved
// with.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/project/project.h"
#include "core/project/runs.h"
#include "core/spec/events.h"
#include "core/spec/tensor.h"

namespace lathe {

/// All that training needs to go on to the same bits: trained tensors, moments, counters, data position.
struct ResumeState {
    std::int64_t step = 0;
    TensorMap tensors;
    Json counters;
};

/// Holds the run's lock (flock on a file beside the project, or in the runtime directory) from begin to its
/// end.
class Recorder {
  public:
    /// Takes the lock and marks the run running, with host, pid and boot id. A live run is refused with its
    /// pid and `stop`.
    static Result<Recorder> begin(Project& project, std::int64_t run);
    Recorder(Recorder&&) noexcept;
    ~Recorder();

    /// The last resume state, if one was saved; everything recorded after it is deleted (the run goes through
    /// it again).
    Result<std::optional<ResumeState>> resumeState();
    Result<> started(const Json& resolved, std::int64_t steps);
    /// One step's metrics, in one transaction with the curve's blocks and the run's summary.
    Result<> step(std::int64_t step, const std::map<std::string, double>& metrics, double seconds);
    /// A resume state; synchronised to the disk.
    Result<> save(const ResumeState& state);
    /// One evaluation with its predictions; `best` marks this step as the run's best.
    Result<> evaluation(std::int64_t step, std::string_view data, std::int64_t examples,
                        const std::map<std::string, double>& metrics,
                        const std::vector<Prediction>& predictions, bool best);
    /// The computed prompt with its neighbours by metric name.
    Result<> snapshot(std::int64_t step, double drift, const TensorMap& tensors,
                      const std::map<std::string, std::vector<SlotNeighbours>>& neighbours);
    Result<> state(RunState state, const std::optional<Failed>& failure = {});
    Result<> message(std::string_view level, std::string_view text);
    /// Drops snapshots that `training.keep` does not ask for.
    Result<> keepOnly(const std::vector<std::int64_t>& steps);

  private:
    struct State;
    explicit Recorder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A run's last resume state, if one was saved; read only, for exports.
Result<std::optional<ResumeState>> storedState(const Project& project, std::int64_t run);

/// Stores an evaluation made outside training (`evaluate`), with what schema/002.sql says of its details.
Result<> recordEvaluation(Project& project, std::int64_t run, std::int64_t step, std::string_view data,
                          std::int64_t examples, const std::map<std::string, double>& metrics,
                          const std::vector<Prediction>& predictions,
                          const Json& details = Json::object());
/// Stores a run that came from elsewhere (`import`): finished, with one snapshot and its resume state where
/// there is one.
Result<std::int64_t> recordImported(Project& project, const Json& recipe, const Json& resolved,
                                    const TensorMap& snapshot, const std::optional<ResumeState>& state);

}  // namespace lathe
