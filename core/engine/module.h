// SPDX-License-Identifier: Apache-2.0
// The seam between the facade (batches, loss, head, generation) and a family: its module.cpp makes a
// Transformer of a checkpoint. Private to the engine; free of torch.
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/engine/layers/transformer.h"
#include "core/engine/layers/weight_log.h"
#include "core/library/library.h"

namespace lathe {

/// What a family's factory gets: `namespace lathe::FAMILY { Result<std::unique_ptr<layers::Transformer>>
/// makeModule(const ModuleInput&); }`.
struct ModuleInput {
    const BackboneFiles& files;
    Dtype dtype = Dtype::Float32;
    layers::WeightLog* log = nullptr;  ///< hears where each tensor was read to
};

}  // namespace lathe
