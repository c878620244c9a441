// SPDX-License-Identifier: Apache-2.0
// Damaged files of every kind: an error or a file that reads, within its time and memory. 8,000 of each kind;
// LATHE_MUTATIONS says how many times as many. The preset `fuzz` does the same under the sanitizers.
#include <QtTest>

#include <fstream>
#include <optional>

#include "core/base/files.h"
#include "core/formats/gguf.h"
#include "core/formats/npy.h"
#include "core/formats/pickle.h"
#include "core/formats/safetensors.h"
#include "core/formats/shards.h"
#include "core/formats/torch_file.h"
#include "core/library/hub_listing.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/mutator.h"
#include "tests/support/torch_file_builder.h"
#include "tests/support/tried.h"

using namespace lathe;
using namespace lathe::tests;

namespace {
/// Reads every tensor that is not larger than such small files can make them.
void readAll(const TensorSource& source) {
    for (const StoredTensor& tensor : source.tensors()) {
        std::int64_t elements = 1;
        for (const std::int64_t extent : tensor.shape)
            elements = extent > 0 && elements > (1 << 22) / extent ? 1 << 22 : elements * extent;
        if (elements >= 1 << 22) continue;
        std::vector<float> out(static_cast<std::size_t>(elements));
        (void)source.read(tensor.name, Dtype::Float32, out.data());
    }
}
template <class Opened>
bool readable(const Opened& opened) {
    if (opened) readAll(**opened);
    return opened.has_value();
}
/// A file of the kernel's, which has no size.
std::optional<std::string> readSmall(const char* path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
    return file.readAll().toStdString();
}
std::string floats(int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += rawBytes(static_cast<float>(i));
    return bytes;
}
}  // namespace

class TestMutations : public QObject {
    Q_OBJECT
    QTemporaryDir folder_{quickFolder()};
    const int count_ = inputs(8000);

    std::filesystem::path put(const std::string& bytes) const {
        const std::string path = folder_.filePath("input").toStdString();
        std::filesystem::remove(path);
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    template <class Read>
    void tryAll(const char* kind, const std::vector<std::string>& seeds, const Read& read, int times = 1) {
        for (const std::string& seed : seeds) QVERIFY2(read(seed), kind);  // the seeds themselves are good
        Mutator mutator(seeds, 1);
        int good = 0;
        Slowest slowest;
        for (int i = 0; i < count_ * times; ++i) {
            const std::string bytes = mutator.next();
            slowest.begin();
            if (read(bytes)) ++good;
            slowest.end();
        }
        qInfo("%s: %d inputs tried, %d of them could be read; the slowest took %.0f ms", kind, count_ * times,
              good, slowest.milliseconds());
        tried("mutated", kind, count_ * times);
        QVERIFY2(slowest.milliseconds() < 1000, kind);
        QVERIFY(good < count_ * times);
    }

  private Q_SLOTS:
    void safetensorsFiles() {
        const std::string first = folder_.filePath("a").toStdString(),
                          second = folder_.filePath("b").toStdString();
        QVERIFY(
            writeSafetensors(first, {{"a", {2, 3}, {1, 2, 3, 4, 5, 6}}, {"b", {1}, {7}}, {"c", {0, 2}, {}}}));
        QVERIFY(writeSafetensors(second, {{"model.weight", {4}, {1, 2, 3, 4}}}, {}));
        tryAll("safetensors", {*readFile(first), *readFile(second)},
               [&](const std::string& bytes) { return readable(openSafetensors(put(bytes))); });
    }

    void ggufFiles() {
        const std::string good = GgufBuilder()
                                     .string("general.architecture", "llama")
                                     .number("general.alignment", 32)
                                     .strings("tokens", {"a", "bb", "ccc"})
                                     .integers("types", {1, 2, 3})
                                     .tensor("t", {4, 2}, 0, 0)
                                     .tensor("q", {32, 2}, 2, 32)
                                     .build(floats(8) + std::string(36, '\1'));
        tryAll("GGUF", {good, *readFile(std::string(LATHE_FIXTURES) + "/gguf/types.gguf")},
               [&](const std::string& bytes) { return readable(openGguf(put(bytes))); });
    }

    void npyFiles() {
        const std::string path = folder_.filePath("a.npy").toStdString();
        QVERIFY(writeNpy(path, {"a", {2, 3}, {1, 2, 3, 4, 5, 6}}));
        tryAll("npy", {*readFile(path)},
               [&](const std::string& bytes) { return readNpy(put(bytes)).has_value(); });
    }

    void torchFiles() {
        const std::string tensor = op::tensor(op::storage("FloatStorage", "0", 6), 0, {2, 3}, {3, 1}),
                          view = op::tensor(op::storage("FloatStorage", "0", 6), 1, {2, 2}, {1, 2});
        ZipBuilder wide = torchArchive(op::whole(op::dict({{"a", tensor}})), {floats(6)});
        wide.wide = true;
        tryAll("torch's files",
               {torchArchive(op::whole(op::dict({{"a", tensor}, {"b", view}})), {floats(6)}).build(),
                wide.build(), *readFile(std::string(LATHE_FIXTURES) + "/torch/views.bin")},
               [&](const std::string& bytes) { return readable(openTorchFile(put(bytes))); });
    }

    void torchFilesWithoutSums() {  // damage reaches the pickle
        const std::string tensor = op::tensor(op::storage("FloatStorage", "0", 6), 0, {2, 3}, {3, 1});
        ZipBuilder zip = torchArchive(op::whole(op::dict({{"a", tensor}})), {floats(6)});
        for (ZipPart& part : zip.parts) part.crc = 0;
        tryAll("torch's files without sums", {zip.build()},
               [&](const std::string& bytes) { return readable(openTorchFile(put(bytes))); });
    }

    void pickles() {
        const std::string tensor = op::tensor(op::storage("FloatStorage", "0", 6), 0, {2, 3}, {3, 1});
        const std::string nested =
            "\x80\x04}(\x8c\x01"
            "aK\1\x8c\x01"
            "b](NK\2\x88"
            "e\x94\x8c\x01"
            "cM\1\2\x85u.";
        tryAll(
            "pickles",
            {op::whole(op::dict({{"a", tensor}, {"b", "](K\1K\2e"}})), nested,
             op::whole(op::orderedDict() + "(" + op::text("w") + tensor + "u}" + op::text("_metadata") +
                       "}sb")},
            [](const std::string& bytes) {
                const auto pickle = Pickle::read(bytes, "x");
                if (!pickle) return false;
                for (const PickledTensor& made : pickle->tensors()) {  // what is read lies within its storage
                    std::int64_t last = made.offset;
                    bool empty = false;
                    for (std::size_t d = 0; d < made.shape.size(); ++d) {
                        empty = empty || made.shape[d] == 0;
                        if (made.shape[d] > 1) last += (made.shape[d] - 1) * made.strides[d];
                    }
                    if (!empty && last >= pickle->storages()[made.storage].elements)
                        qFatal("beyond its storage");
                }
                return true;
            },
            8);
    }

    void indexesAndListings() {
        tryAll("indexes",
               {R"({"metadata": {"total_size": 5}, "weight_map": {"a": "one.bin", "b": "two.bin"}})"},
               [](const std::string& bytes) {
                   const auto json = Json::parse(bytes, "x");
                   return json && shardNames(*json, "x").has_value();
               });
        tryAll(
            "listings",
            {R"({"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "config.json", "size": 5,)"
             R"( "blobId": "0123456789abcdef0123456789abcdef01234567"}, {"rfilename": "a/b.gguf", "lfs": {"size": 7}}]})"},
            [](const std::string& bytes) {
                const auto json = Json::parse(bytes, "x");
                const auto listing = json ? hubListing(*json, "x") : Result<HubListing>(failed("no JSON"));
                if (!listing) return false;
                for (const HubFile& file : listing->files)
                    if (file.name.find("..") != std::string::npos && !isHubFile(file.name))
                        qFatal("leads out");
                return neededFiles(*listing, {}, "x").has_value() || true;
            });
    }

