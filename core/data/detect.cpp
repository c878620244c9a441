// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/data/formats.h"

namespace lathe {
namespace {

bool hasRowList(const Json& object) {
    return std::any_of(object.members().begin(), object.members().end(), [](const Json::Member& member) {
        return member.second.isArray() && member.second.size() > 0 &&
               member.second.items().front().isObject();
    });
}

/// An object stands first: rows line by line, or one object around a list.
DataFormat linesOrList(std::string_view head, bool whole) {
    const auto end = head.find('\n');
    if (end == std::string_view::npos && !whole) return DataFormat::Jsonl;  // one very long line
    const auto first = Json::parse(trimmed(head.substr(0, end)));
    const std::string_view rest =
        end == std::string_view::npos ? std::string_view() : trimmed(head.substr(end));
    if (first) return rest.empty() && hasRowList(*first) ? DataFormat::Json : DataFormat::Jsonl;
    // A broken first row is still a row where its braces close on the line; a pretty printed object goes on.
    const std::string_view line = trimmed(head.substr(0, end));
    return line.ends_with('}') || rest.starts_with('{') ? DataFormat::Jsonl : DataFormat::Json;
}

}  // namespace

Result<DataFormat> detectFormat(const TextSource& source, ReadingNotes& notes) {
    std::string extension = std::filesystem::path(source.name()).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const std::string_view head = source.head();
    const std::string_view text = trimmed(head);
    const std::string_view line = text.substr(0, text.find('\n'));
    const bool tabs = line.find('\t') != std::string_view::npos,
               commas = line.find(',') != std::string_view::npos;

    if (extension == ".jsonl" || extension == ".ndjson") {
        if (!text.starts_with('[')) return DataFormat::Jsonl;
        notes.notes.emplace_back("read as JSON: the file is one list, not one object a line");
        return DataFormat::Json;
    }
    if (extension == ".tsv" || extension == ".tab") return DataFormat::Tsv;
    if (extension == ".csv") {
        if (!tabs || commas) return DataFormat::Csv;
        notes.notes.emplace_back("read as TSV: the columns are parted by tabs");
        return DataFormat::Tsv;
    }
    if (text.starts_with('[')) return DataFormat::Json;
    if (text.starts_with('{')) {
        const DataFormat format = linesOrList(text, head.size() < (1U << 16));
        if (extension == ".json" && format == DataFormat::Jsonl && text.find('\n') != std::string_view::npos)
            notes.notes.emplace_back("read as JSONL: the file holds one object a line");
        return format;
    }
    if (extension == ".json") return DataFormat::Json;
    if (tabs) return DataFormat::Tsv;
    if (commas || line.find(';') != std::string_view::npos) return DataFormat::Csv;
    return failed("the format is not plain from the name or the content", source.name(),
                  "name it with --format jsonl, json, csv or tsv");
}

}  // namespace lathe
