// SPDX-License-Identifier: Apache-2.0
#include "core/library/library.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/library/content_digest.h"
#include "core/library/digest.h"
#include "core/library/hub_cache.h"
#include "core/library/hub_settings.h"
#include "core/library/memory.h"
#include "core/library/opening.h"
#include "core/library/places.h"
#include "core/library/store.h"

namespace lathe {
namespace {

namespace fs = std::filesystem;

/// What an entry says besides what its files do.
void complete(BackboneEntry& entry, const std::string& id, const std::string& source) {
    entry.id = id;
    entry.source = source;
    const std::uint64_t memory = usableMemory();
    entry.fits = memory == 0 || neededMemory(entry.shape) <= memory;
}

Result<BackboneFiles> openRecord(const StoreRecord& record) {
    if (!record.problem.empty()) return failed(record.problem);
    std::error_code code;
    if (!fs::exists(record.path, code))
        return failed("the file of backbone " + record.id + " is gone", record.path.string(),
                      "put it back, or remove the backbone and add it again");
    LATHE_TRY(opened, openPath(record.path));
    LATHE_TRY(digest, filesDigest(opened.parts));
    if (!record.digest.empty() && digest != record.digest)
        return failed("backbone " + record.id +
                          " is not the file that was added: its contents have changed (damaged or "
                          "replaced)",
                      record.path.string(), "get the file again, or remove the backbone and add it anew");
    opened.files.digest = std::move(digest);
    complete(opened.files.entry, record.id, "library");
    return std::move(opened.files);
}

Result<BackboneFiles> openAt(const fs::path& path, const std::string& id, const std::string& source) {
    LATHE_TRY(opened, openPath(path));
    LATHE_TRY(digest, filesDigest(opened.parts));
    opened.files.digest = std::move(digest);
    complete(opened.files.entry, id.empty() ? backboneIdFor(opened.files.entry.path) : id, source);
    return std::move(opened.files);
}

Result<BackboneFiles> openPlace(const BackbonePlace& place) {
    LATHE_TRY(files, openAt(place.path, place.id, place.source));
    files.entry.commit = place.commit;
    return files;
}

Result<> removePlace(const BackbonePlace& place, bool deleteFiles) {
    if (place.source == "folder")
        return failed(
            place.id + " lies in a folder of GGUF files", place.path.string(),
            "take the folder off the list with: backbone remove " + place.path.parent_path().string());
    const fs::path folder = HubFolder(hubCache(), place.repository).path();
    if (!deleteFiles)
        return failed(place.repository + " lies in the hub's cache, which other programs share",
                      folder.string(),
                      "delete its files with: backbone remove --delete-files " + place.repository);
    std::error_code code;
    fs::remove_all(folder, code);
    if (code)
        return failed("cannot remove (" + code.message() + ")", folder.string(), "check the permissions");
    fs::remove_all(hubCache() / ".locks" / hubFolder(place.repository), code);
    return {};
}

/// Contents of the hub's cache against the digests that are their names.
Result<> checkBlobs(const fs::path& path, std::vector<std::string>& problems) {
    std::vector<fs::path> files;
    std::error_code code;
    if (!fs::is_directory(path, code)) files.push_back(path);
    for (fs::recursive_directory_iterator at(path, code), end; !code && at != end; at.increment(code))
        if (!at->is_directory()) files.push_back(at->path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        const std::string name =
            fs::is_symlink(file) ? fs::read_symlink(file, code).filename().string() : std::string();
        if (!isCommit(name)) continue;  // named by something else than its contents
        LATHE_TRY(got, contentDigestOfFile(file, name));
        if (got != name)
            problems.push_back(file.filename().string() +
                               ": its contents are not what the hub gave (digest " + got + ", was " + name +
                               "); fetch the model again");
    }
    return {};
}

Result<StoreRecord> wanted(const std::string& id) {
    LATHE_TRY(record, storeRecord(id));
    if (record) return std::move(*record);
    LATHE_TRY(records, storeRecords());
    std::vector<std::string> known;
    for (const StoreRecord& other : records) known.push_back(other.id);
    LATHE_TRY(places, backbonePlaces());
    for (const BackbonePlace& place : places) known.push_back(place.id);
    const std::string near = closest(id, known);
    return failed("no backbone called " + id + " in the library", {},
                  !near.empty()   ? "did you mean " + near + "?"
                  : known.empty() ? "add one with: backbone add PATH, or backbone fetch OWNER/NAME"
                                  : "the library has: " + joined(known));
}

}  // namespace

Result<std::vector<BackboneEntry>> listBackbones() {
    LATHE_TRY(records, storeRecords());
    std::vector<BackboneEntry> entries;
    for (const StoreRecord& record : records) {
        BackboneEntry entry;
        entry.path = record.path;
        entry.problem = record.problem;
        if (entry.problem.empty()) {
            std::error_code code;
            auto opened = fs::exists(record.path, code)
                              ? openPath(record.path)
                              : Result<OpenedPath>(failed("the file is gone", record.path.string(),
                                                          "put it back, or remove the backbone"));
            if (opened)
                entry = std::move(opened->files.entry);
            else
                entry.problem = opened.error().line();
        }
        complete(entry, record.id, "library");
        entries.push_back(std::move(entry));
    }
    LATHE_TRY(places, backbonePlaces());
    for (const BackbonePlace& place : places) {
        BackboneEntry entry;
        entry.path = place.path;
        if (auto opened = openPath(place.path))
            entry = std::move(opened->files.entry);
        else
            entry.problem = opened.error().line();
        entry.commit = place.commit;
        complete(entry, place.id, place.source);
        entries.push_back(std::move(entry));
    }
    return entries;
}

Result<BackboneFiles> openBackbone(const std::string& idOrPath) {
    if (idOrPath.empty())
        return badCall("no backbone is named", {}, "give an id of the library, a folder or a GGUF file");
    LATHE_TRY(record, storeRecord(idOrPath));
    if (record) return openRecord(*record);
    std::error_code code;
    if (fs::exists(idOrPath, code)) return openAt(idOrPath, {}, {});
    LATHE_TRY(place, backbonePlace(idOrPath));
    if (place) return openPlace(*place);
    if (!idOrPath.ends_with(".gguf") && (isBackboneId(idOrPath) || hubName(idOrPath))) {
        LATHE_TRY(none, wanted(idOrPath));
        return openRecord(none);
    }
    return openAt(idOrPath, {}, {});
}

Result<std::shared_ptr<const Tokenizer>> tokenizerOf(const BackboneFiles& files) {
    if (files.tokenizerPath.empty())
        return failed("this backbone has no tokenizer", files.entry.path.string(),
                      "put its tokenizer.json or tokenizer.model beside the weights");
    LATHE_TRY(tokenizer, loadTokenizer(files.tokenizerPath));
    const std::int64_t vocabulary = files.entry.shape.vocabulary;
    if (vocabulary > 0 && tokenizer->size() > vocabulary)
        return failed("this tokenizer has " + std::to_string(tokenizer->size()) +
                          " tokens, the model's vocabulary " + std::to_string(vocabulary),
                      files.tokenizerPath, "use the tokenizer that belongs to the model");
    return tokenizer;
}

Result<BackboneEntry> addBackbone(const fs::path& path, const std::string& id) {
    std::error_code code;
    fs::path whole = fs::absolute(path, code).lexically_normal();
    if (code) whole = path;
    LATHE_TRY(opened, openPath(whole));
    const auto problems = tensorProblems(opened.files);
    if (!problems.empty())
        return failed(
            problems[0] +
                (problems.size() > 1 ? " (and " + std::to_string(problems.size() - 1) + " more)" : ""),
            whole.string(), "get the file again");
    StoreRecord record;
    record.id = id.empty() ? backboneIdFor(opened.files.entry.path) : id;
    if (!isBackboneId(record.id))
        return badCall("\"" + record.id + "\" is no id for a backbone", {},
                       "use up to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");
    record.path = whole;
    LATHE_TRY(old, storeRecord(record.id));
    if (old && old->path.lexically_normal() != whole && fs::exists(old->path, code))
        return failed("the library already has " + record.id + " (" + old->path.string() + ")",
                      whole.string(), "choose another id with --id, or remove that one first");
    LATHE_TRY(digest, filesDigest(opened.parts));
    record.digest = std::move(digest);
    LATHE_CHECK(writeStoreRecord(record));
    complete(opened.files.entry, record.id, "library");
    return std::move(opened.files.entry);
}

Result<> removeBackbone(const std::string& id, bool deleteFiles) {
    LATHE_TRY(known, storeRecord(id));
    if (!known) {
        LATHE_TRY(folder, removeGgufFolder(id));
        if (folder) return {};
        LATHE_TRY(place, backbonePlace(id));
        if (place) return removePlace(*place, deleteFiles);
    }
    LATHE_TRY(record, wanted(id));
    std::error_code code;
    const auto status = fs::symlink_status(record.record, code);
    if (!fs::is_symlink(status) && (fs::is_directory(status) || record.record.extension() != ".json"))
        return failed("backbone " + id + " lies in the library itself", record.record.string(),
                      "delete it by hand if it is not needed");
    if (!fs::remove(record.record, code) || code)
        return failed("cannot remove (" + code.message() + ")", record.record.string(),
                      "check the permissions");
    return {};
}

Result<std::vector<std::string>> verifyBackbone(const std::string& id) {
    LATHE_TRY(known, storeRecord(id));
    LATHE_TRY(place, backbonePlace(id));
    if (!known && place) {
        std::vector<std::string> problems;
        if (place->source == "hub") LATHE_CHECK(checkBlobs(place->path, problems));
        auto opened = openPath(place->path);
        if (!opened) return std::vector<std::string>{opened.error().line()};
        for (std::string& problem : tensorProblems(opened->files)) problems.push_back(std::move(problem));
        return problems;
    }
    LATHE_TRY(record, wanted(id));
    if (!record.problem.empty()) return std::vector<std::string>{record.problem};
    auto opened = openPath(record.path);
    if (!opened) return std::vector<std::string>{opened.error().line()};
    std::vector<std::string> problems = tensorProblems(opened->files);
    LATHE_TRY(digest, filesDigest(opened->parts, true));
    if (!record.digest.empty() && digest != record.digest)
        problems.push_back("the contents have changed since it was added (SHA-256 " + digest + ", was " +
                           record.digest + "); get the file again");
    return problems;
}

}  // namespace lathe
