// SPDX-License-Identifier: GPL-3.0-or-later
// Which colour a run has on every page: by its number, or as the user chose; kept in the project.
#pragma once

#include <cstdint>
#include <map>

#include "core/project/project.h"

namespace lathe {

class RunColours {
  public:
    /// What the project keeps; none: all by number.
    static RunColours read(const Project* project);
    /// An index among the theme's curves; from 6 on the colours come again with other dashes.
    int of(std::int64_t run) const;
    bool chosen(std::int64_t run) const { return chosen_.contains(run); }
    /// Chooses a run's colour and keeps it; below 0: by its number again.
    Result<> keep(Project& project, std::int64_t run, int colour);
    friend bool operator==(const RunColours&, const RunColours&) = default;

  private:
    std::map<std::int64_t, int> chosen_;
};

}  // namespace lathe
