// SPDX-License-Identifier: Apache-2.0
#include "core/data/published/published.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/data/data_files.h"

namespace lathe::published {

#define X(name) Set name();
#include "core/data/published/list.inc"
#undef X

const std::vector<Set>& sets() {
    static const std::vector<Set> all = {
#define X(name) name(),
#include "core/data/published/list.inc"
#undef X
    };
    return all;
}

Json firstObject(std::string_view head) {
    const std::string_view text = trimmed(head);
    const auto end = text.find('\n');
    auto first = Json::parse(trimmed(text.substr(0, end)));
    return first && first->isObject() ? std::move(*first) : Json();
}

tl::unexpected<Error> wrong(const TextSource& source, std::string what, std::string todo) {
    return source.error(std::move(what), source.record(), std::move(todo));
}

Result<std::string> textIn(const TextSource& source, const Json& object, std::string_view key) {
    const Json& value = object[key];
    if (value.isString()) return value.string();
    return wrong(source, (object.contains(key) ? "no text in \"" : "no member \"") + std::string(key) + "\"");
}

Result<Json::Array> listIn(const TextSource& source, const Json& object, std::string_view key) {
    const Json& value = object[key];
    if (value.isArray()) return value.items();
    return wrong(source, (object.contains(key) ? "no list in \"" : "no member \"") + std::string(key) + "\"");
}

std::string joinedTriples(const std::vector<std::string>& triples) {
    return joined(triples, " | ");
}

Result<bool> tellReferences(const TextSource& source, const Json& fields,
                            const std::vector<std::string>& texts, const RowHeard& row) {
    if (splitOfFile(source.name()) == "train") {
        for (const std::string& text : texts) {
            Json own = fields;
            own.set("target", text);
            LATHE_TRY(goOn, row(std::move(own)));
            if (!goOn) return false;
        }
        return true;
    }
    Json own = fields;
    if (!texts.empty()) own.set("target", Json::Array(texts.begin(), texts.end()));
    return row(std::move(own));
}

std::vector<std::string> eachOnce(const Json::Array& texts) {
    std::vector<std::string> out;
    for (const Json& text : texts)
        if (text.isString() && std::find(out.begin(), out.end(), text.string()) == out.end())
            out.push_back(text.string());
    return out;
}

}  // namespace lathe::published
