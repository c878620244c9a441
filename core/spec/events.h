// SPDX-License-Identifier: Apache-2.0
// What a worker tells (one JSON object a line, DESIGN.md section 5) and what it is asked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "core/base/json.h"
#include "core/base/result.h"

namespace lathe {

enum class RunState { Queued, Running, Paused, Stopped, Interrupted, Failed, Finished };
std::string_view runStateName(RunState state);
std::optional<RunState> runStateNamed(std::string_view name);

struct Started {
    int protocol = 1;
    std::int64_t pid = 0;
    Json resolved;
};
struct Stepped {
    std::int64_t step = 0, steps = 0;
    double loss = 0, learningRate = 0, gradientNorm = 0, tokensASecond = 0, residentMib = 0, secondsLeft = 0;
};
struct Evaluated {
    std::int64_t step = 0;
    std::string data;                       ///< "glosses/validation"
    std::map<std::string, double> metrics;  ///< "accuracy" -> 0.893
};
struct SnapshotTaken {
    std::int64_t step = 0;
    double drift = 0;  ///< mean Euclidean way of the prompt's vectors since the snapshot before
};
struct StateChanged {
    RunState state = RunState::Running;
};
struct Message {
    std::string level;  ///< "info", "warning"
    std::string text;
};
struct Failed {
    std::string what, where, todo;
};

struct Event {
    std::int64_t run = 0;
    double time = 0;  ///< seconds since the epoch
    std::variant<Started, Stepped, Evaluated, SnapshotTaken, StateChanged, Message, Failed> body;
};

/// Numbers that are not finite become null.
Json toJson(const Event& event);
/// Reads a line; unknown keys are ignored, an unknown event gives nothing, a broken line an error.
Result<std::optional<Event>> readEvent(std::string_view line);

/// What a window or `stop` asks of a worker: {"do": "stop", "keep": "best"}.
struct Request {
    enum class What { Pause, Resume, Snapshot, Stop };
    What what = What::Stop;
    bool keepBest = false;
};
Json toJson(const Request& request);
Result<Request> readRequest(std::string_view line);

}  // namespace lathe
