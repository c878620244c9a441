// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "core/text/preview.h"
#include "core/text/template.h"
#include "tests/support/toy_tokenizer.h"

using namespace lathe;

namespace {

using Ids = std::vector<std::int32_t>;

Json classify(std::string_view text, Json::Object extra = {}) {
    Json task = Json::object({{"kind", "classify"},
                              {"template", text},
                              {"labels", Json::object({{"animal", " animal"}, {"food", " food"}})}});
    for (auto& [key, value] : extra) task.set(key, value);
    return task;
}

Json row(std::string_view text, std::string_view label = "food") {
    return Json::object({{"text", text}, {"label", label}});
}

QString line(const Error& error) {
    return QString::fromStdString(error.line());
}

}  // namespace

#define VERIFY_ERROR(result, expected) \
    QVERIFY(!(result));                \
    QVERIFY2(line((result).error()).contains(expected), qPrintable(line((result).error())))

class TestTemplateRows : public QObject {
    Q_OBJECT
    std::shared_ptr<ToyTokenizer> toy_;

    /// Tokens as text, soft slots as <k>.
    std::string shown(const Ids& ids) const {
        std::string out;
        for (const auto id : ids)
            out += id < 0 ? "<" + std::to_string(~id) + ">" : "[" + toy_->piece(id) + "]";
        return out;
    }
    RowEncoder made(const Json& task, std::int64_t slots, std::int64_t context = 0) {
        auto encoder = RowEncoder::make(task, slots, toy_, {.context = context});
        if (!encoder) qFatal("%s", encoder.error().line().c_str());
        return std::move(*encoder);
    }

  private Q_SLOTS:
    void init() { toy_ = std::make_shared<ToyTokenizer>(); }

