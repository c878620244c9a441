// SPDX-License-Identifier: Apache-2.0
// Which options apply to a recipe, and what they say there; shared by the checks and what reads or changes
// recipes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/spec/option.h"

namespace lathe {

/// The recipe's value, or the fallback where it says nothing; null where neither is there, or `instead`
/// stands in its place.
Json effectiveValue(const Option& option, const Json& recipe);
/// The problem of a key that no option has, with the nearest known key.
Error unknownKey(const std::string& key, const std::vector<Option>& all);
/// Takes a key out, and the objects that it leaves empty.
void eraseAt(Json& recipe, std::string_view path);
/// What is wrong where each key alone is right: two keys that exclude each other, a warm-up longer than the
/// run.
void checkTogether(const Json& recipe, const std::vector<Option>& applicable, std::vector<Error>& problems);
/// test is read to report what was chosen, never to choose: says so where training.choose_by asks for it.
void sayWhyNotTest(const Json& recipe, std::vector<Error>& problems);

}  // namespace lathe
