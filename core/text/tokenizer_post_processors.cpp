// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_json_reader.h"

namespace lathe::tokens {
namespace {

Result<std::vector<std::int32_t>> templateIds(const Part& part, const std::string& name) {
    const Json& token = part.json["special_tokens"][name];
    if (!token["ids"].isArray() || token["ids"].size() == 0)
        return part.wrong("the special token " + name + " has no ids");
    std::vector<std::int32_t> ids;
    for (const Json& id : token["ids"].items()) {
        if (!id.isInteger() || id.toInteger() < 0 || id.toInteger() > INT32_MAX)
            return part.wrong("the special token " + name + " has an impossible id");
        ids.push_back(static_cast<std::int32_t>(id.toInteger()));
    }
    return ids;
}

Result<Around> readTemplate(const Part& part) {
    LATHE_CHECK(part.only({"single", "pair", "special_tokens"}));
    Around around;
    bool seen = false;
    for (std::size_t i = 0; i < part.json["single"].size(); ++i) {
        const Part item = part.at(i, "single");
        if (item.json["Sequence"].isObject()) {
            if (seen) return item.wrong("the text stands twice in the template");
            seen = true;
        } else if (item.json["SpecialToken"]["id"].isString()) {
            LATHE_TRY(ids, templateIds(part, item.json["SpecialToken"]["id"].string()));
            auto& side = seen ? around.behind : around.before;
            side.insert(side.end(), ids.begin(), ids.end());
        } else {
            return item.unknown("this piece of a template");
        }
    }
    if (!seen) return part.at("single").wrong("the text itself is missing");
    return around;
}

/// ["[SEP]", 102]
Result<std::int32_t> namedId(const Part& part, const TokenIds& ids) {
    if (!part.json.isArray() || part.json.size() != 2 || !part.json.items()[1].isInteger())
        return part.wrong("no pair of token and id");
    const std::int64_t id = part.json.items()[1].toInteger();
    if (id < 0 || id > INT32_MAX) return part.wrong("an impossible id");
    if (const auto known = idIn(ids, part.json.items()[0].string()); known && *known != id)
        return part.wrong("its id is not that of the vocabulary");
    return static_cast<std::int32_t>(id);
}

}  // namespace

Result<Around> readPostProcessor(const Part& part, const TokenIds& ids) {
    Around around;
    const std::string type = part.type();
    if (part.json.isNull()) return around;
    if (type == "TemplateProcessing") return readTemplate(part);
    if (type == "BertProcessing" || type == "RobertaProcessing") {
        LATHE_CHECK(part.only({"sep", "cls", "trim_offsets", "add_prefix_space"}));
        LATHE_TRY(cls, namedId(part.at("cls"), ids));
        LATHE_TRY(sep, namedId(part.at("sep"), ids));
        return Around{{cls}, {sep}};
    }
    if (type == "ByteLevel") {
        LATHE_CHECK(part.only({"add_prefix_space", "trim_offsets", "use_regex"}));
        return around;
    }
    if (type == "Sequence") {
        LATHE_CHECK(part.only({"processors"}));
        if (!part.json["processors"].isArray()) return part.wrong("no list of processors");
        for (std::size_t i = 0; i < part.json["processors"].size(); ++i) {
            LATHE_TRY(inner, readPostProcessor(part.at(i, "processors"), ids));
            around.before.insert(around.before.begin(), inner.before.begin(), inner.before.end());
            around.behind.insert(around.behind.end(), inner.behind.begin(), inner.behind.end());
        }
        return around;
    }
    return part.unknown("the post-processor " + type);
}

}  // namespace lathe::tokens
