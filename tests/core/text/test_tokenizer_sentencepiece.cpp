// SPDX-License-Identifier: Apache-2.0
// sentencepiece's .model files made by hand, right and wrong; character maps.
#include <QtTest>

#include <cmath>
#include <cstring>
#include <fstream>

#include "core/base/files.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_bytes.h"
#include "core/text/tokenizer_charsmap.h"
#include "core/text/tokenizer_sentencepiece.h"
#include "tests/support/bounded.h"

using namespace lathe;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/tokenizers/";

// The wire format of protocol buffers.
std::string number(std::uint64_t value) {
    std::string bytes;
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    return bytes + static_cast<char>(value);
}
std::string integer(int field, std::uint64_t value) {
    return number(static_cast<std::uint64_t>(field) << 3) + number(value);
}
std::string bytes(int field, const std::string& value) {
    return number(static_cast<std::uint64_t>(field) << 3 | 2) + number(value.size()) + value;
}
std::string piece(const std::string& text, float score, int type = 1) {
    std::string raw(4, '\0');
    std::memcpy(raw.data(), &score, 4);
    return bytes(1, bytes(1, text) + number(2 << 3 | 5) + raw +
                        (type == 1 ? "" : integer(3, static_cast<std::uint64_t>(type))));
}
std::string trainer(int kind, bool byteFallback = false) {
    return bytes(2, integer(3, static_cast<std::uint64_t>(kind)) + integer(35, byteFallback ? 1 : 0));
}
std::string units(const std::vector<std::uint32_t>& values) {
    std::string raw(values.size() * 4, '\0');
    std::memcpy(raw.data(), values.data(), raw.size());
    return raw;
}
std::string map(std::uint32_t size, const std::string& rest) {
    return units({size}) + rest;
}

const std::string kStart = piece("<unk>", 0, 2) + piece("<s>", 0, 3) + piece("</s>", 0, 3);
const std::string kPieces =
    piece("\u2581", -1) + piece("a", -2) + piece("b", -3) + piece("ab", -2.5F) + piece("\u2581ab", -9);
}  // namespace

