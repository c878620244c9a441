// SPDX-License-Identifier: Apache-2.0
// The README.md of an exported prompt: what it is, how it was made and measured, how it is used.
#pragma once

#include <string>

#include "core/project/runs.h"

namespace lathe {

/// Markdown with the hub's YAML head. `backbone` is the id that PEFT is to
/// load, `loader` the class of Transformers that loads it ("AutoModelForCausalLM"). Texts of the project's
/// stay texts: cells, fences and the head cannot be left from within.
Result<std::string> modelCard(const Project& project, const RunRow& run, std::int64_t step,
                              const std::string& backbone, const std::string& loader);

}  // namespace lathe
