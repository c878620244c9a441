// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>
#include <optional>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/records.h"

namespace lathe {
namespace {

constexpr std::uint64_t kLargest = 64 << 20;  // of a file; iso_639-3.json is 1 MB
constexpr std::size_t kLongestName = 60;
const char* const kStandards[] = {"3166-1", "3166-2", "3166-3", "4217", "639-3", "639-5", "15924"};

/// One file of iso-codes: {"STANDARD": [entries of texts]}.
class IsoFile {
  public:
    static Result<IsoFile> read(const std::filesystem::path& folder, const std::string& standard) {
        IsoFile file;
        file.path_ = (folder / ("iso_" + standard + ".json")).string();
        std::error_code code;
        if (!std::filesystem::exists(file.path_, code))
            return failed("the lists of iso-codes are not here", file.path_,
                          "install the package iso-codes, or set PROMPTLATHE_ISO_CODES to a folder with its "
                          "JSON files");
        LATHE_TRY(text, readFile(file.path_, kLargest));
        LATHE_TRY(json, Json::parse(text, file.path_));
        file.json_ = std::move(json);
        file.standard_ = standard;
        if (!file.json_[standard].isArray())
            return failed("no list under \"" + standard + "\"", file.path_,
                          "give the file that iso-codes has");
        return file;
    }
    const Json::Array& entries() const { return json_[standard_].items(); }

    /// A text of an entry, which has to be there.
    Result<std::string> text(std::size_t entry, const char* key) const {
        const Json& value = entries()[entry][key];
        if (!value.isString() || value.string().empty())
            return failed("no text under \"" + std::string(key) + "\"", where(entry),
                          "give the file that iso-codes has");
        return value.string();
    }
    std::string where(std::size_t entry) const {
        return path_ + ", entry " + std::to_string(entry + 1) + " of \"" + standard_ + "\"";
    }

