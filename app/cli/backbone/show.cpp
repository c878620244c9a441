// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/backbone/verbs.h"
#include "core/base/text.h"
#include "core/library/memory.h"

namespace lathe::cli {

Action showBackboneVerb(CLI::App& app, const Output& output) {
    auto id = std::make_shared<std::string>();
    app.add_option("BACKBONE", *id, "An id of the library, a Hugging Face folder, or a GGUF file")
        ->required();
    example(app, "promptlathe-cli backbone show smollm2-135m-instruct");
    return [id, &output]() -> Ran {
        LATHE_TRY(files, openBackbone(*id));
        const BackboneEntry& entry = files.entry;
        const BackboneShape& shape = entry.shape;
        Json json = entryJson(entry);
        json.set("label", files.description.label);
        json.set("digest", files.digest);
        json.set("layers", shape.layers);
        json.set("width", shape.width);
        json.set("heads", shape.heads);
        json.set("key_value_heads", shape.keyValueHeads);
        json.set("feed_forward", shape.feedForward);
        json.set("vocabulary", shape.vocabulary);
        json.set("tokenizer", files.tokenizerPath.empty() ? Json() : Json(files.tokenizerPath));
        json.set("config", shape.config);
        // A tokenizer that can't be read is said; the backbone itself may still be of use (`probe` needs none).
        std::string chat, unread;
        if (!files.tokenizerPath.empty()) {
            if (const auto tokenizer = tokenizerOf(files))
                chat = (*tokenizer)->chatTemplate();
            else
                unread = tokenizer.error().line();
        }
        json.set("tokenizer_problem", unread.empty() ? Json() : Json(unread));
        json.set("chat_template", chat.empty() ? Json() : Json(chat));
        const auto line = [&](const std::string& name, const std::string& value) {
            if (!value.empty())
                output.line(name + std::string(name.size() < 18 ? 18 - name.size() : 1, ' ') + printable(value));
        };
        line("id", entry.id);
        line("where", entry.path.string());
        line("family", files.description.label);
        line("parameters", millions(shape.parameters));
        line("stored as", entry.storedDtype + ", " + byteSize(static_cast<double>(entry.bytes)));
        line("memory", byteSize(static_cast<double>(neededMemory(shape))) +
                           (entry.fits ? ", which fits" : ", more than there is"));
        line("license", entry.license);
        line("commit", entry.commit);
        line("context", std::to_string(shape.context) + " tokens");
        line("layers", std::to_string(shape.layers));
        line("width", std::to_string(shape.width));
        line("heads", std::to_string(shape.heads) +
                          (shape.keyValueHeads != shape.heads
                               ? ", " + std::to_string(shape.keyValueHeads) + " for keys and values"
                               : ""));
        line("vocabulary", std::to_string(shape.vocabulary) + " tokens");
        line("tokenizer", files.tokenizerPath);
        line("digest", files.digest);
        line("problem", entry.problem);
        line("tokenizer problem", unread);
        if (!chat.empty()) output.line("chat template");
        for (const std::string_view part : split(chat, '\n'))
            if (!part.empty()) output.line("    " + printable(part));
        output.result(json);
        return 0;
    };
}

}  // namespace lathe::cli
