// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <optional>

#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/backbone.h"
#include "core/engine/conversion.h"
#include "core/formats/adapter.h"
#include "core/formats/safetensors.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string backbone, adapter, input, output, dtype = "float32", device = "cpu";
    bool gradient = false;
};

struct ProbeRow {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> decoderIds;  ///< encoder-decoders alone
    std::vector<std::int32_t> labels;      ///< -100: not labelled; empty: none given
};

Result<std::vector<std::int32_t>> tokenArray(const Json& value, std::int64_t vocabulary, bool labels, const std::string& where) {
    if (!value.isArray()) return failed("not an array of ids", where);
    if (value.size() == 0) return failed("no tokens", where);
    std::vector<std::int32_t> ids;
    for (const Json& id : value.items()) {
        const std::int64_t token = id.toInteger(-1);
        if ((token < 0 || token >= vocabulary) && !(labels && token == -100))
            return failed(id.dump() + " is no token id", where, "ids run from 0 to " + std::to_string(vocabulary - 1));
        ids.push_back(static_cast<std::int32_t>(token));
    }
    return ids;
}

Result<ProbeRow> readProbeRow(const Json& json, const BackboneShape& shape, bool labelled, const std::string& where) {
    ProbeRow row;
    LATHE_TRY(ids, tokenArray(json["input_ids"], shape.vocabulary, false, where + ", input_ids"));
    row.ids = std::move(ids);
    const bool decodes = shape.kind == BackboneKind::EncoderDecoder;
    if (decodes) {
        LATHE_TRY(inner, tokenArray(json["decoder_input_ids"], shape.vocabulary, false, where + ", decoder_input_ids"));
        row.decoderIds = std::move(inner);
    }
    if (!labelled) return row;
    LATHE_TRY(labels, tokenArray(json["labels"], shape.vocabulary, true, where + ", labels"));
    const std::size_t tokens = decodes ? row.decoderIds.size() : row.ids.size();
    if (labels.size() != tokens)
        return failed(std::to_string(labels.size()) + " labels for " + std::to_string(tokens) + " tokens", where);
    row.labels = std::move(labels);
    return row;
}

Result<std::vector<ProbeRow>> readProbeRows(const Flags& flags, const BackboneShape& shape) {
    std::ifstream file(flags.input);
    if (!file) return failed("cannot open", flags.input, "check the path");
    std::vector<ProbeRow> rows;
    std::string line;
    for (std::int64_t at = 1; std::getline(file, line); ++at) {
        if (trimmed(line).empty()) continue;
        const std::string where = flags.input + ", row " + std::to_string(at);
        LATHE_TRY(json, Json::parse(line, where));
        LATHE_TRY(row, readProbeRow(json, shape, flags.gradient, where));
        rows.push_back(std::move(row));
    }
    if (rows.empty()) return failed("no rows", flags.input);
    return rows;
}

void fill(std::vector<std::int32_t>& tokens, std::vector<std::int32_t>& positions, std::int32_t slots,
          const std::vector<std::int32_t>& ids) {
    for (std::int32_t k = 0; k < slots; ++k) tokens.push_back(~k);
    tokens.insert(tokens.end(), ids.begin(), ids.end());
    for (std::size_t k = 0; k < tokens.size(); ++k) positions.push_back(static_cast<std::int32_t>(k));
}

/// One row alone, its soft slots in front (of the encoder's tokens, where there is an encoder), and what is asked of it.
struct Asked {
    PackedBatch batch;
    std::int32_t first = 0;  ///< the place of the first token that logits are wanted of
    std::size_t tokens = 0;  ///< how many of them there are

    void predict(std::size_t token, std::int32_t target, float weight) {
        batch.predicted.push_back(first + static_cast<std::int32_t>(token));
        batch.targets.push_back(target);
        batch.weights.push_back(weight);
        batch.source.push_back(0);
    }
    void predictNothing() {
        batch.predicted.clear(), batch.targets.clear(), batch.weights.clear(), batch.source.clear();
    }
};

Asked alone(const ProbeRow& row, std::int32_t slots, BackboneKind kind) {
    Asked asked;
    PackedBatch& batch = asked.batch;
    batch.causal = kind != BackboneKind::Masked;
    if (kind == BackboneKind::EncoderDecoder) {
        fill(batch.encoderTokens, batch.encoderPositions, slots, row.ids);
        fill(batch.tokens, batch.positions, 0, row.decoderIds);
        batch.encoderRows.push_back({0, static_cast<std::int32_t>(batch.encoderTokens.size())});
        batch.rows.push_back({0, static_cast<std::int32_t>(batch.tokens.size()), 0});
        asked.tokens = row.decoderIds.size();
    } else {
        fill(batch.tokens, batch.positions, slots, row.ids);
        batch.rows.push_back({0, static_cast<std::int32_t>(batch.tokens.size())});
        asked.first = slots;
        asked.tokens = row.ids.size();
    }
    return asked;
}

