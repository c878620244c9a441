// SPDX-License-Identifier: Apache-2.0
// Options of tokenizer.json in small, the tables of GGUF files, and files that are refused.
#include <QtTest>

#include <cmath>
#include <fstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_bytes.h"
#include "tests/support/bounded.h"
#include "tests/support/gguf_builder.h"

using namespace lathe;
using lathe::tests::GgufBuilder;

namespace {

Json parsed(const std::string& text) {
    auto json = Json::parse(text, "the test");
    if (!json) qFatal("%s", json.error().line().c_str());
    return *json;
}

/// A small BPE over letters and spaces: "ab" and "abc" are tokens; <x> and [y] are found in text.
Json letters() {
    return parsed(R"({
      "added_tokens": [{"id": 20, "content": "<x>", "special": true}, {"id": 21, "content": "<xx>", "special": true}],
      "normalizer": null, "pre_tokenizer": null, "post_processor": null,
      "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "_"}, "content": " "}, {"type": "Fuse"}]},
      "model": {"type": "BPE", "unk_token": "?", "fuse_unk": false,
                "vocab": {"?": 0, "a": 1, "b": 2, "c": 3, "_": 4, "ab": 5, "abc": 6, "A": 7, " ": 8, "1": 9, ".": 10, "_a": 11},
                "merges": ["a b", ["ab", "c"], "_ a"]}})");
}

/// The bytes' alphabet, "in" and " in", in the tables of a GGUF file.
GgufBuilder tables(const std::string& pre = "smollm") {
    std::vector<std::string> names = {"<|endoftext|>", "<|im_start|>"};
    std::vector<std::int32_t> types = {3, 3};
    for (unsigned byte = 0; byte < 256; ++byte)
        names.push_back(tokens::byteCharacter(static_cast<unsigned char>(byte)));
    names.insert(names.end(), {"in", "\u0120in", "<think>"});
    types.resize(names.size(), 1);
    types.back() = 4;
    GgufBuilder builder;
    builder.string("tokenizer.ggml.model", "gpt2").string("tokenizer.ggml.pre", pre);
    builder.strings("tokenizer.ggml.tokens", names).integers("tokenizer.ggml.token_type", types);
    builder.strings("tokenizer.ggml.merges", {"i n", "\u0120 in"});
    return builder;
}

}  // namespace

