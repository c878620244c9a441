// SPDX-License-Identifier: Apache-2.0
#include "core/spec/events.h"

#include <array>
#include <limits>
#include <utility>

namespace lathe {
namespace {

constexpr std::array<std::pair<RunState, std::string_view>, 7> kStates = {
    {{RunState::Queued, "queued"},
     {RunState::Running, "running"},
     {RunState::Paused, "paused"},
     {RunState::Stopped, "stopped"},
     {RunState::Interrupted, "interrupted"},
     {RunState::Failed, "failed"},
     {RunState::Finished, "finished"}}};

struct Writer {
    Json& out;
    void operator()(const Started& event) const {
        out.set("event", "started");
        out.set("protocol", event.protocol);
        out.set("pid", event.pid);
        out.set("resolved", event.resolved);
    }
    void operator()(const Stepped& event) const {
        out.set("event", "step");
        out.set("step", event.step);
        out.set("steps", event.steps);
        out.set("loss", event.loss);
        out.set("learning_rate", event.learningRate);
        out.set("gradient_norm", event.gradientNorm);
        out.set("tokens_a_second", event.tokensASecond);
        out.set("resident_mib", event.residentMib);
        out.set("seconds_left", event.secondsLeft);
    }
    void operator()(const Evaluated& event) const {
        out.set("event", "evaluation");
        out.set("step", event.step);
        out.set("data", event.data);
        Json metrics = Json::object();
        for (const auto& [name, value] : event.metrics) metrics.set(name, value);
        out.set("metrics", std::move(metrics));
    }
    void operator()(const SnapshotTaken& event) const {
        out.set("event", "snapshot");
        out.set("step", event.step);
        out.set("drift", event.drift);
    }
    void operator()(const StateChanged& event) const {
        out.set("event", "state");
        out.set("state", runStateName(event.state));
    }
    void operator()(const Message& event) const {
        out.set("event", "message");
        out.set("level", event.level);
        out.set("text", event.text);
    }
    void operator()(const Failed& event) const {
        out.set("event", "failed");
        out.set("what", event.what);
        out.set("where", event.where);
        out.set("todo", event.todo);
    }
};

/// A number as written: null, which stands for one that is not finite, reads as NaN; an absent key as 0.
double number(const Json& line, std::string_view key) {
    const Json& value = line[key];
    if (value.isNull() && line.contains(key)) return std::numeric_limits<double>::quiet_NaN();
    return value.toNumber();
}

std::map<std::string, double> numbers(const Json& object) {
    std::map<std::string, double> out;
    for (const auto& [name, value] : object.members())
        if (value.isNumber() || value.isNull()) out[name] = number(object, name);
    return out;
}

}  // namespace

std::string_view runStateName(RunState state) {
    for (const auto& [known, name] : kStates)
        if (known == state) return name;
    return "";
}

std::optional<RunState> runStateNamed(std::string_view name) {
    for (const auto& [state, known] : kStates)
        if (known == name) return state;
    return std::nullopt;
}

Json toJson(const Event& event) {
    Json out = Json::object({{"event", ""}, {"run", event.run}, {"time", event.time}});
    std::visit(Writer{out}, event.body);
    return out;
}

Result<std::optional<Event>> readEvent(std::string_view line) {
    LATHE_TRY(json, Json::parse(line, "event"));
    if (!json.isObject() || !json["event"].isString()) return failed("not an event", "event");
    const std::string& kind = json["event"].string();
    Event event;
    event.run = json["run"].toInteger();
    event.time = json["time"].toNumber();
    const std::int64_t step = json["step"].toInteger();
    if (kind == "started") {
        event.body = Started{static_cast<int>(json["protocol"].toInteger(1)), json["pid"].toInteger(),
                             json["resolved"]};
    } else if (kind == "step") {
        event.body = Stepped{step,
                             json["steps"].toInteger(),
                             number(json, "loss"),
                             number(json, "learning_rate"),
                             number(json, "gradient_norm"),
                             number(json, "tokens_a_second"),
                             number(json, "resident_mib"),
                             number(json, "seconds_left")};
    } else if (kind == "evaluation") {
        event.body = Evaluated{step, json["data"].toString(), numbers(json["metrics"])};
    } else if (kind == "snapshot") {
        event.body = SnapshotTaken{step, number(json, "drift")};
    } else if (kind == "state") {
        const auto state = runStateNamed(json["state"].toString());
        if (!state) return std::optional<Event>();
        event.body = StateChanged{*state};
    } else if (kind == "message") {
        event.body = Message{json["level"].toString("info"), json["text"].toString()};
    } else if (kind == "failed") {
        event.body = Failed{json["what"].toString(), json["where"].toString(), json["todo"].toString()};
    } else {
        return std::optional<Event>();
    }
    return std::optional<Event>(std::move(event));
}

Json toJson(const Request& request) {
    switch (request.what) {
        case Request::What::Pause:
            return Json::object({{"do", "pause"}});
        case Request::What::Resume:
            return Json::object({{"do", "resume"}});
        case Request::What::Snapshot:
            return Json::object({{"do", "snapshot"}});
        case Request::What::Stop:
            break;
    }
    return Json::object({{"do", "stop"}, {"keep", request.keepBest ? "best" : "last"}});
}

Result<Request> readRequest(std::string_view line) {
    LATHE_TRY(json, Json::parse(line, "request"));
    const std::string word = json["do"].toString();
    Request request;
    if (word == "pause") {
        request.what = Request::What::Pause;
    } else if (word == "resume") {
        request.what = Request::What::Resume;
    } else if (word == "snapshot") {
        request.what = Request::What::Snapshot;
    } else if (word == "stop") {
        const std::string keep = json["keep"].toString("last");
        if (keep != "last" && keep != "best")
            return failed(Json(keep).dump() + " is not something to keep", "request, keep",
                          "give last or best");
        request.keepBest = keep == "best";
    } else {
        return failed(json["do"].isNull() ? "no \"do\" in it" : json["do"].dump() + " is not a request",
                      "request", "give pause, resume, snapshot or stop");
    }
    return request;
}

}  // namespace lathe