class TestTokenizerSentencepiece : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    using Ids = std::vector<std::int32_t>;

    Result<std::shared_ptr<const Tokenizer>> load(const std::string& model) {
        std::ofstream(folder_.filePath("tokenizer.model").toStdString(), std::ios::binary) << model;
        return loadTokenizer(folder_.path().toStdString());
    }
    Ids ids(const std::string& model, const char* text) {
        const auto tokenizer = load(model);
        if (tokenizer) return (*tokenizer)->encode(text, Surround::No);
        qWarning("%s", tokenizer.error().line().c_str());
        return {-1};
    }

  private Q_SLOTS:
    void unigramTakesTheBestSum() {
        const std::string model = kStart + kPieces + trainer(1);
        QCOMPARE(ids(model, "ab"), (Ids{3, 6}));  // -1 -2.5 beats -9 and -1 -2 -3
        QCOMPARE(ids(model, "ab xx b"), (Ids{3, 6, 3, 0, 3, 5}));
        QCOMPARE(ids(model, "  ab   b "), (Ids{3, 6, 3, 5}));
        QCOMPARE(ids(model, ""), Ids{});
        QCOMPARE(ids(model + piece("bb", -50, 4), "abb"),
                 (Ids{3, 4, 8}));  // user-defined: whatever its score
    }

    void bpeJoinsByScoreFromTheLeft() {
        const std::string pieces = piece("\u2581", -9) + piece("a", -8) + piece("b", -7) + piece("aa", -1) +
                                   piece("ab", -2) + piece("aab", -3, 5);
        const std::string model = kStart + pieces + trainer(2);
        QCOMPARE(ids(model, "aaa"), (Ids{3, 6, 4}));
        QCOMPARE(ids(model, "aab"), (Ids{3, 6, 5}));  // an unused piece falls apart as it was made
        QCOMPARE(ids(model, "axyb"), (Ids{3, 4, 0, 5}));
        QCOMPARE(ids(model + piece("ba", -1, 4), "aba"), (Ids{3, 4, 9}));
    }

    void unknownCharactersFallBackToBytes() {
        std::string model = kStart + kPieces;
        for (unsigned byte = 0; byte < 256; ++byte)
            model += piece(tokens::byteName(static_cast<unsigned char>(byte)), 0, 6);
        QCOMPARE(ids(model + trainer(1, true), "a\u00e9"), (Ids{3, 4, 8 + 0xC3, 8 + 0xA9}));
        const auto tokenizer = load(model + trainer(1, true));
        QCOMPARE((*tokenizer)->decode(Ids{3, 4, 8 + 0xC3, 8 + 0xA9, 8 + 0xFF}, true),
                 std::string("a\u00e9\uFFFD"));
    }

    void brokenModelsAreNamed_data() {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& model, const char* says) {
            QTest::newRow(name) << QByteArray(model.data(), static_cast<qsizetype>(model.size()))
                                << QString(says);
        };
        const std::string good = kStart + kPieces;
        row("empty", "", "no pieces");
        row("text", "not a model at all", "not a sentencepiece model");
        row("a length beyond the end", good + "\x0a\x7f", "bytes where");
        row("a number without an end", good + std::string("\x0a\xff"), "within a number");
        row("a number of eleven bytes", good + "\x08" + std::string(11, '\xff'), "more than 64 bits");
        row("a group", good + "\x0b", "wire type");
        row("field 0", good + std::string("\x02\x00", 2), "without a number");
        row("a piece that is a number", good + integer(1, 3), "field 1 is no message");
        row("a score cut short", good + bytes(1, number(2 << 3 | 5) + "ab"), "within a number");
        row("no UTF-8", good + piece("\xff", -1), "a text that is none");
        row("an empty piece", good + piece("", -1), "is empty");
        row("a piece twice", good + piece("a", -1), "stands twice");
        row("a control piece twice", good + piece("<s>", -1, 3), "stands twice");
        row("no unknown piece", kPieces, "unknown pieces");
        row("two unknown pieces", good + piece("<unk2>", 0, 2), "unknown pieces");
        row("a type that is none", good + piece("c", 0, 9), "unknown type");
        row("a score that is none", good + piece("c", NAN), "no number");
        row("a byte without fallback", good + piece("<0x41>", 0, 6), "no byte fallback");
        row("a byte that is none", good + piece("<0xZZ>", 0, 6) + trainer(1, true), "names no byte");
        row("missing bytes", good + piece("<0x41>", 0, 6) + trainer(1, true), "byte pieces");
        row("words", good + trainer(3), "model kind 3");
        row("a cut character map", good + bytes(3, bytes(2, "abc")), "within its header");
        row("a character map too long", good + bytes(3, bytes(2, map(400, "abcdabcd"))), "claims");
        row("a character map that leads outside",
            good + bytes(3, bytes(2, map(12, units({0x1U << 10, 0xFFFFF161U, 0}) + "x"))), "");
    }
    void brokenModelsAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "sentencepiece models");
        QFETCH(QByteArray, model);
        QFETCH(QString, says);
        const auto tokenizer = load(model.toStdString());
        if (says.isEmpty()) {  // what no text can reach may stay as it is
            if (tokenizer) (*tokenizer)->encode("abcabc", Surround::No);
            return;
        }
        QVERIFY(!tokenizer);
        const QString line = QString::fromStdString(tokenizer.error().line());
        QVERIFY2(line.contains(says) && line.contains("tokenizer.model"), qPrintable(line));
    }

    void cutAndChangedModelsNeverHurt() {
        for (const char* name : {"t5/spiece.model", "shape-bytes/tokenizer.model"}) {
            const auto model = readFile(kFixtures + name);
            QVERIFY(model);
            std::uint32_t random = 1;
            const auto next = [&] { return random = random * 1664525U + 1013904223U, random >> 8; };
            for (int i = 0; i < 150; ++i) {
                std::string changed = *model;
                if (i % 3 == 0)
                    changed.resize(next() % changed.size());
                else
                    for (std::uint32_t n = 0; n < 1 + next() % 3; ++n)
                        changed[next() % changed.size()] = static_cast<char>(next());
                const auto parts = tokens::readSentencePiece(changed, "it", {});
                if (!parts) {
                    QVERIFY(!parts.error().what.empty());
                    continue;
                }
                std::vector<std::int32_t> ids;
                parts->model->encode("\u2581some text\u65e5", ids);
                for (const std::int32_t id : ids)
                    QVERIFY(static_cast<std::size_t>(id) < parts->entries.size());
            }
        }
    }

    void characterMapsAreChecked() {
        const auto says = [](const std::string& blob, const char* text) {
            const auto read = tokens::CharacterMap::read(blob);
            return !read && read.error().line().find(text) != std::string::npos;
        };
        // 'a' (0x61) at unit 0x61 with a value at its offset 0x62 -> 0x62 ^ ... : one rule, a -> "xy".
        std::vector<std::uint32_t> good(256, 0);
        good[0x61] = 0x61U | 1U << 8 | 1U << 10;  // offset 1: its value stands at 0x60
        good[0x60] = 1U << 31;                    // the replacement at 0
        const std::string tail("xy\0", 3);
        const auto blob = [&](const std::vector<std::uint32_t>& from, const std::string& rest) {
            return map(static_cast<std::uint32_t>(from.size() * 4), units(from) + rest);
        };
        const auto read = tokens::CharacterMap::read(blob(good, tail));
        QVERIFY2(read, read ? "" : read.error().line().c_str());
        QCOMPARE(tokens::mapped(*read, "bab"), std::string("bxyb"));
        QCOMPARE(read->longest("ba", 1)->length, std::size_t{1});
        QVERIFY(!read->longest("ba", 0));
        auto outside = good;
        outside[0x61] = 0x61U | 1U << 8 | 5000U << 10;
        QVERIFY(says(blob(outside, tail), "leads outside"));
        auto beyond = good;
        beyond[0x60] = 1U << 31 | 77U;
        QVERIFY(says(blob(beyond, tail), "names no replacement"));
        QVERIFY(says(blob(good, "\xff"), "not UTF-8"));
        QVERIFY(says(map(0, std::string(8, 'x')), "claims"));
        QVERIFY(says(map(6, std::string(8, 'x')), "claims"));
        QVERIFY(says("", "header"));
    }
};

QTEST_GUILESS_MAIN(TestTokenizerSentencepiece)
#include "test_tokenizer_sentencepiece.moc"
