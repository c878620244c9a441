// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <bit>
#include <cmath>
#include <fstream>

#include "core/base/files.h"
#include "core/formats/convert.h"
#include "core/formats/gguf.h"
#include "tests/support/bounded.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::tests::GgufBuilder;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/gguf/";

std::string floats(std::size_t count, float first = 0) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += GgufBuilder::raw(first + static_cast<float>(i));
    return bytes;
}
}  // namespace

class TestGguf : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::string put(const std::string& bytes) {
        const std::string path = folder_.filePath("file.gguf").toStdString();
        std::filesystem::remove(path);  // a file that is cut and written again is flushed to the disk
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

  private Q_SLOTS:
    void everyTypeIsTheReferencesToTheBit() {
        const auto file = openGguf(kFixtures + "types.gguf");
        QVERIFY2(file, file ? "" : file.error().line().c_str());
        const auto expected = readFile(kFixtures + "types.f32");
        QVERIFY(expected);
        QCOMPARE((*file)->tensors().size(), std::size_t{13});
        std::size_t at = 0;
        for (const StoredTensor& tensor : (*file)->tensors()) {
            QCOMPARE(tensor.shape, (std::vector<std::int64_t>{2, 256}));
            std::vector<float> got(512);
            QVERIFY((*file)->read(tensor.name, Dtype::Float32, got.data()));
            QVERIFY2(std::memcmp(got.data(), expected->data() + at, 2048) == 0, tensor.name.c_str());
            at += 2048;
            std::vector<float> second(256);  // one row alone
            QVERIFY((*file)->readRows(tensor.name, 1, 1, Dtype::Float32, second.data()));
            QVERIFY(std::memcmp(second.data(), got.data() + 256, 1024) == 0);
            std::vector<std::uint16_t> narrow(512);
            QVERIFY((*file)->read(tensor.name, Dtype::BFloat16, narrow.data()));
            for (std::size_t i = 0; i < 512; ++i) QCOMPARE(narrow[i], floatToBfloat(got[i]));
            QVERIFY((*file)->read(tensor.name, Dtype::Float16, narrow.data()));
            for (std::size_t i = 0; i < 512; ++i) QCOMPARE(narrow[i], floatToHalf(got[i]));
        }
    }

    /// tests/parity/gguf_quants.py writes the folder; without it the fixture above has to do.
    void blocksOfRandomBytesAreTheReferences() {
        const QByteArray folder = qgetenv("QUANTS_FOLDER");
        if (folder.isEmpty()) QSKIP("QUANTS_FOLDER is not set (tests/parity/gguf_quants.py)");
        for (const char* kind : {"F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K",
                                 "Q4_K", "Q5_K", "Q6_K"}) {
            const std::string base = folder.toStdString() + "/" + kind;
            const auto file = openGguf(base + ".gguf");
            QVERIFY2(file, file ? "" : file.error().line().c_str());
            const auto expected = readFile(base + ".f32");
            QVERIFY(expected);
            std::vector<float> got(expected->size() / 4), wanted(got.size());
            std::memcpy(wanted.data(), expected->data(), expected->size());
            QVERIFY((*file)->read("t", Dtype::Float32, got.data()));
            QCOMPARE((*file)->tensors()[0].stored, std::string(kind));
            for (std::size_t i = 0; i < got.size(); ++i)  // a NaN's own bits are the processor's business
                if (std::bit_cast<std::uint32_t>(got[i]) != std::bit_cast<std::uint32_t>(wanted[i]) &&
                    !(std::isnan(got[i]) && std::isnan(wanted[i])))
                    QFAIL(qPrintable(QString("%1, number %2: %3, should be %4")
                                         .arg(kind)
                                         .arg(i)
                                         .arg(double(got[i]))
                                         .arg(double(wanted[i]))));
            qInfo("%s: %zu numbers are the same", kind, got.size());
        }
    }

    void halvesAreExactBothWays() {
        for (unsigned bits = 0; bits < 0x10000; ++bits) {
            const auto half = static_cast<std::uint16_t>(bits);
            const float value = halfToFloat(half);
            if ((bits & 0x7C00U) == 0x7C00U && (bits & 0x3FFU) != 0) {
                QVERIFY(value != value);
                QVERIFY((floatToHalf(value) & 0x7C00U) == 0x7C00U && (floatToHalf(value) & 0x3FFU) != 0);
            } else {
                QCOMPARE(floatToHalf(value), half);
            }
        }
        QCOMPARE(halfToFloat(0x0001), 5.9604644775390625e-8F);
        QCOMPARE(floatToHalf(65519.996F), std::uint16_t{0x7BFF});
        QCOMPARE(floatToHalf(65520.0F), std::uint16_t{0x7C00});
        QCOMPARE(floatToHalf(2049.0F), std::uint16_t{0x6800});  // a tie goes to the even one
    }