    void aRowIsSlotsThenTextAndItsAnswersAreTheVerbalizers() {
        const auto encoder = made(classify("{prompt}{text}\nKind:{label}"), 2);
        const auto encoded = encoder.encode(7, row("a red fox", "animal"));
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("<0><1>[a][ red][ fox][\n][Kind][:]"));
        QCOMPARE(encoded->answers.size(), std::size_t{2});
        QCOMPARE(shown(encoded->answers[0]), std::string("[ anim][al]"));
        QCOMPARE(shown(encoded->answers[1]), std::string("[ food]"));
        QCOMPARE(encoded->truth, 0);
        QCOMPARE(encoded->row, std::int64_t{7});
        QCOMPARE(encoded->cut, std::int64_t{0});
        QCOMPARE(encoder.labels(), (std::vector<std::string>{"animal", "food"}));
    }

    void specialTokensStandBehindALeadingPrompt() {
        toy_->first = {0};
        QCOMPARE(shown(made(classify("{prompt:1}{prompt}{text}{label}"), 2).encode(0, row("x"))->context),
                 std::string("<0><1>[<s>][x]"));
        QCOMPARE(shown(made(classify("{text}{prompt} so{label}"), 2).encode(0, row("x"))->context),
                 std::string("[<s>][x]<0><1>[ so]"));
        QCOMPARE(shown(made(classify("{prompt}{label}"), 1).encode(0, row("x"))->context),
                 std::string("<0>[<s>]"));
        QCOMPARE(shown(made(classify("{prompt}{text}{label}"), 0).encode(0, row("x"))->context),
                 std::string("[<s>][x]"));
    }

    void whatTheTokenizerPutsBehindStandsBehindTheAnswer() {
        toy_->last = {1};
        const auto encoded = made(classify("{prompt}{text}{label} news"), 1).encode(0, row("x"));
        QCOMPARE(shown(encoded->after), std::string("[ news][</s>]"));
    }

    void textAroundSlotsIsJoinedBeforeItIsTokenised() {
        // "ab" + "cd" is one word; a slot between them parts it.
        const Json fields = Json::object({{"a", "ab"}, {"b", "cd"}, {"label", "food"}});
        QCOMPARE(shown(made(classify("{prompt}{a}{b}{label}"), 1).encode(0, fields)->context),
                 std::string("<0>[abcd]"));
        QCOMPARE(shown(made(classify("{a}{prompt}{b}{label}"), 1).encode(0, fields)->context),
                 std::string("[ab]<0>[cd]"));
        // Without soft tokens nothing parts it.
        QCOMPARE(shown(made(classify("{a}{prompt}{b}{label}"), 0).encode(0, fields)->context),
                 std::string("[abcd]"));
    }

    void theAnswerBeginsWhereTokenisationsStillAgree() {
        // The space joins the answer's word, so it is no part of the context.
        const Json task =
            classify("{text} {label}", {{"labels", Json::object({{"a", "ant"}, {"b", "bee"}})}});
        const auto encoded = made(task, 0).encode(0, Json::object({{"text", "x"}, {"label", "b"}}));
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("[x]"));
        QCOMPARE(shown(encoded->answers[1]), std::string("[ bee]"));
        // One label that keeps the space apart does not change where the split is.
        const Json mixed = classify("{text} {label}", {{"labels", Json::object({{"a", "ant"}, {"b", "!"}})}});
        const auto other = made(mixed, 0).encode(0, Json::object({{"text", "x"}, {"label", "b"}}));
        QCOMPARE(shown(other->context), std::string("[x]"));
        QCOMPARE(shown(other->answers[1]), std::string("[ ][!]"));
    }

    void softWordsGiveSlotsThatStartAsTheirTokens() {
        const auto encoder = made(classify("{soft:pick one}{prompt}{text}{label}"), 5);
        const Ids expected = {*toy_->idOf("pick"), *toy_->idOf(" one"), -1, -1, -1};
        QCOMPARE(encoder.slotWords(), expected);
        QCOMPARE(shown(encoder.encode(0, row("x"))->context), std::string("<0><1><2><3><4>[x]"));
    }

    void slotsMustSumToTheMethodsTokens() {
        VERIFY_ERROR(RowEncoder::make(classify("{prompt:3}{text}{prompt:4}{label}"), 20, toy_, {}),
                     "hold 7 soft tokens, method.tokens is 20");
        VERIFY_ERROR(RowEncoder::make(classify("{prompt:20}{prompt}{text}{label}"), 20, toy_, {}),
                     "without {prompt}");
        VERIFY_ERROR(RowEncoder::make(classify("{prompt}{text}{prompt}{label}"), 20, toy_, {}),
                     "stands twice");
        VERIFY_ERROR(RowEncoder::make(classify("{text}{label}"), 20, toy_, {}), "no soft slot");
        VERIFY_ERROR(RowEncoder::make(classify("{text}{label}{prompt}"), 20, toy_, {}), "behind {label}");
        QVERIFY(RowEncoder::make(classify("{prompt:13}{text}{prompt:7}{label}"), 20, toy_, {}));
    }

    void theAnswersSlotMustFitTheTask() {
        VERIFY_ERROR(RowEncoder::make(classify("{prompt}{text}"), 1, toy_, {}), "no {label}");
        VERIFY_ERROR(RowEncoder::make(classify("{prompt}{text}{target}"), 1, toy_, {}),
                     "is {label}, not {target}");
        toy_->masks = false;
        VERIFY_ERROR(RowEncoder::make(classify("{prompt}{mask}{label}"), 1, toy_, {}), "no mask token");
    }

    void verbalizersMustDiffer() {
        const auto labels = [](const char* a, const char* b) {
            return Json::object({{"one", a}, {"two", b}});
        };
        VERIFY_ERROR(
            RowEncoder::make(classify("{text}{label}", {{"labels", labels(" x", " x")}}), 0, toy_, {}),
            "task.labels.two: \" x\" gives the same tokens as \" x\"");
        VERIFY_ERROR(RowEncoder::make(classify("{text}{label}", {{"labels", labels("", " x")}}), 0, toy_, {}),
                     "empty");
        VERIFY_ERROR(RowEncoder::make(classify("{text}{label}", {{"labels", Json::object({{"one", " x"}})}}),
                                      0, toy_, {}),
                     "at least two");
    }

    void aLabelWithoutAVerbalizerIsNamedWithTheKnownOnes() {
        const auto encoder = made(classify("{text}{label}"), 0);
        const auto wrong = encoder.encode(12, row("x", "plant"));
        VERIFY_ERROR(wrong,
                     "row 12: the label \"plant\" has no verbalizer; add it to task.labels, which has "
                     "\"animal\", \"food\"");
        QCOMPARE(wrong.error().kind, Error::Kind::Work);
        VERIFY_ERROR(encoder.encode(1, Json::object({{"text", "x"}})), "no field \"label\" with the answer");
        QCOMPARE(encoder.encodeOpen(1, Json::object({{"text", "x"}}))->truth, -1);
    }

    void anotherFieldMayHoldTheLabel() {
        const Json task =
            classify("{text}{label}",
                     {{"label_field", "kind"}, {"labels", Json::object({{"0", " no"}, {"1", " yes"}})}});
        QCOMPARE(made(task, 0).encode(0, Json::object({{"text", "x"}, {"kind", 1}}))->truth, 1);
    }

    void unknownFieldsAreNamedWithThoseThereAre() {
        const auto encoder = made(classify("{txt}{label}"), 0);
        VERIFY_ERROR(encoder.encode(3, row("x")), "row 3: no field \"txt\"; the row has \"text\", \"label\"");
        const auto checked = encoder.checkFields({"text", "label"});
        VERIFY_ERROR(checked, "task.template: the data has no field \"txt\"; did you mean \"text\"?");
        QCOMPARE(checked.error().kind, Error::Kind::Call);
        QVERIFY(made(classify("{text}{label}"), 0).checkFields({"text", "label"}));
    }

    void numbersAndFlagsAreTextButListsAreNot() {
        const auto encoder = made(classify("{text}{label}"), 0);
        QCOMPARE(shown(encoder.encode(0, Json::object({{"text", 12}, {"label", "food"}}))->context),
                 std::string("[1][2]"));
        VERIFY_ERROR(encoder.encode(0, Json::object({{"text", Json::array({1})}, {"label", "food"}})),
                     "holds a list, not text");
        VERIFY_ERROR(encoder.encode(0, Json::object({{"text", nullptr}, {"label", "food"}})),
                     "nothing (null)");
    }

    void theLongestFieldIsCutAtItsEndAndNothingElse() {
        const Json fields =
            Json::object({{"a", "one two"}, {"b", "p q r s t u v w x y z"}, {"label", "food"}});
        const auto encoded =
            made(classify("{prompt}{a} {b} end{label}", {{"max_tokens", 9}}), 3).encode(0, fields);
        QVERIFY(encoded);
        // 9 hard tokens with the longest answer (two), soft slots besides.
        QCOMPARE(shown(encoded->context), std::string("<0><1><2>[one][ two][ p][ q][ r][ s][ end]"));
        QCOMPARE(encoded->cut, std::int64_t{7});
    }

    void theNamedFieldIsCut() {
        const Json fields =
            Json::object({{"a", "one two"}, {"b", "p q r s t u v w x y z"}, {"label", "food"}});
        const auto encoded =
            made(classify("{a} {b}{label}", {{"max_tokens", 14}, {"cut", "a"}}), 0).encode(0, fields);
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("[one][ p][ q][ r][ s][ t][ u][ v][ w][ x][ y][ z]"));
        QCOMPARE(encoded->cut, std::int64_t{1});
        VERIFY_ERROR(made(classify("{a} {b}{label}", {{"max_tokens", 8}, {"cut", "a"}}), 0).encode(5, fields),
                     "row 5: needs 13 tokens even without \"a\", and 8 fit");
        VERIFY_ERROR(RowEncoder::make(classify("{a}{label}", {{"cut", "c"}}), 0, toy_, {}),
                     "task.cut: no field \"c\"");
    }

    void theNextFieldIsCutWhereOneIsNotEnough() {
        const Json fields = Json::object({{"a", "a b c d e"}, {"b", "p q r s t u v"}, {"label", "food"}});
        const auto encoded = made(classify("{a}\n{b}{label}", {{"max_tokens", 5}}), 0).encode(0, fields);
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("[a][ b][\n]"));
    }

    void charactersAreNeverCutInTwo() {
        std::string text;
        for (int i = 0; i < 50; ++i) text += "\xE2\x82\xAC";
        for (std::int64_t limit = 3; limit < 50; ++limit) {
            const auto encoded =
                made(classify("{text}{label}", {{"max_tokens", limit}}), 0).encode(0, row(text));
            QVERIFY(encoded);
            QCOMPARE(static_cast<std::int64_t>(encoded->context.size()), limit - 2);
            QCOMPARE(toy_->piece(encoded->context.back()), std::string("\xE2\x82\xAC"));
        }
    }

    void theContextLimitCountsSoftTokens() {
        const auto encoder = made(classify("{prompt}{text}{label}", {{"max_tokens", 256}}), 4, 10);
        QCOMPARE(encoder.hardLimit(), std::int64_t{6});
        const auto encoded = encoder.encode(0, row("a b c d e f g h"));
        QCOMPARE(encoded->context.size() + 2, std::size_t{10});
        VERIFY_ERROR(RowEncoder::make(classify("{prompt}{text}{label}"), 10, toy_, {.context = 10}),
                     "leave no room in the backbone's 10");
    }

    void theTemplateAndTheTargetAreNeverCut() {
        VERIFY_ERROR(
            made(classify("a b c d e f g{text}{label}", {{"max_tokens", 8}}), 2 - 2).encode(4, row("x")),
            "row 4: needs 9 tokens with every field cut away, and 8 fit");
        const Json task =
            Json::object({{"kind", "generate"}, {"template", "{text}:{target}"}, {"max_tokens", 4}});
        VERIFY_ERROR(made(task, 0).encode(4, Json::object({{"text", "x"}, {"target", "a b c d"}})), "row 4");
    }

    void aTargetEndsWithTheEndToken() {
        const Json task = Json::object({{"kind", "generate"}, {"template", "{prompt}{text} is {target}"}});
        const auto encoder = made(task, 1);
        const Json fields = Json::object({{"text", "x"}, {"target", Json::array({"so good", "other"})}});
        const auto encoded = encoder.encode(0, fields);
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("<0>[x][ is]"));
        QCOMPARE(encoded->answers.size(), std::size_t{1});
        QCOMPARE(shown(encoded->answers[0]), std::string("[ so][ good][</s>]"));
        QCOMPARE(encoded->truth, 0);
        // With no target the context is the same: the space belongs to the word to come.
        const auto open = encoder.encodeOpen(0, Json::object({{"text", "x"}}));
        QVERIFY(open);
        QCOMPARE(open->context, encoded->context);
        QVERIFY(open->answers.empty());
    }

    void candidatesComeFromTheRow() {
        const Json task =
            Json::object({{"kind", "choose"}, {"template", "{text}{label}"}, {"candidates", "options"}});
        const auto encoder = made(task, 0);
        const auto fields = [](Json label) {
            return Json::object(
                {{"text", "x"}, {"options", Json::array({" a", " b"})}, {"label", std::move(label)}});
        };
        QCOMPARE(encoder.encode(0, fields(1))->truth, 1);
        QCOMPARE(encoder.encode(0, fields(" a"))->truth, 0);
        VERIFY_ERROR(encoder.encode(2, fields(" c")), "row 2: the answer \" c\" is none of the 2 candidates");
        VERIFY_ERROR(encoder.encode(2, Json::object({{"text", "x"}, {"label", 0}})),
                     "row 2: the field \"options\" with the row's candidates is missing");
    }

    void theMaskIsTheTokenizersOwn() {
        QCOMPARE(shown(made(classify("{text}{mask}{label}"), 0).encode(0, row("x"))->context),
                 std::string("[x][[MASK]]"));
    }

    void anEncoderReadsWhatStandsBeforeTheAnswerAndTheDecoderWritesIt() {
        toy_->first = {0};
        toy_->last = {1};
        const RowModel model{BackboneKind::EncoderDecoder, 0, 1};
        const Json task =
            Json::object({{"kind", "generate"}, {"template", "{prompt}{text}\nIn short: {target}"}});
        auto encoder = RowEncoder::make(task, 2, toy_, model);
        QVERIFY(encoder);
        const auto encoded = encoder->encode(0, Json::object({{"text", "a fox"}, {"target", "so it"}}));
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("<0><1>[<s>][a][ fox][\n][In][ shor][t][:][ ][</s>]"));
        QCOMPARE(shown(encoded->start), std::string("[</s>][<s>]"));
        QCOMPARE(shown(encoded->answers[0]), std::string("[so][ it][</s>]"));
        // Encoder and decoder have their own lengths: neither takes room from the other.
        Json tight = task;
        tight.set("max_tokens", 9);
        auto shorter = RowEncoder::make(tight, 2, toy_, model);
        const auto cut = shorter->encode(0, Json::object({{"text", "a fox"}, {"target", "a b c d e f g h"}}));
        QVERIFY(cut);
        QCOMPARE(shown(cut->context), std::string("<0><1>[<s>][a][\n][In][ shor][t][:][ ][</s>]"));
        QCOMPARE(cut->cut, std::int64_t{1});
        VERIFY_ERROR(shorter->encode(3, Json::object({{"text", "x"}, {"target", "a b c d e f g h i j"}})),
                     "row 3");
    }

    void aMaskedModelsAnswerFillsTheMask() {
        toy_->first = {0};
        toy_->last = {1};
        const RowModel model{BackboneKind::Masked, 0, -1};
        auto encoder = RowEncoder::make(classify("{prompt:1}{text} is {mask}{prompt:1}."), 2, toy_, model);
        QVERIFY(encoder);
        const auto encoded = encoder->encode(0, row("x [MASK]", "animal"));
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("<0>[<s>][x][ ][[MASK]][ is][ ][[MASK]]<1>[.][</s>]"));
        QCOMPARE(encoded->blanks, (Ids{7}));  // not the one that the field holds
        QCOMPARE(shown(encoded->answers[0]), std::string("[ anim][al]"));
        QCOMPARE(shown(encoded->answers[1]), std::string("[ food]"));
        const Json shownRow = previewJson(*encoded, *encoder, *toy_);
        QCOMPARE(shownRow["labelled"].toInteger(), std::int64_t{2});
        QCOMPARE(shownRow["tokens"].items()[8]["text"].string(), std::string("al"));
        // {label} says the same; both are one too many.
        auto other = RowEncoder::make(classify("{prompt:1}{text} is {label}{prompt:1}."), 2, toy_, model);
        QVERIFY(other);
        QCOMPARE(other->encode(0, row("x [MASK]", "animal"))->context, encoded->context);
        VERIFY_ERROR(RowEncoder::make(classify("{text}{mask}{label}"), 0, toy_, model),
                     "both {mask} and {label}");
        VERIFY_ERROR(RowEncoder::make(classify("{text}"), 0, toy_, model), "no {label} or {mask}");
        const Json writes = Json::object({{"kind", "generate"}, {"template", "{text}{target}"}});
        VERIFY_ERROR(RowEncoder::make(writes, 0, toy_, model), "writes no texts");
    }

    void severalMasksTakeAnswersOfAsManyTokens() {
        const RowModel model{BackboneKind::Masked, 0, -1};
        const Json both = Json::object({{"a", " animal"}, {"b", " foodie"}});
        auto encoder = RowEncoder::make(classify("{text}{mask}{mask}", {{"labels", both}}), 0, toy_, model);
        QVERIFY(encoder);
        QCOMPARE(encoder->encode(0, Json::object({{"text", "x"}, {"label", "b"}}))->blanks, (Ids{1, 2}));
        VERIFY_ERROR(RowEncoder::make(classify("{text}{mask}{mask}"), 0, toy_, model),
                     "task.labels.food: \" food\" is 1 tokens, and the template has 2 {mask}s");
    }

    void aPreviewShowsEachTokensPart() {
        const auto encoder = made(classify("{soft:pick}{prompt}{text}{label}"), 2);
        const auto encoded = encoder.encode(0, row("x", "animal"));
        const Json json = previewJson(*encoded, encoder, *toy_);
        QCOMPARE(json["count"].toInteger(), std::int64_t{3});
        QCOMPARE(json["labelled"].toInteger(), std::int64_t{2});
        const auto& tokens = json["tokens"].items();
        QCOMPARE(tokens.size(), std::size_t{5});
        QCOMPARE(tokens[0]["kind"].string(), std::string("soft"));
        QCOMPARE(tokens[0]["text"].string(), std::string("pick"));
        QCOMPARE(tokens[1]["id"].toInteger(), std::int64_t{-1});
        QCOMPARE(tokens[1]["slot"].toInteger(), std::int64_t{1});
        QCOMPARE(tokens[2]["kind"].string(), std::string("text"));
        QCOMPARE(tokens[3]["kind"].string(), std::string("label"));
        QVERIFY(tokens[4]["labelled"].toBool());
    }
};

QTEST_GUILESS_MAIN(TestTemplateRows)
#include "test_template_rows.moc"
