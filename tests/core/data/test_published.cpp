// SPDX-License-Identifier: Apache-2.0
// Published data sets' own files, in small made for the tests: what becomes of them, and what is said of
// broken ones.
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/text.h"
#include "core/data/import.h"
#include "core/data/reader.h"
#include "core/spec/presets.h"
#include "core/text/template.h"

using namespace lathe;

namespace {

struct Read {
    std::vector<Json> rows;
    ReadingNotes notes;
    QString error;
};

const char* const kE2e =
    "mr,ref\n"
    "\"name[The Vaults], eatType[pub], priceRange[more than £30]\",\"The Vaults pub is dear.\"\n"
    "\"name[Aromi], food[English]\",Aromi serves English food.\n"
    "\"name[The Vaults], eatType[pub], priceRange[more than £30]\",\"A dear pub, \"\"The Vaults\"\".\"\n";

const char* const kWebnlgJson =
    R"({"entries": [
 {"1": {"category": "Airport", "lexicalisations": [
    {"comment": "good", "lang": "", "lex": "Aarhus Airport serves Aarhus.", "xml_id": "Id1"},
    {"comment": "toFix", "lang": "", "lex": "Bad.", "xml_id": "Id2"},
    {"comment": "good", "lang": "", "lex": "Aarhus is served by its airport.", "xml_id": "Id3"}],
   "modifiedtripleset": [{"subject": "Aarhus_Airport", "property": "cityServed", "object": "Aarhus"},
                         {"subject": "Aarhus", "property": "leader", "object": "Jacob"}],
   "originaltriplesets": {"originaltripleset": [[]]}, "size": "2", "xml_id": "Id1"}},
 {"2": {"category": "Food", "lexicalisations": [],
   "modifiedtripleset": [{"subject": "Arem", "property": "country", "object": "Java"}], "xml_id": "Id2"}}]})";

const char* const kWebnlgXml =
    R"xml(<?xml version="1.0" ?>
<!-- a comment -->
<benchmark>
  <entries>
    <entry category="Food" eid="Id7" shape="(X (X))" size="1">
      <originaltripleset><otriple>left | out | here</otriple></originaltripleset>
      <modifiedtripleset>
        <mtriple>Bacon_Explosion | country | &quot;United States&quot;</mtriple>
      </modifiedtripleset>
      <lex comment="good" lid="Id1" lang="en">Bacon &amp; more from the <![CDATA[U.S. <b>]]>&#33;</lex>
      <lex comment="" lid="Id2" lang="ru">По-русски.</lex>
      <dbpedialinks/>
    </entry>
  </entries>
</benchmark>
)xml";

const char* const kDart =
    R"([{"tripleset": [["Mars Hill College", "JOINED", "1973"], ["Mars Hill College", "LOCATION", "Mars Hill"]],
  "subtree_was_extended": false,
  "annotations": [{"source": "WikiSQL_decl_sents", "text": "A school from Mars Hill."},
                  {"source": "WikiSQL_decl_sents", "text": "It joined in 1973."}]}])";

const char* const kTrex =
    R"({"uuid": "u1", "obj_uri": "Q90", "obj_label": "Paris", "sub_uri": "Q1", "sub_label": "Allan Peiper", "predicate_id": "P19", "evidences": [{"sub_surface": "Peiper", "obj_surface": "Paris", "masked_sentence": "Peiper was born in [MASK]."}]})";
const char* const kGoogleRe =
    R"({"pred": "/people/person/place_of_birth", "sub": "/m/0", "obj": "/m/1", "sub_label": "Peter", "obj_label": "London", "masked_sentences": ["Peter, born in [MASK]."], "uuid": "u2"})";

const char* const kSquad =
    R"({"version": "1.1", "data": [{"title": "Normans", "paragraphs": [{"context": "Rollo led them.",
 "qas": [{"id": "q1", "question": "Who led?", "answers": [{"text": "Rollo", "answer_start": 0}, {"text": "Rollo", "answer_start": 0}, {"text": "Rollo led", "answer_start": 0}]},
         {"id": "q2", "question": "Why?", "is_impossible": true, "answers": []}]}]}]})";

