// SPDX-License-Identifier: Apache-2.0
// RoBERTa (Liu et al. 2019): BERT's layers, positions that begin behind the padding's, one type, its own
// head. Hugging Face's RobertaConfig.
#include "core/backbones/bert/description_parts.h"
#include "core/backbones/tensor_list.h"

namespace lathe::roberta {
namespace {

std::vector<ExpectedTensor> tensors(const BackboneShape& shape) {
    return bert::tensors(shape, names());
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    const std::int64_t offset = read.token("pad_token_id", 1) + 1;
    LATHE_TRY(shape,
              bert::readShape(config, read, {.family = "roberta", .vocabulary = 50265, .offset = offset}));
    shape.parameters = numbersIn(tensors(shape));
    return shape;
}

}  // namespace

const bert::Names& names() {
    static const bert::Names kNames{"roberta.",
                                    "lm_head.dense",
                                    "lm_head.layer_norm",
                                    "lm_head.decoder.weight",
                                    "lm_head.decoder.bias",
                                    "lm_head.bias",
                                    "gelu"};
    return kNames;
}

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "roberta";
    family.label = "RoBERTa";
    family.architectures = {"RobertaForMaskedLM"};
    family.modelTypes = {"roberta"};
    family.kind = BackboneKind::Masked;
    family.shape = shape;
    family.tensors = tensors;
    family.ignored = {"embeddings.position_ids", "embeddings.token_type_ids", "pooler.dense.weight",
                      "pooler.dense.bias"};
    return family;
}

}  // namespace lathe::roberta
