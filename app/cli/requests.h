// SPDX-License-Identifier: Apache-2.0
// What is asked of a worker: signals, lines on stdin, rows in the project.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "core/project/project.h"
#include "core/spec/events.h"

namespace lathe::cli {

class RequestQueue {
  public:
    /// `readStdin`: a window holds the other end; without it stdin is left alone.
    RequestQueue(Project& project, std::int64_t run, bool readStdin);
    ~RequestQueue();
    RequestQueue(const RequestQueue&) = delete;
    RequestQueue& operator=(const RequestQueue&) = delete;

    /// The next request, if any; sleeps up to 50 ms for one where `wait` is set.
    std::optional<Request> next(bool wait);
    /// A signal asked for the end.
    bool interrupted() const;

  private:
    void readLines(int milliseconds);
    Project& project_;
    std::int64_t run_;
    bool readStdin_;
    bool told_ = false;
    std::string partial_;
    std::deque<Request> waiting_;
};

}  // namespace lathe::cli
