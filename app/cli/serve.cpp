// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "app/cli/serve/helper.h"
#include "app/cli/verb.h"

namespace lathe::cli {

#define X(name, when) Result<Json> name##Answer(Helper& helper, const Question& question);
#include "app/cli/serve/list.inc"
#undef X

namespace {

enum class When { InOrder, Beside };

struct Known {
    const char* name;
    Answer answer;
    When when;
};
const Known kAnswers[] = {
#define X(name, when) {#name, name##Answer, When::when},
#include "app/cli/serve/list.inc"
#undef X
};

/// Questions in order; cancels, pauses and resumes are heard while one is answered.
class Desk {
  public:
    /// Reads stdin until it closes.
    void read() {
        std::string line;
        while (std::getline(std::cin, line)) {
            auto ask = Json::parse(line, "a question");
            const std::lock_guard lock(mutex_);
            if (!ask) {
                broken_.push_back(ask.error());
            } else if (const auto& what = (*ask)["do"].string();
                       what == "cancel" || what == "pause" || what == "resume") {
                const std::int64_t target = (*ask)["target"].toInteger();
                if (what == "cancel") cancelled_.insert(target);
                if (what == "pause") paused_.insert(target);
                if (what == "resume") paused_.erase(target);
                done_.push_back((*ask)["id"]);
            } else {
                waiting_.push_back(std::move(*ask));
            }
            changed_.notify_one();
        }
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_one();
    }

    /// The next question; nothing once stdin has closed and all is answered.
    std::optional<Json> next() {
        std::unique_lock lock(mutex_);
        while (true) {
            for (const Error& error : broken_) tellError(Json(), error);
            broken_.clear();
            for (const Json& id : done_) send(id, Json::object({{"event", "result"}}));
            done_.clear();
            if (!waiting_.empty()) {
                Json ask = std::move(waiting_.front());
                waiting_.pop_front();
                return ask;
            }
            if (closed_) return std::nullopt;
            changed_.wait(lock);
        }
    }

    bool cancelled(std::int64_t id) {
        const std::lock_guard lock(mutex_);
        return cancelled_.contains(id);
    }
    bool paused(std::int64_t id) {
        const std::lock_guard lock(mutex_);
        return paused_.contains(id) && !closed_;  // nobody is left who could resume it
    }

    void send(const Json& id, Json event) {
        Json line = Json::object({{"id", id}});
        for (const auto& [key, value] : event.members()) line.set(key, value);
        const std::lock_guard lock(out_);
        std::cout << line.dump() << '\n' << std::flush;
    }
    void tellError(const Json& id, const Error& error) {
        send(id,
             Json::object(
                 {{"event", "error"}, {"what", error.what}, {"where", error.where}, {"todo", error.todo}}));
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Json> waiting_;
    std::vector<Json> done_;
    std::vector<Error> broken_;
    std::set<std::int64_t> cancelled_, paused_;
    std::mutex out_;  ///< one line at a time; taken inside mutex_, never the other way
    bool closed_ = false;
};

void answer(const Known& known, Helper& helper, Desk& desk, const Json& ask) {
    const Json& id = ask["id"];
    const std::int64_t number = id.toInteger(-1);
    if (desk.cancelled(number)) return desk.tellError(id, {"cancelled", {}, {}});
    const Question question{ask, [&](Json event) { desk.send(id, std::move(event)); },
                            [&desk, number] { return desk.cancelled(number); },
                            [&desk, number] { return desk.paused(number); }};
    auto result = known.answer(helper, question);
    if (!result) return desk.tellError(id, result.error());
    result->set("event", "result");
    desk.send(id, std::move(*result));
}

}  // namespace

Action serveVerb(CLI::App& app, const Output&) {
    example(app, "echo '{\"id\": 1, \"do\": \"library\"}' | promptlathe-cli serve");
    return []() -> Ran {
        Desk desk;
        std::thread reader([&desk] { desk.read(); });
        Helper helper;
        std::list<std::jthread> beside;  // joined at the end: what was asked is answered
        while (auto ask = desk.next()) {
            const std::string& what = (*ask)["do"].string();
            const auto known = std::find_if(std::begin(kAnswers), std::end(kAnswers),
                                            [&](const Known& each) { return what == each.name; });
            if (known == std::end(kAnswers))
                desk.tellError((*ask)["id"],
                               {"\"" + what + "\" is no question", "do", "docs/serve.md lists them"});
            else if (known->when == When::Beside)
                beside.emplace_back([known, &helper, &desk, question = std::move(*ask)] {
                    answer(*known, helper, desk, question);
                });
            else
                answer(*known, helper, desk, *ask);
        }
        reader.join();
        return 0;
    };
}

}  // namespace lathe::cli
