// SPDX-License-Identifier: Apache-2.0
// Pickles that would call something in Python are refused by the name of what they ask for; broken ones are
// named.
#include <QtTest>

#include "core/formats/pickle.h"
#include "tests/support/bounded.h"
#include "tests/support/torch_file_builder.h"
#include "tests/support/tried.h"

using namespace lathe;
using namespace lathe::tests;

namespace {
/// Read alone, as a pickle of its own.
QString problem(const std::string& bytes) {
    const auto pickle = Pickle::read(bytes, "x");
    return pickle ? QStringLiteral("it was read") : QString::fromStdString(pickle.error().line());
}
std::string shortText(std::string_view text) {
    return "\x8c" + std::string(1, static_cast<char>(text.size())) + std::string(text);
}
std::string stackGlobal(std::string_view module, std::string_view name) {
    return shortText(module) + shortText(name) + "\x93";
}
const std::string kStorage = op::storage("FloatStorage", "0", 4);
}  // namespace

class TestPickle : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void plainValuesAreRead() {
        std::string whole = "\x80\x04";
        whole += "}(" + shortText("a") + "K\x07" + shortText("b") + "](NJ" + rawBytes(-5) + "\x88" + "e";
        whole += shortText("c") + std::string("\x8a\x02\x00\xff", 4) + "\x94" + shortText("d") +
                 std::string("h\0", 2) + "u.";
        const auto pickle = Pickle::read(whole, "x");
        QVERIFY2(pickle, pickle ? "" : pickle.error().line().c_str());
        const PickleValue& root = pickle->root();
        QCOMPARE(root.items.size(), std::size_t{8});
        QCOMPARE((*pickle)[root.items[1]].integer, std::int64_t{7});
        const PickleValue& list = (*pickle)[root.items[3]];
        QCOMPARE(list.items.size(), std::size_t{3});
        QCOMPARE((*pickle)[list.items[1]].integer, std::int64_t{-5});
        QCOMPARE((*pickle)[root.items[5]].integer, std::int64_t{-256});
        QCOMPARE((*pickle)[root.items[7]].integer, std::int64_t{-256});
    }

    void whatCallsSomethingIsRefusedByName_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("name");
        int count = 0;
        const auto row = [&](const char* title, const std::string& bytes, const char* name) {
            QTest::newRow(title) << QByteArray::fromStdString(bytes) << QString(name);
            ++count;
        };
        // By protocol 0's GLOBAL and REDUCE: what the usual lists of dangerous names hold, and what they
        // leave out.
        const std::pair<const char*, const char*> names[] = {{"os", "system"},
                                                             {"posix", "system"},
                                                             {"nt", "system"},
                                                             {"os", "popen"},
                                                             {"os", "execv"},
                                                             {"os", "spawnlp"},
                                                             {"os", "remove"},
                                                             {"__builtin__", "eval"},
                                                             {"__builtin__", "apply"},
                                                             {"builtins", "eval"},
                                                             {"builtins", "exec"},
                                                             {"builtins", "compile"},
                                                             {"builtins", "__import__"},
                                                             {"builtins", "getattr"},
                                                             {"builtins", "open"},
                                                             {"builtins", "map"},
                                                             {"builtins", "globals"},
                                                             {"builtins", "breakpoint"},
                                                             {"subprocess", "Popen"},
                                                             {"subprocess", "check_output"},
                                                             {"commands", "getoutput"},
                                                             {"runpy", "run_path"},
                                                             {"runpy", "_run_code"},
                                                             {"importlib", "import_module"},
                                                             {"importlib.util", "spec_from_file_location"},
                                                             {"pickle", "loads"},
                                                             {"_pickle", "loads"},
                                                             {"cPickle", "loads"},
                                                             {"torch", "load"},
                                                             {"torch.serialization", "load"},
                                                             {"torch.hub", "load"},
                                                             {"torch.jit", "load"},
                                                             {"torch.storage", "_load_from_bytes"},
                                                             {"torch._utils", "_import_dotted_name"},
                                                             {"torch.utils.collect_env", "run"},
                                                             {"torch._inductor.codecache", "compile_file"},
                                                             {"functools", "partial"},
                                                             {"functools", "reduce"},
                                                             {"operator", "attrgetter"},
                                                             {"operator", "methodcaller"},
                                                             {"_operator", "itemgetter"},
                                                             {"copyreg", "_reconstructor"},
                                                             {"copyreg", "__newobj__"},
                                                             {"copy_reg", "_reconstructor"},
                                                             {"numpy.core.multiarray", "_reconstruct"},
                                                             {"numpy", "load"},
                                                             {"numpy.testing._private.utils", "runstring"},
                                                             {"numpy.f2py.crackfortran", "getlincoef"},
                                                             {"pty", "spawn"},
                                                             {"platform", "popen"},
                                                             {"timeit", "timeit"},
                                                             {"cProfile", "run"},
                                                             {"pdb", "run"},
                                                             {"bdb", "Bdb"},
                                                             {"code", "InteractiveInterpreter"},
                                                             {"types", "CodeType"},
                                                             {"types", "FunctionType"},
                                                             {"marshal", "loads"},
                                                             {"ctypes", "CDLL"},
                                                             {"socket", "create_connection"},
                                                             {"urllib.request", "urlopen"},
                                                             {"webbrowser", "open"},
                                                             {"shutil", "rmtree"},
                                                             {"asyncio", "run"},
                                                             {"multiprocessing.util", "spawnv_passfds"},
                                                             {"pip", "main"},
                                                             {"ensurepip", "_run_pip"},
                                                             {"idlelib.pyshell", "ModifiedInterpreter"},
                                                             {"logging.config", "_resolve"},
                                                             {"pkgutil", "resolve_name"},
                                                             {"uuid", "_get_command_stdout"},
                                                             {"distutils.file_util", "write_file"},
                                                             {"_osx_support", "_read_output"},
                                                             {"imaplib", "IMAP4_stream"},
                                                             {"collections", "namedtuple"},
                                                             {"dataclasses", "make_dataclass"}};
        for (const auto& [module, name] : names) {
            const std::string dotted = std::string(module) + "." + name;
            row(("REDUCE " + dotted).c_str(), op::global(module, name) + "(S'id'\ntR.", dotted.c_str());
        }
        // The same by every other opcode that imports or makes an object.
        row("STACK_GLOBAL", "\x80\x04" + stackGlobal("os", "system") + shortText("id") + "\x85R.",
            "os.system");
        row("STACK_GLOBAL of protocol 0's texts", "S'os'\nS'system'\n\x93.", "os.system");
        row("STACK_GLOBAL with escapes", "S'o\\x73'\nS'system'\n\x93.", "system");
        row("STACK_GLOBAL by memory",
            "\x80\x04" + shortText("os") + "\x94" + shortText("system") + "\x94" + "0" +
                std::string("0h\0h\1\x93.", 7),
            "os.system");
        row("STACK_GLOBAL of numbers", "K\1K\2\x93.", "a number");
        row("INST", "(S'id'\nios\nsystem\n.", "os.system");
        row("INST of an allowed name", "(itorch._utils\n_rebuild_tensor_v2\n.", "_rebuild_tensor_v2");
        row("OBJ", "(" + op::global("os", "system") + "S'id'\no.", "os.system");
        row("OBJ of an allowed name", "(" + op::global("collections", "OrderedDict") + "o.",
            "collections.OrderedDict");
        row("NEWOBJ", op::global("subprocess", "Popen") + ")\x81.", "subprocess.Popen");
        row("NEWOBJ of an allowed name", op::global("collections", "OrderedDict") + ")\x81.",
            "collections.OrderedDict");
        row("NEWOBJ_EX", op::global("builtins", "type") + ")}\x92.", "builtins.type");
        row("NEWOBJ_EX of an allowed name", op::global("torch", "FloatStorage") + ")}\x92.",
            "torch.FloatStorage");
        row("EXT1", std::string("\x82\x01)R.", 5), "extension code 1");
        row("EXT2", std::string("\x83\x01\x02)R.", 6), "extension code 513");
        row("EXT4", std::string("\x84\x01\x02\x00\x00)R.", 8), "extension code 513");
        row("PERSID", "Pos.system\n.", "os.system");
        row("BINPERSID of a text", op::text("os.system") + "Q.", "os.system");
        row("BINPERSID of another kind", op::tuple({op::text("module"), "N", "N", "N", "N"}) + "Q.",
            "a tuple");
        row("BINPERSID with another class",
            op::tuple({op::text("storage"), op::global("os", "system"), op::text("0"), op::text("cpu"),
                       op::integer(1)}) +
                "Q.",
            "os.system");
        row("BINPERSID with an allowed constructor that is no storage",
            op::tuple({op::text("storage"), op::global("collections", "OrderedDict"), op::text("0"),
                       op::text("cpu"), op::integer(1)}) +
                "Q.",
            "collections.OrderedDict");
        row("BUILD with a state", op::global("types", "SimpleNamespace") + ")R}" + op::text("x") + "K\1sb.",
            "types.SimpleNamespace");
        row("BUILD of an allowed constructor", op::global("torch._utils", "_rebuild_tensor_v2") + "}b.",
            "_rebuild_tensor_v2");
        row("BUILD of a dictionary", "}}b.", "a dictionary");
        row("BUILD with slots", op::orderedDict() + "(N}tb.", "a dictionary");
        row("BUILD of a list", "]}b.", "a list");
        row("calling a storage's class", op::global("torch", "FloatStorage") + "(K\1tR.",
            "torch.FloatStorage");
        row("calling a text", op::text("os.system") + ")R.", "os.system");
        row("calling a dictionary", "})R.", "a dictionary");
        row("OrderedDict with arguments",
            op::global("collections", "OrderedDict") + "(](" + op::tuple({op::text("a"), "K\1"}) + "etR.",
            "collections.OrderedDict with arguments");
        row("a call within an argument",
            op::global("torch._utils", "_rebuild_tensor_v2") + "(" + op::global("os", "system") +
                "(S'id'\ntRtR.",
            "os.system");
        row("a call hidden behind POP", op::global("os", "system") + "(S'id'\ntR0}.", "os.system");
        row("a call behind a broken half", "(K\1K\2" + op::global("os", "system") + "(S'id'\ntR",
            "os.system");
        row("a pickle in a pickle", op::global("pickle", "loads") + "(C\x05" + "cos\n.tR.", "pickle.loads");
        row("a dotted name", "\x80\x04" + stackGlobal("torch._utils", "_rebuild_tensor_v2.__globals__") + ".",
            "_rebuild_tensor_v2.__globals__");
        row("a dotted module", op::global("torch.os", "system") + ".", "torch.os.system");
        row("a dotted word", op::global("torch", "_utils._rebuild_tensor_v2") + ".",
            "torch._utils._rebuild_tensor_v2");
        row("another case", op::global("Torch", "FloatStorage") + ".", "Torch.FloatStorage");
        row("a space behind the name", op::global("torch", "FloatStorage ") + ".", "torch.FloatStorage ");
        row("a NUL behind the name", op::global("torch", std::string_view("FloatStorage\0", 13)) + ".",
            "torch.FloatStorage\\u0000");
        row("a module of two lines", "\x80\x04" + stackGlobal("os\ntorch", "FloatStorage") + ".",
            "os\\ntorch.FloatStorage");
        row("letters that look alike",
            op::global("t\xd0\xbe"
                       "rch",
                       "FloatStorage") +
                ".",
            "rch.FloatStorage");
        row("storage of tensors' subclass", op::global("torch._tensor", "_rebuild_from_type_v2") + ".",
            "_rebuild_from_type_v2");
        row("hooks on a tensor",
            op::global("torch._utils", "_rebuild_tensor_v2") +
                op::tuple({kStorage, op::integer(0), op::integers({4}), op::integers({1}), "\x89",
                           "}(K\1" + op::text("hook") + "u"}) +
                "R.",
            "hooks");
        row("metadata on a tensor",
            op::global("torch._utils", "_rebuild_tensor_v2") +
                op::tuple({kStorage, op::integer(0), op::integers({4}), op::integers({1}), "\x89", "N",
                           "}(K\1K\2u"}) +
                "R.",
            "metadata");
        row("hooks on a parameter",
            op::global("torch._utils", "_rebuild_parameter") +
                op::tuple({op::tensor(kStorage, 0, {4}, {1}), "\x88", "}(K\1K\2u"}) + "R.",
            "hooks");
        row("APPEND to a constructor", op::global("collections", "OrderedDict") + "K\1a.",
            "collections.OrderedDict");
        row("SETITEM of a tensor", op::tensor(kStorage, 0, {4}, {1}) + "K\1K\2s.", "a tensor");
        row("APPENDS to a tensor", op::tensor(kStorage, 0, {4}, {1}) + "(K\1K\2e.", "a tensor");
        row("a set", "\x8f.", "a set");
        row("a frozen set", "(K\1\x91.", "a frozen set");
        row("a byte array", "\x96" + rawBytes<std::uint64_t>(1) + "x.", "a byte array");
        row("a buffer from outside", "\x97.", "a buffer from outside");
        qInfo("%d pickles that ask for something", count);
        QVERIFY(count >= 60);
    }
    void whatCallsSomethingIsRefusedByName() {
        const lathe::tests::Bounded bounded("pickles", "pickles that call something");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, name);
        const QString line = problem(bytes.toStdString());
        QVERIFY2(line.contains(name) && line.contains("refused, nothing was run"), qPrintable(line));
        // Every beginning ends in an error too.
        for (qsizetype length = 0; length < bytes.size(); ++length) {
            const QString cut = problem(bytes.left(length).toStdString());
            QVERIFY2(cut.contains("pickle"), qPrintable(cut));
        }
    }

    void brokenPicklesAreNamed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* title, const std::string& bytes, const char* says) {
            QTest::newRow(title) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const auto tensorOf = [](const std::vector<std::string>& arguments) {
            return op::global("torch._utils", "_rebuild_tensor_v2") + op::tuple(arguments) + "R.";
        };
        const std::string zero = op::integer(0), four = op::integers({4}), one = op::integers({1});
        row("empty", "", "ends inside");
        row("no end", "}", "ends inside");
        row("only the protocol", "\x80\x02", "ends inside");
        row("protocol 9", "\x80\x09}.", "protocol 9");
        row("unknown opcode", "}\x99.", "unknown opcode 0x99");
        row("nothing on the stack", ".", "not there");
        row("two values at the end", "}}.", "left over");
        row("a mark at the end", "}(.", "not there");
        row("bytes behind the end", "}.x", "1 bytes stand behind");
        row("a tuple of nothing", "\x85.", "not there");
        row("a tuple across a mark", "K\1(\x85.", "not there");
        row("no mark", "K\1t.", "a mark that is not there");
        row("a key without a value", "}(K\1u.", "key without a value");
        row("a dictionary of three", "(K\1K\2K\3d.", "key without a value");
        row("a text longer than the pickle", "X" + rawBytes(100U) + "abc.", "ends inside");
        row("a text of 2^64 bytes", "\x8d" + rawBytes(UINT64_MAX) + ".", "ends inside");
        row("a text of a negative length", "T" + rawBytes(-1) + ".", "negative length");
        row("an integer of nine bytes", "\x8a\x09" + std::string(9, 'x') + ".", "9 bytes");
        row("an integer that is none", "Iabc\n.", "no integer");
        row("an integer that overflows", "I99999999999999999999\n.", "no integer");
        row("a line without end", "I12", "inside a line");
        row("a text without quotes", "Sabc\n.", "quotes");
        row("a frame behind the end", "\x95" + rawBytes<std::uint64_t>(100) + "}.", "frame");
        row("memory that was not kept", "h\x05.", "recalls value 5");
        row("memory far away", "}r" + rawBytes(0x7FFFFFFFU) + ".", "place 2147483647");
        row("memory of nothing", std::string("q\0.", 3), "not there");
        row("too many values", std::string(600'000, 'N') + ".", "500000 values");
        row("too many steps", "}" + std::string(2'100'000, '2') + ".", "2000000 steps");
        row("too many marks", std::string(2'100'000, '(') + ".", "2000000 steps");
        row("too large", std::string((16 << 20) + 1, 'N'), "16 MiB");
        row("a tensor of two arguments", tensorOf({kStorage, zero}), "2 arguments");
        row("a tensor over nothing", tensorOf({"N", zero, four, one, "\x89", "N"}), "over None");
        row("a tensor with a negative offset", tensorOf({kStorage, op::integer(-1), four, one, "\x89", "N"}),
            "not understood");
        row("a tensor with a negative extent",
            tensorOf({kStorage, zero, op::integers({-4}), one, "\x89", "N"}), "not understood");
        row("a tensor with a negative stride",
            tensorOf({kStorage, zero, four, op::integers({-1}), "\x89", "N"}), "not understood");
        row("fewer strides than extents", tensorOf({kStorage, zero, op::integers({2, 2}), one, "\x89", "N"}),
            "not understood");
        row("a shape of texts", tensorOf({kStorage, zero, op::tuple({op::text("4")}), one, "\x89", "N"}),
            "not understood");
        row("nine dimensions",
            tensorOf({kStorage, zero, op::integers({1, 1, 1, 1, 1, 1, 1, 1, 1}),
                      op::integers({1, 1, 1, 1, 1, 1, 1, 1, 1}), "\x89", "N"}),
            "not understood");
        row("beyond the storage", tensorOf({kStorage, zero, op::integers({5}), one, "\x89", "N"}),
            "element 4 of a storage of 4");
        row("beyond by its offset", tensorOf({kStorage, op::integer(1), four, one, "\x89", "N"}),
            "element 4 of");
        row("beyond by its stride",
            tensorOf({kStorage, zero, op::integers({2}), op::integers({4}), "\x89", "N"}), "element 4 of");
        const std::string huge = std::string("\x8a\x08", 2) + rawBytes<std::int64_t>(1LL << 62);
        row("extents that overflow",
            tensorOf({kStorage, zero, "(" + huge + huge + "t", op::integers({0, 0}), "\x89", "N"}),
            "impossible size");
        row("strides that overflow",
            tensorOf({kStorage, zero, op::integers({3}), "(" + huge + "t", "\x89", "N"}),
            "beyond its storage");
        row("an offset that overflows",
            tensorOf({kStorage, std::string("\x8a\x08", 2) + rawBytes(INT64_MAX), four, one, "\x89", "N"}),
            "beyond its storage");
        row("requires_grad of None", tensorOf({kStorage, zero, four, one, "N", "N"}), "truth value");
        row("a parameter of None", op::global("torch._utils", "_rebuild_parameter") + "(N\x88NtR.",
            "not made of a tensor");
        row("a storage of a negative size", op::storage("FloatStorage", "0", -1) + ".",
            "a key, a device and a size");
        row("a storage without a key", op::storage("FloatStorage", "", 1) + ".",
            "a key, a device and a size");
        row("a storage in two ways",
            op::storage("FloatStorage", "0", 1) + op::storage("HalfStorage", "0", 1) + "\x86.",
            "in two ways");
        row("a storage of two sizes",
            op::storage("FloatStorage", "0", 1) + op::storage("FloatStorage", "0", 2) + "\x86.",
            "in two ways");
        row("arguments that are no tuple", op::global("collections", "OrderedDict") + "]R.",
            "called with a list");
    }
    void brokenPicklesAreNamed() {
        const lathe::tests::Bounded bounded("malformed", "pickles");
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const double began = tests::workSeconds();
        const QString line = problem(bytes.toStdString());
        QVERIFY2(line.contains(says) && line.contains("pickle"), qPrintable(line));
        QVERIFY(tests::workSeconds() - began < 1);
    }

    void severalPicklesAreReadOneByOne() {
        const std::string bytes = "K\1.K\2.rest";
        std::string_view left = bytes;
        QCOMPARE(Pickle::readFirst(left, "x")->root().integer, std::int64_t{1});
        QCOMPARE(Pickle::readFirst(left, "x")->root().integer, std::int64_t{2});
        QCOMPARE(left, std::string_view("rest"));
    }
};

QTEST_GUILESS_MAIN(TestPickle)
#include "test_pickle.moc"
