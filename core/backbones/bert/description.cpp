// SPDX-License-Identifier: Apache-2.0
// BERT (Devlin et al. 2019) with its masked language modelling head. Hugging Face's BertConfig.
#include "core/backbones/bert/description_parts.h"
#include "core/backbones/tensor_list.h"

namespace lathe::bert {
namespace {

std::vector<ExpectedTensor> ownTensors(const BackboneShape& shape) {
    return tensors(shape, names());
}

Result<BackboneShape> shape(const Json& config) {
    ConfigReader read(config);
    LATHE_TRY(shape, readShape(config, read, {.family = "bert", .vocabulary = 30522, .offset = 0}));
    shape.parameters = numbersIn(ownTensors(shape));
    return shape;
}

}  // namespace

const Names& names() {
    static const Names kNames{"bert.",
                              "cls.predictions.transform.dense",
                              "cls.predictions.transform.LayerNorm",
                              "cls.predictions.decoder.weight",
                              "cls.predictions.decoder.bias",
                              "cls.predictions.bias",
                              ""};
    return kNames;
}

BackboneDescription description();

BackboneDescription description() {
    BackboneDescription family;
    family.family = "bert";
    family.label = "BERT";
    family.architectures = {"BertForMaskedLM", "BertForPreTraining"};
    family.modelTypes = {"bert"};
    family.kind = BackboneKind::Masked;
    family.shape = shape;
    family.tensors = ownTensors;
    family.ignored = {"embeddings.position_ids", "embeddings.token_type_ids",   "pooler.dense.weight",
                      "pooler.dense.bias",       "cls.seq_relationship.weight", "cls.seq_relationship.bias"};
    return family;
}

}  // namespace lathe::bert
