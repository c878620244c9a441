// SPDX-License-Identifier: Apache-2.0
#include "app/cli/projector.h"

#include <set>

#include "app/cli/session.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/engine/evaluation/evaluate.h"
#include "core/library/row_model.h"

namespace lathe::cli {
namespace {

constexpr std::int64_t kWords = 10;  // near words of each soft token

/// A label in one field of one line.
std::string field(std::string text) {
    std::string out;
    for (const char c : text)
        out += c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
    return out.empty() || out.find_first_not_of(' ') == std::string::npos ? "(blank)" : out;
}

class Rows {
  public:
    void add(const HostTensor& vectors, std::size_t row, const std::string& label, const char* kind,
             const std::string& step, const std::string& position) {
        const auto width = static_cast<std::size_t>(vectors.shape[1]);
        for (std::size_t i = 0; i < width; ++i)
            tensors += (i ? "\t" : "") + Json(static_cast<double>(vectors.data[row * width + i])).dump();
        tensors += '\n';
        metadata += field(label) + '\t' + kind + '\t' + step + '\t' + position + '\n';
    }
    std::string tensors, metadata = "label\tkind\tstep\tposition\n";
};

}  // namespace

Result<std::vector<std::string>> writeProjector(const Project& project, const RunRow& run, std::int64_t step,
                                                const std::filesystem::path& directory,
                                                const LoadBackbone& load) {
    const Recipe recipe(run.recipe);
    LATHE_TRY(chosen, snapshotTensors(project, run.run, step));
    const HostTensor* prompt = find(chosen, "prompt");
    if (!prompt || prompt->shape.size() != 2)
        return failed("a prefix has no vectors among the words", "run " + std::to_string(run.run),
                      "export promptlathe for its numbers");
    LATHE_TRY(files, openBackbone(recipe.text("backbone.id")));
    LATHE_TRY(tokenizer, tokenizerOf(files));
    LATHE_TRY(backbone, load(files, recipe.text("backbone.dtype")));
    LATHE_TRY(slots, neighbours(*backbone, *prompt, *tokenizer, kWords, "cosine"));
    Rows rows;
    LATHE_TRY(taken, snapshots(project, run.run));
    for (const SnapshotRow& snapshot : taken) {
        LATHE_TRY(tensors, snapshotTensors(project, run.run, snapshot.step));
        const HostTensor* vectors = find(tensors, "prompt");
        if (!vectors || vectors->shape != prompt->shape) continue;
        for (std::size_t slot = 0; slot < slots.size(); ++slot) {
            const std::string near =
                slots[slot].neighbours.empty() ? std::string() : slots[slot].neighbours.front().text;
            rows.add(*vectors, slot, "[" + std::to_string(slot) + "]" + near,
                     snapshot.step == step ? "soft token" : "soft token before",
                     std::to_string(snapshot.step), std::to_string(slot));
        }
    }
    std::vector<std::int32_t> ids;
    std::set<std::int32_t> known;
    for (const SlotNeighbours& slot : slots)
        for (const Neighbour& word : slot.neighbours)
            if (known.insert(word.token).second) ids.push_back(word.token);
    LATHE_TRY(words, backbone->embeddings(ids));
    for (std::size_t i = 0; i < ids.size(); ++i) rows.add(words, i, tokenizer->piece(ids[i]), "word", "", "");
    LATHE_CHECK(makeDirectories(directory));
    LATHE_CHECK(writeFile(directory / "tensors.tsv", rows.tensors));
    LATHE_CHECK(writeFile(directory / "metadata.tsv", rows.metadata));
    LATHE_CHECK(writeFile(directory / "projector_config.pbtxt",
                          "embeddings {\n  tensor_name: \"prompt\"\n  tensor_path: \"tensors.tsv\"\n  "
                          "metadata_path: \"metadata.tsv\"\n}\n"));
    return std::vector<std::string>{
        "tensorboard --logdir FOLDER shows it under Projector; so does projector.tensorflow.org, "
        "which takes both .tsv files"};
}

}  // namespace lathe::cli
