// SPDX-License-Identifier: Apache-2.0
// What stands beside a tokenizer in a folder: settings that count, settings that are refused, plain lists
// that are broken.
#include <QtTest>

#include <fstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/text/tokenizer.h"
#include "tests/support/bounded.h"

using namespace lathe;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/tokenizers/";
using Files = std::vector<std::pair<std::string, std::string>>;

const std::string kVocabulary =
    R"({"a": 0, "b": 1, "ab": 2, "\u0120": 3, "<|endoftext|>": 4, "<s>": 5, "</s>": 6, "<mask>": 7})";
const std::string kMerges = "#version: 0.2\na b\n";
const std::string kWords = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nA\n\u00e9\ne\n";
}  // namespace

class TestTokenizerConfig : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    using Ids = std::vector<std::int32_t>;

    Result<std::shared_ptr<const Tokenizer>> load(const Files& files) {
        folder_ = std::make_unique<QTemporaryDir>();
        for (const auto& [name, content] : files)
            std::ofstream(folder_->filePath(QString::fromStdString(name)).toStdString(), std::ios::binary)
                << content;
        return loadTokenizer(folder_->path().toStdString());
    }
    Ids ids(const Files& files, const char* text) {
        const auto tokenizer = load(files);
        if (tokenizer) return (*tokenizer)->encode(text, Surround::Yes);
        qWarning("%s", tokenizer.error().line().c_str());
        return {-1};
    }
    static Files lists(const std::string& config = {}) {
        Files files = {{"vocab.json", kVocabulary}, {"merges.txt", kMerges}};
        if (!config.empty()) files.emplace_back("tokenizer_config.json", config);
        return files;
    }
    static Files words(const std::string& config = {}) {
        Files files = {{"vocab.txt", kWords}};
        if (!config.empty()) files.emplace_back("tokenizer_config.json", config);
        return files;
    }

  private Q_SLOTS:
    void listsAreReadAsTheirClassSays() {
        QCOMPARE(ids(lists(), "ab<s>"), (Ids{2}));  // "<", "s" and ">" are no tokens here
        QCOMPARE(ids(lists(), "ab<|endoftext|>"), (Ids{2, 4}));
        QCOMPARE(ids(lists(R"({"tokenizer_class": "RobertaTokenizer"})"), "ab<mask>"), (Ids{5, 2, 7, 6}));
        auto bart = lists();
        bart.emplace_back("config.json", R"({"model_type": "bart"})");
        QCOMPARE(ids(bart, "ab"), (Ids{5, 2, 6}));
        QCOMPARE(ids(lists(R"({"tokenizer_class": "Qwen2TokenizerFast"})"), "ab"), (Ids{2}));
        QCOMPARE(ids(lists(R"({"add_prefix_space": true})"), "ab"), (Ids{3, 2}));
        QCOMPARE(
            ids(lists(R"({"add_bos_token": true, "bos_token": "<s>", "eos_token": {"content": "</s>"}})"),
                "ab"),
            (Ids{5, 2}));
        QCOMPARE(ids(lists(R"({"add_bos_token": false, "add_eos_token": true, "eos_token": "</s>"})"), "ab"),
                 (Ids{2, 6}));
    }

    void namedTokensAreFoundInTexts() {
        QCOMPARE(ids(lists(R"({"mask_token": {"content": "<mask>", "lstrip": true}})"), "ab  <mask> a"),
                 (Ids{2, 7, 3, 0}));
        QCOMPARE(
            ids(lists(R"({"added_tokens_decoder": {"8": {"content": "<x>", "special": true}}})"), "a<x>"),
            (Ids{0, 8}));
        auto added = lists();
        added.emplace_back("added_tokens.json", R"({"<y>": 9})");
        QCOMPARE(ids(added, "a<y>"), (Ids{0, 9}));
        auto map = lists();
        map.emplace_back("special_tokens_map.json", R"({"additional_special_tokens": ["<s>"]})");
        QCOMPARE(ids(map, "a<s>"), (Ids{0, 5}));
        const auto tokenizer = load(map);
        QVERIFY((*tokenizer)->isSpecial(5) && !(*tokenizer)->isSpecial(6));
        QCOMPARE((*tokenizer)->decode(Ids{0, 5}, false), std::string("a"));
    }

    void settingsOfBertCount() {
        QCOMPARE(ids(words(), "A \u00e9"), (Ids{2, 5, 8, 3}));
        QCOMPARE(ids(words(R"({"do_lower_case": false})"), "A \u00e9"), (Ids{2, 6, 7, 3}));
        QCOMPARE(ids(words(R"({"strip_accents": false})"), "A \u00e9"), (Ids{2, 5, 7, 3}));
        const auto json = readFile(kFixtures + "bert/tokenizer.json");
        QVERIFY(json);
        const auto plain = load({{"tokenizer.json", *json}});
        const auto cased =
            load({{"tokenizer.json", *json}, {"tokenizer_config.json", R"({"do_lower_case": false})"}});
        QCOMPARE((*plain)->encode("A", Surround::No), (*plain)->encode("a", Surround::No));
        QVERIFY((*cased)->encode("A", Surround::No) != (*plain)->encode("a", Surround::No));
        QVERIFY((*cased)->digest() != (*plain)->digest());
        const auto cleaned = load({{"tokenizer.json", *json},
                                   {"tokenizer_config.json", R"({"clean_up_tokenization_spaces": true})"}});
        QVERIFY(cleaned);
    }

    void lonePiecesGetTheirBlanks() {
        const auto model = readFile(kFixtures + "t5/spiece.model");
        QVERIFY(model);
        const auto plain = load({{"spiece.model", *model}});
        const auto blanks = load(
            {{"spiece.model", *model}, {"tokenizer_config.json", R"({"tokenizer_class": "T5Tokenizer"})"}});
        QVERIFY(plain && blanks);
        QCOMPARE((*blanks)->size(), (*plain)->size() + 100);
        QCOMPARE((*blanks)->encode("<extra_id_0></s>", Surround::No),
                 (Ids{static_cast<std::int32_t>((*blanks)->size()) - 1, 1}));
        QVERIFY((*plain)->encode("</s>", Surround::No) != (Ids{1}));
        const auto closed = load({{"spiece.model", *model},
                                  {"tokenizer_config.json", R"({"add_eos_token": false, "extra_ids": 0})"}});
        QVERIFY((*closed)->behind().empty());
    }

    void theChatTemplateIsKept() {
        QCOMPARE((*load(lists(R"({"chat_template": "{{ x }}"})")))->chatTemplate(), std::string("{{ x }}"));
        QCOMPARE(
            (*load(lists(
                 R"({"chat_template": [{"name": "tool", "template": "t"}, {"name": "default", "template": "d"}]})")))
                ->chatTemplate(),
            std::string("d"));
        auto file = lists(R"({"chat_template": "old"})");
        file.emplace_back("chat_template.jinja", "new");
        QCOMPARE((*load(file))->chatTemplate(), std::string("new"));
        QCOMPARE((*load(lists()))->chatTemplate(), std::string());
    }

    void whatIsWrongIsNamed_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* label, const char* name, const std::string& content,
                            const char* says) {
            QTest::newRow(label) << QString(name)
                                 << QByteArray(content.data(), static_cast<qsizetype>(content.size()))
                                 << QString(says);
        };
        row("vocabulary no object", "vocab.json", "[1]", "vocab.json");
        row("vocabulary cut", "vocab.json", "{\"a\": 0,", "vocab.json, line 1");
        row("vocabulary twice", "vocab.json", R"({"a": 0, "a": 1})", "stands twice");
        row("vocabulary id twice", "vocab.json", R"({"a": 0, "b": 0})", "given twice");
        row("vocabulary id negative", "vocab.json", R"({"a": -1})", "impossible id");
        row("vocabulary id huge", "vocab.json", R"({"a": 4000000000})", "impossible id");
        row("vocabulary no UTF-8", "vocab.json", "{\"\xff\": 0}", "UTF-8");
        row("merge of one", "merges.txt", "#version: 0.2\na\n", "merges.txt, line 2");
        row("merge of three", "merges.txt", "a b c\n", "merges.txt, line 1");
        row("merge of nothing", "merges.txt", " b\n", "merges.txt, line 1");
        row("merge no UTF-8", "merges.txt", "a \xff\n", "merges.txt, line 1");
        row("merge of no tokens", "merges.txt", "a x\n", "merge 1");
        row("merge to no token", "merges.txt", "b a\n", "merge 1");
        row("class unknown", "tokenizer_config.json", R"({"tokenizer_class": "CTRLTokenizer"})",
            "CTRLTokenizer");
        row("setting no flag", "tokenizer_config.json", R"({"add_bos_token": "yes"})", "add_bos_token");
        row("config no object", "tokenizer_config.json", "[]", "tokenizer_config.json");
        row("added id taken", "tokenizer_config.json",
            R"({"added_tokens_decoder": {"1": {"content": "<x>"}}})", "<x>");
        row("added id none", "tokenizer_config.json",
            R"({"added_tokens_decoder": {"x": {"content": "<x>"}}})", "<x>");
        row("added id huge", "added_tokens.json", R"({"<x>": 100000000})", "<x>");
        row("split specials", "tokenizer_config.json", R"({"split_special_tokens": true})",
            "split_special_tokens");
        row("lower case", "tokenizer_config.json", R"({"do_lower_case": true})", "do_lower_case");
        row("words twice", "vocab.txt", "a\na\n", "vocab.txt, line 2");
        row("words no UTF-8", "vocab.txt", "a\n\xff\n", "UTF-8");
        row("words without [UNK]", "vocab.txt", "a\nb\n", "no [UNK]");
        row("words class", "vocab.txt BertJapaneseTokenizer", kWords, "BertJapaneseTokenizer");
        row("words never split", "vocab.txt never_split", kWords, "never_split");
        row("words not basic", "vocab.txt do_basic_tokenize", kWords, "do_basic_tokenize");
        row("pieces of another class", "tokenizer.model", "x", "AlbertTokenizer");
    }
    void whatIsWrongIsNamed() {
        const lathe::tests::Bounded bounded("malformed", "tokenizer settings and vocab files");
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        Files files = {{"vocab.json", kVocabulary}, {"merges.txt", kMerges}};
        if (name.startsWith("vocab.txt")) {
            files.clear();
            if (name.endsWith("Tokenizer"))
                files.emplace_back("tokenizer_config.json",
                                   R"({"tokenizer_class": "BertJapaneseTokenizer"})");
            if (name.endsWith("split"))
                files.emplace_back("tokenizer_config.json", R"({"never_split": ["a"]})");
            if (name.endsWith("tokenize"))
                files.emplace_back("tokenizer_config.json", R"({"do_basic_tokenize": false})");
        }
        if (name == "tokenizer.model")
            files = {{"tokenizer_config.json", R"({"tokenizer_class": "AlbertTokenizer"})"}};
        std::erase_if(files, [&](const auto& file) { return file.first == name.toStdString(); });
        files.emplace_back(name.section(' ', 0, 0).toStdString(), content.toStdString());
        const auto tokenizer = load(files);
        QVERIFY(!tokenizer);
        const QString line = QString::fromStdString(tokenizer.error().line());
        QVERIFY2(line.contains(says), qPrintable(line));
    }

    void whatTokenizerJsonCannotDoIsRefused() {
        const std::string metaspace =
            R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "pre_tokenizer": {"type": "Metaspace", "replacement": "_"}})";
        const auto refused = load(
            {{"tokenizer.json", metaspace}, {"tokenizer_config.json", R"({"add_prefix_space": false})"}});
        QVERIFY(!refused && refused.error().line().find("add_prefix_space") != std::string::npos);
        QVERIFY(load(
            {{"tokenizer.json", metaspace}, {"tokenizer_config.json", R"({"add_prefix_space": true})"}}));
    }
};

QTEST_GUILESS_MAIN(TestTokenizerConfig)
#include "test_tokenizer_config.moc"
