// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/formats/safetensors.h"
#include "tests/support/bounded.h"
#include "tests/support/tried.h"

using namespace lathe;

namespace {
std::string file(const std::string& header, std::size_t data, std::uint64_t claim = 0) {
    const std::uint64_t length = claim ? claim : header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + std::string(data, '\1');
}
/// One entry of a header.
std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  std::int64_t begin, std::int64_t end) {
    return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" +
           std::to_string(begin) + "," + std::to_string(end) + "]}";
}
}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::filesystem::path path(const char* name = "a.safetensors") const {
        return folder_.filePath(name).toStdString();
    }

  private Q_SLOTS:
    void whatIsWrittenIsRead() {
        const TensorMap tensors = {
            {"prompt", {2, 3}, {1, 2, 3, 4, 5, 6}},
            {"b", {}, {7}},
            {"empty", {0, 3}, {}},
            {"odd", {3}, {std::nanf(""), -std::numeric_limits<float>::infinity(), -0.0F}}};
        QVERIFY(writeSafetensors(path(), tensors));
        const auto bytes = readFile(path());
        std::uint64_t length = 0;
        std::memcpy(&length, bytes->data(), 8);
        QCOMPARE(length % 8, std::uint64_t{0});
        const auto header = Json::parse(std::string_view(*bytes).substr(8, length));
        QVERIFY(header);
        QCOMPARE((*header)["__metadata__"]["format"].string(), std::string("pt"));
        const auto read = readSafetensors(path());
        QVERIFY2(read, read ? "" : read.error().line().c_str());
        QCOMPARE(read->size(), tensors.size());
        for (const HostTensor& tensor : tensors) {
            const HostTensor* back = find(*read, tensor.name);
            QVERIFY(back);
            QCOMPARE(back->shape, tensor.shape);
            QVERIFY(tensor.data.empty() ||
                    std::memcmp(back->data.data(), tensor.data.data(), tensor.data.size() * 4) == 0);
        }
    }

    void rowsAreReadInEveryType() {
        const std::string header =
            "{" + entry("a", "BF16", "[2,2]", 0, 8) + "," + entry("b", "I64", "[2]", 8, 24) + "}";
        std::string bytes = file(header, 0);
        for (const std::uint16_t value : {0x3F80, 0x4000, 0x4040, 0x4080})
            bytes.append(reinterpret_cast<const char*>(&value), 2);
        for (const std::int64_t value : {5LL, -6LL}) bytes.append(reinterpret_cast<const char*>(&value), 8);
        QVERIFY(writeFile(path(), bytes));
        const auto source = openSafetensors(path());
        QVERIFY2(source, source ? "" : source.error().line().c_str());
        float row[2];
        QVERIFY((*source)->readRows("a", 1, 1, Dtype::Float32, row));
        QCOMPARE(row[0], 3.0F);
        QCOMPARE(row[1], 4.0F);
        QVERIFY((*source)->read("b", Dtype::Float32, row));
        QCOMPARE(row[1], -6.0F);
        QVERIFY(!(*source)->readRows("a", 1, 2, Dtype::Float32, row));
        QVERIFY(!(*source)->readRows("c", 0, 1, Dtype::Float32, row));
    }

    void aFailedWriteLeavesTheOldFile() {
        QVERIFY(writeSafetensors(path(), {{"a", {1}, {1}}}));
        QVERIFY(!writeSafetensors(path(), {{"a", {1}, {1}}, {"a", {1}, {2}}}));
        QCOMPARE(readSafetensors(path())->at(0).data[0], 1.0F);
        QCOMPARE(QDir(folder_.path()).entryList({"a.safetensors*"}).size(), 1);
    }

    void brokenFilesAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const std::string one = entry("a", "F32", "[2]", 0, 8);
        const std::string good = file("{" + one + "}", 8);
        row("empty", "", "first eight bytes");
        row("seven bytes", std::string(7, '\0'), "first eight bytes");
        row("header of nothing", std::string(8, '\0'), "begin with {");
        row("header over 100 MB", file("{}", 0, 100'000'001), "100 MB");
        row("header without end", file("{}", 0, UINT64_MAX), "100 MB");
        row("header behind the file", file("{}", 0, 3), "behind the file");
        row("cut in the header", good.substr(0, 20), "behind the file");
        row("cut in the data", good.substr(0, good.size() - 1), "ends at byte 8");
        row("a byte behind", good + "x", "1 bytes stand behind");
        row("data without tensors", file("{}", 4), "4 bytes stand behind");
        row("a space in front", file(" {" + one + "}", 8), "begin with {");
        row("a list", file("[1]", 0), "begin with {");
        row("broken JSON", file("{\"a\":", 0), "not valid JSON");
        row("text behind the JSON", file("{" + one + "}x", 8), "not valid JSON");
        row("no UTF-8", file("{\"\xff\":1}", 0), "UTF-8");
        row("nested without end", file("{\"a\":" + std::string(300, '[') + std::string(300, ']') + "}", 0),
            "levels");
        row("name twice", file("{" + one + "," + one + "}", 8), "stands twice");
        row("entry is a number", file("{\"a\":1}", 0), "no object");
        row("no dtype", file(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8), "no dtype");
        row("dtype is a number", file(R"({"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}})", 8),
            "no dtype");
        row("unknown dtype", file("{" + entry("a", "F8_E4M3", "[8]", 0, 8) + "}", 8), "F8_E4M3");
        row("no shape", file(R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", 8), "no shape");
        row("shape of texts", file("{" + entry("a", "F32", "[\"2\"]", 0, 8) + "}", 8),
            "something else than sizes");
        row("shape of halves", file("{" + entry("a", "F32", "[2.0]", 0, 8) + "}", 8),
            "something else than sizes");
        row("negative shape", file("{" + entry("a", "F32", "[-2]", 0, 8) + "}", 8),
            "something else than sizes");
        row("shape that overflows", file("{" + entry("a", "F32", "[4294967296,4294967296]", 0, 8) + "}", 8),
            "impossibly large");
        row("seventeen dimensions",
            file("{" + entry("a", "F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", 0, 4) + "}", 4),
            "16 dimensions");
        row("no offsets", file(R"({"a":{"dtype":"F32","shape":[2]}})", 8), "data_offsets");
        row("one offset", file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})", 8), "data_offsets");
        row("offsets of texts", file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}})", 8),
            "data_offsets");
        row("offsets beyond integers",
            file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}})", 8),
            "data_offsets");
        row("offsets backwards", file("{" + entry("a", "F32", "[2]", 8, 0) + "}", 8), "backwards");
        row("negative offset", file("{" + entry("a", "F32", "[2]", -8, 0) + "}", 8), "backwards");
        row("size too small", file("{" + entry("a", "F32", "[2]", 0, 4) + "}", 4), "need 8");
        row("size too large", file("{" + entry("a", "F32", "[0]", 0, 4) + "}", 4), "need 0");
        row("hole in front", file("{" + entry("a", "F32", "[1]", 4, 8) + "}", 8), "hole of 4");
        row("hole between",
            file("{" + entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F32", "[1]", 8, 12) + "}", 12),
            "hole of 4");
        row("overlap",
            file("{" + entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[2]", 4, 12) + "}", 12),
            "overlaps");
        row("the same bytes twice",
            file("{" + entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[2]", 0, 8) + "}", 8),
            "overlaps");
        row("values without end",
            file("{\"a\":[" + QByteArray("0,").repeated(500'000).toStdString() + "0]}", 0), "400000 values");
        row("metadata is a list", file("{\"__metadata__\":[]," + one + "}", 8), "__metadata__");
        row("metadata of numbers", file("{\"__metadata__\":{\"a\":1}," + one + "}", 8), "__metadata__");
    }
    void brokenFilesAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "safetensors files");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        QVERIFY(writeFile(path(), bytes.toStdString()));
        const auto source = openSafetensors(path());
        QVERIFY(!source);
        const QString line = QString::fromStdString(source.error().line());
        QVERIFY2(line.contains(says) && line.startsWith(QString::fromStdString(path().string())),
                 qPrintable(line));
    }

    void aHeaderOfManyTensorsIsReadInNoTime() {
        std::string header = "{";
        for (int i = 0; i < 50'000; ++i)
            header += (i ? "," : "") + entry("t" + std::to_string(i), "U8", "[1]", i, i + 1);
        QVERIFY(writeFile(path(), file(header + "}", 50'000)));
        const double began = tests::workSeconds();
        QVERIFY(openSafetensors(path()));
        QVERIFY(tests::workSeconds() - began < 3);
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
