// SPDX-License-Identifier: Apache-2.0
// Damaged texts of every kind: recipes, configurations, data files, requests. 10,000 of each kind;
// LATHE_MUTATIONS says how many times as many.
#include <QtTest>

#include <fstream>

#include "core/backbones/description.h"
#include "core/base/files.h"
#include "core/data/reader.h"
#include "core/methods/description.h"
#include "core/spec/events.h"
#include "core/spec/presets.h"
#include "core/spec/recipe.h"
#include "tests/support/mutator.h"
#include "tests/support/tried.h"

using namespace lathe;
using lathe::tests::Mutator;

namespace {
const std::string kFixtures = LATHE_FIXTURES;
}  // namespace

class TestTextMutations : public QObject {
    Q_OBJECT
    QTemporaryDir folder_{lathe::tests::quickFolder()};
    const int count_ = lathe::tests::inputs(10'000);

    template <class Read>
    void tryAll(const char* kind, const std::vector<std::string>& seeds, const Read& read) {
        for (const std::string& seed : seeds) QVERIFY2(read(seed), kind);
        Mutator mutator(seeds, 1);
        int good = 0;
        lathe::tests::Slowest slowest;
        for (int i = 0; i < count_; ++i) {
            const std::string bytes = mutator.next();
            slowest.begin();
            if (read(bytes)) ++good;
            slowest.end();
        }
        qInfo("%s: %d inputs, %d of them could be read; the slowest took %.0f ms", kind, count_, good,
              slowest.milliseconds());
        tests::tried("mutated", kind, count_);
        QVERIFY2(slowest.milliseconds() < 1000, kind);
        QVERIFY(good < count_);
    }

    bool readData(const char* name, const std::string& bytes) const {
        const std::string path = folder_.filePath(name).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        const auto read =
            readRows(path, DataFormat::Auto, [](Json row) -> Result<bool> { return row.size() < 1000; });
        if (!read && (read.error().what.empty() || read.error().where.empty()))
            qFatal("an error without a place");
        return read.has_value();
    }

  private Q_SLOTS:
    void recipes() {
        std::vector<std::string> seeds;
        for (const Preset& preset : presets()) seeds.push_back(preset.recipe.pretty());
        QVERIFY(seeds.size() > 5);
        const Catalogue all = catalogue();
        tryAll("recipes", seeds, [&](const std::string& bytes) {
            const auto json = Json::parse(bytes, "r.json");
            if (!json) return false;
            for (const Error& problem : recipeProblems(*json, all))
                if (problem.what.empty() || problem.where.empty())
                    qFatal("an error without a place: %s", bytes.c_str());
            if (!checkRecipe(*json, all)) return false;
            static_cast<void>(applicableOptions(*json, all));
            return true;
        });
    }

    void configurations() {
        std::vector<std::string> seeds;
        for (const char* family : {"gpt2", "llama", "qwen2", "t5", "bart", "bert", "roberta"})
            seeds.push_back(
                readFile(kFixtures + "/backbones/" + family + "/config.json").value_or(std::string()));
        tryAll("config.json files", seeds, [](const std::string& bytes) {
            const auto json = Json::parse(bytes, "config.json");
            if (!json) return false;
            const auto family = familyOf(*json);
            if (!family) return false;
            const auto shape = family->shape(*json);
            if (!shape) return false;
            if (shape->layers < 200) static_cast<void>(family->tensors(*shape));
            return true;
        });
    }

    void requestsAndEvents() {
        tryAll("requests",
               {R"({"do": "stop", "keep": "best"})", R"({"do": "pause"})", R"({"do": "snapshot"})"},
               [](const std::string& bytes) { return readRequest(bytes).has_value(); });
    }

    void dataFiles() {
        tryAll("JSONL files",
               {"{\"text\": \"a \\u00e9 b\", \"label\": 1}\n{\"text\": [\"x\"], \"label\": null}\n"},
               [&](const std::string& bytes) { return readData("a.jsonl", bytes); });
        tryAll("JSON files", {"[{\"text\": \"a\"}, {\"text\": \"b\"}]", "{\"data\": [{\"a\": 1.5e3}]}"},
               [&](const std::string& bytes) { return readData("a.json", bytes); });
        tryAll("CSV files", {"text,label\n\"a, \"\"b\"\"\nc\",x\nd,y\n"},
               [&](const std::string& bytes) { return readData("a.csv", bytes); });
        tryAll("TSV files", {"text\tlabel\na\tx\nb\ty\n"},
               [&](const std::string& bytes) { return readData("a.tsv", bytes); });
    }
};

QTEST_GUILESS_MAIN(TestTextMutations)
#include "test_text_mutations.moc"
