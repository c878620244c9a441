// SPDX-License-Identifier: Apache-2.0
// Parts of GPT-2's description.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/backbones/description.h"

namespace lathe::gpt2 {

std::vector<ExpectedTensor> tensors(const BackboneShape& shape);
Result<Json> configFromGguf(const Json& metadata, const std::function<bool(std::string_view)>& holds);
std::string ggufName(const std::string& name);

}  // namespace lathe::gpt2
