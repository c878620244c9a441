// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/text.h"
#include "core/data/import.h"
#include "core/data/lengths.h"
#include "core/data/samples.h"
#include "core/data/suggest.h"
#include "core/methods/description.h"
#include "core/project/runs.h"
#include "core/spec/recipe.h"
#include "tests/support/toy_tokenizer.h"

using namespace lathe;

#define VERIFY_RESULT(result) QVERIFY2((result).has_value(), (result) ? "" : (result).error().line().c_str())

class TestImport : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    std::optional<Project> project_;

    std::string written(const std::string& name, const std::string& bytes) {
        const std::string path = folder_->filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    Result<DataSet> imported(const std::string& name, const std::string& bytes,
                             std::vector<SplitShare> shares = {}) {
        ImportOptions options;
        options.name = "reviews";
        options.shares = std::move(shares);
        return importFile(*project_, written(name, bytes), options);
    }
    static std::string manyRows(int count) {
        std::string out;
        for (int i = 0; i < count; ++i)
            out += "{\"text\": \"word " + std::to_string(i) + "\", \"label\": \"" +
                   (i % 2 == 0 ? "good" : "bad") + "\"}\n";
        return out;
    }

  private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        auto project = Project::create(folder_->filePath("p.lathe").toStdString());
        VERIFY_RESULT(project);
        project_.emplace(std::move(*project));
    }
    void cleanup() { project_.reset(); }

    void rowsLandInTheProjectInOrder() {
        const auto data = imported("a.csv", "text,label\r\n\"a, b\",good\r\nc,bad\r\n");
        VERIFY_RESULT(data);
        QCOMPARE(data->name, std::string("reviews"));
        QCOMPARE(data->format, std::string("csv"));
        QCOMPARE(data->fields, (std::vector<std::string>{"text", "label"}));
        QCOMPARE(data->rows("train"), std::int64_t{2});
        const auto rows = dataRows(*project_, data->id, "train");
        VERIFY_RESULT(rows);
        QCOMPARE((*rows)[0].fields["text"].string(), std::string("a, b"));
        QCOMPARE((*rows)[1].row, std::int64_t{1});
        QVERIFY(joined(data->notes).find("CRLF") != std::string::npos);
    }

    void sharesBecomeSplits() {
        const auto data = imported("a.jsonl", manyRows(6000), {{"validation", 0.1}, {"test", 0.2}});
        VERIFY_RESULT(data);
        QCOMPARE(data->rows("train"), std::int64_t{4200});
        QCOMPARE(data->rows("validation"), std::int64_t{600});
        QCOMPARE(data->rows("test"), std::int64_t{1200});
        const auto found = findDataSet(*project_, "reviews");
        VERIFY_RESULT(found);
        QCOMPARE(found->digest, data->digest);
    }

    void theSplitFieldIsNotKeptAsAField() {
        const auto data = imported("a.jsonl",
                                   "{\"text\": \"x\", \"split\": \"train\", \"label\": \"a\"}\n"
                                   "{\"text\": \"x\", \"split\": \"test\", \"label\": \"a\"}\n");
        VERIFY_RESULT(data);
        QCOMPARE(data->fields, (std::vector<std::string>{"text", "label"}));
        QCOMPARE(data->rows("test"), std::int64_t{1});
        const std::string notes = joined(data->notes, "; ");
        QVERIFY2(notes.find("1 test row also stands in train (the first: row 1)") != std::string::npos,
                 notes.c_str());
        QVERIFY2(notes.find("every row has the label \"a\"") != std::string::npos, notes.c_str());
    }

    void aBrokenFileLeavesNothing() {
        const auto broken = imported("a.jsonl", manyRows(7000) + "{\"text\": \n");
        QVERIFY(!broken);
        QVERIFY2(broken.error().line().find("a.jsonl, line 7001, column") != std::string::npos,
                 broken.error().line().c_str());
        const auto sets = dataSets(*project_);
        VERIFY_RESULT(sets);
        QVERIFY(sets->empty());
        VERIFY_RESULT(imported("a.jsonl", manyRows(10)));
    }

    void aCancelledImportLeavesNothing() {
        ImportOptions options;
        options.name = "reviews";
        options.goOn = [](std::int64_t rows) { return rows < 3000; };
        const auto cancelled = importFile(*project_, written("a.jsonl", manyRows(8000)), options);
        QVERIFY(!cancelled);
        QVERIFY(cancelled.error().what.find("cancelled") != std::string::npos);
        QVERIFY(dataSets(*project_)->empty());
    }

    void lengthsCountTokensAndWhatIsCut() {
        const auto data = imported(
            "a.jsonl",
            "{\"text\": \"a\", \"label\": \"good\"}\n{\"text\": \"a b c d e f\", \"label\": \"bad\"}\n"
            "{\"text\": \"a b\", \"label\": \"bad\"}\n");
        VERIFY_RESULT(data);
        const Json task = Json::object({{"kind", "classify"},
                                        {"template", "{prompt}{text}{label}"},
                                        {"max_tokens", 5},
                                        {"labels", Json::object({{"good", " good"}, {"bad", " bad"}})}});
        auto encoder = RowEncoder::make(task, 2, std::make_shared<ToyTokenizer>(), {});
        VERIFY_RESULT(encoder);
        const auto lengths = lengthStatistics(*project_, *data, "train", *encoder);
        VERIFY_RESULT(lengths);
        QCOMPARE(lengths->lengths, (std::map<std::int64_t, std::int64_t>{{2, 1}, {3, 1}, {7, 1}}));
        QCOMPARE(lengths->longest, std::int64_t{7});
        QCOMPARE(lengths->longestRow, std::int64_t{1});
        QCOMPARE(lengths->mean(), 4.0);
        QCOMPARE(lengths->limit, std::int64_t{5});
        QCOMPARE(lengths->cutRows, std::int64_t{1});
        QCOMPARE(lengths->cutTokens, std::int64_t{2});
        QCOMPARE(lengths->firstCut, std::vector<std::int64_t>{1});
        QCOMPARE(toJson(*lengths).at("lengths.7").toInteger(), std::int64_t{1});
    }

    void aRowThatCannotBeReadIsNamedWithItsData() {
        const auto data = imported(
            "a.jsonl", "{\"text\": \"a\", \"label\": \"good\"}\n{\"text\": \"b\", \"label\": \"odd\"}\n");
        VERIFY_RESULT(data);
        const Json task = Json::object({{"kind", "classify"},
                                        {"template", "{text}{label}"},
                                        {"labels", Json::object({{"good", " good"}, {"bad", " bad"}})}});
        auto encoder = RowEncoder::make(task, 0, std::make_shared<ToyTokenizer>(), {});
        VERIFY_RESULT(encoder);
        const auto lengths = lengthStatistics(*project_, *data, "train", *encoder);
        QVERIFY(!lengths);
        QVERIFY2(
            lengths.error().line().starts_with("reviews/train, row 1: the label \"odd\" has no verbalizer"),
            lengths.error().line().c_str());
    }

    void aRecipeIsSuggestedFromTheData() {
        const auto data = imported("a.jsonl", manyRows(400), {{"validation", 0.1}});
        VERIFY_RESULT(data);
        const auto recipe = suggestRecipe(*project_, *data, "some-backbone");
        VERIFY_RESULT(recipe);
        QCOMPARE(recipe->at("task.template").string(), std::string("{prompt}{text}\nAnswer:{label}"));
        QCOMPARE(recipe->at("task.labels.bad").string(), std::string(" bad"));
        VERIFY_RESULT(checkRecipe(*recipe, catalogue()));
    }

    void theSampleFillsAProject() {
        if (!std::filesystem::exists("/usr/share/wordnet/data.noun")) QSKIP("wordnet-base is not installed");
        const auto sample = findSample("gloss-topics");
        VERIFY_RESULT(sample);
        const auto recipe = addSample(*project_, *sample);
        VERIFY_RESULT(recipe);
        const auto data = findDataSet(*project_, "glosses");
        VERIFY_RESULT(data);
        QCOMPARE(data->rows("train"), std::int64_t{2400});
        QCOMPARE(data->rows("validation"), std::int64_t{300});
        QCOMPARE(data->rows("test"), std::int64_t{1200});
        const auto saved = savedRecipes(*project_);
        VERIFY_RESULT(saved);
        QCOMPARE(saved->size(), sample->recipes.size());
        QVERIFY(saved->size() >= 3);
        QCOMPARE(*recipe, std::string("gloss topics"));
        for (const auto& [name, json] : *saved) VERIFY_RESULT(checkRecipe(json, catalogue()));
        const auto more = Json::parse(sampleRecipe("gloss-topics-prefix-tuning"));
        VERIFY_RESULT(more);
        QCOMPARE(more->at("method.kind").string(), std::string("prefix_tuning"));
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "test_import.moc"
