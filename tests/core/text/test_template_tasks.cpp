// SPDX-License-Identifier: Apache-2.0
// What each task makes of a row: candidates, references, groups, and how answers of several tokens end.
#include <QtTest>

#include "core/text/template.h"
#include "tests/support/toy_tokenizer.h"

using namespace lathe;

namespace {

using Ids = std::vector<std::int32_t>;

const RowModel kMasked{BackboneKind::Masked, 0, -1};
const RowModel kEncoderDecoder{BackboneKind::EncoderDecoder, 0, 1};

/// A toy that does not know words with a "z".
class Forgetful : public ToyTokenizer {
  public:
    std::vector<std::int32_t> encode(std::string_view text, Surround surround) const override {
        auto ids = ToyTokenizer::encode(text, surround);
        for (auto& id : ids)
            if (piece(id).find('z') != std::string::npos)
                id = ToyTokenizer::encode("?", Surround::No).front();
        return ids;
    }
    std::optional<std::int32_t> idOf(std::string_view token) const override {
        return ToyTokenizer::idOf(token == "[UNK]" ? "?" : token);
    }
};

Json taskOf(std::string_view kind, std::string_view text, Json::Object extra = {}) {
    Json task = Json::object({{"kind", kind}, {"template", text}});
    if (kind == "classify") task.set("labels", Json::object({{"one", " cat"}, {"two", " catfish"}}));
    for (auto& [key, value] : extra) task.set(key, value);
    return task;
}

Json fields(std::string_view text, Json label) {
    return Json::object({{"text", text}, {"label", std::move(label)}});
}

QString line(const Error& error) {
    return QString::fromStdString(error.line());
}

}  // namespace

#define VERIFY_ERROR(result, expected)                     \
    do {                                                   \
        const auto tried_ = (result);                      \
        QVERIFY(!tried_);                                  \
        QCOMPARE(line(tried_.error()), QString(expected)); \
    } while (false)

class TestTemplateTasks : public QObject {
    Q_OBJECT
    std::shared_ptr<ToyTokenizer> toy_;

    std::string shown(const Ids& ids) const {
        std::string out;
        for (const auto id : ids)
            out += id < 0 ? "<" + std::to_string(~id) + ">" : "[" + toy_->piece(id) + "]";
        return out;
    }
    RowEncoder made(const Json& task, const RowModel& model = {}) {
        auto encoder = RowEncoder::make(task, 0, toy_, model);
        if (!encoder) qFatal("%s", encoder.error().line().c_str());
        return std::move(*encoder);
    }

  private Q_SLOTS:
    void init() { toy_ = std::make_shared<ToyTokenizer>(); }

    void candidatesAreAListOrATextWithAMark() {
        const auto encoder = made(taskOf("choose", "{text} {label}"));
        const auto list = encoder.encode(
            0,
            Json::object({{"text", "a"}, {"choices", Json::array({"red", "blue", 7})}, {"label", "blue"}}));
        QVERIFY(list);
        QCOMPARE(list->truth, 1);
        QCOMPARE(list->texts, (std::vector<std::string>{"red", "blue", "7"}));
        QCOMPARE(shown(list->answers[1]), std::string("[ blue]"));
        const auto text =
            encoder.encode(0, Json::object({{"text", "a"}, {"choices", "red | blue|"}, {"label", "red"}}));
        QVERIFY(text);
        QCOMPARE(text->texts, (std::vector<std::string>{"red", "blue"}));
        QCOMPARE(text->truth, 0);
        const auto marked =
            made(taskOf("choose", "{text} {label}", {{"separator", " or "}, {"candidates", "which"}}));
        QCOMPARE(marked.encode(0, Json::object({{"text", "a"}, {"which", "a|b or c"}, {"label", 1}}))->texts,
                 (std::vector<std::string>{"a|b", "c"}));
    }

    void candidatesThatAreNoneAreRefusedByRow() {
        const auto encoder = made(taskOf("choose", "{text} {label}"));
        const auto tried = [&](Json choices) {
            return encoder.encode(
                3, Json::object({{"text", "a"}, {"choices", std::move(choices)}, {"label", 0}}));
        };
        VERIFY_ERROR(tried(Json::array({"red", " "})),
                     "row 3: a candidate in \"choices\" is empty; take it out");
        VERIFY_ERROR(tried("red||blue"), "row 3: a candidate in \"choices\" is empty; take it out");
        VERIFY_ERROR(tried("red"),
                     "row 3: the field \"choices\" holds one candidate; give two or more, parted by \"|\"");
        VERIFY_ERROR(tried(Json::array()),
                     "row 3: the field \"choices\" holds no candidate; give a list of two or more");
        VERIFY_ERROR(
            tried(7),
            "row 3: the field \"choices\" with the row's candidates holds text; give a list, and name "
            "the field with task.candidates");
        VERIFY_ERROR(tried(Json::array({"red", Json::array()})),
                     "row 3: a candidate in \"choices\" is a list, not text");
        VERIFY_ERROR(encoder.checkFields({"text", "label"}),
                     "task.candidates: the data has no field \"choices\" with each row's candidates; it has "
                     "\"text\", \"label\"");
    }

