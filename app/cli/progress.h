// SPDX-License-Identifier: Apache-2.0
// How a worker's events reach people and programs: a bar on a terminal, plain lines in a pipe, JSON lines, or nothing.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/spec/events.h"

namespace lathe::cli {

class Progress {
  public:
    virtual ~Progress() = default;
    virtual void tell(const Event& event) = 0;
};

/// auto (bar on a terminal, else plain), bar, plain, jsonl (on stdout), none. The rest goes to stderr.
Result<std::unique_ptr<Progress>> makeProgress(const std::string& kind);

/// The same for runs that go on side by side: lines name their run, and steps are told of all together.
Result<std::unique_ptr<Progress>> makeLaneProgress(const std::string& kind);

}  // namespace lathe::cli