/// Labels are of the position that predicts them; a decoder's position predicts the label behind it.
std::size_t shiftOf(BackboneKind kind) { return kind == BackboneKind::Decoder ? 1 : 0; }

void add(TensorMap& sum, TensorMap&& part) {
    if (sum.empty()) sum = std::move(part);
    else
        for (std::size_t t = 0; t < sum.size(); ++t)
            for (std::size_t i = 0; i < sum[t].data.size(); ++i) sum[t].data[i] += part[t].data[i];
}

Ran probeBackbone(const Flags& flags) {
    LATHE_TRY(files, openBackbone(flags.backbone));
    LoadOptions options;
    options.dtype = flags.dtype;
    options.device = flags.device;
    LATHE_TRY(backbone, Backbone::load(files, options));
    const BackboneShape& shape = backbone->shape();
    TensorMap trained;
    std::optional<PeftAdapter> adapter;
    const MethodConversion* conversion = nullptr;
    if (!flags.adapter.empty()) {
        LATHE_TRY(read, readPeft(flags.adapter));
        LATHE_TRY(known, conversionForPeft(read));
        LATHE_TRY(tensors, known->fromPeft(read, shape));
        trained = std::move(tensors);
        adapter = std::move(read);
        conversion = known;
    }
    const HostTensor* prompt = find(trained, "prompt");
    const auto slots = prompt ? static_cast<std::int32_t>(prompt->shape[0]) : 0;
    LATHE_TRY(rows, readProbeRows(flags, shape));

    const std::size_t shift = shiftOf(shape.kind);
    double labelled = 0;
    for (const ProbeRow& row : rows)
        for (std::size_t i = shift; i < row.labels.size(); ++i) labelled += row.labels[i] != -100 ? 1 : 0;
    if (flags.gradient && labelled == 0) return failed("no labelled token", flags.input, "give labels that are not all -100");
    const auto weight = static_cast<float>(1.0 / std::max(labelled, 1.0));
    TensorMap out, gradient;
    double loss = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        Asked asked = alone(rows[k], slots, shape.kind);
        for (std::size_t i = 0; i < asked.tokens; ++i) asked.predict(i, 0, weight);
        LATHE_TRY(logits, backbone->logits(asked.batch, trained));
        logits.name = "logits." + std::to_string(k);
        out.push_back(std::move(logits));
        if (!flags.gradient) continue;
        asked.predictNothing();
        for (std::size_t i = 0; i + shift < asked.tokens; ++i)
            if (rows[k].labels[i + shift] != -100) asked.predict(i, rows[k].labels[i + shift], weight);
        if (asked.batch.predicted.empty()) continue;
        LATHE_TRY(step, backbone->step(asked.batch, trained, {}, !trained.empty()));
        loss += step.loss;
        add(gradient, std::move(step.gradient));
    }
    if (flags.gradient) {
        out.push_back({"loss", {1}, {static_cast<float>(loss)}});
        if (adapter) {
            LATHE_TRY(stored, gradientAsStored(*conversion, gradient, *adapter, shape));
            stored.name = "gradient." + adapter->embeddings.name;
            out.push_back(std::move(stored));
        }
    }
    LATHE_CHECK(writeSafetensors(flags.output, out));
    return 0;
}

}  // namespace

Action probeVerb(CLI::App& app, const Output&) {
    auto flags = std::make_shared<Flags>();
    app.add_option("BACKBONE", flags->backbone, "An id of the library, a folder, or a GGUF file")->required();
    app.add_option("--adapter", flags->adapter, "A PEFT adapter's folder");
    app.add_option("--input", flags->input, "Rows with input_ids (encoder-decoders: and decoder_input_ids), and labels for --gradient (JSONL)")->required();
    app.add_option("--output", flags->output, "Where the tensors go (safetensors)")->required();
    app.add_option("--dtype", flags->dtype, "float32, bfloat16 or auto")->check(CLI::IsMember({"auto", "float32", "bfloat16"}));
    app.add_option("--device", flags->device, "cpu, cuda or auto")->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    app.add_flag("--gradient", flags->gradient, "Also the loss and the adapter's gradient");
    example(app, "promptlathe-cli probe smollm2-135m-instruct --input rows.jsonl --output logits.safetensors");
    return [flags]() -> Ran { return probeBackbone(*flags); };
}

}  // namespace lathe::cli