    void theFirstTokenAloneMustDiffer() {
        const Json labels = Json::object({{"one", " catfish"}, {"two", " catbird"}});
        const Json whole = taskOf("classify", "{text}{label}", {{"labels", labels}});
        QCOMPARE(shown(made(whole).encode(0, fields("x", "one"))->answers[0]), std::string("[ catf][ish]"));
        // The toy cuts words after four letters: " catf" and " catb".
        const Json first = taskOf("classify", "{text}{label}", {{"labels", labels}, {"rank", "first"}});
        QCOMPARE(shown(made(first).encode(0, fields("x", "one"))->answers[0]), std::string("[ catf]"));
        const Json same = Json::object({{"one", " animal"}, {"two", " animation"}});
        for (const RowModel& model : {RowModel{}, kMasked, kEncoderDecoder})
            VERIFY_ERROR(
                RowEncoder::make(taskOf("classify", "{text}:{label}", {{"labels", same}, {"rank", "first"}}),
                                 0, toy_, model),
                "task.labels.two: \" animation\" begins with the same token as \" animal\", and task.rank "
                "looks at the first alone; choose words that differ there, or set task.rank to sum or mean");
        const auto choose = made(taskOf("choose", "{text} {label}", {{"rank", "first"}}));
        VERIFY_ERROR(
            choose.encode(1, Json::object({{"text", "a"}, {"choices", "animal|animation"}, {"label", 0}})),
            "row 1: the candidate \"animation\" begins with the same token as another; set task.rank to sum "
            "or mean");
    }

    void anAnswerThatIsDecodedLearnsItsEnd() {
        const Json decoded = taskOf("classify", "{text}{label}", {{"decide", "decode"}});
        QCOMPARE(shown(made(decoded).encode(0, fields("x", "one"))->answers[0]), std::string("[ cat][</s>]"));
        QCOMPARE(shown(made(decoded, kEncoderDecoder).encode(0, fields("x", "one"))->answers[0]),
                 std::string("[ cat][</s>]"));
        QCOMPARE(shown(made(taskOf("classify", "{text}{label}")).encode(0, fields("x", "one"))->answers[0]),
                 std::string("[ cat]"));
        // Blanks have no end; how many there are must be known.
        VERIFY_ERROR(
            RowEncoder::make(decoded, 0, toy_, kMasked),
            "task.labels.two: \" catfish\" is 2 tokens and \" cat\" is 1: a masked model cannot decide by "
            "decoding how many to fill; give all labels as many tokens, or set task.decide to rank");
    }

    void everyReferenceIsKeptAndTheFirstIsLearned() {
        const auto encoder = made(taskOf("generate", "{text}{target}"));
        const auto encoded =
            encoder.encode(0, Json::object({{"text", "x"}, {"target", Json::array({" a b", " c", 5})}}));
        QVERIFY(encoded);
        QCOMPARE(encoded->texts, (std::vector<std::string>{" a b", " c", "5"}));
        QCOMPARE(encoded->answers.size(), std::size_t{1});
        QCOMPARE(shown(encoded->answers[0]), std::string("[ a][ b][</s>]"));
        QCOMPARE(encoder.encode(0, Json::object({{"text", "x"}, {"target", " a"}}))->texts,
                 (std::vector<std::string>{" a"}));
        VERIFY_ERROR(encoder.encode(4, Json::object({{"text", "x"}, {"target", Json::array()}})),
                     "row 4: the field \"target\" is an empty list; give at least one right text");
        VERIFY_ERROR(
            encoder.encode(4, Json::object({{"text", "x"}, {"target", Json::array({"a", nullptr})}})),
            "row 4: the answer is nothing (null), not text");
    }