class TestTokenizerFiles : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    Result<std::shared_ptr<const Tokenizer>> load(const std::string& json) {
        std::ofstream(folder_.filePath("tokenizer.json").toStdString(), std::ios::binary) << json;
        return loadTokenizer(folder_.path().toStdString());
    }
    std::vector<std::int32_t> ids(const Json& json, const std::string& text) {
        const auto tokenizer = load(json.dump());
        if (!tokenizer) {
            qWarning("%s", tokenizer.error().line().c_str());
            return {-1};
        }
        return (*tokenizer)->encode(text, Surround::Yes);
    }
    Result<std::shared_ptr<const Tokenizer>> loadGguf(const GgufBuilder& builder) {
        const std::string path = folder_.filePath("t.gguf").toStdString();
        std::ofstream(path, std::ios::binary) << builder.build();
        return loadTokenizer(path);
    }
    using Ids = std::vector<std::int32_t>;

  private Q_SLOTS:
    void mergesGoByRank() {
        QCOMPARE(ids(letters(), "abc"), (Ids{6}));
        QCOMPARE(ids(letters(), "aabcb"), (Ids{1, 6, 2}));
        QCOMPARE(ids(letters(), "xay"), (Ids{0, 1, 0}));
        QCOMPARE(ids(letters(), "xxa"), (Ids{0, 0, 1}));
        Json fused = letters();
        fused.setAt("model.fuse_unk", true);
        QCOMPARE(ids(fused, "xxa"), (Ids{0, 1}));
        Json whole = letters();
        whole.setAt("model.merges", Json::array());
        QCOMPARE(ids(whole, "abc"), (Ids{1, 2, 3}));
        whole.setAt("model.ignore_merges", true);
        QCOMPARE(ids(whole, "abc"), (Ids{6}));
    }

    void addedTokensAreFoundLeftmostAndLongest() {
        QCOMPARE(ids(letters(), "a<x>b<xx>"), (Ids{1, 20, 2, 21}));
        QCOMPARE(ids(letters(), "<x<x>"), (Ids{0, 0, 20}));
        Json json = letters();
        const auto with = [&](const char* flags) {
            json.set("added_tokens", parsed(std::string(R"([{"id": 20, "content": "<x>", )") + flags + "}]"));
            return json;
        };
        QCOMPARE(ids(with(R"("special": true, "lstrip": true)"), "a  <x> b"), (Ids{1, 20, 8, 2}));
        QCOMPARE(ids(with(R"("special": true, "rstrip": true)"), "a <x>  b"), (Ids{1, 8, 20, 2}));
        QCOMPARE(ids(with(R"("special": true, "single_word": true)"), "a<x>").size(), std::size_t{4});
        QCOMPARE(ids(with(R"("special": true, "single_word": true)"), "a <x>."), (Ids{1, 8, 20, 10}));
        json.set("normalizer",
                 parsed(R"({"type": "Replace", "pattern": {"String": "b"}, "content": "<x>"})"));
        QCOMPARE(ids(with(R"("normalized": true)"), "ab"), (Ids{1, 20}));
        QCOMPARE(ids(with(R"("normalized": false)"), "ab").size(), std::size_t{4});
    }

    void normalizersAndSplittersDoWhatTheirNamesSay() {
        const auto with = [&](const char* normalizer, const char* splitter) {
            Json json = letters();
            json.set("normalizer", parsed(normalizer));
            json.set("pre_tokenizer", parsed(splitter));
            return json;
        };
        QCOMPARE(ids(with(R"({"type": "Lowercase"})", "null"), "ABC"), (Ids{6}));
        QCOMPARE(
            ids(with(
                    R"({"type": "Sequence", "normalizers": [{"type": "Strip"}, {"type": "Prepend", "prepend": "_"}]})",
                    "null"),
                " abc "),
            (Ids{4, 6}));
        QCOMPARE(ids(with(R"({"type": "NFKC"})", "null"), "\uFF41\uFF42"), (Ids{5}));
        QCOMPARE(ids(with("null", R"({"type": "Split", "pattern": {"Regex": "b"}, "behavior": "Isolated"})"),
                     "abc"),
                 (Ids{1, 2, 3}));
        QCOMPARE(ids(with("null", R"({"type": "Split", "pattern": {"String": "."}, "behavior": "Removed"})"),
                     "a.b"),
                 (Ids{1, 2}));
        QCOMPARE(
            ids(with(
                    "null",
                    R"({"type": "Split", "pattern": {"String": "."}, "behavior": "Removed", "invert": true})"),
                "a.b"),
            (Ids{10}));
        QCOMPARE(ids(with("null", R"({"type": "Digits", "individual_digits": true})"), "ab11"),
                 (Ids{5, 9, 9}));
        QCOMPARE(ids(with("null", R"({"type": "WhitespaceSplit"})"), "a b"), (Ids{1, 2}));
        QCOMPARE(ids(with("null", R"({"type": "Punctuation"})"), "a.b"), (Ids{1, 10, 2}));
        QCOMPARE(ids(with("null", R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "always"})"),
                     "ab a"),
                 (Ids{4, 5, 11}));
        QCOMPARE(ids(with("null", R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "never"})"),
                     "ab a"),
                 (Ids{5, 11}));
        QCOMPARE(ids(with("null", R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "first"})"),
                     "a<x>a"),
                 (Ids{11, 20, 1}));
    }

    void whatIsPutAroundIsTheTemplates() {
        Json json = letters();
        json.set("post_processor", parsed(R"({"type": "Sequence", "processors": [{"type": "ByteLevel"},
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<x>", "type_id": 0}},
             {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<xx>", "type_id": 0}}], "pair": [],
             "special_tokens": {"<x>": {"id": "<x>", "ids": [20], "tokens": ["<x>"]}, "<xx>": {"id": "<xx>", "ids": [21], "tokens": ["<xx>"]}}}]})"));
        QCOMPARE(ids(json, "a"), (Ids{20, 1, 21}));
        json.set(
            "post_processor",
            parsed(
                R"({"type": "RobertaProcessing", "cls": ["<x>", 20], "sep": ["<xx>", 21], "trim_offsets": true, "add_prefix_space": true})"));
        QCOMPARE(ids(json, ""), (Ids{20, 21}));
    }

    void whatIsNotKnownIsNamed_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* path, const char* value, const char* says) {
            QTest::newRow((std::string(path) + " " + value).substr(0, 80).c_str())
                << QByteArray(path) << QByteArray(value) << QString(says);
        };
        row("surprise", "1", "the part surprise is not known");
        row("model", "null", "no model");
        row("model", R"({"type": "Unigram", "vocab": []})", "no vocabulary");
        row("model.type", "\"WordLevel\"", "the model WordLevel");
        row("model.vocab", "[]", "no vocabulary");
        row("model.vocab.a", "-1", "impossible id");
        row("model.vocab.a", "2000000000", "impossible id");
        row("model.vocab.a", "\"1\"", "impossible id");
        row("model.vocab.a", "2", "given twice");
        row("model.merges", "{}", "no list of merges");
        row("model.merges", "[\"ab\"]", "merges[0]");
        row("model.merges", "[[\"a\"]]", "merges[0]");
        row("model.merges", "[\"a zz\"]", "merge 1");
        row("model.unk_token", "\"nowhere\"", "unk_token");
        row("model.dropout", "0.1", "dropout");
        row("model.surprise", "1", "the option surprise");
        row("added_tokens", "{}", "added_tokens");
        row("added_tokens", R"([{"id": 3000000, "content": "<x>"}])", "added_tokens[0]");
        row("added_tokens", R"([{"id": 20, "content": ""}])", "no content");
        row("added_tokens", R"([{"id": 20, "content": "<x>", "odd": 1}])", "the option odd");
        row("normalizer", R"({"type": "Precompiled", "precompiled_charsmap": "AAAA"})",
            "precompiled_charsmap");
        row("normalizer", R"({"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Surprise"}]})",
            "normalizers[1]");
        row("normalizer", R"({"type": "Replace", "pattern": {"Regex": "+a"}, "content": ""})", "pattern");
        row("pre_tokenizer", R"({"type": "UnicodeScripts"})", "UnicodeScripts");
        row("pre_tokenizer", R"({"type": "Split", "pattern": {"Regex": "*a"}, "behavior": "Isolated"})",
            "pattern");
        row("pre_tokenizer", R"({"type": "Split", "pattern": {"String": "a"}, "behavior": "Sideways"})",
            "Sideways");
        row("pre_tokenizer", R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "odd"})",
            "the scheme odd");
        row("post_processor", R"({"type": "Surprise"})", "the post-processor Surprise");
        row("post_processor",
            R"({"type": "TemplateProcessing", "single": [], "pair": [], "special_tokens": {}})",
            "text itself");
        row("post_processor", R"({"type": "BertProcessing", "cls": ["<x>", 9], "sep": ["<x>", 20]})", "cls");
        row("decoder", R"({"type": "CTC"})", "the decoder CTC");
        row("version", "\"2.0\"", "the version");
        row("normalizer", "[]", "not an object");
        row("model", R"({"type": "Unigram", "unk_id": 0, "vocab": [["a"]]})", "vocab[0]");
        row("model", R"({"type": "Unigram", "unk_id": 0, "vocab": [["a", "b"]]})", "vocab[0]");
        row("model", R"({"type": "Unigram", "unk_id": 1, "vocab": [["a", 0]]})", "unk_id");
        row("model", R"({"type": "Unigram", "unk_id": null, "vocab": [["a", 0]]})", "unk_id");
        row("model", R"({"type": "Unigram", "unk_id": 0, "vocab": [["a", 0]], "odd": 1})", "the option odd");
        row("model.fuse_unk", "\"yes\"", "fuse_unk");
        row("model.unk_token", "5", "unk_token");
        row("model.dropout", "\"0\"", "dropout");
        row("added_tokens", R"([{"id": 1, "content": "<x>"}])", "is that of a");
        row("added_tokens", R"([{"id": 20, "content": "<x>", "lstrip": 1}])", "lstrip");
        row("normalizer", R"({"type": "Precompiled", "precompiled_charsmap": "A*A="})", "no base64");
        row("normalizer", R"({"type": "Precompiled", "precompiled_charsmap": null})", "no base64");
        row("normalizer", R"({"type": "Strip", "strip_left": 1})", "strip_left");
        row("normalizer", R"({"type": "NFC", "odd": 1})", "the option odd");
        row("pre_tokenizer", R"({"type": "Sequence", "pretokenizers": {}})", "no list");
        row("pre_tokenizer", R"({"type": "Metaspace", "replacement": "ab"})", "not one character");
        row("pre_tokenizer",
            R"({"type": "Metaspace", "replacement": "_", "add_prefix_space": false, "prepend_scheme": "first"})",
            "disagree");
        row("pre_tokenizer", R"({"type": "CharDelimiterSplit", "delimiter": ""})", "not one character");
        row("pre_tokenizer", R"({"type": "FixedLength", "length": 0})", "length");
        row("pre_tokenizer", R"({"type": "Digits", "individual_digits": 3})", "individual_digits");
        for (const char* pattern :
             {"[a&&b]", "[a[b]]", "\\\\b", "\\\\h", "(?s:a)", "(?P<a>b)", "[\\\\W]", "\\\\pL"})
            row("pre_tokenizer",
                (std::string(R"({"type": "Split", "behavior": "Isolated", "pattern": {"Regex": ")") +
                 pattern + "\"}}")
                    .c_str(),
                "which is not read");
        row("post_processor", R"({"type": "Sequence", "processors": {}})", "no list");
        row("decoder", R"({"type": "Strip", "content": "", "start": 1, "stop": 0})", "not one character");
        row("decoder", R"({"type": "Strip", "content": "a", "start": -1, "stop": 0})", "start");
        row("decoder", R"({"type": "Replace", "pattern": {"String": ""}, "content": ""})", "no pattern");
        row("decoder", R"({"type": "WordPiece", "cleanup": "no"})", "cleanup");
    }
    void whatIsNotKnownIsNamed() {
        const lathe::tests::Bounded bounded("malformed", "tokenizer.json files");
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, value);
        QFETCH(QString, says);
        Json json = letters();
        json.setAt(path.toStdString(), parsed(value.toStdString()));
        const auto tokenizer = load(json.dump());
        QVERIFY(!tokenizer);
        const QString line = QString::fromStdString(tokenizer.error().line());
        QVERIFY2(line.contains(says) && line.contains("tokenizer.json"), qPrintable(line));
    }

    void brokenFilesAreNamed() {
        QVERIFY(!load(""));
        QVERIFY(!load("[]"));
        QVERIFY(!load(letters().dump().substr(0, 200)));
        const auto broken = load("{\"a\": 1, \"a\": 2}");
        QVERIFY(!broken && broken.error().line().find("stands twice") != std::string::npos);
        QVERIFY(QFile::remove(folder_.filePath("tokenizer.json")));
        const auto none = loadTokenizer(folder_.path().toStdString());
        QVERIFY(!none && none.error().line().find("no tokenizer files") != std::string::npos);
        std::ofstream(folder_.filePath("tokenizer.model").toStdString()) << "not a model";
        const auto model = loadTokenizer(folder_.path().toStdString());
        QVERIFY(!model && model.error().line().find("not a sentencepiece model") != std::string::npos);
        QVERIFY(QFile::remove(folder_.filePath("tokenizer.model")));
    }

    void tablesOfGgufGiveIds() {
        const auto tokenizer = loadGguf(tables());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().line().c_str());
        const Tokenizer& t = **tokenizer;
        const auto text = t.encode(" in<|im_start|>in<think>", Surround::Yes);
        QCOMPARE(text, (Ids{259, 1, 258, 260}));
        QCOMPARE(t.decode(text, true), std::string(" in<|im_start|>in<think>"));
        QCOMPARE(t.decode(text, false), std::string(" inin<think>"));
        QVERIFY(!t.isSpecial(260) && t.isSpecial(0));
        QCOMPARE(t.mostCommon(10), (Ids{258, 259}));
        QCOMPARE(t.size(), std::int64_t{261});
    }

    void ggufSaysWhatIsPutAround() {
        const auto with =
            tables().number("tokenizer.ggml.bos_token_id", 1).number("tokenizer.ggml.eos_token_id", 0);
        QVERIFY((*loadGguf(with))->before().empty());
        const auto both = GgufBuilder(with)
                              .flag("tokenizer.ggml.add_bos_token", true)
                              .flag("tokenizer.ggml.add_eos_token", true);
        QCOMPARE((*loadGguf(both))->encode("in", Surround::Yes), (Ids{1, 258, 0}));
        QCOMPARE((*loadGguf(both))->encode("in", Surround::No), (Ids{258}));
        QVERIFY((*loadGguf(with))->digest() != (*loadGguf(both))->digest());
    }

    void idsWithoutANameAreKept() {
        GgufBuilder builder;
        builder.string("tokenizer.ggml.model", "gpt2")
            .strings("tokenizer.ggml.tokens", {"a", "", "b", "", ""});
        const auto tokenizer = loadGguf(builder);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().line().c_str());
        QCOMPARE((*tokenizer)->size(), std::int64_t{5});
        QCOMPARE((*tokenizer)->encode("ab", Surround::No), (Ids{0, 2}));
        QCOMPARE((*tokenizer)->decode(Ids{0, 4, 2}, true), std::string("ab"));
        QVERIFY((*tokenizer)->isFiller(4));
    }

    void preTokenizersAreChosenByName() {
        const auto pieces = [&](const char* pre) {
            return (*loadGguf(tables(pre)))->encode("\nin", Surround::No).size();
        };
        QCOMPARE(pieces("gpt-2"), std::size_t{2});
        QCOMPARE(pieces("llama-bpe"), std::size_t{2});
        QVERIFY(loadGguf(tables("qwen2")) && loadGguf(tables("default")));
        const auto odd = loadGguf(tables("surprise"));
        QVERIFY(!odd && odd.error().line().find("surprise") != std::string::npos);
    }

    void tablesOfLlamaAreMergedByScore() {
        const auto tables = [] {
            return GgufBuilder()
                .string("tokenizer.ggml.model", "llama")
                .strings("tokenizer.ggml.tokens",
                         {"<unk>", "<s>", "\u2581", "a", "b", "ab", "\u2581a", "<0x63>"})
                .integers("tokenizer.ggml.token_type", {2, 3, 1, 1, 1, 1, 1, 6})
                .number("tokenizer.ggml.bos_token_id", 1)
                .number("tokenizer.ggml.unknown_token_id", 0);
        };
        const auto scored = [&](std::vector<float> scores) {
            std::string raw =
                GgufBuilder::raw<std::uint32_t>(6) + GgufBuilder::raw<std::uint64_t>(scores.size());
            for (const float score : scores) raw += GgufBuilder::raw(score);
            return tables().value("tokenizer.ggml.scores", 9, raw);
        };
        const auto ids = [&](const GgufBuilder& builder, const char* text) {
            const auto tokenizer = loadGguf(builder);
            if (!tokenizer) qWarning("%s", tokenizer.error().line().c_str());
            return tokenizer ? (*tokenizer)->encode(text, Surround::Yes) : Ids{-1};
        };
        QCOMPARE(ids(scored({0, 0, -9, -8, -7, -1, -2, 0}), "ab"), (Ids{1, 2, 5}));
        QCOMPARE(ids(scored({0, 0, -9, -8, -7, -2, -1, 0}), "ab"), (Ids{1, 6, 4}));
        QCOMPARE(ids(scored({0, 0, -9, -8, -7, -2, -1, 0}), "bc<s>a"), (Ids{1, 2, 4, 7, 1, 3}));
        const auto bare = scored({0, 0, -9, -8, -7, -2, -1, 0})
                              .flag("tokenizer.ggml.add_space_prefix", false)
                              .flag("tokenizer.ggml.add_bos_token", false);
        QCOMPARE(ids(bare, "ab"), (Ids{5}));
        const auto says = [&](const GgufBuilder& builder, const char* text) {
            const auto tokenizer = loadGguf(builder);
            return !tokenizer && tokenizer.error().line().find(text) != std::string::npos;
        };
        QVERIFY(says(tables(), "scores"));
        QVERIFY(says(scored({0, 0}), "has 2 items"));
        QVERIFY(says(scored({0, 0, -9, -8, -7, -2, -1, NAN}), "score of token 7"));
        QVERIFY(says(GgufBuilder(tables()).string("tokenizer.ggml.model", "x"), "model"));
    }

    void brokenTablesAreNamed() {
        const auto says = [&](const GgufBuilder& builder, const char* text) {
            const auto tokenizer = loadGguf(builder);
            return !tokenizer && tokenizer.error().line().find(text) != std::string::npos;
        };
        const auto start = [] { return GgufBuilder().string("tokenizer.ggml.model", "gpt2"); };
        QVERIFY(says(GgufBuilder(), "no tokenizer"));
        QVERIFY(says(GgufBuilder().string("tokenizer.ggml.model", "rwkv"), "rwkv"));
        QVERIFY(says(start(), "tokens is missing"));
        QVERIFY(says(start().strings("tokenizer.ggml.tokens", {"a", "a"}), "stands twice"));
        QVERIFY(says(start().strings("tokenizer.ggml.tokens", {"a", "\xff"}), "token 1"));
        QVERIFY(says(start().integers("tokenizer.ggml.tokens", {1, 2}), "token 0"));
        QVERIFY(says(
            start().strings("tokenizer.ggml.tokens", {"a"}).integers("tokenizer.ggml.token_type", {1, 1}),
            "token_type"));
        QVERIFY(says(
            start().strings("tokenizer.ggml.tokens", {"a", "b"}).strings("tokenizer.ggml.merges", {"ab"}),
            "merge 1"));
        QVERIFY(says(
            start().strings("tokenizer.ggml.tokens", {"a", "b"}).strings("tokenizer.ggml.merges", {"a b"}),
            "merge 1"));
        QVERIFY(says(tables().number("tokenizer.ggml.bos_token_id", 5000), "bos_token_id"));
    }
};

QTEST_GUILESS_MAIN(TestTokenizerFiles)
#include "test_tokenizer_files.moc"
