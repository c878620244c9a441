// SPDX-License-Identifier: Apache-2.0
// Which of two evaluations is the better one, by training.choose_by. Validation alone is asked, never test.
#pragma once

#include <map>
#include <string>

namespace lathe {

/// Higher is better, but where the metric says otherwise (loss). At a tie the lower loss decides; where that ties too, the
/// earlier stays.
bool isBetter(const std::map<std::string, double>& now, const std::map<std::string, double>& best,
              const std::string& by);

}  // namespace lathe