    void aProbesAnswerIsOneTokenOfTheVocabulary() {
        const auto encoder = made(taskOf("probe", "{text} is a {label}"));
        const auto encoded = encoder.encode(0, fields("tim", "cat"));
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("[tim][ is][ a]"));
        QCOMPARE(shown(encoded->answers[0]), std::string("[ cat]"));
        QVERIFY(!encoded->candidates);
        VERIFY_ERROR(
            encoder.encode(5, fields("tim", "animal")),
            "row 5: the answer \"animal\" is 2 tokens, a probe's is one; leave the row out, or choose a "
            "backbone that has the word");
        toy_ = std::make_shared<Forgetful>();
        VERIFY_ERROR(
            made(taskOf("probe", "{text} is a {label}")).encode(5, fields("tim", "zoo")),
            "row 5: the answer \"zoo\" is not in the backbone's vocabulary; leave the row out, or choose a "
            "backbone that has the word");
        VERIFY_ERROR(
            RowEncoder::make(taskOf("classify", "{text}{label}",
                                    {{"labels", Json::object({{"a", " cat"}, {"b", " zoo"}})}}),
                             0, toy_, {}),
            "task.labels.b: \" zoo\" is not in the backbone's vocabulary; choose words that it knows");
    }

    void aMaskedProbeFillsTheMask() {
        const auto encoder = made(taskOf("probe", "{text} is a {mask}."), kMasked);
        const auto encoded = encoder.encode(0, fields("tim", "cat"));
        QVERIFY(encoded);
        QCOMPARE(shown(encoded->context), std::string("[tim][ is][ a][ ][[MASK]][.]"));
        QCOMPARE(encoded->blanks, (Ids{4}));
        VERIFY_ERROR(
            RowEncoder::make(taskOf("probe", "{text}"), 0, toy_, kMasked),
            "task.template: the template has no {label} or {mask}; write {mask} where the answer stands");
    }

    void aProbesCandidatesAreTokensAsTheyStandInTheTemplate() {
        auto encoder = made(taskOf("probe", "{text} is a {label}", {{"candidates", "answers"}}));
        QCOMPARE(encoder.candidateSource(), std::string("answers"));
        QVERIFY(encoder.setCandidates({"cat", "dog", "cat"}, false));
        const auto encoded = encoder.encode(0, fields("tim", "cat"));
        QVERIFY(encoded);
        QVERIFY(encoded->candidates);
        QCOMPARE(encoded->candidates->size(), std::size_t{2});
        QVERIFY(std::ranges::binary_search(*encoded->candidates, *toy_->idOf(" dog")));
        VERIFY_ERROR(encoder.encode(1, fields("tim", "cow")),
                     "row 1: the answer \"cow\" is none of the 2 candidates; add it to them");
        VERIFY_ERROR(
            encoder.setCandidates({"cat", "animal"}, false),
            "task.candidates: the candidate \"animal\" is 2 tokens, a probe's is one; leave its rows out, or "
            "choose a backbone that has the word");
        QCOMPARE(*encoder.setCandidates({"cat", "animal", "cow"}, true), std::int64_t{1});
        VERIFY_ERROR(
            encoder.setCandidates({"animal"}, true),
            "task.candidates: no candidate is one token of the backbone's vocabulary; give two or more words "
            "that it has");
    }

    void aProbeMayLeaveLongAnswersOut() {
        const auto strict = made(taskOf("probe", "{text} is a {label}"));
        QVERIFY(!strict.leavesOutLong() && !strict.leavesOut(fields("tim", "animal")));
        const auto encoder = made(taskOf("probe", "{text} is a {label}", {{"several_tokens", "leave_out"}}));
        QVERIFY(encoder.leavesOutLong());
        QVERIFY(encoder.leavesOut(fields("tim", "animal")));
        QVERIFY(!encoder.leavesOut(fields("tim", "cat")));
        QVERIFY(!encoder.leavesOut(Json::object({{"text", "tim"}})));
    }

    void groupsComeFromTheirField() {
        const auto encoder = made(taskOf("classify", "{text}{label}", {{"group_field", "question"}}));
        Json row = fields("x", "one");
        row.set("question", 12);
        QCOMPARE(encoder.encode(0, row)->group, std::string("12"));
        VERIFY_ERROR(encoder.encode(0, fields("x", "one")),
                     "row 0: the group in \"question\" is nothing (null); give each row its group, or leave "
                     "task.group_field empty");
        QVERIFY(encoder.encodeOpen(0, fields("x", "one")));
        VERIFY_ERROR(
            encoder.checkFields({"text"}),
            "task.group_field: the data has no field \"question\" with each row's group; it has \"text\"");
    }
};

QTEST_GUILESS_MAIN(TestTemplateTasks)
#include "test_template_tasks.moc"
