// SPDX-License-Identifier: Apache-2.0
// torch.save's files: views of every kind give the numbers that they show; what is wrong is named.
#include <QtTest>

#include <cstring>

#include "core/base/files.h"
#include "core/formats/shards.h"
#include "core/formats/torch_file.h"
#include "core/formats/zip.h"
#include "tests/support/bounded.h"
#include "tests/support/torch_file_builder.h"

using namespace lathe;
using namespace lathe::tests;

namespace {
const std::string kFixtures = std::string(LATHE_FIXTURES) + "/torch/";
std::string floats(std::initializer_list<float> values) {
    std::string bytes;
    for (const float value : values) bytes += rawBytes(value);
    return bytes;
}
std::string oneTensor(const std::string& name = "a") {
    return op::whole(op::dict({{name, op::tensor(op::storage("FloatStorage", "0", 4), 0, {2, 2}, {2, 1})}}));
}
}  // namespace

class TestTorchFile : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::filesystem::path path(const char* name = "a.bin") const {
        return folder_.filePath(name).toStdString();
    }
    Result<std::shared_ptr<const TensorSource>> opened(const std::string& bytes) {
        if (auto written = writeFile(path(), bytes); !written) return tl::unexpected<Error>(written.error());
        return openTorchFile(path());
    }

  private Q_SLOTS:
    void everyViewIsTorchsToTheBit() {
        const auto file = openTorchFile(kFixtures + "views.bin");
        QVERIFY2(file, file ? "" : file.error().line().c_str());
        const auto expected = readFile(kFixtures + "views.f32");
        QVERIFY(expected);
        QCOMPARE((*file)->tensors().size(), std::size_t{22});
        std::size_t at = 0;
        for (const StoredTensor& tensor : (*file)->tensors()) {
            std::int64_t elements = 1;
            for (const std::int64_t extent : tensor.shape) elements *= extent;
            std::vector<float> got(static_cast<std::size_t>(elements) + 1, 77);
            QVERIFY((*file)->read(tensor.name, Dtype::Float32, got.data()));
            const std::size_t size = static_cast<std::size_t>(elements) * 4;
            QVERIFY2(std::memcmp(got.data(), expected->data() + at, size) == 0, tensor.name.c_str());
            QCOMPARE(got.back(), 77.0F);
            at += size;
            if (tensor.shape.empty() || tensor.shape[0] < 2) continue;
            const std::int64_t row = elements / tensor.shape[0];  // the last row alone
            std::vector<float> last(static_cast<std::size_t>(row));
            QVERIFY((*file)->readRows(tensor.name, tensor.shape[0] - 1, 1, Dtype::Float32, last.data()));
            QVERIFY2(std::memcmp(last.data(), got.data() + (elements - row),
                                 static_cast<std::size_t>(row) * 4) == 0,
                     tensor.name.c_str());
            QVERIFY(!(*file)->readRows(tensor.name, tensor.shape[0], 1, Dtype::Float32, last.data()));
            QVERIFY(!(*file)->readRows(tensor.name, -1, 1, Dtype::Float32, last.data()));
        }
        QCOMPARE(at, expected->size());
        QCOMPARE((*file)->find("bfloat16")->stored, std::string("BF16"));
        QVERIFY(!(*file)->readRows("nothing", 0, 1, Dtype::Float32, nullptr));
    }

    void filesFromBeforeTorch16AreRefusedByTheirName() {
        const auto file = openTorchFile(kFixtures + "before-1.6.bin");
        QVERIFY(!file);
        QVERIFY2(file.error().line().find("before 1.6") != std::string::npos, file.error().line().c_str());
    }

    void aCheckpointBesideATrainersStateIsFound() {
        const std::string tensor = op::tensor(op::storage("FloatStorage", "0", 4), 1, {2}, {2});
        for (const char* name : {"state_dict", "model_state_dict", "model", "module"}) {
            const auto file = opened(torchArchive(op::whole(op::dict({{"epoch", op::integer(3)},
                                                                      {name, op::dict({{"w", tensor}})},
                                                                      {"optimizer", "}"}})),
                                                  {floats({1, 2, 3, 4})})
                                         .build());
            QVERIFY2(file, file ? "" : file.error().line().c_str());
            float out[2];
            QVERIFY((*file)->read("w", Dtype::Float32, out));
            QCOMPARE(out[0], 2.0F);
            QCOMPARE(out[1], 4.0F);
        }
        const auto both = opened(torchArchive(op::whole(op::dict({{"model", op::dict({{"w", tensor}})},
                                                                  {"module", op::dict({{"w", tensor}})}})),
                                              {floats({1, 2, 3, 4})})
                                     .build());
        QVERIFY(!both && both.error().line().find("several dictionaries") != std::string::npos);
    }

    void attributesOfTheStateDictArePassedOver() {
        const std::string state = op::orderedDict() + "(" + op::text("a") +
                                  op::tensor(op::storage("FloatStorage", "0", 4), 0, {4}, {1}) + "u}" +
                                  op::text("_metadata") + op::orderedDict() + "sb";
        const auto file = opened(torchArchive(op::whole(state), {floats({1, 2, 3, 4})}).build());
        QVERIFY2(file, file ? "" : file.error().line().c_str());
        QCOMPARE((*file)->tensors().size(), std::size_t{1});
    }

    void filesWithoutSumsAreRead() {  // torch.serialization.set_crc32_options(False)
        ZipBuilder zip = torchArchive(oneTensor(), {floats({1, 2, 3, 4})});
        for (ZipPart& part : zip.parts) part.crc = 0;
        QVERIFY(opened(zip.build()));
    }

    void wideArchivesAreRead() {
        ZipBuilder zip = torchArchive(oneTensor(), {floats({1, 2, 3, 4})});
        zip.wide = true;
        ZipPart& part = zip.parts[2];
        part.extra = rawBytes<std::uint16_t>(1) + rawBytes<std::uint16_t>(16) + rawBytes<std::uint64_t>(16) +
                     rawBytes<std::uint64_t>(16);
        part.size = part.packed = 0xFFFFFFFF;
        const auto file = opened(zip.build());
        QVERIFY2(file, file ? "" : file.error().line().c_str());
    }

    void aWrongSumIsNamedWhenTheNumbersAreRead() {
        std::string bytes = torchArchive(oneTensor(), {floats({1, 2, 3, 4})}).build();
        bytes[bytes.find(floats({3, 4}))] = 'x';
        const auto file = opened(bytes);
        QVERIFY(file);
        float out[4];
        for (int twice = 0; twice < 2; ++twice) {
            const auto read = (*file)->read("a", Dtype::Float32, out);
            QVERIFY(!read &&
                    read.error().line().find("archive/data/0 do not have their CRC-32") != std::string::npos);
        }
    }

    void brokenCheckpointsAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const std::string four = floats({1, 2, 3, 4});
        const auto archive = [&](const std::string& pickle) {
            return torchArchive(op::whole(pickle), {four}).build();
        };
        const std::string storage = op::storage("FloatStorage", "0", 4),
                          tensor = op::tensor(storage, 0, {4}, {1});
        row("empty", "", "no zip archive");
        row("a letter", "P", "no zip archive");
        row("text", "version https://git-lfs.github.com/spec/v1\n", "no zip archive");
        row("a bare pickle", "\x80\x02}.", "no zip archive");
        row("a bare pickle that calls", "\x80\x02" + op::global("os", "system") + op::text("id") + "\x85R.",
            "os.system");
        row("an older file that calls",
            std::string(
                "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00.",
                27) +
                "\x80\x02" + op::global("posix", "system") + op::text("id") + "\x85R.",
            "posix.system");
        row("no data.pkl", ZipBuilder().add("a/b", "c").build(), "no data.pkl");
        row("data.pkl in no folder", ZipBuilder().add("data.pkl", "}.").build(), "no data.pkl");
        row("two data.pkl", ZipBuilder().add("a/data.pkl", "}.").add("b/data.pkl", "}.").build(),
            "two data.pkl");
        row("a TorchScript program",
            ZipBuilder().add("a/data.pkl", "}.").add("a/constants.pkl", "}.").build(), "TorchScript");
        row("big-endian", ZipBuilder().add("a/data.pkl", oneTensor()).add("a/byteorder", "big").build(),
            "little-endian");
        row("an empty pickle", torchArchive("").build(), "broken pickle");
        row("a pickle that calls", torchArchive(op::global("os", "system") + "(S'id'\ntR.").build(),
            "os.system");
        row("a list", archive("]"), "no dictionary");
        row("a bare tensor", archive(tensor), "no dictionary");
        row("no tensors", archive("}"), "no tensors");
        row("numbers alone", archive(op::dict({{"a", op::integer(1)}})), "no tensors");
        row("a dictionary within", archive(op::dict({{"a", tensor}, {"b", op::dict({{"c", tensor}})}})),
            "\"b\" is a dictionary");
        row("a name twice", archive(op::dict({{"a", tensor}, {"a", tensor}})), "a stands twice");
        row("a tensor under a number", archive("}(K\1" + tensor + "u"), "no text");
        row("a storage that is missing", torchArchive(op::whole(op::dict({{"a", tensor}}))).build(),
            "storage 0 is not in");
        row("a storage's name with ..",
            archive(op::dict({{"a", op::tensor(op::storage("FloatStorage", "../../0", 4), 0, {4}, {1})}})),
            "../../0 is not in");
        row("a storage too small",
            torchArchive(op::whole(op::dict({{"a", tensor}})), {four.substr(4)}).build(), "has 12 bytes");
        row("a storage too large", torchArchive(op::whole(op::dict({{"a", tensor}})), {four + four}).build(),
            "has 32 bytes");
        row("a storage of half a number",
            torchArchive(op::whole(op::dict({{"a", tensor}})), {four + "x"}).build(), "has 17 bytes");
        row("a storage of another width",
            archive(op::dict({{"a", op::tensor(op::storage("HalfStorage", "0", 4), 0, {4}, {1})}})),
            "has 16 bytes");
        row("numbers repeated without end",
            archive(op::dict({{"a", op::tensor(storage, 0, {1 << 30, 4}, {0, 1})}})), "repeats its 4");
        row("another type",
            archive(op::dict({{"a", op::tensor(op::storage("ComplexFloatStorage", "0", 4), 0, {4}, {1})}})),
            "torch.ComplexFloatStorage");
        ZipBuilder sum = torchArchive(oneTensor(), {four});
        sum.parts[0].crc = 1;
        row("a pickle with another sum", sum.build(), "CRC-32");
    }
    void brokenCheckpointsAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "checkpoints of torch.save");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const auto file = opened(bytes.toStdString());
        QVERIFY(!file);
        const QString line = QString::fromStdString(file.error().line());
        QVERIFY2(line.contains(says) && line.contains("a.bin"), qPrintable(line));
    }

    void brokenArchivesAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const ZipBuilder good = ZipBuilder().add("a/x", "12345678").add("a/y", "abcdefgh");
        const std::string bytes = good.build();
        const auto with = [&](auto change) {
            ZipBuilder zip = good;
            change(zip);
            return zip.build();
        };
        const auto part = [&](auto change) {
            ZipBuilder zip = good;
            change(zip.parts[1]);
            return zip.build();
        };
        row("too short", "PK\3\4", "too short");
        row("cut", bytes.substr(0, bytes.size() - 1), "does not end");
        row("cut by half", bytes.substr(0, bytes.size() / 2), "does not end");
        row("bytes behind", with([](ZipBuilder& zip) { zip.behind = "x"; }), "does not end");
        row("a comment", with([](ZipBuilder& zip) { zip.comment = 1, zip.behind = "x"; }), "does not end");
        row("bytes in front", with([](ZipBuilder& zip) { zip.front = "MZ"; }), "in front of its first");
        row("several disks", with([](ZipBuilder& zip) { zip.disk = 1; }), "several disks");
        row("more entries than there are", with([](ZipBuilder& zip) { zip.count = 3; }), "claims 3 entries");
        row("fewer entries than there are", with([](ZipBuilder& zip) { zip.count = 1; }),
            "longer than it says");
        row("a list elsewhere", with([](ZipBuilder& zip) { zip.listOffset = 3; }), "not where it should be");
        row("a list behind the end", with([](ZipBuilder& zip) { zip.listOffset = 0xFFFFFF00; }),
            "not where it should be");
        row("a list of another size", with([](ZipBuilder& zip) { zip.listSize = 1; }),
            "not where it should be");
        row("bytes behind the list", with([](ZipBuilder& zip) { zip.beforeEnd = "xx"; }),
            "not where it should be");
        row("zip64 without its record", with([](ZipBuilder& zip) { zip.listOffset = 0xFFFFFFFF; }),
            "zip64 end record is missing");
        row("zip64 record elsewhere", with([](ZipBuilder& zip) { zip.wide = true, zip.wideOffset = 5; }),
            "zip64 end record");
        row("zip64 record behind the end",
            with([](ZipBuilder& zip) { zip.wide = true, zip.wideOffset = UINT64_MAX - 8; }),
            "zip64 end record");
        row("zip64 record of another length",
            with([](ZipBuilder& zip) { zip.wide = true, zip.wideLength = 1 << 20; }), "wrong length");
        row("zip64 entries without end",
            with([](ZipBuilder& zip) { zip.wide = true, zip.wideCount = UINT64_MAX; }), "claims");
        row("two end records disagree", with([](ZipBuilder& zip) { zip.wide = true, zip.count = 7; }),
            "disagree");
        row("no name", part([](ZipPart& p) { p.name = ""; }), "no name");
        row("a path out", part([](ZipPart& p) { p.name = "a/../../x"; }), "leads out");
        row("an absolute path", part([](ZipPart& p) { p.name = "/etc/passwd"; }), "absolute path");
        row("a drive", part([](ZipPart& p) { p.name = "C:x"; }), "absolute path");
        row("a backslash", part([](ZipPart& p) { p.name = "a\\x"; }), "backslash");
        row("a NUL in a name", part([](ZipPart& p) { p.name = std::string("a\0x", 3); }),
            "control character");
        row("no UTF-8", part([](ZipPart& p) { p.name = "a\xff"; }), "UTF-8");
        row("a name of 2,000 bytes", part([](ZipPart& p) { p.name = std::string(2000, 'x'); }), "2000 bytes");
        row("a name twice", part([](ZipPart& p) { p.name = "a/x"; }), "stands twice");
        row("another name in front of the bytes", part([](ZipPart& p) { p.localName = "a/z"; }),
            "another name");
        row("compressed", part([](ZipPart& p) { p.method = p.localMethod = 8; }), "compressed (method 8)");
        row("compressed in one place", part([](ZipPart& p) { p.localMethod = 8; }), "another method");
        row("encrypted", part([](ZipPart& p) { p.flags = p.localFlags = 1; }), "encrypted");
        row("encrypted in one place", part([](ZipPart& p) { p.localFlags = 1; }), "other flags");
        row("two sizes", part([](ZipPart& p) { p.packed = 7; }), "two sizes");
        row("another size in front of the bytes", part([](ZipPart& p) { p.localSize = 7; }), "another size");
        row("longer than the archive", part([](ZipPart& p) { p.size = p.packed = p.localSize = 1 << 20; }),
            "ends behind");
        row("no zip64 field", part([](ZipPart& p) { p.size = p.packed = 0xFFFFFFFF; }), "no zip64 field");
        row("a zip64 field too short", part([](ZipPart& p) {
                p.size = p.packed = 0xFFFFFFFF;
                p.extra =
                    rawBytes<std::uint16_t>(1) + rawBytes<std::uint16_t>(8) + rawBytes<std::uint64_t>(8);
            }),
            "too short");
        row("a zip64 field that breaks off", part([](ZipPart& p) {
                p.size = p.packed = 0xFFFFFFFF,
                p.extra = rawBytes<std::uint16_t>(1) + rawBytes<std::uint16_t>(99);
            }),
            "ends behind its place");
        row("zip64 size without end", part([](ZipPart& p) {
                p.size = p.packed = p.localSize = 0xFFFFFFFF;
                p.extra = rawBytes<std::uint16_t>(1) + rawBytes<std::uint16_t>(16) + rawBytes(UINT64_MAX) +
                          rawBytes(UINT64_MAX);
            }),
            "ends behind");
        row("on another disk", part([](ZipPart& p) { p.disk = 1; }), "another disk");
        row("begins nowhere", part([](ZipPart& p) { p.header = 5; }), "not where the list says");
        row("begins behind the end", part([](ZipPart& p) { p.header = 0xFFFFFFF0; }),
            "not where the list says");
        row("over another entry", part([](ZipPart& p) { p.name = "a/x", p.header = 0; }), "stands twice");
        ZipBuilder within = good;  // the second entry lies in the first one's bytes
        within.parts[0].data = ZipBuilder().add("a/y", "abcdefgh").build().substr(0, 41);
        within.parts[1].header = 33;
        row("overlap", within.build(), "overlaps");
    }
    void brokenArchivesAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "zip archives");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        QVERIFY(writeFile(path("a.zip"), bytes.toStdString()));
        const auto archive = ZipArchive::open(path("a.zip"));
        QVERIFY(!archive);
        const QString line = QString::fromStdString(archive.error().line());
        QVERIFY2(line.contains(says) && line.contains("a.zip, byte"), qPrintable(line));
    }

    void aModelInSeveralFilesIsOne() {
        QVERIFY(writeFile(path("one.bin"), torchArchive(oneTensor("a"), {floats({1, 2, 3, 4})}).build()));
        QVERIFY(writeFile(path("two.bin"), torchArchive(oneTensor("b"), {floats({5, 6, 7, 8})}).build()));
        const auto shards = [&](const char* map) {
            (void)writeFile(path("i.json"), "{\"weight_map\":" + std::string(map) + "}");
            return openShards(path("i.json"), openTorchFile);
        };
        const auto both = shards(R"({"a":"one.bin","b":"two.bin"})");
        QVERIFY2(both, both ? "" : both.error().line().c_str());
        float values[4];
        QVERIFY(both->tensors->read("b", Dtype::Float32, values));
        QCOMPARE(values[3], 8.0F);
        QCOMPARE(both->files.size(), std::size_t{3});
        const std::pair<const char*, const char*> bad[] = {
            {R"({"a":"two.bin","b":"one.bin"})", "the index says two.bin"},
            {R"({"a":"two.bin"})", "b of two.bin is not in the index"},
            {R"({"a":"one.bin","b":"one.bin"})", "b is not in one.bin"},
            {R"({"a":"../one.bin"})", "no file of this folder (../one.bin)"},
            {R"({"a":".."})", "no file of this folder"},
            {R"({"a":"/etc/passwd"})", "no file of this folder"},
            {R"({"a":""})", "no file of this folder"},
            {R"({"a":1})", "no file of this folder"},
            {R"({"a":"one.bin","b":"three.bin"})", "the shard three.bin is missing"},
            {"{}", "weight_map"},
            {"[]", "weight_map"}};
        for (const auto& [map, says] : bad) {
            const auto result = shards(map);
            QVERIFY(!result);
            QVERIFY2(result.error().line().find(says) != std::string::npos, result.error().line().c_str());
        }
        QVERIFY(writeFile(path("two.bin"), torchArchive(oneTensor("a"), {floats({5, 6, 7, 8})}).build()));
        QVERIFY(!shards(R"({"a":"one.bin","b":"two.bin"})"));
    }
};

QTEST_GUILESS_MAIN(TestTorchFile)
#include "test_torch_file.moc"
