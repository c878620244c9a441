// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "app/cli/verb.h"
#include "core/base/text.h"
#include "core/engine/backbone.h"
#include "core/engine/conversion.h"
#include "core/formats/adapter.h"
#include "core/formats/safetensors.h"

namespace lathe::cli {
namespace {

struct Flags {
    std::string backbone, adapter, input, output, dtype = "float32";
    bool gradient = false;
};

struct ProbeRow {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> labels;  ///< -100: not labelled; empty: none given
};

Result<std::vector<std::int32_t>> tokenArray(const Json& value, std::int64_t vocabulary, bool labels, const std::string& where) {
    if (!value.isArray()) return failed("not an array of ids", where);
    std::vector<std::int32_t> ids;
    for (const Json& id : value.items()) {
        const std::int64_t token = id.toInteger(-1);
        if ((token < 0 || token >= vocabulary) && !(labels && token == -100))
            return failed(id.dump() + " is no token id", where, "ids run from 0 to " + std::to_string(vocabulary - 1));
        ids.push_back(static_cast<std::int32_t>(token));
    }
    return ids;
}

Result<std::vector<ProbeRow>> readProbeRows(const Flags& flags, std::int64_t vocabulary) {
    std::ifstream file(flags.input);
    if (!file) return failed("cannot open", flags.input, "check the path");
    std::vector<ProbeRow> rows;
    std::string line;
    for (std::int64_t at = 1; std::getline(file, line); ++at) {
        if (trimmed(line).empty()) continue;
        const std::string where = flags.input + ", row " + std::to_string(at);
        LATHE_TRY(json, Json::parse(line, where));
        ProbeRow row;
        LATHE_TRY(ids, tokenArray(json["input_ids"], vocabulary, false, where + ", input_ids"));
        if (ids.empty()) return failed("no tokens", where + ", input_ids");
        row.ids = std::move(ids);
        if (flags.gradient) {
            LATHE_TRY(labels, tokenArray(json["labels"], vocabulary, true, where + ", labels"));
            if (labels.size() != row.ids.size())
                return failed(std::to_string(labels.size()) + " labels for " + std::to_string(row.ids.size()) + " tokens", where);
            row.labels = std::move(labels);
        }
        rows.push_back(std::move(row));
    }
    if (rows.empty()) return failed("no rows", flags.input);
    return rows;
}

/// One row alone: soft slots in front, then its tokens.
PackedBatch single(const ProbeRow& row, std::int32_t slots) {
    PackedBatch batch;
    for (std::int32_t k = 0; k < slots; ++k) batch.tokens.push_back(~k);
    batch.tokens.insert(batch.tokens.end(), row.ids.begin(), row.ids.end());
    for (std::size_t k = 0; k < batch.tokens.size(); ++k) batch.positions.push_back(static_cast<std::int32_t>(k));
    batch.rows.push_back({0, static_cast<std::int32_t>(batch.tokens.size())});
    return batch;
}

Ran probeBackbone(const Flags& flags) {
    LATHE_TRY(files, openBackbone(flags.backbone));
    LoadOptions options;
    options.dtype = flags.dtype;
    LATHE_TRY(backbone, Backbone::load(files, options));
    TensorMap trained;
    if (!flags.adapter.empty()) {
        LATHE_TRY(adapter, readPeft(flags.adapter));
        LATHE_TRY(conversion, conversionForPeft(adapter));
        LATHE_TRY(tensors, conversion->fromPeft(adapter, backbone->shape()));
        trained = std::move(tensors);
    }
    const HostTensor* prompt = find(trained, "prompt");
    const auto slots = prompt ? static_cast<std::int32_t>(prompt->shape[0]) : 0;
    LATHE_TRY(rows, readProbeRows(flags, backbone->shape().vocabulary));

    TensorMap out;
    double labelled = 0;
    for (const ProbeRow& row : rows)
        for (std::size_t i = 1; i < row.labels.size(); ++i) labelled += row.labels[i] != -100 ? 1 : 0;
    if (flags.gradient && labelled == 0) return failed("no labelled token", flags.input, "give labels that are not all -100");
    double loss = 0;
    TensorMap gradient;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        PackedBatch batch = single(rows[k], slots);
        const auto predict = [&](std::size_t i, std::int32_t target) {
            batch.predicted.push_back(slots + static_cast<std::int32_t>(i));
            batch.targets.push_back(target);
            batch.weights.push_back(static_cast<float>(1.0 / std::max(labelled, 1.0)));
            batch.source.push_back(0);
        };
        for (std::size_t i = 0; i < rows[k].ids.size(); ++i) predict(i, 0);
        LATHE_TRY(logits, backbone->logits(batch, trained));
        logits.name = "logits." + std::to_string(k);
        out.push_back(std::move(logits));
        if (!flags.gradient) continue;
        batch.predicted.clear(), batch.targets.clear(), batch.weights.clear(), batch.source.clear();
        for (std::size_t i = 0; i + 1 < rows[k].ids.size(); ++i)  // position i predicts label i + 1
            if (rows[k].labels[i + 1] != -100) predict(i, rows[k].labels[i + 1]);
        if (batch.predicted.empty()) continue;
        LATHE_TRY(step, backbone->step(batch, trained, {}, !trained.empty()));
        loss += step.loss;
        if (gradient.empty()) {
            gradient = std::move(step.gradient);
        } else {
            for (std::size_t t = 0; t < gradient.size(); ++t)
                for (std::size_t i = 0; i < gradient[t].data.size(); ++i) gradient[t].data[i] += step.gradient[t].data[i];
        }
    }
    if (flags.gradient) {
        out.push_back({"loss", {1}, {static_cast<float>(loss)}});
        if (HostTensor* stored = find(gradient, "prompt")) {
            stored->name = "gradient.prompt_embeddings";
            out.push_back(std::move(*stored));
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
    app.add_option("--input", flags->input, "Rows with input_ids, and labels for --gradient (JSONL)")->required();
    app.add_option("--output", flags->output, "Where the tensors go (safetensors)")->required();
    app.add_option("--dtype", flags->dtype, "float32, bfloat16 or auto")->check(CLI::IsMember({"auto", "float32", "bfloat16"}));
    app.add_flag("--gradient", flags->gradient, "Also the loss and the adapter's gradient");
    example(app, "promptlathe-cli probe smollm2-135m-instruct --input rows.jsonl --output logits.safetensors");
    return [flags]() -> Ran { return probeBackbone(*flags); };
}

}  // namespace lathe::cli
