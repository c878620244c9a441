// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "core/backbones/llama/description_parts.h"

namespace lathe::llama {

Rope readRope(const Json& config, ConfigReader& read) {
    const bool newer = config["rope_parameters"].isObject();
    const std::string where = newer ? "rope_parameters" : "rope_scaling";
    const Json& given = config[where];
    ConfigReader inner(given, "config.json, " + where);
    Rope rope;
    rope.theta = newer && !given["rope_theta"].isNull() ? inner.positive("rope_theta")
                                                        : read.positive("rope_theta", 10000.0);
    if (!given.isNull() && !given.isObject()) read.wrong(where, given.dump() + " is not an object");
    inner.only("partial_rotary_factor", {1});
    // "type" is the older name of "rope_type".
    const std::string type = given["rope_type"].toString(given["type"].toString("default"));
    if (type == "linear") {
        rope.scaling = Json::object({{"rope_type", type}, {"factor", inner.positive("factor")}});
    } else if (type == "llama3") {
        rope.scaling = Json::object({{"rope_type", type}});
        for (const char* key :
             {"factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"})
            rope.scaling.set(key, inner.positive(key));
        if (inner.good() &&
            rope.scaling["high_freq_factor"].toNumber() <= rope.scaling["low_freq_factor"].toNumber())
            inner.wrong("high_freq_factor", "is not above low_freq_factor",
                        "get the model's own configuration");
    } else if (type != "default") {
        inner.wrong("rope_type", Json(type).dump() + " is not supported");
    }
    if (!inner.good()) {
        const Error error = inner.error().value();
        read.wrong(error.where.substr(std::string("config.json, ").size()), error.what, error.todo);
    }
    return rope;
}

}  // namespace lathe::llama