const char* const kMrqa =
    "{\"header\": {\"dataset\": \"NewsQA\", \"split\": \"train\"}}\n"
    "{\"context\": \"It rained.\", \"qas\": [{\"qid\": \"a\", \"question\": \"What?\", \"answers\": "
    "[\"rain\", "
    "\"rain\", \"It rained\"], \"detected_answers\": []}]}\n";

const char* const kMultirc =
    R"({"idx": 3, "version": 1.1, "passage": {"text": "It rained.", "questions": [{"question": "What fell?", "idx": 5, "answers": [{"text": "rain", "idx": 0, "label": 1}, {"text": "snow", "idx": 1, "label": 0}]}]}})";
const char* const kRecord =
    R"({"source": "Daily mail", "idx": 1, "passage": {"text": "Café Zoë met Bob.", "entities": [{"start": 5, "end": 7}, {"start": 13, "end": 15}]}, "qas": [{"query": "@placeholder was met", "idx": 0, "answers": [{"start": 13, "end": 15, "text": "Bob"}]}]})";
const char* const kCopa =
    R"({"premise": "My body cast a shadow.", "choice1": "The sun rose.", "choice2": "The grass was cut.", "question": "cause", "label": 0, "idx": 0})";
const char* const kWsc =
    R"({"text": "Mark told Pete lies about himself.", "target": {"span1_index": 0, "span1_text": "Mark", "span2_index": 5, "span2_text": "himself"}, "idx": 0, "label": true})";

}  // namespace