    /// Small files that ask for as much as they may: 64 MiB over the file at most.
    void memoryStaysSmall() {
        const std::string storage = op::storage("FloatStorage", "0", 1);
        const std::string many = op::global("torch._utils", "_rebuild_tensor_v2") + "q" +
                                 std::string(1, '\1') +
                                 op::tuple({storage, op::integer(0), op::integers({1, 1, 1, 1, 1, 1, 1, 1}),
                                            op::integers({1, 1, 1, 1, 1, 1, 1, 1}), "\x89", "N"}) +
                                 "q" + std::string(1, '\2') + "R";
        std::string tensors = many, members = "{\"k\":0";
        for (int i = 0; i < 90'000; ++i) tensors += std::string("h\1h\2R", 5);
        for (int i = 0; i < 399'000; ++i) members += ",\"k" + std::to_string(i) + "\":0";
        members += "}";
        const std::string widest =
            GgufBuilder()
                .value("a", 9,
                       rawBytes(0U) + rawBytes<std::uint64_t>(1'500'000) + std::string(1'500'000, 'x'))
                .build();
        const auto peak = [] {
            const auto status = QString::fromStdString(*readSmall("/proc/self/status"));
            return status.section("VmHWM:", 1).section("kB", 0, 0).trimmed().toLong() / 1024;
        };
        const auto check = [&](const char* kind, std::size_t size, const auto& read) {
            QFile clear("/proc/self/clear_refs");  // the peak begins anew
            if (!clear.open(QIODevice::WriteOnly) || clear.write("5") != 1 || !clear.flush())
                QSKIP("no peak can be measured here");
            clear.close();
            const long before = peak();
            read();
            const long over = peak() - before - static_cast<long>(size >> 20);
            qInfo("%s of %zu KiB: %ld MiB over the file", kind, size >> 10, over);
#if !defined(__SANITIZE_ADDRESS__)
            QVERIFY2(over <= 64, kind);
#endif
        };
        check("a pickle of many tensors", tensors.size(),
              [&] { QVERIFY(!Pickle::read("(" + tensors + "t0.", "x")); });
        const std::string values(499'000, '}');
        check("a pickle of many values", values.size(), [&] { QVERIFY(!Pickle::read(values + ".", "x")); });
        const std::string header = rawBytes<std::uint64_t>(members.size()) + members;
        const auto path = put(header);
        check("a safetensors header of many names", header.size(), [&] { QVERIFY(!openSafetensors(path)); });
        const auto other = put(widest);
        check("a GGUF file of one array", widest.size(), [&] { QVERIFY(openGguf(other)); });
    }
};

QTEST_GUILESS_MAIN(TestMutations)
#include "test_mutations.moc"
