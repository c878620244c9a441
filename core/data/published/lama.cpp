// SPDX-License-Identifier: Apache-2.0
// LAMA (Petroni et al. 2019): JSONL of facts, T-REx, Google-RE, ConceptNet and SQuAD, and the T-REx splits of
// P-tuning (Liu et al. 2021). One prompt a relation: the field `predicate_id`.
#include <filesystem>

#include "core/base/text.h"
#include "core/data/published/published.h"

namespace lathe::published {

Set lama();

namespace {

bool recognises(std::string_view head) {
    const Json first = firstObject(head);
    return first.contains("obj_label") &&
           (first.contains("masked_sentences") || (first.contains("sub_label") && first.contains("obj_uri")));
}

bool isRelation(const std::string& name) {
    return name.size() > 1 && name[0] == 'P' && name.find_first_not_of("0123456789", 1) == std::string::npos;
}

/// T-REx: "predicate_id"; Google-RE and ConceptNet: "pred", of which "/people/person/place_of_birth" is the
/// last word; else the file's name (P17.jsonl) or its folder's (P17/test.jsonl).
std::string relationOf(const Json& record, const std::filesystem::path& path) {
    if (record["predicate_id"].isString()) return record["predicate_id"].string();
    if (const std::string pred = record["pred"].toString(); !pred.empty())
        return pred.substr(pred.rfind('/') + 1);
    for (const std::string& name : {path.stem().string(), path.parent_path().filename().string()})
        if (isRelation(name)) return name;
    return path.stem().string();
}

Result<> read(TextSource& source, const RowHeard& row, ReadingNotes& notes) {
    return readJsonLines(
        source,
        [&](Json record) -> Result<bool> {
            Json fields;
            LATHE_TRY(object, textIn(source, record, "obj_label"));
            if (trimmed(object).empty()) return wrong(source, "an empty \"obj_label\"");
            // LAMA's SQuAD and ConceptNet ask for a word in a sentence; their subject is the sentence itself.
            const Json& sentences = record["masked_sentences"];
            const Json& evidence = record["evidences"];
            std::string masked;
            if (sentences.size() > 0)
                masked = sentences.items().front().toString();
            else if (evidence.size() > 0)
                masked = evidence.items().front()["masked_sentence"].toString();
            if (!record.contains("sub_label") && masked.empty())
                return wrong(source, "neither \"sub_label\" nor \"masked_sentences\"");
            if (record.contains("sub_label")) {
                LATHE_TRY(subject, textIn(source, record, "sub_label"));
                fields.set("sub_label", subject);
            }
            fields.set("obj_label", object);
            fields.set("predicate_id", relationOf(record, source.name()));
            if (!masked.empty()) fields.set("masked_sentence", masked);
            for (const char* key : {"sub_uri", "obj_uri", "uuid"})
                if (record[key].isString()) fields.set(key, record[key]);
            return row(std::move(fields));
        },
        notes);
}

}  // namespace

Set lama() {
    return {"lama", "LAMA's JSONL of facts", recognises, read};
}

}  // namespace lathe::published