    void bfloat16RoundsToNearestEvenAndKeepsNan() {
        QCOMPARE(floatToBfloat(1.0F), std::uint16_t{0x3F80});
        QCOMPARE(floatToBfloat(std::bit_cast<float>(0x3F808000U)), std::uint16_t{0x3F80});
        QCOMPARE(floatToBfloat(std::bit_cast<float>(0x3F818000U)), std::uint16_t{0x3F82});
        QCOMPARE(floatToBfloat(std::bit_cast<float>(0x7F7FFFFFU)), std::uint16_t{0x7F80});
        QVERIFY(std::isnan(bfloatToFloat(floatToBfloat(std::bit_cast<float>(0x7F800001U)))));
    }

    void metadataKeepsTypesAndOrder() {
        GgufBuilder builder;
        builder.string("general.architecture", "llama")
            .number("n", 7)
            .flag("yes", true)
            .strings("list", {"a", "b"});
        builder.value("big", 10, GgufBuilder::raw<std::uint64_t>(5)).value("half", 6, GgufBuilder::raw(0.5F));
        for (const std::uint32_t version : {2U, 3U}) {
            builder.version = version;
            const auto file = openGguf(put(builder.build()));
            QVERIFY(file);
            QCOMPARE((*file)->metadata().dump(),
                     std::string(R"({"general.architecture": "llama", "n": 7, "yes": true, )"
                                 R"("list": ["a", "b"], "big": 5, "half": 0.5})"));
        }
    }

    void rowsOutsideAreRefused() {
        const auto file = openGguf(put(GgufBuilder().tensor("t", {4, 2}, 0, 0).build(floats(8))));
        QVERIFY(file);
        float out[8];
        QVERIFY((*file)->readRows("t", 1, 1, Dtype::Float32, out));
        QCOMPARE(out[0], 4.0F);
        QVERIFY(!(*file)->readRows("t", 1, 2, Dtype::Float32, out));
        QVERIFY(!(*file)->readRows("t", -1, 1, Dtype::Float32, out));
        QVERIFY(!(*file)->readRows("t", 0, INT64_MAX, Dtype::Float32, out));
        QVERIFY(!(*file)->readRows("u", 0, 1, Dtype::Float32, out));
    }

    void manyStringsAreReadInNoTime() {
        std::vector<std::string> tokens(200'000);
        for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] = "token" + std::to_string(i);
        const std::string path = put(GgufBuilder().strings("tokenizer.ggml.tokens", tokens).build());
        const double began = tests::workSeconds();
        const auto file = openGguf(path);
        QVERIFY(file && (*file)->metadata()["tokenizer.ggml.tokens"].size() == tokens.size());
        QVERIFY(tests::workSeconds() - began < 2);
    }

