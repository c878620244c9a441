// SPDX-License-Identifier: Apache-2.0
// Damaged tokenizers of every form: an error that names the place, or a tokenizer whose ids are its own, in
// little time. LATHE_MUTATIONS says how many times as many are tried as the short form has.
#include <QtTest>

#include <fstream>

#include "core/base/files.h"
#include "core/text/tokenizer.h"
#include "tests/support/mutator.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::tests::Mutator;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/tokenizers/";

const std::vector<std::string> kTexts = {"", "a aab <x> A 12",
                                         "  it's \u65e5\u672c \U0001f600\xff\xe3 <s></s><unk>\t\r x\u0301",
                                         "\u2581\u2581<0x41>\u0085 nel"};
}  // namespace

class TestTokenizerMutations : public QObject {
    Q_OBJECT

    /// `beside`: what else lies in the folder, unharmed.
    void tryAll(const char* name, const std::vector<std::string>& seeds, int brief,
                const std::vector<std::pair<const char*, std::string>>& beside = {}) {
        const int count = lathe::tests::inputs(brief);
        QTemporaryDir folder(lathe::tests::quickFolder());
        const std::string path = folder.filePath(name).toStdString();
        for (const auto& [other, bytes] : beside)
            std::ofstream(folder.filePath(other).toStdString(), std::ios::binary) << bytes;
        Mutator mutator(seeds, 1);
        int good = 0;
        lathe::tests::Slowest slowest;
        const bool gguf = std::string_view(name).ends_with(".gguf");
        for (int i = 0; i < count + static_cast<int>(seeds.size()); ++i) {
            const bool whole = i < static_cast<int>(seeds.size());  // the seeds themselves are good
            std::ofstream(path, std::ios::binary)
                << (whole ? seeds[static_cast<std::size_t>(i)] : mutator.next());
            slowest.begin();
            const auto read = loadTokenizer(gguf ? path : folder.path().toStdString());
            if (!read) {
                QVERIFY2(!whole, read.error().line().c_str());
                QVERIFY2(!read.error().what.empty() && !read.error().where.empty(),
                         read.error().line().c_str());
            } else {
                ++good;
                const Tokenizer& tokenizer = **read;
                for (const std::string& text : kTexts) {
                    const auto ids = tokenizer.encode(text, Surround::Yes);
                    for (const std::int32_t id : ids) QVERIFY(id >= 0 && id < tokenizer.size());
                    tokenizer.decode(ids, true);
                    tokenizer.decode(ids, false);
                }
                for (const std::int32_t id : tokenizer.mostCommon(20)) tokenizer.piece(id);
            }
            slowest.end();
        }
        qInfo("%s: %d inputs tried, %d could be read; the slowest took %.0f ms", name, count, good,
              slowest.milliseconds());
        lathe::tests::tried("mutated", name, count);
        QVERIFY(slowest.milliseconds() < 1000 && good < count + static_cast<int>(seeds.size()));
    }
    static std::string fixture(const char* name) {
        return readFile(kFixtures + name).value_or(std::string());
    }

  private Q_SLOTS:
    // A change to a small file is more likely to hit what matters than a token's name.
    void smallTokenizerJson() {
        tryAll("tokenizer.json",
               {fixture("small/unigram.json"), fixture("small/bpe.json"), fixture("small/wordpiece.json")},
               8000);
    }
    void wholeTokenizerJson() {
        tryAll("tokenizer.json",
               {fixture("shape-t5/tokenizer.json"), fixture("shape-llama2/tokenizer.json"),
                fixture("bert/tokenizer.json")},
               300);
    }
    void models() {
        tryAll("tokenizer.model", {fixture("shape-bytes/tokenizer.model"), fixture("llama2/tokenizer.model")},
               500);
    }
    void pieces() { tryAll("spiece.model", {fixture("t5/spiece.model")}, 300); }
    void tables() { tryAll("tokenizer.gguf", {fixture("shape-llama2-gguf/tokenizer.gguf")}, 600); }
    void vocabulariesAndMerges() {
        const std::string names = fixture("gpt2/vocab.json"), merges = fixture("gpt2/merges.txt"),
                          config = fixture("gpt2/tokenizer_config.json");
        tryAll("vocab.json", {names}, 200, {{"merges.txt", merges}, {"tokenizer_config.json", config}});
        tryAll("merges.txt", {merges}, 300, {{"vocab.json", names}, {"tokenizer_config.json", config}});
        tryAll("tokenizer_config.json",
               {config, R"({"tokenizer_class": "GPT2Tokenizer", "add_bos_token": true, )"
                        R"("bos_token": {"content": "<|endoftext|>"}})"},
               300, {{"vocab.json", names}, {"merges.txt", merges}});
    }
    void words() { tryAll("vocab.txt", {fixture("bert/vocab.txt")}, 300); }
};

QTEST_GUILESS_MAIN(TestTokenizerMutations)
#include "test_tokenizer_mutations.moc"
