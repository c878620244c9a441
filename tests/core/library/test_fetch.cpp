// SPDX-License-Identifier: Apache-2.0
// Fetching from a hub on loopback that behaves, and from one that misbehaves in one way at a time.
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "core/library/fetch.h"
#include "core/library/hub_cache.h"
#include "tests/support/hub_server.h"

using namespace lathe;
using namespace lathe::tests;
namespace fs = std::filesystem;

namespace {
std::string noise(std::size_t size, std::uint32_t seed) {
    std::string bytes(size, '\0');
    for (char& c : bytes) {
        seed = seed * 1664525U + 1013904223U;
        c = static_cast<char>(seed >> 24);
    }
    return bytes;
}
bool isRange(const HubRequest& request) {
    return !request.header("range").empty();
}
bool isWeights(const HubRequest& request) {
    return request.path.find("/resolve/") != std::string::npos && request.path.ends_with("model.safetensors");
}
}  // namespace

class TestFetch : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<HubServer> hub_;
    HubSettings settings_;
    std::string weights_;

    Result<Fetched> fetch(const FetchHooks& hooks = {}, const std::string& model = "owner/tiny",
                          const std::string& file = {}) {
        return fetchModel({model, file}, settings_, hooks);
    }
    fs::path snapshot() const {
        return HubFolder(settings_.cache, hub_->repository).snapshot(HubServer::kCommit);
    }
    fs::path partial() const { return HubFolder(settings_.cache, "owner/tiny").partial(sha256(weights_)); }
    void isWhole() {
        const auto bytes = readFile(snapshot() / "model.safetensors");
        QVERIFY(bytes && *bytes == weights_);
        QVERIFY(readFile(snapshot() / "config.json"));
        QVERIFY(!fs::exists(partial()));
    }
    /// It failed with these words; nothing is listed and nothing has a final name.
    void refused(const Result<Fetched>& result, const char* says) {
        QVERIFY(!result);
        const std::string line = result.error().line();
        QVERIFY2(line.find(says) != std::string::npos, line.c_str());
        QVERIFY2(line.find("secret") == std::string::npos, line.c_str());
        nothingIsListed();
    }
    void nothingIsListed() {
        QVERIFY(cachedModels(settings_.cache).empty());
        QVERIFY(!fs::exists(snapshot() / "config.json") && !fs::exists(snapshot() / "model.safetensors"));
        QVERIFY(!fs::exists(HubFolder(settings_.cache, "owner/tiny").blob(sha256(weights_))));
    }
    /// The weights are answered so; all else as a good hub does.
    void weightsAnswer(const std::function<std::optional<HubAnswer>(const HubRequest&, int time)>& answer) {
        hub_->odd = [answer, time = 0](const HubRequest& request) mutable -> std::optional<HubAnswer> {
            if (!isWeights(request)) return std::nullopt;
            return answer(request, time++);
        };
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        qputenv("NO_PROXY", "127.0.0.1");  // whatever this machine's way to the world is
        hub_ = std::make_unique<HubServer>();
        weights_ = noise(300'000, 1);
        hub_->files = {
            {"config.json", {R"({"model_type": "llama"})"}}, {"tokenizer.json", {noise(5000, 2)}},
            {"README.md", {"---\nlicense: mit\n---\n"}},     {"model.safetensors", {weights_, true}},
            {"pytorch_model.bin", {noise(100, 3), true}},    {"flax_model.msgpack", {noise(100, 4), true}}};
        settings_ = HubSettings();
        settings_.endpoint = hub_->address();
        settings_.token = "secret";
        settings_.cache = folder_->filePath("hub").toStdString();
        settings_.retrySeconds = 0.01;
        settings_.stallSeconds = 5;
    }

    void whatIsNeededComesIntoTheCachesOwnLayout() {
        std::vector<FetchProgress> told;
        const auto result = fetch({{}, [&](const FetchProgress& progress) { told.push_back(progress); }});
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        QCOMPARE(result->commit, std::string(HubServer::kCommit));
        QCOMPARE(result->path, snapshot());
        QCOMPARE(result->files.size(), std::size_t{4});
        QVERIFY(!fs::exists(snapshot() / "pytorch_model.bin"));
        QCOMPARE(fs::read_symlink(snapshot() / "model.safetensors"),
                 fs::path("../../blobs/" + sha256(weights_)));
        QCOMPARE(*readFile(settings_.cache / "models--owner--tiny/refs/main"),
                 std::string(HubServer::kCommit));
        QCOMPARE(cachedModels(settings_.cache).size(), std::size_t{1});
        QVERIFY(cachedModels(settings_.cache)[0].current);
        QVERIFY(!told.empty() && told.back().state == "done" && told.back().done == told.back().total);
        QCOMPARE(toJson(told.back())["event"].string(), std::string("fetch"));
        for (const HubRequest& request : hub_->seen())
            QCOMPARE(request.header("authorization"), std::string("Bearer secret"));
        // A second time nothing is fetched.
        const auto before = hub_->count("/resolve/");
        const auto again = fetch();
        QVERIFY(again && again->fetched == 0);
        QCOMPARE(hub_->count("/resolve/"), before);
    }

    void namesWithoutAnOwnerAndRevisions() {
        hub_->repository = "tiny2";
        const auto result = fetch({}, "tiny2@refs/pr/1");
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        QVERIFY(hub_->seen()[0].path.starts_with("/api/models/tiny2/revision/refs%2Fpr%2F1"));
        QVERIFY(fs::exists(settings_.cache / "models--tiny2/refs/refs/pr/1"));
        for (const char* bad :
             {"", "a/b/c", "../x", "a/..", "a b", "a/b@", "a/b@../x", "/etc", "a//b", "a/b@x y"}) {
            const auto refusedCall = fetch({}, bad);
            QVERIFY2(!refusedCall && refusedCall.error().kind == Error::Kind::Call, bad);
        }
    }

    void shardsComeByTheirIndex() {
        const std::string one = noise(4000, 5), two = noise(6000, 6);
        hub_->files.erase("model.safetensors");
        hub_->files["model.safetensors.index.json"] = {
            R"({"weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}})"};
        hub_->files["m-1.safetensors"] = {one, true};
        hub_->files["m-2.safetensors"] = {two, true};
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        QCOMPARE(*readFile(snapshot() / "m-2.safetensors"), two);
        QVERIFY(holdsWholeModel(snapshot()));
        fs::remove(snapshot() / "m-1.safetensors");
        QVERIFY(!holdsWholeModel(snapshot()));
        // An index that leads out of the folder, or to what is not there.
        for (const char* map : {R"({"weight_map": {"a": "../x"}})",
                                R"({"weight_map": {"a": "none.safetensors"}})", "{}", "["}) {
            hub_->files["model.safetensors.index.json"] = {map};
            QVERIFY2(!fetch(), map);
        }
    }

    void ggufFilesComeAlone() {
        hub_->files = {{"a.Q4_0.gguf", {noise(100, 1), true}},
                       {"sub/b.gguf", {noise(200, 2), true}},
                       {"README.md", {"x"}}};
        refused(fetch(), "choose one with --file: a.Q4_0.gguf, sub/b.gguf");
        refused(fetch({}, "owner/tiny", "c.gguf"), "no file c.gguf");
        QVERIFY(!fetch({}, "owner/tiny", "../c.gguf"));
        const auto result = fetch({}, "owner/tiny", "sub/b.gguf");
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        QCOMPARE(readFile(result->path)->size(), std::size_t{200});
        QCOMPARE(fs::read_symlink(result->path), fs::path("../../../blobs/" + sha256(noise(200, 2))));
        QCOMPARE(cachedModels(settings_.cache).size(), std::size_t{1});
    }

    void interruptionsAtTwentyPlacesAreGoneOnFrom() {
        std::uint32_t seed = 7;
        int cuts = 0;
        weightsAnswer([&](const HubRequest& request, int) -> std::optional<HubAnswer> {
            if (cuts == 20) return std::nullopt;
            ++cuts;
            HubAnswer answer = HubServer::ranged(request, weights_);
            seed = seed * 1664525U + 1013904223U;
            answer.cutAfter = (seed >> 8) % 12'000;
            return answer;
        });
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        QCOMPARE(cuts, 20);
        QCOMPARE(result->fetched, result->bytes);  // nothing came twice
    }

    void aStopLeavesWhatTheNextFetchGoesOnFrom() {
        weightsAnswer([&](const HubRequest& request, int) -> std::optional<HubAnswer> {
            HubAnswer answer = HubServer::ranged(request, weights_);
            if (!isRange(request)) answer.cutAfter = 100'000;
            if (!isRange(request)) answer.length = true;
            return answer;
        });
        std::uint64_t came = 0;
        const auto stopped = fetch({[&] { return came >= 100'000 ? FetchWish::Stop : FetchWish::Go; },
                                    [&](const FetchProgress& progress) {
                                        if (progress.file == "model.safetensors") came = progress.fileDone;
                                    }});
        QVERIFY2(stopped, stopped ? "" : stopped.error().line().c_str());
        if (stopped->stopped) {
            nothingIsListed();
            QVERIFY(fs::file_size(partial()) >= 100'000);
        }
        const auto result = fetch();
        QVERIFY2(result && !result->stopped, result ? "" : result.error().line().c_str());
        isWhole();
    }

    void aPauseWaitsAndGoesOn() {
        int asked = 0;
        std::vector<std::string> states;
        const auto result =
            fetch({[&] { return ++asked > 6 && asked < 12 ? FetchWish::Pause : FetchWish::Go; },
                   [&](const FetchProgress& progress) {
                       if (states.empty() || states.back() != progress.state)
                           states.push_back(progress.state);
                   }});
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        QVERIFY(std::find(states.begin(), states.end(), "paused") != states.end());
    }

    void wrongBytesOfTheRightSizeAreRefused() {
        weightsAnswer([&](const HubRequest& request, int) {
            return HubServer::ranged(request, noise(weights_.size(), 99));
        });
        refused(fetch(), "other bytes than it lists (SHA-256");
        QVERIFY(!fs::exists(partial()));
        fs::remove_all(settings_.cache);
        hub_->odd = [&](const HubRequest& request) -> std::optional<HubAnswer> {
            if (!request.path.ends_with("tokenizer.json")) return std::nullopt;
            return HubServer::ranged(request, noise(5000, 98));
        };
        refused(fetch(), "git's SHA-1");
    }

    void aPartialFileOfOtherBytesIsFetchedAnew() {
        fs::create_directories(partial().parent_path());
        std::ofstream(partial(), std::ios::binary) << std::string(1000, 'x');
        QVERIFY(fetch());
        isWhole();
        fs::remove_all(settings_.cache);
        fs::create_directories(partial().parent_path());
        std::ofstream(partial(), std::ios::binary) << std::string(weights_.size() + 5, 'x');
        QVERIFY(fetch());
        isWhole();
    }

    void misbehaviourIsNamed_data() {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("says");
        const std::pair<const char*, const char*> rows[] = {
            {"short", "bytes that it lists"},
            {"short without a length", "bytes came"},
            {"long", "more than the 300000 bytes"},
            {"no answer", "bytes came"},
            {"401", "HF_TOKEN"},
            {"403", "access"},
            {"404", "has no model.safetensors"},
            {"429", "asks for a pause"},
            {"500", "HTTP 500"},
            {"another commit", "another commit"},
            {"redirect without end", "from one address"},
            {"redirect to a file", "not followed"},
            {"a range that was not asked for", "range that was not asked for"}};
        for (const auto& [how, says] : rows) QTest::newRow(how) << QString(how) << QString(says);
    }
    void misbehaviourIsNamed() {
        QFETCH(QString, how);
        QFETCH(QString, says);
        weightsAnswer([&](const HubRequest& request, int) -> std::optional<HubAnswer> {
            HubAnswer answer = HubServer::ranged(request, weights_);
            if (how == "short") return HubServer::ranged(request, weights_.substr(0, 200'000));
            if (how == "short without a length") {
                answer = HubServer::ranged(request, weights_.substr(0, 200'000));
                answer.length = false;
            }
            if (how == "long") return HubServer::ranged(request, weights_ + "x");
            if (how == "no answer") answer.cutAfter = 0;
            if (how == "another commit") answer.headers["X-Repo-Commit"] = std::string(40, 'f');
            if (how == "redirect without end")
                return HubAnswer{302, {{"Location", request.path}}, "", {}, true, 0};
            if (how == "redirect to a file")
                return HubAnswer{302, {{"Location", "file:///etc/passwd"}}, "", {}, true, 0};
            if (how == "a range that was not asked for") answer.status = 206;
            if (const int status = how.toInt(); status > 0)
                return HubAnswer{status, {{"Retry-After", "0"}}, "no", {}, true, 0};
            return answer;
        });
        refused(fetch(), says.toUtf8().constData());
        if (how == "500")
            QCOMPARE(hub_->count("model.safetensors"), static_cast<std::size_t>(settings_.attempts));
        if (how == "404") QCOMPARE(hub_->count("model.safetensors"), std::size_t{1});
    }

    void passingTroubleIsTriedAgain() {
        int times = 0;
        hub_->odd = [&](const HubRequest&) -> std::optional<HubAnswer> {
            if (++times % 3 != 0)
                return HubAnswer{times % 3 == 1 ? 503 : 429, {{"Retry-After", "0"}}, "", {}, true, 0};
            return std::nullopt;
        };
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
    }

    void rangesThatAreNotKeptStartTheFileAnew_data() {
        QTest::addColumn<QString>("how");
        for (const char* how : {"200 for a range", "another range", "another size", "another ETag", "416"})
            QTest::newRow(how) << QString(how);
    }
    void rangesThatAreNotKeptStartTheFileAnew() {
        QFETCH(QString, how);
        weightsAnswer([&](const HubRequest& request, int time) -> std::optional<HubAnswer> {
            HubAnswer answer = HubServer::ranged(request, weights_);
            answer.headers["ETag"] = "\"first\"";
            if (time == 0) answer.cutAfter = 50'000;
            if (time != 1) return answer;
            if (how == "200 for a range") return HubAnswer{200, {}, weights_, {}, true, 0};
            if (how == "another range") answer.headers["Content-Range"] = "bytes 7-299999/300000";
            if (how == "another size") answer.headers["Content-Range"] += "0";
            if (how == "another ETag") answer.headers["ETag"] = "\"second\"";
            if (how == "416") return HubAnswer{416, {}, "", {}, true, 0};
            return answer;
        });
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        QCOMPARE(hub_->count("model.safetensors"), std::size_t{how == "200 for a range" ? 2U : 3U});
    }

    void aSnapshotIsKnownWhenAllOfItIsThere() {
        fs::create_directories(snapshot() / "tokenizer.json" / "in the way");
        QVERIFY(!fetch());
        QVERIFY(!fs::exists(snapshot() / "config.json"));
        QVERIFY(cachedModels(settings_.cache).empty());
        fs::remove_all(snapshot() / "tokenizer.json");
        QVERIFY(fetch());
        isWhole();
    }

    void theTokenStaysWithItsHost() {
        HubServer elsewhere;
        elsewhere.odd = [&](const HubRequest& request) -> std::optional<HubAnswer> {
            if (request.path.starts_with("/back"))
                return HubAnswer{302, {{"Location", hub_->address() + "/last"}}, "", {}, true, 0};
            return HubServer::ranged(request, weights_);
        };
        hub_->odd = [&](const HubRequest& request) -> std::optional<HubAnswer> {
            if (request.path == "/last")
                return HubServer::ranged(request, hub_->files["tokenizer.json"].bytes);
            if (request.path.ends_with("tokenizer.json"))
                return HubAnswer{302, {{"Location", elsewhere.address() + "/back"}}, "", {}, true, 0};
            if (!isWeights(request)) return std::nullopt;
            return HubAnswer{302, {{"Location", elsewhere.address() + "/cdn?signature=secret"}}, "", {}, true,
                             0};
        };
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        QVERIFY(elsewhere.seen().size() == 2);
        for (const HubRequest& request : elsewhere.seen())
            QCOMPARE(request.header("authorization"), std::string());
        for (const HubRequest& request : hub_->seen())
            QCOMPARE(request.header("authorization"),
                     request.path == "/last" ? std::string() : std::string("Bearer secret"));
    }

    void relativeRedirectsOfTheSameHostKeepTheToken() {
        hub_->odd = [](const HubRequest& request) -> std::optional<HubAnswer> {
            const std::string old = "/api/models/tiny/";
            if (!request.path.starts_with(old)) return std::nullopt;
            return HubAnswer{
                307,  {{"Location", "/api/models/owner/tiny/" + request.path.substr(old.size())}},
                "",   {},
                true, 0};
        };
        (void)fetch({}, "tiny");
        QCOMPARE(hub_->seen()[1].path.substr(0, 22), std::string("/api/models/owner/tiny"));
        QCOMPARE(hub_->seen()[1].header("authorization"), std::string("Bearer secret"));
    }

    void listingsThatLieAreRefused_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("says");
        const std::pair<const char*, const char*> rows[] = {
            {R"({"rfilename": "../../x"})", "leads elsewhere"},
            {R"({"rfilename": "/etc/x"})", "leads elsewhere"},
            {R"({"rfilename": "a/../x"})", "leads elsewhere"},
            {R"({"rfilename": "a\\x"})", "leads elsewhere"},
            {R"({"rfilename": ""})", "leads elsewhere"},
            {R"({"rfilename": "a\u0000b"})", "leads elsewhere"},
            {R"({})", "leads elsewhere"},
            {R"({"rfilename": "config.json"})", "twice"},
            {R"({"rfilename": "x", "size": -1})", "negative"},
            {R"({"rfilename": "x", "lfs": {"sha256": "../../x", "size": 1}})", "is none"},
            {R"({"rfilename": "x", "lfs": {"sha256": "abc", "size": 1}})", "is none"}};
        for (const auto& [change, says] : rows) QTest::newRow(change) << QString(change) << QString(says);
    }
    void listingsThatLieAreRefused() {
        QFETCH(QString, change);
        QFETCH(QString, says);
        hub_->listing = [&](Json& listing) {
            Json::Array siblings = listing["siblings"].items();
            siblings.push_back(*Json::parse(change.toStdString()));
            listing.set("siblings", Json(std::move(siblings)));
        };
        refused(fetch(), says.toUtf8().constData());
        QVERIFY(!fs::exists(settings_.cache / "x"));
    }

    void answersThatAreNoListingAreRefused() {
        for (const char* body :
             {"", "[]", "{}", R"({"sha": "main"})", R"({"sha": "../../../x", "siblings": []})", "<html>"}) {
            hub_->odd = [&](const HubRequest&) { return HubAnswer{200, {}, body, {}, true, 0}; };
            const auto result = fetch();
            QVERIFY2(!result && !fs::exists(settings_.cache / "models--owner--tiny/snapshots"), body);
        }
        hub_->odd = [](const HubRequest&) { return HubAnswer{404, {}, "", {}, true, 0}; };
        refused(fetch(), "has no owner/tiny at main");
        QCOMPARE(hub_->count("/api/"), std::size_t{7});
    }

    void sizesThatTheListingLacksAreAskedFor() {
        hub_->listing = [](Json& listing) {
            Json siblings{Json::Array{}};
            for (const Json& entry : listing["siblings"].items())
                siblings.append(Json::object({{"rfilename", entry["rfilename"]}}));
            listing.set("siblings", std::move(siblings));
        };
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        weightsAnswer([&](const HubRequest& request, int) {
            return HubServer::ranged(request, noise(weights_.size(), 99));
        });
        fs::remove_all(settings_.cache);
        hub_->odd = [this](const HubRequest& request) -> std::optional<HubAnswer> {
            if (!isWeights(request)) return std::nullopt;
            HubAnswer answer = HubServer::ranged(request, noise(weights_.size(), 99));
            answer.headers["X-Linked-Etag"] = '"' + sha256(weights_) + '"';
            return answer;
        };
        refused(fetch(), "SHA-256");
    }

    void contentsWithoutADigestAreNamedByTheirOwn() {
        hub_->listing = [](Json& listing) {
            Json siblings{Json::Array{}};
            for (Json entry : listing["siblings"].items()) {
                entry.erase("blobId");
                siblings.append(std::move(entry));
            }
            listing.set("siblings", std::move(siblings));
        };
        const auto result = fetch();
        QVERIFY2(result, result ? "" : result.error().line().c_str());
        isWhole();
        QCOMPARE(fs::read_symlink(snapshot() / "tokenizer.json").filename(),
                 fs::path(HubServer::gitBlob(noise(5000, 2))));
    }

    void spaceIsAskedForFirst() {
        settings_.freeSpace = [](const fs::path&) { return std::uint64_t{1'200'000}; };
        refused(fetch(), "not enough space");
        QCOMPARE(hub_->count("/resolve/"), std::size_t{0});
    }

    void aFullDiskKeepsWhatCame() {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        const rlimit small{150'000, old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto result = fetch();
        ::setrlimit(RLIMIT_FSIZE, &old);
        refused(result, "the disk is full");
        QCOMPARE(fs::file_size(partial()), std::uintmax_t{150'000});
        const auto again = fetch();
        QVERIFY2(again, again ? "" : again.error().line().c_str());
        QVERIFY(again->fetched < again->bytes);
        isWhole();
    }

    void aHubThatFallsSilentIsGivenUp() {
        settings_.stallSeconds = 0.2;
        settings_.attempts = 2;
        weightsAnswer([&](const HubRequest& request, int) -> std::optional<HubAnswer> {
            HubAnswer answer = HubServer::ranged(request, weights_);
            answer.waitMilliseconds = 700;
            return answer;
        });
        refused(fetch(), "no byte came");
        settings_.endpoint = "http://127.0.0.1:1";
        refused(fetch(), "does not answer");
    }

    void offlineOnlyWhatIsHereCounts() {
        settings_.offline = true;
        refused(fetch(), "HF_HUB_OFFLINE");
        QVERIFY(hub_->seen().empty());
        settings_.offline = false;
        QVERIFY(fetch());
        settings_.offline = true;
        const auto here = fetch();
        QVERIFY(here && here->path == snapshot());
    }

    void theEnvironmentSaysWhereTheCacheAndTheTokenAre() {
        const char* names[] = {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"};
        const char* values[] = {"/1", "/2", "/3", "/4"};
        const char* expected[] = {"/1", "/2", "/3/hub", "/4/huggingface/hub"};
        for (int i = 0; i < 4; ++i) qputenv(names[i], values[i]);
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(hubCache(), fs::path(expected[i]));
            qunsetenv(names[i]);
        }
        qputenv("HOME", "/5");
        QCOMPARE(hubCache(), fs::path("/5/.cache/huggingface/hub"));
        qputenv("HF_HUB_CACHE", "~/6");
        QCOMPARE(hubCache(), fs::path("/5/6"));
        qunsetenv("HF_HUB_CACHE");
        qputenv("HF_HOME", folder_->path().toUtf8());
        std::ofstream(folder_->filePath("token").toStdString()) << " from-file \n";
        QCOMPARE(hubSettings()->token, std::string("from-file"));
        std::ofstream(folder_->filePath("other").toStdString()) << "other";
        qputenv("HF_TOKEN_PATH", folder_->filePath("other").toUtf8());
        QCOMPARE(hubSettings()->token, std::string("other"));
        qputenv("HF_TOKEN", "from-variable");
        QCOMPARE(hubSettings()->token, std::string("from-variable"));
        qputenv("HF_TOKEN", "two\r\nX-Evil: 1");
        QVERIFY(!hubSettings());
        qunsetenv("HF_TOKEN");
        qputenv("HF_ENDPOINT", "http://mirror/");
        QCOMPARE(hubSettings()->endpoint, std::string("http://mirror"));
        qputenv("HF_ENDPOINT", "file:///etc");
        QVERIFY(!hubSettings());
        for (const char* name : {"HF_HOME", "HF_TOKEN_PATH", "HF_ENDPOINT"}) qunsetenv(name);
        qputenv("HF_HUB_OFFLINE", "yes");
        QVERIFY(hubSettings()->offline);
        qunsetenv("HF_HUB_OFFLINE");
    }
};

QTEST_GUILESS_MAIN(TestFetch)
#include "test_fetch.moc"