class TestPublished : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::string written(const std::string& name, const std::string& bytes) {
        const QString path = folder_.filePath(QString::fromStdString(name));
        QDir().mkpath(QFileInfo(path).path());
        std::ofstream(path.toStdString(), std::ios::binary) << bytes;
        return path.toStdString();
    }
    Read read(const std::string& name, const std::string& bytes, const char* format = "auto") {
        Read out;
        auto notes =
            readRows(written(name, bytes), *dataFormatNamed(format), [&](Json fields) -> Result<bool> {
                out.rows.push_back(std::move(fields));
                return true;
            });
        if (notes)
            out.notes = *notes;
        else
            out.error = QString::fromStdString(notes.error().line()).remove(folder_.path() + '/');
        return out;
    }
    static QString notesOf(const Read& read) {
        return QString::fromStdString(joined(read.notes.notes, "; "));
    }
    static QString asWritten(const char* json) { return text(*Json::parse(json)); }
    static QString text(const Json& json) { return QString::fromStdString(json.dump()); }

  private Q_SLOTS:
    void e2eGathersTheTextsOfARepresentation() {
        const auto got = read("devset.csv", kE2e);
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.notes.format, DataFormat::e2e);
        QCOMPARE(got.rows.size(), std::size_t{2});
        QCOMPARE(got.rows[0]["source"].string(),
                 std::string("name : The Vaults | eatType : pub | priceRange : more than £30"));
        QCOMPARE(text(got.rows[0]["target"]),
                 asWritten("[\"The Vaults pub is dear.\",\"A dear pub, \\\"The Vaults\\\".\"]"));
        QCOMPARE(got.rows[1]["target"].size(), std::size_t{1});
        QVERIFY(notesOf(got).contains("--format e2e"));
        QVERIFY(notesOf(got).contains("3 texts of 2 meaning representations"));
    }
    void trainingFilesTellEachTextByItself() {
        const auto got = read("trainset.csv", kE2e);
        QCOMPARE(got.rows.size(), std::size_t{3});
        QCOMPARE(got.rows[0]["source"], got.rows[1]["source"]);
        QCOMPARE(got.rows[1]["target"].string(), std::string("A dear pub, \"The Vaults\"."));
    }
    void anotherFormatReadsTheFileAsItStands() {
        const auto got = read("devset.csv", kE2e, "csv");
        QCOMPARE(got.rows.size(), std::size_t{3});
        QVERIFY(got.rows[0].contains("mr"));
    }

    void webnlgKeepsTopicsAndGoodTexts() {
        const auto got = read("dev.json", kWebnlgJson);
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.notes.format, DataFormat::webnlg);
        QCOMPARE(got.rows.size(), std::size_t{2});
        QCOMPARE(got.rows[0]["source"].string(),
                 std::string("Aarhus_Airport : cityServed : Aarhus | Aarhus : leader : Jacob"));
        QCOMPARE(got.rows[0]["category"].string(), std::string("Airport"));
        QCOMPARE(got.rows[0]["size"].toInteger(), std::int64_t{2});
        QCOMPARE(got.rows[0]["target"].size(), std::size_t{2});
        QVERIFY(!got.rows[1].contains("target"));
        QVERIFY(notesOf(got).contains("1 text that is not marked as good"));
    }
    void webnlgsXmlReadsTheSame() {
        const auto got = read("test.xml", kWebnlgXml);
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.notes.format, DataFormat::webnlg);
        QCOMPARE(got.rows.size(), std::size_t{1});
        QCOMPARE(got.rows[0]["source"].string(),
                 std::string("Bacon_Explosion : country : \"United States\""));
        QCOMPARE(text(got.rows[0]["target"]), asWritten("[\"Bacon & more from the U.S. <b>!\"]"));
        QCOMPARE(got.rows[0]["category"].string(), std::string("Food"));
        QCOMPARE(got.rows[0]["id"].string(), std::string("Id7"));
        QVERIFY(notesOf(got).contains("1 text of another language"));
    }

    void dartJoinsItsTriples() {
        const auto got = read("dart-v1.1.1-full-dev.json", kDart);
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.notes.format, DataFormat::dart);
        QCOMPARE(got.rows[0]["source"].string(),
                 std::string("Mars Hill College : joined : 1973 | Mars Hill College : location : Mars Hill"));
        QCOMPARE(got.rows[0]["target"].size(), std::size_t{2});
        QCOMPARE(got.rows[0]["origin"].string(), std::string("WikiSQL_decl_sents"));
    }

    void xsumsIdsLeadToTheArticles() {
        const std::string article =
            "[SN]URL[SN]\nhttp://x\n\n[SN]TITLE[SN]\nA title\n\n[SN]FIRST-SENTENCE[SN]\nIt rained.\n\n"
            "[SN]RESTBODY[SN]\nShare this with\nEmail\nRain fell on York.\nIt stopped.\n";
        written("xsum/bbc-summary-data/1.summary", article);
        written("xsum/bbc-summary-data/2.summary",
                "[SN]FIRST-SENTENCE[SN]\nA summary.\n[SN]RESTBODY[SN]\n\n");
        const auto got = read("xsum/splits.json", "{\"train\": [\"2\"], \"test\": [\"1\"]}");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.notes.format, DataFormat::xsum);
        QCOMPARE(got.rows.size(), std::size_t{1});
        QCOMPARE(got.rows[0]["document"].string(), std::string("Rain fell on York.\nIt stopped."));
        QCOMPARE(got.rows[0]["summary"].string(), std::string("It rained."));
        QCOMPARE(got.rows[0]["split"].string(), std::string("test"));
        QVERIFY(notesOf(got).contains("1 article without text"));
        QVERIFY(read("xsum/s2.json", "{\"train\": [\"3\"]}").error.contains("bbc-summary-data/3.summary"));
        QVERIFY(read("xsum/s3.json", "{\"train\": [\"../1\"]}").error.contains("an id that is no number"));
    }
    void xsumsRowsMayBeJsonl() {
        const auto got = read(
            "x.jsonl", "{\"document\": \"d\", \"summary\": \"s\", \"id\": \"7\", \"more\": 1}\n", "xsum");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(text(got.rows[0]), asWritten("{\"document\":\"d\",\"summary\":\"s\",\"id\":\"7\"}"));
    }

    void lamaNamesSubjectObjectAndRelation() {
        const auto got = read("facts.jsonl", std::string(kTrex) + "\n" + kGoogleRe + "\n");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.notes.format, DataFormat::lama);
        QCOMPARE(got.rows[0]["sub_label"].string(), std::string("Allan Peiper"));
        QCOMPARE(got.rows[0]["obj_label"].string(), std::string("Paris"));
        QCOMPARE(got.rows[0]["predicate_id"].string(), std::string("P19"));
        QCOMPARE(got.rows[0]["masked_sentence"].string(), std::string("Peiper was born in [MASK]."));
        QCOMPARE(got.rows[1]["predicate_id"].string(), std::string("place_of_birth"));
        QCOMPARE(got.rows[1]["masked_sentence"].string(), std::string("Peter, born in [MASK]."));
        const auto named = read("P17/test.jsonl", "{\"sub_label\": \"a\", \"obj_label\": \"b\"}\n", "lama");
        QCOMPARE(named.rows[0]["predicate_id"].string(), std::string("P17"));
    }

    void supergluesNestedRowsBecomeFlat() {
        const auto multirc = read("val.jsonl", kMultirc);
        QVERIFY2(multirc.error.isEmpty(), qPrintable(multirc.error));
        QCOMPARE(multirc.notes.format, DataFormat::superglue);
        QCOMPARE(multirc.rows.size(), std::size_t{2});
        QCOMPARE(multirc.rows[1]["answer"].string(), std::string("snow"));
        QCOMPARE(multirc.rows[1]["label"].toInteger(9), std::int64_t{0});
        QCOMPARE(multirc.rows[0]["group"], multirc.rows[1]["group"]);
        QVERIFY(multirc.rows[0]["idx"] != multirc.rows[1]["idx"]);

        const auto record = read("val.jsonl", kRecord);
        QVERIFY2(record.error.isEmpty(), qPrintable(record.error));
        QCOMPARE(text(record.rows[0]["choices"]), asWritten("[\"Zoë\",\"Bob\"]"));
        QCOMPARE(record.rows[0]["label"].string(), std::string("Bob"));

        const auto copa = read("val.jsonl", kCopa);
        QCOMPARE(text(copa.rows[0]["choices"]), asWritten("[\"The sun rose.\",\"The grass was cut.\"]"));
        QCOMPARE(copa.rows[0]["label"].toInteger(9), std::int64_t{0});
        QCOMPARE(copa.rows[0]["connective"].string(), std::string("because"));

        const auto wsc = read("val.jsonl", kWsc);
        QCOMPARE(wsc.rows[0]["span2_text"].string(), std::string("himself"));
        QVERIFY(!wsc.rows[0].contains("target"));
    }
    void supergluesFlatRowsStayAsTheyAre() {
        for (
            const char* row :
            {R"({"question":"is it","passage":"p","idx":0,"label":true})",
             R"({"premise":"p","hypothesis":"h","label":"entailment","idx":0})",
             R"({"word":"place","sentence1":"a","sentence2":"b","idx":0,"label":false,"start1":0,"start2":0,"end1":1,"end2":1,"version":1.1})"}) {
            const auto got = read("train.jsonl", row, "superglue");
            QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
            QCOMPARE(text(got.rows[0]), asWritten(row));
            QCOMPARE(read("train.jsonl", row).notes.format, DataFormat::Jsonl);
        }
    }

    void glueReadsQuotesAsTheyStand() {
        const auto sst =
            read("train.tsv", "sentence\tlabel\n\"half a quote \t0\na \"fine\" film \t1\n", "glue");
        QVERIFY2(sst.error.isEmpty(), qPrintable(sst.error));
        QCOMPARE(sst.rows[0]["sentence"].string(), std::string("\"half a quote "));
        QCOMPARE(sst.rows[1]["label"].string(), std::string("1"));

        const auto mrpc =
            read("msr_paraphrase_train.txt",
                 "\xEF\xBB\xBFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n1\t7\t8\ta \"b\tc\r\n");
        QVERIFY2(mrpc.error.isEmpty(), qPrintable(mrpc.error));
        QCOMPARE(mrpc.notes.format, DataFormat::glue);
        QCOMPARE(text(mrpc.rows[0]),
                 asWritten("{\"label\":\"1\",\"sentence1\":\"a \\\"b\",\"sentence2\":\"c\"}"));

        const auto mnli = read("dev_matched.tsv",
                               "index\tpromptID\tsentence1_parse\tsentence1\tsentence2\tlabel1\tgold_label\n"
                               "0\t1\t( x )\ta\tb\tneutral\tentailment\n");
        QVERIFY2(mnli.error.isEmpty(), qPrintable(mnli.error));
        QCOMPARE(mnli.rows[0]["label"].string(), std::string("entailment"));
        QVERIFY(!mnli.rows[0].contains("label1") && !mnli.rows[0].contains("sentence1_parse"));

        const auto qqp =
            read("train.tsv", "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n0\t1\t2\ta\tb\t1\n5\t6\n");
        QVERIFY2(qqp.error.isEmpty(), qPrintable(qqp.error));
        QCOMPARE(qqp.rows.size(), std::size_t{1});
        QCOMPARE(qqp.rows[0]["label"].string(), std::string("1"));
        QVERIFY(notesOf(qqp).contains("1 line with too few fields left out (the first: line 3)"));
    }
    void colaHasNoHeader() {
        const auto got =
            read("train.tsv", "gj04\t1\t\tOur friends won't buy it.\ngj04\t0\t*\tThey \"drank.\n", "glue");
        QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
        QCOMPARE(got.rows.size(), std::size_t{2});
        QCOMPARE(got.rows[1]["sentence"].string(), std::string("They \"drank."));
        QCOMPARE(got.rows[1]["label"].string(), std::string("0"));
        const auto test = read("test.tsv", "index\tsentence\n0\tBill whistled.\n", "glue");
        QCOMPARE(text(test.rows[0]), asWritten("{\"idx\":\"0\",\"sentence\":\"Bill whistled.\"}"));
    }

    void questionsKeepAllTheirAnswers() {
        const auto squad = read("dev-v1.1.json", kSquad);
        QVERIFY2(squad.error.isEmpty(), qPrintable(squad.error));
        QCOMPARE(squad.notes.format, DataFormat::squad);
        QCOMPARE(squad.rows.size(), std::size_t{1});
        QCOMPARE(text(squad.rows[0]["target"]), asWritten("[\"Rollo\",\"Rollo led\"]"));
        QCOMPARE(squad.rows[0]["context"].string(), std::string("Rollo led them."));
        QVERIFY(notesOf(squad).contains("1 question that the text does not answer left out"));

        const auto mrqa = read("NewsQA.jsonl", kMrqa);
        QVERIFY2(mrqa.error.isEmpty(), qPrintable(mrqa.error));
        QCOMPARE(mrqa.notes.format, DataFormat::mrqa);
        QCOMPARE(text(mrqa.rows[0]["target"]), asWritten("[\"rain\",\"It rained\"]"));
        QCOMPARE(mrqa.rows[0]["dataset"].string(), std::string("NewsQA"));
    }

    void errorsNameFileLineAndColumn_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char* tag, const char* name, QByteArray bytes, const char* format,
                            const char* expected) {
            QTest::newRow(tag) << QByteArray(name) << bytes << QByteArray(format) << QString(expected);
        };
        add("e2e bracket", "d.csv", "mr,ref\nname[A],x\n\"name[A, food[B]\",y\n", "auto",
            "d.csv, line 3, column 1: the meaning representation breaks off at \"name[A, food[B]\"");
        add("e2e comma", "d.csv", "mr,ref\nname[A] food[B],x\n", "auto", "breaks off at \"food[B]\"");
        add("e2e other table", "d.csv", "a,b\n1,2\n", "e2e", "d.csv, line 2, column 1: no member \"mr\"");
        add("e2e no text", "d.csv", "mr,ref\nname[A],\n", "auto", "without its text");
        add("webnlg category", "d.json", "{\"entries\": [\n {\"1\": {\"modifiedtripleset\": []}}]}", "auto",
            "d.json, line 2, column 2: no member \"category\"");
        add("webnlg triple", "d.json",
            "{\"entries\": [{\"1\": {\"category\": \"A\", \"modifiedtripleset\": [{\"subject\": 1}]}}]}",
            "auto", "line 1, column 14: no text in \"subject\"");
        add("xml triple", "d.xml",
            "<benchmark><entries>\n<entry category=\"A\"><modifiedtripleset>\n <mtriple>a | b</mtriple>",
            "auto", "d.xml, line 3, column 2: a triple of 2 parts");
        add("xml cut", "d.xml", "<benchmark><entries>\n<entry category=\"A\">", "auto",
            "d.xml, line 2, column 1: <entry> is never closed");
        add("xml crossed", "d.xml", "<benchmark><entries><entry category=\"A\">\n</entries>", "auto",
            "d.xml, line 2, column 1: </entries> closes no <entries>");
        add("xml entity", "d.xml", "<benchmark><entries><entry category=\"A&b;\"/></entries></benchmark>",
            "auto", "line 1, column 40: an entity that is not known: &b");
        add("xml ampersand", "d.xml", "<benchmark><entries>\na & b</entries></benchmark>", "auto",
            "line 2, column 4: an entity");
        add("xml doctype", "d.xml", "<!DOCTYPE b [<!ENTITY x \"y\">]>\n<benchmark><entries/></benchmark>",
            "auto", "line 1, column 1: a document type");
        add("xml no category", "d.xml", "<benchmark><entries>\n <entry eid=\"1\"/></entries></benchmark>",
            "auto", "line 2, column 2: an entry without a category");
        add("xml bytes", "d.xml", "<benchmark><entries>\n \xFF</entries></benchmark>", "auto",
            "not valid UTF-8");
        add("dart triple", "d.json", "[{\"tripleset\": [[\"a\", \"b\"]],\n\"annotations\": []}]", "auto",
            "d.json, line 1, column 2: a triple that is not three texts: [\"a\", \"b\"]");
        add("dart text", "d.json", "[{\"tripleset\": [[\"a\", \"b\", \"c\"]],\n\"annotations\": [{}]}]",
            "auto", "no member \"text\"");
        add("xsum row", "d.jsonl", "{\"document\": \"x\"}\n", "xsum",
            "d.jsonl, line 1, column 1: no member \"summary\"");
        add("lama object", "d.jsonl",
            "{\"sub_label\": \"a\", \"obj_label\": \"b\"}\n{\"sub_label\": \"a\"}\n", "lama",
            "d.jsonl, line 2, column 1: no member \"obj_label\"");
        add("lama subject", "d.jsonl", "{\"obj_label\": \"b\"}\n", "lama", "neither \"sub_label\" nor");
        add("superglue unknown", "d.jsonl", "{\"a\": 1}\n", "superglue",
            "d.jsonl, line 1, column 1: a row of none of");
        add("superglue copa", "d.jsonl",
            "{\"premise\": \"p\", \"choice1\": \"a\", \"choice2\": \"b\", \"question\": \"cause\", "
            "\"label\": 2}\n",
            "auto", "the label 2 is neither 0 nor 1");
        add("superglue entity", "d.jsonl",
            "{\"passage\": {\"text\": \"abc\", \"entities\": [{\"start\": 2, \"end\": 3}]}, \"qas\": []}\n",
            "auto", "line 1, column 1: an entity outside of its passage");
        add("superglue placeholder", "d.jsonl",
            "{\"passage\": {\"text\": \"abc\", \"entities\": []}, \"qas\": [{\"query\": \"x\"}]}\n", "auto",
            "a query without @placeholder");
        add("glue header", "d.tsv", "a\tb\n1\t2\n", "glue",
            "d.tsv, line 1, column 1: the first line is no header");
        add("glue wide", "d.tsv", "sentence\tlabel\nä\t1\tx\n", "glue",
            "d.tsv, line 2, column 5: 3 fields, and the header names 2");
        add("glue bytes", "d.tsv", "sentence\tlabel\nab\xFF\t1\n", "glue",
            "d.tsv, line 2, column 3: not valid UTF-8");
        add("squad context", "d.json", "{\"data\": [\n{\"paragraphs\": [{\"qas\": []}]}]}", "auto",
            "d.json, line 2, column 1: no member \"context\"");
        add("squad answers", "d.json",
            "{\"data\": [{\"paragraphs\": [{\"context\": \"c\", \"qas\": [{\"question\": \"q\", \"answers\": "
            "[]}]}]}]}",
            "auto", "the question \"q\" has no answer");
        add("mrqa header", "d.jsonl", "{\"context\": \"c\"}\n", "mrqa",
            "d.jsonl, line 1, column 1: the first line is no header");
        add("mrqa context", "d.jsonl", "{\"header\": {}}\n{\"qas\": []}\n", "auto",
            "d.jsonl, line 2, column 1: no member \"context\"");
        add("no format", "d.csv", "a,b\n1,2\n", "auto", "");
    }
    void errorsNameFileLineAndColumn() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, format);
        QFETCH(QString, expected);
        const auto got = read(name.toStdString(), bytes.toStdString(), format.constData());
        QCOMPARE(got.error.isEmpty(), expected.isEmpty());
        QVERIFY2(got.error.contains(expected), qPrintable(got.error));
        QVERIFY(!got.error.contains('\n'));
    }

    void aFoldersFilesAreTheSplits() {
        auto project = Project::create(folder_.filePath("p.lathe").toStdString());
        QVERIFY(project);
        written("e2e/trainset.csv", kE2e);
        written("e2e/devset.csv", kE2e);
        written("e2e/testset_w_refs.csv", "mr,ref\nname[Zizzi],Zizzi is a pub.\n");
        written("e2e/README.md", "no data");
        written("e2e/notes.txt", "none either");
        ImportOptions options;
        options.name = "e2e";
        auto data = importFile(*project, folder_.filePath("e2e").toStdString(), options);
        QVERIFY2(data, data ? "" : data.error().line().c_str());
        QCOMPARE(data->format, std::string("e2e"));
        QCOMPARE(data->rows("train"), std::int64_t{3});
        QCOMPARE(data->rows("validation"), std::int64_t{2});
        QCOMPARE(data->rows("test"), std::int64_t{1});
        const QString notes = QString::fromStdString(joined(data->notes, "; "));
        QVERIFY2(notes.contains("no split is in the name: notes.txt"), qPrintable(notes));
        QVERIFY2(notes.contains("devset.csv: read as"), qPrintable(notes));

        written("webnlg/test/7triples/Food.xml", kWebnlgXml);
        written("webnlg/dev/1triples/Food.xml", kWebnlgXml);
        options.name = "webnlg";
        data = importFile(*project, folder_.filePath("webnlg").toStdString(), options);
        QVERIFY2(data, data ? "" : data.error().line().c_str());
        QCOMPARE(data->rows("test"), std::int64_t{1});
        QCOMPARE(data->rows("validation"), std::int64_t{1});

        written("none/a.jsonl", "{\"a\": 1}\n");
        options.name = "none";
        data = importFile(*project, folder_.filePath("none").toStdString(), options);
        QVERIFY(!data &&
                data.error().line().find("no file of the folder names a split") != std::string::npos);
    }

    /// Each paper's recipe finds the fields that its template names in what its reader tells.
    void presetsFindTheirFields() {
        const std::map<std::string, std::pair<const char*, const char*>> files = {
            {"glue", {"dev.tsv", "sentence\tlabel\nfine\t1\n"}},
            {"e2e", {"devset.csv", kE2e}},
            {"webnlg", {"dev.json", kWebnlgJson}},
            {"dart", {"dev.json", kDart}},
            {"xsum", {"dev.jsonl", "{\"document\": \"d\", \"summary\": \"s\"}\n"}},
            {"lama", {"dev.jsonl", kTrex}},
            {"superglue", {"val.jsonl", R"({"premise":"p","hypothesis":"h","label":"entailment","idx":0})"}}};
        for (const Preset& preset : presets()) {
            QVERIFY2(files.contains(preset.reader), preset.name.c_str());
            const auto& [name, bytes] = files.at(preset.reader);
            const auto got = read(name, bytes, preset.reader.c_str());
            QVERIFY2(got.error.isEmpty(), qPrintable(got.error));
            const auto parsed = parseTemplate(preset.recipe.at("task.template").string());
            QVERIFY(parsed);
            for (const std::string& field : parsed->fields())
                QVERIFY2(got.rows[0].contains(field), (preset.name + ": " + field).c_str());
            const bool writes = preset.recipe.at("task.kind").string() == "generate";
            const std::string answer = preset.recipe.at(writes ? "task.target_field" : "task.label_field")
                                           .toString(writes ? "target" : "label");
            QVERIFY2(got.rows[0].contains(answer), (preset.name + ": " + answer).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestPublished)
#include "test_published.moc"
