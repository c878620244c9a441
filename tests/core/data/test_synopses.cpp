// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>
#include <map>
#include <set>

#include "core/data/synopses.h"
#include "tests/support/package_lists.h"

using namespace lathe;
using test::ListedPackage;
using test::prose;

class TestSynopses : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;

    std::filesystem::path path() const { return folder_->path().toStdString(); }
    /// What is read where these packages are listed beside many others.
    std::map<std::string, Synopsis> read(const std::vector<ListedPackage>& packages) const {
        auto all = test::manyPackages(60);
        all.insert(all.end(), packages.begin(), packages.end());
        test::writeLists(path(), all);
        const auto read = readSynopses(path());
        if (!read) qFatal("%s", read.error().line().c_str());
        std::map<std::string, Synopsis> rows;
        for (const auto* part : {&read->train, &read->validation, &read->test, &read->unseen})
            for (const Synopsis& row : *part) rows[row.package] = row;
        return rows;
    }
    void refused(const std::string& said) const {
        const auto read = readSynopses(path());
        QVERIFY(!read);
        QVERIFY2(read.error().line().find(said) != std::string::npos, read.error().line().c_str());
    }

  private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void unseenSectionsStandApart() {
        test::writeLists(path(), test::manyPackages(200));
        const auto read = readSynopses(path(), {.train = 50, .validation = 10, .test = 20, .unseen = 30});
        QVERIFY2(read, read ? "" : read.error().line().c_str());
        QCOMPARE(read->train.size(), std::size_t{50});
        QCOMPARE(read->validation.size(), std::size_t{10});
        QCOMPARE(read->test.size(), std::size_t{20});
        QCOMPARE(read->unseen.size(), std::size_t{30});
        std::set<std::string> topics, names;
        for (const auto* rows : {&read->train, &read->validation, &read->test})
            for (const Synopsis& row : *rows) {
                topics.insert(row.topic);
                QVERIFY(names.insert(row.package).second);
            }
        QCOMPARE(topics, (std::set<std::string>{"net", "utils"}));  // "universe/net", too
        for (const Synopsis& row : read->unseen) QCOMPARE(row.topic, std::string("games"));
    }

    void whatIsNoProseIsLeftOut() {
        const auto rows =
            read({{"alpha", "utils", "", "a synopsis to find",
                   prose("one") + "\n .\n  * a point\n  * another point\n .\n - a third\n   of them\n" +
                       " .\n Some features:\n .\n This is  kept. And this is not, as it ends in:\n"}});
        const std::string& text = rows.at("alpha").text;
        for (const char* left : {"point", "third", "features", "in:", "  "})
            QVERIFY2(text.find(left) == std::string::npos, text.c_str());
        QVERIFY2(text.ends_with("\nThis is kept."), text.c_str());
        QCOMPARE(text.substr(0, 5), prose("one").substr(1, 5));
        QCOMPARE(rows.at("alpha").target, std::string("a synopsis to find"));
    }

    void paragraphsOfSeveralSourcesAreBoilerplate() {
        const std::string shared = "\n .\n" + prose("shared");
        const auto rows =
            read({{"alpha", "utils", "", "the first synopsis", prose("a") + shared},
                  {"beta", "utils", "", "the second synopsis", prose("b") + shared},
                  {"gamma", "utils", "gamma-source", "the third synopsis", prose("c")},
                  {"gamma-gui", "utils", "gamma-source (2)", "the fourth synopsis", prose("c")}});
        QVERIFY(rows.at("alpha").text.find(prose("shared").substr(1, 5)) == std::string::npos);
        QVERIFY(rows.at("beta").text.find(prose("shared").substr(1, 5)) == std::string::npos);
        // One of a source; what its packages share is its own.
        QVERIFY(rows.contains("gamma") && !rows.contains("gamma-gui"));
    }

    void duplicatesAndOtherPartsAreLeftOut() {
        const auto rows = read({{"alpha", "utils", "", "The same synopsis", prose("a")},
                                {"beta", "utils", "", "the same synopsis", prose("b")},
                                {"gamma-doc", "utils", "", "a manual of gamma", prose("c")},
                                {"delta", "utils", "", "transitional package of delta", prose("d")},
                                {"epsilon", "perl", "", "a library in perl", prose("e")},
                                {"zeta", "utils", "", "short", prose("f")},
                                {"eta", "utils", "", "with little to say", " Nothing much."},
                                {"theta", "utils", "", "with another digest", prose("g"), "", "old"}});
        QCOMPARE(rows.contains("alpha") + rows.contains("beta"), 1);
        for (const char* left : {"gamma-doc", "delta", "epsilon", "zeta", "eta", "theta"})
            QVERIFY2(!rows.contains(left), left);
    }

    void severalListsAreReadAsOne() {
        test::writeLists(path(), {{"alpha", "utils", "", "from the second list", prose("b"), "new"}},
                         "b_main");
        const auto rows = read({{"beta", "utils", "", "from the first list", prose("a")}});
        QVERIFY(rows.contains("alpha") && rows.contains("beta"));
    }

    void missingAndDamagedListsAreRefused() {
        refused("there is no plain list of packages");
        std::ofstream(path() / "x_Packages.lz4") << "compressed";
        refused("apt-get -o Acquire::Languages=en -o Acquire::GzipIndexes=false update");
        test::writeLists(path(), test::manyPackages(60));
        std::filesystem::remove(path() / "deb.example_dists_stable_main_i18n_Translation-en");
        refused("there are no English descriptions");
        test::writeLists(path(), {});
        std::ofstream(path() / "a_Packages") << "Package: x\n\nno field\n";
        std::ofstream(path() / "a_Translation-en") << "Package: x\n";
        refused("a_Packages, line 3, column 1: this is no line of a package list");
        std::ofstream(path() / "a_Packages") << "Package: x\n\n more\n";
        refused("a_Packages, line 3, column 1: an entry begins in the middle");
        std::ofstream(path() / "a_Packages") << "Package: \xff\n";
        refused("a_Packages, line 1, column 1: this is not UTF-8");
        std::ofstream(path() / "a_Packages") << "Package: " << std::string(1300000, 'x') << "\n";
        refused("a_Packages, line 1, column 1: a line that is too long");
        {
            std::ofstream long_(path() / "a_Packages");
            for (int i = 0; i < 30; ++i) long_ << "Field" << i << ": " << std::string(50000, 'x') << "\n";
        }
        refused("a_Packages, line 21, column 1: a package's entry is too long");
        std::ofstream(path() / "a_Packages") << "Package: x\n";
        refused("too few packages with a long description");
        const auto none = readSynopses(path() / "none");
        QVERIFY(!none && none.error().what.find("cannot be read") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestSynopses)
#include "test_synopses.moc"
