// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"

namespace lathe::cli {

Action tokenizeVerb(CLI::App& app, const Output&) {
    struct Flags {
        std::string backbone;
        bool plain = false;
    };
    auto flags = std::make_shared<Flags>();
    app.add_option("BACKBONE", flags->backbone, "An id of the library, a folder, or a GGUF file")->required();
    app.add_flag("--plain", flags->plain, "Add no special tokens around the text");
    example(app, "echo \"a large cat\" | promptlathe-cli tokenize smollm2-135m-instruct");
    return [flags]() -> Ran {
        LATHE_TRY(tokenizer, tokenizerAt(flags->backbone));
        std::string line;
        while (std::getline(std::cin, line, '\n')) {
            if (!std::cout) break;  // the reader has gone
            Json ids{Json::Array{}};
            for (const auto id : tokenizer->encode(line, flags->plain ? Surround::No : Surround::Yes)) ids.append(id);
            std::cout << ids.dump() << '\n';
        }
        return 0;
    };
}

}  // namespace lathe::cli
