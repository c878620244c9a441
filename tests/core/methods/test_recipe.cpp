// SPDX-License-Identifier: Apache-2.0
// Recipes against the real catalogue: what is right, what is refused, and in which words.
#include <QTest>
#include <algorithm>

#include "core/methods/description.h"
#include "core/spec/recipe.h"
#include "tests/support/bounded.h"

using namespace lathe;

namespace {

Json good() {
    return *Json::parse(R"({"recipe": 1, "name": "gloss topics",
        "backbone": {"id": "smollm2-135m-instruct", "dtype": "auto"},
        "task": {"kind": "classify", "data": "glosses", "template": "{prompt}{text}\nCategory:{label}",
                 "labels": {"animal": " animal", "food": " food"}, "max_tokens": 256},
        "method": {"kind": "prompt_tuning", "tokens": 20, "init": {"kind": "text", "text": "Classify what is described."}},
        "optimizer": {"kind": "adamw", "learning_rate": 0.01, "schedule": "linear", "warmup": 0},
        "training": {"steps": 300, "batch": 16, "seed": 0, "evaluate_every": 50, "snapshot_every": 50}})");
}

}  // namespace

class TestRecipe : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theDesignsRecipeIsRight() {
        const auto problems = recipeProblems(good(), catalogue());
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().line().c_str());
        const auto recipe = checkRecipe(good(), catalogue());
        QVERIFY(recipe.has_value());
        QCOMPARE(recipe->integer("method.tokens"), 20);
        QCOMPARE(recipe->number("optimizer.learning_rate"), 0.01);
        QCOMPARE(recipe->number("optimizer.beta2"), 0.999);
        QCOMPARE(recipe->text("training.threads"), std::string("auto"));
        QCOMPARE(recipe->text("task.decide"), std::string("rank"));
        QVERIFY(!recipe->has("training.epochs"));
        QVERIFY(!recipe->has("method.init.range"));
    }

    void completingTwiceChangesNothing() {
        const auto once = checkRecipe(good(), catalogue());
        const auto twice = checkRecipe(once->json(), catalogue());
        QVERIFY(twice.has_value());
        QCOMPARE(twice->json().dump(), once->json().dump());
    }

    void stepsAre300WhereNothingIsSaid() {
        Json recipe = good();
        recipe.setAt("training", Json::object());
        QCOMPARE(checkRecipe(recipe, catalogue())->integer("training.steps"), 300);
        recipe.setAt("training.epochs", 3);
        const auto epochs = checkRecipe(recipe, catalogue());
        QCOMPARE(epochs->integer("training.epochs"), 3);
        QVERIFY(!epochs->has("training.steps"));
    }

    void badRecipesAreRefusedWithOneClearLine_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");  // JSON; empty: taken out
        QTest::addColumn<QString>("line");   // the first problem
        const auto bad = [](const char* name, const char* key, const char* value, const char* line) {
            QTest::newRow(name) << QString(key) << QString(value) << QString(line);
        };
        bad("no tokens", "method.tokens", "0", "method.tokens: 0 is not allowed; give 1 to 4096");
        bad("too many tokens", "method.tokens", "4097", "method.tokens: 4097 is not allowed; give 1 to 4096");
        bad("negative tokens", "method.tokens", "-3", "method.tokens: -3 is not allowed; give 1 to 4096");
        bad("half a token", "method.tokens", "1.5",
            "method.tokens: 1.5 is not a whole number; give 1 to 4096");
        bad("tokens as text", "method.tokens", "\"20\"",
            "method.tokens: \"20\" is not a whole number; give 1 to 4096");
        bad("tokens as list", "method.tokens", "[20]",
            "method.tokens: [20] is not a whole number; give 1 to 4096");
        bad("tokens as flag", "method.tokens", "true",
            "method.tokens: true is not a whole number; give 1 to 4096");
        bad("mistyped key", "method.tokesn", "20",
            "method.tokesn: not a key of a recipe; did you mean method.tokens?");
        bad("mistyped section", "optimiser", "{}",
            "optimiser: not a key of a recipe; did you mean optimizer?");
        bad("wrong section", "training.learning_rate", "0.1",
            "training.learning_rate: not a key of a recipe; did you mean optimizer.learning_rate?");
        bad("strange key", "zzzzzzzzzzzzzzzz", "1", "zzzzzzzzzzzzzzzz: not a key of a recipe; take it out");
        bad("deep strange key", "method.init.kinds", "1",
            "method.init.kinds: not a key of a recipe; did you mean method.init.kind?");
        bad("section is no object", "method", "\"prompt_tuning\"",
            "method: \"prompt_tuning\" is not an object; give its keys in braces");
        bad("init is no object", "method.init", "\"text\"",
            "method.init: \"text\" is not an object; give its keys in braces");
        bad("mistyped task", "task.kind", "\"clasify\"",
            "task.kind: \"clasify\" is not allowed; give classify, choose, generate or probe");
        bad("labels of a probe", "task.kind", "\"probe\"",
            "task.labels: does not apply here; take it out, or set task.kind to classify");
        bad("chooses by test", "training.choose_by", "\"test.accuracy\"",
            "training.choose_by: \"test.accuracy\" would choose by the test rows; choose by validation, and "
            "read test "
            "once with evaluate");
        bad("unknown measure", "training.choose_by", "\"bleu\"",
            "training.choose_by: \"bleu\" is not allowed; give accuracy, loss, f1_macro or mcc");
        bad("unbuilt method", "method.kind", "\"lora\"",
            "method.kind: \"lora\" is not allowed; give prompt_tuning, prefix_tuning, p_tuning or full");
        bad("kind as number", "optimizer.kind", "3",
            "optimizer.kind: 3 is not allowed; give adamw, adam, adafactor or sgd");
        bad("mistyped optimizer", "optimizer.kind", "\"adam-w\"",
            "optimizer.kind: \"adam-w\" is not allowed; give adamw, adam, adafactor or sgd");
        bad("no data", "task.data", "", "task.data: is missing; give a text");
        bad("empty data", "task.data", "\"\"", "task.data: is empty; give a text");
        bad("data names a split", "task.data", "\"glosses/test\"",
            "task.data: \"glosses/test\" names a split; give \"glosses\": training reads its train rows");
        bad("no template", "task.template", "", "task.template: is missing; give a text");
        bad("template is no text", "task.template", "7",
            "task.template: 7 is not a text; give a text in quotes");
        bad("no labels", "task.labels", "",
            "task.labels: is missing; give an object of names with their texts");
        bad("empty labels", "task.labels", "{}",
            "task.labels: is empty; give at least one name with its text");
        bad("labels as list", "task.labels", "[\"a\", \"b\"]",
            "task.labels: [\"a\", \"b\"] is not an object; give names with their texts, like {\"animal\": \" "
            "animal\"}");
        bad("empty verbalizer", "task.labels.food", "\"\"",
            "task.labels.food: is empty; give the text that says it, like \" food\"");
        bad("verbalizer is no text", "task.labels.food", "2",
            "task.labels.food: 2 is not a text; give the text that says it, like \" food\"");
        bad("same verbalizers", "task.labels.food", "\" animal\"",
            "task.labels.food: \" animal\" is also the text of \"animal\"; give each name a text of its own");
        bad("no rows' length", "task.max_tokens", "0",
            "task.max_tokens: 0 is not allowed; give 1 to 1048576");
        bad("loss not of this task", "task.loss", "\"words\"",
            "task.loss: \"words\" is not allowed; give vocabulary, sentence or labels");
        bad("decide mistyped", "task.decide", "\"write\"",
            "task.decide: \"write\" is not allowed; give rank or decode");
        bad("no backbone", "backbone.id", "", "backbone.id: is missing; give a text");
        bad("dtype not built", "backbone.dtype", "\"float16\"",
            "backbone.dtype: \"float16\" is not allowed; give auto, float32 or bfloat16");
        bad("rate of nothing", "optimizer.learning_rate", "0",
            "optimizer.learning_rate: 0 is not allowed; give more than 0, at most 1000");
        bad("negative rate", "optimizer.learning_rate", "-0.1",
            "optimizer.learning_rate: -0.1 is not allowed; give more than 0, at most 1000");
        bad("rate as text", "optimizer.learning_rate", "\"fast\"",
            "optimizer.learning_rate: \"fast\" is not a number; give more than 0, at most 1000");
        bad("beta of one", "optimizer.beta1", "1", "optimizer.beta1: 1 is not allowed; give 0 to 0.999999");
        bad("key of another optimizer", "optimizer.decay", "0.8",
            "optimizer.decay: does not apply here; take it out, or set optimizer.kind to adafactor");
        bad("key of two other optimizers", "optimizer.momentum", "0.9",
            "optimizer.momentum: does not apply here; take it out, or set optimizer.kind to adafactor or "
            "sgd");
        bad("key of another start", "method.init.path", "\"x.npy\"",
            "method.init.path: does not apply here; take it out, or set method.init.kind to file");
        bad("start without its text", "method.init.text", "", "method.init.text: is missing; give a text");
        bad("mistyped start", "method.init.kind", "\"txt\"",
            "method.init.kind: \"txt\" is not allowed; give uniform, normal, vocabulary, labels, text, file "
            "or run");
        bad("final share of another schedule", "optimizer.final", "0.5",
            "optimizer.final: does not apply here; take it out, or set optimizer.schedule to exponential");
        bad("mistyped schedule", "optimizer.schedule", "\"cosin\"",
            "optimizer.schedule: \"cosin\" is not allowed; give constant, linear, cosine, inverse_sqrt or "
            "exponential");
        bad("steps and epochs", "training.epochs", "3",
            "training.epochs: stands beside training.steps; give one of the two");
        bad("no steps", "training.steps", "0", "training.steps: 0 is not allowed; give 1 to 1000000000");
        bad("huge steps", "training.steps", "1e300",
            "training.steps: 1e+300 is not allowed; give 1 to 1000000000");
        bad("no batch", "training.batch", "0", "training.batch: 0 is not allowed; give 1 to 65536");
        bad("negative seed", "training.seed", "-1",
            "training.seed: -1 is not allowed; give 0 to 9007199254740991");
        bad("threads as word", "training.threads", "\"many\"",
            "training.threads: \"many\" is not a whole number; give auto, or 1 to 1024");
        bad("no threads", "training.threads", "0",
            "training.threads: 0 is not allowed; give auto, or 1 to 1024");
        bad("warm-up beyond the end", "optimizer.warmup", "301",
            "optimizer.warmup: 301 is more than the 300 of training.steps; give at most 300");
        bad("keep not known", "training.keep", "\"none\"",
            "training.keep: \"none\" is not allowed; give best, last or all");
        bad("name as number", "name", "\"12\"",
            "name: \"12\" would read as a run's number; give another name");
        bad("name last", "name", "\"last\"",
            "name: \"last\" would read as a run's number; give another name");
        bad("name of two lines", "name", "\"a\\nb\"", "name: has more than one line; give one line");
        bad("empty name", "name", "\"\"", "name: is empty; give a text");
        bad("newer recipe", "recipe", "2",
            "recipe: version 2 is newer than this program's 1; use a newer program");
        bad("version as text", "recipe", "\"one\"", "recipe: \"one\" is not a recipe's version; give 1");
        bad("later option", "training.lanes", "2", "training.lanes: not a key of a recipe; take it out");
    }

    void badRecipesAreRefusedWithOneClearLine() {
        const lathe::tests::Bounded bounded("malformed", "recipes");
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, line);
        Json recipe = good();
        const std::string path = key.toStdString();
        if (value.isEmpty()) {
            const auto dot = path.rfind('.');
            Json parent = recipe.at(path.substr(0, dot));
            QVERIFY(parent.erase(path.substr(dot + 1)));
            recipe.setAt(path.substr(0, dot), parent);
        } else {
            recipe.setAt(path, *Json::parse(value.toStdString()));
        }
        const auto problems = recipeProblems(recipe, catalogue());
        QVERIFY(!problems.empty());
        QCOMPARE(QString::fromStdString(problems.front().line()), line);
        QVERIFY(problems.front().kind == Error::Kind::Call);
        QVERIFY(!checkRecipe(recipe, catalogue()).has_value());
    }

    void everyProblemIsListed() {
        Json recipe = good();
        recipe.setAt("method.tokens", 0);
        recipe.setAt("training.batch", "many");
        recipe.setAt("training.seeds", 1);
        const auto problems = recipeProblems(recipe, catalogue());
        QCOMPARE(problems.size(), std::size_t(3));
        QCOMPARE(problems[0].where, std::string("training.seeds"));
        QCOMPARE(problems[1].where, std::string("method.tokens"));
        QCOMPARE(problems[2].where, std::string("training.batch"));
    }

    void aWrongKindIsSaidOnce() {
        Json recipe = good();
        recipe.setAt("method.kind", "lora");
        const auto problems = recipeProblems(recipe, catalogue());
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problems[0].where, std::string("method.kind"));
    }

    void notAnObject() {
        QCOMPARE(recipeProblems(Json::array({1}), catalogue()).front().line(),
                 std::string("recipe: [1] is not an object; give a recipe's keys in braces"));
    }

    void labelsMayBeNamedAnything() {
        Json recipe = good();
        Json labels = Json::object({{"a.b", " one"}, {"method.tokens", " two"}, {"\xC3\xA9", " three"}});
        recipe.setAt("task.labels", labels);
        QVERIFY(recipeProblems(recipe, catalogue()).empty());
    }

    void generateHasNoLabelsAndChoosesByLoss() {
        Json recipe = good();
        recipe.setAt(
            "task",
            *Json::parse(R"({"kind": "generate", "data": "d", "template": "{prompt}{text}{target}"})"));
        const auto complete = checkRecipe(recipe, catalogue());
        QVERIFY(complete.has_value());
        QCOMPARE(complete->text("training.choose_by"), std::string("loss"));
        recipe.setAt("training.choose_by", "accuracy");
        QCOMPARE(
            recipeProblems(recipe, catalogue()).front().line(),
            std::string("training.choose_by: \"accuracy\" is not allowed; give loss, bleu, chrf, rougeL, "
                        "exact_match or token_f1"));
        recipe.setAt("training.choose_by", "loss");
        recipe.setAt("method.init", Json::object({{"kind", "labels"}}));
        QCOMPARE(recipeProblems(recipe, catalogue()).front().where, std::string("method.init.kind"));
    }

    void aProbeRanksAmongAllWordsAnswersOrAFile() {
        Json recipe = good();
        recipe.setAt(
            "task",
            *Json::parse(R"({"kind": "probe", "data": "d", "template": "{prompt}{text} is {label}"})"));
        const auto complete = checkRecipe(recipe, catalogue());
        QVERIFY2(complete, complete ? "" : complete.error().line().c_str());
        QCOMPARE(complete->text("task.candidates"), std::string("vocabulary"));
        QCOMPARE(complete->text("training.choose_by"), std::string("p@1"));
        QVERIFY(!complete->has("task.candidates_file"));
        recipe.setAt("task.loss", "labels");
        QCOMPARE(
            recipeProblems(recipe, catalogue()).front().line(),
            std::string("task.loss: \"labels\" needs candidates; set task.candidates to answers or file"));
        recipe.setAt("task.candidates", "answers");
        QVERIFY(recipeProblems(recipe, catalogue()).empty());
        recipe.setAt("task.candidates", "file");
        QCOMPARE(recipeProblems(recipe, catalogue()).front().line(),
                 std::string("task.candidates_file: is missing; give a text"));
    }

    void rankingIsNotAskedForWhereTextsAreDecoded() {
        Json recipe = good();
        recipe.setAt("task.rank", "mean");
        QVERIFY(recipeProblems(recipe, catalogue()).empty());
        recipe.setAt("task.decide", "decode");
        QCOMPARE(recipeProblems(recipe, catalogue()).front().line(),
                 std::string("task.rank: does not apply here; take it out, or set task.decide to rank"));
    }

    void earlyStopNeedsEvaluations() {
        Json recipe = good();
        recipe.setAt("training.early_stop", 3);
        QVERIFY(recipeProblems(recipe, catalogue()).empty());
        recipe.setAt("training.evaluate_every", 0);
        QCOMPARE(recipeProblems(recipe, catalogue()).front().where, std::string("training.early_stop"));
    }

    void settingReadsJsonWhereItIsAndTextElse() {
        Json recipe = good();
        const Catalogue all = catalogue();
        QVERIFY(setOption(recipe, "training.steps=50", all));
        QCOMPARE(recipe.at("training.steps").toInteger(), 50);
        QVERIFY(setOption(recipe, "optimizer.learning_rate=3e-2", all));
        QCOMPARE(recipe.at("optimizer.learning_rate").toNumber(), 0.03);
        QVERIFY(setOption(recipe, "name=12 runs", all));
        QCOMPARE(recipe["name"].string(), std::string("12 runs"));
        QVERIFY(setOption(recipe, "name=42", all));
        QCOMPARE(recipe["name"].string(), std::string("42"));
        QVERIFY(setOption(recipe, "task.template={prompt}{text}={label}", all));
        QCOMPARE(recipe.at("task.template").string(), std::string("{prompt}{text}={label}"));
        QVERIFY(setOption(recipe, "task.labels.a.b= both", all));
        QCOMPARE(recipe.at("task.labels")["a.b"].string(), std::string(" both"));
        QVERIFY(setOption(recipe, "task.labels={\"x\": \" y\"}", all));
        QCOMPARE(recipe.at("task.labels").size(), std::size_t(1));
    }

    void settingAKindDropsWhatNoLongerApplies() {
        Json recipe = good();
        recipe.setAt("optimizer.beta1", 0.8);
        const Catalogue all = catalogue();
        QVERIFY(setOption(recipe, "method.init.kind=uniform", all));
        QVERIFY(recipe.at("method.init.text").isNull());
        // A choice that the other kind has too stays; one that it does not know goes.
        QVERIFY(setOption(recipe, "method.init.kind=run", all));
        QVERIFY(setOption(recipe, "method.kind=prefix_tuning", all));
        QCOMPARE(recipe.at("method.init.kind").string(), std::string("run"));
        QVERIFY(setOption(recipe, "method.init.kind=words", all));
        QVERIFY(setOption(recipe, "method.kind=prompt_tuning", all));
        QVERIFY(recipe.at("method.init.kind").isNull());
        QVERIFY(setOption(recipe, "method.init.kind=nonsense", all));
        QVERIFY(setOption(recipe, "method.kind=prefix_tuning", all));
        QCOMPARE(recipe.at("method.init.kind").string(), std::string("nonsense"));
        QVERIFY(setOption(recipe, "method.kind=prompt_tuning", all));
        QVERIFY(setOption(recipe, "method.init.kind=uniform", all));
        QVERIFY(setOption(recipe, "optimizer.kind=sgd", all));
        QVERIFY(recipe.at("optimizer.beta1").isNull());
        QCOMPARE(recipe.at("optimizer.learning_rate").toNumber(), 0.01);
        QVERIFY(setOption(recipe, "training.epochs=2", all));
        QVERIFY(recipe.at("training.steps").isNull());
        QVERIFY(recipeProblems(recipe, all).empty());
    }

    void settingNothingOrAnUnknownKeyIsRefused() {
        Json recipe = good();
        const Catalogue all = catalogue();
        QCOMPARE(setOption(recipe, "steps", all).error().line(),
                 std::string("--set: \"steps\" sets nothing; give key.path=value"));
        QCOMPARE(setOption(recipe, "trainin.steps=3", all).error().line(),
                 std::string("trainin.steps: not a key of a recipe; did you mean training.steps?"));
        QCOMPARE(recipe.dump(), good().dump());
    }

    void aKeyWithoutANameHasAPlace() {
        Json recipe = good();
        recipe.set("", 1);
        const auto problems = recipeProblems(recipe, catalogue());
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(problems[0].line(), std::string("\"\": not a key of a recipe; take it out"));
    }

    void differencesNameTheKeys() {
        Json left = checkRecipe(good(), catalogue())->json(), right = left;
        QVERIFY(differences(left, right).empty());
        right.setAt("method.tokens", 50);
        right.setAt("method.init", Json::object({{"kind", "uniform"}}));
        const auto found = differences(left, right);
        std::vector<std::string> keys;
        for (const Difference& difference : found) keys.push_back(difference.key);
        QCOMPARE(keys, (std::vector<std::string>{"method.tokens", "method.init.kind", "method.init.text"}));
        QCOMPARE(found[0].left.toInteger(), 20);
        QCOMPARE(found[0].right.toInteger(), 50);
        QVERIFY(found[2].right.isNull());
    }

    void everyOptionIsDescribed() {
        for (const Option& option : allOptions(catalogue())) {
            QVERIFY2(!option.label.empty() && !option.help.empty(), option.key.c_str());
            QVERIFY2(option.type != OptionType::Choice || !option.choices.empty(), option.key.c_str());
            QVERIFY2(!allowedValues(option).empty(), option.key.c_str());
        }
    }

    void defaultsAreAllowedThemselves() {
        // Every kind's options with their own fallbacks make a right recipe.
        const Catalogue all = catalogue();
        for (const Kind& optimizer : all.optimizers) {
            Json recipe = good();
            recipe.setAt("optimizer", Json::object({{"kind", optimizer.name}}));
            const auto complete = checkRecipe(recipe, all);
            QVERIFY2(complete.has_value(), complete ? "" : complete.error().line().c_str());
            for (const Option& option : optimizer.options)
                QVERIFY2(complete->has(option.key), option.key.c_str());
        }
    }

    void applicableOptionsComeInTheFormsOrder() {
        const auto options = applicableOptions(good(), catalogue());
        const auto at = [&](const std::string& key) {
            const auto found =
                std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.key == key; });
            return found == options.end() ? -1 : static_cast<int>(found - options.begin());
        };
        QCOMPARE(at("name"), 0);
        QVERIFY(at("task.kind") > at("backbone.id"));
        QVERIFY(at("task.labels") > at("task.kind"));
        QVERIFY(at("method.init.text") > at("method.init.kind"));
        QCOMPARE(at("method.init.path"), -1);
        QVERIFY(at("optimizer.learning_rate") == at("optimizer.kind") + 1);
        QVERIFY(at("training.steps") > at("optimizer.schedule"));
    }
};

QTEST_GUILESS_MAIN(TestRecipe)
#include "test_recipe.moc"
