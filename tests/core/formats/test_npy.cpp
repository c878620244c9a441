// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <cmath>
#include <limits>

#include "core/base/files.h"
#include "core/formats/npy.h"
#include "tests/support/bounded.h"

using namespace lathe;

namespace {
/// A version 1 file with this header and data.
std::string npy(std::string header, const std::string& data, char version = 1) {
    header += '\n';
    std::string bytes("\x93NUMPY", 6);
    bytes += version;
    bytes += '\0';
    bytes += static_cast<char>(header.size() & 0xFF);
    bytes += static_cast<char>(header.size() >> 8);
    if (version > 1) bytes += std::string(2, '\0');
    return bytes + header + data;
}
std::string zeros(std::size_t bytes) {
    return std::string(bytes, '\0');
}
}  // namespace

class TestNpy : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    std::string path() const { return folder_.filePath("a.npy").toStdString(); }

  private Q_SLOTS:
    void whatIsWrittenIsRead() {
        for (const std::vector<std::int64_t>& shape :
             std::vector<std::vector<std::int64_t>>{{}, {3}, {2, 3}, {2, 1, 2}, {0, 4}}) {
            HostTensor tensor{"a", shape, {}};
            for (std::int64_t i = 0; i < tensor.elements(); ++i)
                tensor.data.push_back(static_cast<float>(i) - 0.5F);
            QVERIFY(writeNpy(path(), tensor));
            const auto bytes = readFile(path());
            QCOMPARE((bytes->size() - tensor.data.size() * 4) % 64, std::size_t{0});
            const auto read = readNpy(path());
            QVERIFY2(read, read ? "" : read.error().line().c_str());
            QCOMPARE(read->shape, tensor.shape);
            QCOMPARE(read->data, tensor.data);
        }
    }

    void numbersThatAreNotFinitePassThrough() {
        QVERIFY(writeNpy(path(), {"a", {3}, {std::nanf(""), std::numeric_limits<float>::infinity(), -0.0F}}));
        const auto read = readNpy(path());
        QVERIFY(std::isnan(read->data[0]) && std::isinf(read->data[1]) && std::signbit(read->data[2]));
    }

    void otherWidthsAndVersionsAreRead() {
        const double wide[] = {1.5, -2.0};
        const std::string data(reinterpret_cast<const char*>(wide), sizeof wide);
        for (const char version : {'\1', '\2', '\3'}) {
            QVERIFY(writeFile(
                path(), npy("{\"shape\": (2L,), 'fortran_order': False, 'descr': '<f8'}", data, version)));
            const auto read = readNpy(path());
            QVERIFY2(read, read ? "" : read.error().line().c_str());
            QCOMPARE(read->data, (std::vector<float>{1.5F, -2.0F}));
        }
        QVERIFY(writeFile(path(), npy("{'descr': '<f2', 'fortran_order': True, 'shape': (1,), }",
                                      std::string("\x00\x3C", 2))));
        QCOMPARE(readNpy(path())->data, std::vector<float>{1.0F});
    }

    void brokenFilesAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const std::string good = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", zeros(8));
        row("empty", "", "not an npy file");
        row("a zip", "PK\3\4", "not an npy file");
        row("cut in the magic", good.substr(0, 8), "inside its header");
        row("cut in the header", good.substr(0, 30), "inside its header");
        row("version 9", npy("{}", "", 9), "version 9");
        row("no dictionary", npy("[1, 2]", ""), "no dictionary");
        row("dictionary that breaks off", npy("{'descr': '<f4'", ""), "breaks off");
        row("unknown key", npy("{'descr': '<f4', 'other': 1}", ""), "unknown key other");
        row("key twice", npy("{'descr': '<f4', 'descr': '<f4', }", ""), "descr twice");
        row("no shape", npy("{'descr': '<f4', 'fortran_order': False, }", ""), "lacks");
        row("records", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", zeros(4)),
            "no plain number");
        row("objects", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", zeros(8)), "|O");
        row("big-endian", npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", zeros(4)), ">f4");
        row("integers", npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", zeros(8)), "<i8");
        row("columns first", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }", zeros(8)),
            "column by column");
        row("shape with a word", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (a,), }", zeros(8)),
            "shape");
        row("negative shape", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", zeros(8)),
            "shape");
        row("shape that overflows",
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", zeros(8)),
            "impossibly large");
        row("more numbers than bytes",
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,), }", zeros(8)),
            "needs 4000000000");
        row("a byte too many", good + "x", "9 bytes");
        row("a byte too few", good.substr(0, good.size() - 1), "7 bytes");
        row("something behind", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), } x", ""),
            "behind");
    }
    void brokenFilesAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "npy files");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        QVERIFY(writeFile(path(), bytes.toStdString()));
        const auto read = readNpy(path());
        QVERIFY(!read);
        const QString line = QString::fromStdString(read.error().line());
        QVERIFY2(line.contains(says) && line.startsWith(QString::fromStdString(path())), qPrintable(line));
    }
};

QTEST_GUILESS_MAIN(TestNpy)
#include "test_npy.moc"
