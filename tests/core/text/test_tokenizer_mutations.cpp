// SPDX-License-Identifier: Apache-2.0
// Damaged tokenizers of every form: an error that names the place, or a tokenizer whose ids are its own, in
// little time. LATHE_MUTATIONS says how many inputs of each form are tried (200 unless said).
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
    const int count_ =
        std::max(1, qEnvironmentVariable("LATHE_MUTATIONS", lathe::tests::soak() ? "20000" : "200").toInt());

    void tryAll(const char* name, const std::vector<std::string>& seeds) {
        QTemporaryDir folder;
        const std::string path = folder.filePath(name).toStdString();
        Mutator mutator(seeds, 1);
        int good = 0;
        qint64 slowest = 0;
        const bool gguf = std::string_view(name).ends_with(".gguf");
        for (int i = 0; i < count_ + static_cast<int>(seeds.size()); ++i) {
            const bool whole = i < static_cast<int>(seeds.size());  // the seeds themselves are good
            std::ofstream(path, std::ios::binary)
                << (whole ? seeds[static_cast<std::size_t>(i)] : mutator.next());
            QElapsedTimer timer;
            timer.start();
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
            slowest = std::max(slowest, timer.elapsed());
        }
        qInfo("%s: %d inputs tried, %d could be read; the slowest took %lld ms", name, count_, good, slowest);
        lathe::tests::tried("mutated", name, count_);
        QVERIFY(slowest < 1000 && good < count_ + static_cast<int>(seeds.size()));
    }
    static std::string fixture(const char* name) {
        return readFile(kFixtures + name).value_or(std::string());
    }

  private Q_SLOTS:
    // A change to a small file is more likely to hit what matters than a token's name.
    void smallTokenizerJson() {
        tryAll("tokenizer.json",
               {fixture("small/unigram.json"), fixture("small/bpe.json"), fixture("small/wordpiece.json")});
    }
    void wholeTokenizerJson() {
        tryAll("tokenizer.json", {fixture("shape-t5/tokenizer.json"), fixture("shape-llama2/tokenizer.json"),
                                  fixture("bert/tokenizer.json")});
    }
    void models() {
        tryAll("tokenizer.model",
               {fixture("shape-bytes/tokenizer.model"), fixture("llama2/tokenizer.model")});
    }
    void pieces() { tryAll("spiece.model", {fixture("t5/spiece.model")}); }
    void tables() { tryAll("tokenizer.gguf", {fixture("shape-llama2-gguf/tokenizer.gguf")}); }
    void words() { tryAll("vocab.txt", {fixture("bert/vocab.txt")}); }
};

QTEST_GUILESS_MAIN(TestTokenizerMutations)
#include "test_tokenizer_mutations.moc"
