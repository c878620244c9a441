// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "app/cli/session.h"
#include "app/cli/verb.h"

namespace lathe::cli {

Action detokenizeVerb(CLI::App& app, const Output&) {
    auto backbone = std::make_shared<std::string>();
    app.add_option("BACKBONE", *backbone, "An id of the library, a folder, or a GGUF file")->required();
    example(app, "echo \"[66, 1507, 2644]\" | promptlathe-cli detokenize smollm2-135m-instruct");
    return [backbone]() -> Ran {
        LATHE_TRY(tokenizer, tokenizerAt(*backbone));
        std::string line;
        for (std::int64_t at = 1; std::getline(std::cin, line, '\n'); ++at) {
            if (!std::cout) break;
            const std::string where = "stdin, line " + std::to_string(at);
            LATHE_TRY(ids, Json::parse(line, where));
            if (!ids.isArray()) return failed("not an array of ids", where, "give one JSON array a line");
            std::vector<std::int32_t> tokens;
            for (const Json& id : ids.items()) {
                if (!id.isInteger() || id.toInteger() < 0 || id.toInteger() >= tokenizer->size())
                    return failed(id.dump() + " is no token id", where,
                                  "ids run from 0 to " + std::to_string(tokenizer->size() - 1));
                tokens.push_back(static_cast<std::int32_t>(id.toInteger()));
            }
            std::cout << Json(tokenizer->decode(tokens, true)).dump() << '\n';
        }
        return 0;
    };
}

}  // namespace lathe::cli