    void brokenFilesAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const auto raw64 = [](std::uint64_t value) { return GgufBuilder::raw(value); };
        const std::string good = GgufBuilder().string("a", "b").tensor("t", {4, 2}, 0, 0).build(floats(8));
        row("empty", "", "not a GGUF file");
        row("other letters", "GGML" + good.substr(4), "not a GGUF file");
        row("only the magic", "GGUF", "ends inside the header");
        GgufBuilder old;
        old.version = 1;
        row("version 1", old.build(), "version 1 is not read");
        old.version = 4;
        row("version 4", old.build(), "version 4 is not read");
        old.version = 0x03000000;
        row("big-endian", old.build(), "big-endian");
        GgufBuilder claims;
        claims.extraTensors = 1ULL << 40;
        row("tensors without end", claims.build(), "claims 1099511627776 tensors");
        claims.extraTensors = 0;
        claims.extraKeys = UINT64_MAX;
        row("keys without end", claims.build(), "metadata keys");
        claims.extraKeys = 1;
        row("a key too many", GgufBuilder(claims).string("a", "some text behind it").build(), "ends inside");
        row("key longer than the file",
            "GGUF" + GgufBuilder::raw(3U) + raw64(0) + raw64(1) + raw64(1ULL << 60) + "abcdefgh",
            "claims 1152921504606846976 bytes");
        row("key length that overflows",
            "GGUF" + GgufBuilder::raw(3U) + raw64(0) + raw64(1) + raw64(UINT64_MAX) + "abcdefgh",
            "more than the file has");
        row("empty key", GgufBuilder().string("", "b").build(), "key is empty");
        row("key twice", GgufBuilder().string("a", "b").string("a", "c").build(), "a stands twice");
        row("unknown value type", GgufBuilder().value("a", 13, "12345678").build(), "unknown value type 13");
        row("truth of two", GgufBuilder().value("a", 7, "\2").build(), "truth value of 2");
        row("text longer than the file", GgufBuilder().value("a", 8, raw64(1000)).build(),
            "more than the file has");
        row("array of an unknown type",
            GgufBuilder().value("a", 9, GgufBuilder::raw(99U) + raw64(1) + "12345678").build(),
            "unknown type 99");
        row("array longer than the file",
            GgufBuilder().value("a", 9, GgufBuilder::raw(4U) + raw64(1ULL << 62)).build(),
            "more than the file has");
        row("arrays of more items than memory is given",
            GgufBuilder()
                .value("a", 9, GgufBuilder::raw(0U) + raw64(1'600'000) + std::string(1'600'000, 'x'))
                .build(),
            "more than 1500000 items");
        row("array of texts longer than the file",
            GgufBuilder().value("a", 9, GgufBuilder::raw(8U) + raw64(1000)).build(),
            "more than the file has");
        std::string nested;
        for (int i = 0; i < 8; ++i) nested += GgufBuilder::raw(9U) + raw64(1);
        row("arrays in arrays", GgufBuilder().value("a", 9, nested + GgufBuilder::raw(0U) + raw64(0)).build(),
            "nested");
        row("alignment of zero", GgufBuilder().number("general.alignment", 0).build(), "general.alignment");
        row("alignment of 48", GgufBuilder().number("general.alignment", 48).build(), "general.alignment");
        row("alignment as text", GgufBuilder().string("general.alignment", "32").build(),
            "general.alignment");
        row("tensor without a name", GgufBuilder().tensor("", {4}, 0, 0).build(floats(4)), "has no name");
        row("tensor of no dimension", GgufBuilder().tensor("t", {}, 0, 0).build(floats(4)), "0 dimensions");
        row("tensor of five dimensions", GgufBuilder().tensor("t", {1, 1, 1, 1, 1}, 0, 0).build(floats(4)),
            "5 dimensions");
        row("extent of zero", GgufBuilder().tensor("t", {4, 0}, 0, 0).build(floats(4)), "impossible size");
        row("extents that overflow",
            GgufBuilder().tensor("t", {1ULL << 32, 1ULL << 32}, 0, 0).build(floats(4)), "impossible size");
        row("tensor larger than the file", GgufBuilder().tensor("t", {1 << 20}, 0, 0).build(floats(4)),
            "larger than the file");
        row("unknown tensor type", GgufBuilder().tensor("t", {32}, 200, 0).build(floats(32)),
            "unknown type 200");
        row("tensor type that is not read", GgufBuilder().tensor("t", {32}, 20, 0).build(floats(32)),
            "IQ4_NL");
        row("row of half a block", GgufBuilder().tensor("t", {16, 2}, 8, 0).build(floats(32)), "block of 32");
        row("offset that is not aligned", GgufBuilder().tensor("t", {4}, 0, 4).build(floats(8)),
            "alignment 32");
        row("offset behind the end", GgufBuilder().tensor("t", {4}, 0, 1 << 20).build(floats(4)),
            "behind the end");
        row("offset that overflows", GgufBuilder().tensor("t", {4}, 0, UINT64_MAX - 31).build(floats(4)),
            "behind the end");
        row("tensor twice", GgufBuilder().tensor("t", {4}, 0, 0).tensor("t", {4}, 0, 32).build(floats(16)),
            "stands twice");
        row("tensors that overlap",
            GgufBuilder().tensor("t", {16}, 0, 0).tensor("u", {4}, 0, 32).build(floats(16)), "overlap");
        row("cut in the data", good.substr(0, good.size() - 1), "behind the end");
        row("cut in front of the data", good.substr(0, good.size() - 33), "");
    }
    void brokenFilesAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "GGUF files");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const std::string path = put(bytes.toStdString());
        const auto file = openGguf(path);
        QVERIFY(!file);
        const QString line = QString::fromStdString(file.error().line());
        QVERIFY2(line.contains(says), qPrintable(line));
        QVERIFY2(line.startsWith(QString::fromStdString(path)), qPrintable(line));
    }

    void noCutAndNoFlippedBitOfTheHeaderIsFatal() {
        const std::string good = GgufBuilder()
                                     .string("a", "b")
                                     .strings("l", {"x", "yy"})
                                     .tensor("t", {4, 2}, 0, 0)
                                     .build(floats(8));
        for (std::size_t length = 0; length < good.size(); ++length)
            QVERIFY(!openGguf(put(good.substr(0, length))));
        for (std::size_t bit = 0; bit < (good.size() - 32) * 8; ++bit) {
            std::string flipped = good;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
            const auto file = openGguf(put(flipped));
            if (!file) continue;
            for (const StoredTensor& tensor : (*file)->tensors()) {
                std::vector<float> out(64);
                QVERIFY(tensor.bytes <= 256);
                (void)(*file)->read(tensor.name, Dtype::Float32, out.data());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestGguf)
#include "test_gguf.moc"