  private:
    std::string path_, standard_;
    Json json_;
};

/// A name that a sentence can hold as it is.
bool plain(std::string_view name) {
    return name.size() <= kLongestName && name.find_first_of(",;:()[]|\"*/") == std::string_view::npos &&
           printable(name) == name;
}

std::string lowerFirst(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

/// The entry's common name, else its name; nothing where a sentence could not hold it.
Result<std::optional<std::string>> nameOf(const IsoFile& file, std::size_t entry) {
    LATHE_TRY(name, file.text(entry, "name"));
    if (const Json& common = file.entries()[entry]["common_name"]; common.isString()) name = common.string();
    return plain(name) ? std::optional(name) : std::nullopt;
}

/// Reads one standard; `fields` says which keys follow the name and what is_a is.
Result<> addSimple(std::vector<Record>& records, const std::filesystem::path& folder, const char* standard,
                   const char* topic, const char* isA, const std::vector<const char*>& keys) {
    LATHE_TRY(file, IsoFile::read(folder, standard));
    for (std::size_t i = 0; i < file.entries().size(); ++i) {
        LATHE_TRY(name, nameOf(file, i));
        if (!name) continue;
        Record record{topic, {{"name", *name}, {"is_a", isA}}};
        for (const char* key : keys) {
            LATHE_TRY(value, file.text(i, key));
            record.fields.emplace_back(key, value);
        }
        const Json& official = file.entries()[i]["official_name"];
        if (official.isString() && plain(official.string()) && official.string() != *name)
            record.fields.emplace_back("official_name", official.string());
        records.push_back(std::move(record));
    }
    return {};
}

Result<> addFormerCountries(std::vector<Record>& records, const std::filesystem::path& folder) {
    LATHE_TRY(file, IsoFile::read(folder, "3166-3"));
    for (std::size_t i = 0; i < file.entries().size(); ++i) {
        LATHE_TRY(name, file.text(i, "name"));
        LATHE_TRY(code, file.text(i, "alpha_4"));
        LATHE_TRY(date, file.text(i, "withdrawal_date"));
        // "Czechoslovakia, Czechoslovak Socialist Republic"
        name.resize(std::min(name.find(','), name.size()));
        if (!plain(name)) continue;
        records.push_back(
            {"former country",
             {{"name", name}, {"is_a", "former country"}, {"alpha_4", code}, {"until", date.substr(0, 4)}}});
    }
    return {};
}

Result<> addSubdivisions(std::vector<Record>& records, const std::filesystem::path& folder) {
    LATHE_TRY(countries, IsoFile::read(folder, "3166-1"));
    std::map<std::string, std::string> countryNames, names;
    for (std::size_t i = 0; i < countries.entries().size(); ++i) {
        LATHE_TRY(code, countries.text(i, "alpha_2"));
        LATHE_TRY(name, nameOf(countries, i));
        if (name) countryNames[code] = *name;
    }
    LATHE_TRY(file, IsoFile::read(folder, "3166-2"));
    for (std::size_t i = 0; i < file.entries().size(); ++i) {
        LATHE_TRY(code, file.text(i, "code"));
        LATHE_TRY(name, file.text(i, "name"));
        names[code] = name;
    }
    for (std::size_t i = 0; i < file.entries().size(); ++i) {
        LATHE_TRY(code, file.text(i, "code"));
        LATHE_TRY(type, file.text(i, "type"));
        const std::string& name = names[code];
        const std::string prefix = code.substr(0, code.find('-'));
        const auto country = countryNames.find(prefix);
        if (country == countryNames.end() || !plain(name) || !plain(type)) continue;
        Record record{"subdivision",
                      {{"name", name},
                       {"is_a", type.starts_with("London") ? type : lowerFirst(type)},
                       {"country", country->second},
                       {"code", code}}};
        // "SCT" and "GB-SCT" are both written.
        const std::string above = file.entries()[i]["parent"].toString();
        for (const std::string& key : {above, prefix + "-" + above})
            if (const auto found = names.find(key); found != names.end() && plain(found->second)) {
                record.fields.emplace_back("within", found->second);
                break;
            }
        records.push_back(std::move(record));
    }
    return {};
}

Result<> addLanguages(std::vector<Record>& records, const std::filesystem::path& folder) {
    static const std::map<std::string, std::string> kinds = {
        {"L", "living"}, {"E", "extinct"}, {"A", "ancient"}, {"H", "historical"}, {"C", "constructed"}};
    LATHE_TRY(file, IsoFile::read(folder, "639-3"));
    for (std::size_t i = 0; i < file.entries().size(); ++i) {
        LATHE_TRY(code, file.text(i, "alpha_3"));
        LATHE_TRY(type, file.text(i, "type"));
        LATHE_TRY(name, nameOf(file, i));
        const auto kind = kinds.find(type);
        if (!name || kind == kinds.end()) continue;
        Record record{"language", {{"name", *name}, {"is_a", kind->second + " language"}, {"alpha_3", code}}};
        if (const Json& two = file.entries()[i]["alpha_2"]; two.isString())
            record.fields.emplace_back("alpha_2", two.string());
        records.push_back(std::move(record));
    }
    return {};
}

}  // namespace

std::filesystem::path isoCodes() {
    const char* given = std::getenv("PROMPTLATHE_ISO_CODES");
    return given && *given ? given : "/usr/share/iso-codes/json";
}

std::vector<std::filesystem::path> isoFiles(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const char* standard : kStandards)
        files.push_back(folder / ("iso_" + std::string(standard) + ".json"));
    return files;
}

Result<std::vector<Record>> isoRecords(const std::filesystem::path& folder) {
    std::vector<Record> records;
    LATHE_CHECK(
        addSimple(records, folder, "3166-1", "country", "country", {"alpha_2", "alpha_3", "numeric"}));
    LATHE_CHECK(addSubdivisions(records, folder));
    LATHE_CHECK(addLanguages(records, folder));
    LATHE_CHECK(addSimple(records, folder, "4217", "currency", "currency", {"alpha_3", "numeric"}));
    LATHE_CHECK(addSimple(records, folder, "15924", "script", "script", {"alpha_4", "numeric"}));
    LATHE_CHECK(addSimple(records, folder, "639-5", "language family", "language family", {"alpha_3"}));
    LATHE_CHECK(addFormerCountries(records, folder));
    return records;
}

}  // namespace lathe
