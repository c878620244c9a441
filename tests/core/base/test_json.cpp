// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/json.h"
#include "core/base/random.h"

using namespace lathe;

class TestJson : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void valuesComeBackAsTheyWere() {
        const std::string text =
            R"({"b": 1, "a": [true, false, null, -7, 1.5, "x"], "nested": {"deep": {}}, "empty": [], "big": 9223372036854775807})";
        const auto json = Json::parse(text);
        QVERIFY(json.has_value());
        QCOMPARE(json->dump(), text);  // keys in their order
        QVERIFY((*json)["b"].isInteger());
        QVERIFY(json->at("a").items()[4].isNumber() && !json->at("a").items()[4].isInteger());
        QCOMPARE(json->at("big").toInteger(), std::numeric_limits<std::int64_t>::max());
        QVERIFY(*Json::parse(json->pretty()) == *json);
        QVERIFY(json->pretty().ends_with("}\n"));
    }

    void integersStayIntegersAndDoublesExact() {
        QVERIFY(Json::parse("20")->isInteger());
        QVERIFY(!Json::parse("20.0")->isInteger());
        QVERIFY(*Json::parse("20") == *Json::parse("20.0"));
        for (const double value : {0.1, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 1.0 / 3})
            QCOMPARE(Json::parse(Json(value).dump())->toNumber(), value);
        QCOMPARE(Json::parse("9223372036854775808")->toNumber(), 9223372036854775808.0);
    }

    void notFiniteIsNull() {
        QCOMPARE(Json(std::nan("")).dump(), std::string("null"));
        QCOMPARE(Json(std::numeric_limits<double>::infinity()).dump(), std::string("null"));
    }

    void anyTextComesBack() {
        std::string text;
        for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
        text += "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xE2\x80\xA8";
        const std::string dumped = Json(text).dump();
        QVERIFY(dumped.find('\n') == std::string::npos);
        QVERIFY(Json::parse(dumped)->string() == text);
        QCOMPARE(Json(std::string("a\xFF\xC3")).dump(), std::string("\"a\xEF\xBF\xBD\xEF\xBF\xBD\""));
        QVERIFY(Json::parse("\"\\ud83d\\ude00\"")->string() == "\xF0\x9F\x98\x80");
    }

    void brokenTextSaysWhere_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("where");
        const auto bad = [](const char* name, const QByteArray& text, const char* where) {
            QTest::newRow(name) << text << QByteArray(where);
        };
        bad("nothing", "", "f.json, line 1, column 1");
        bad("a comma too many", "{\"a\": 1,\n \"b\": 2,}", "f.json, line 2, column 9");
        bad("key twice", "{\"a\": 1,\n\"a\": 2}", "f.json");
        bad("not utf-8", QByteArray("{\"a\":\n\"\xFF\"}"), "f.json, line 2, column 2");
        bad("text behind", "{} {}", "f.json, line 1, column 4");
        bad("open string", "\"abc", "f.json, line 1, column 5");
        bad("bare word", "[nul]", "f.json, line 1, column 5");
        bad("nan", "NaN", "f.json, line 1, column 1");
        bad("comment", "[1 /* x */]", "f.json, line 1, column 4");
        bad("lone surrogate", "\"\\ud800\"", "f.json, line 1");
        bad("leading zero", "[01]", "f.json, line 1, column 3");
        bad("NUL", QByteArray("[1]\0", 4), "f.json, line 1, column 4");
        bad("too large a number", "[1e999]", "f.json");
        bad("columns count characters", QByteArray("[\"\xC3\xA9\xC3\xA9\", x]"), "f.json, line 1, column 8");
    }

    void brokenTextSaysWhere() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, where);
        const auto json = Json::parse(text.toStdString(), "f.json");
        QVERIFY(!json.has_value());
        QVERIFY2(QByteArray::fromStdString(json.error().where).startsWith(where),
                 json.error().line().c_str());
        QVERIFY(!json.error().what.empty());
        QVERIFY(json.error().line().find('\n') == std::string::npos);
    }

    void depthHasALimit() {
        const auto nested = [](int levels) {
            return std::string(static_cast<std::size_t>(levels), '[') +
                   std::string(static_cast<std::size_t>(levels), ']');
        };
        QVERIFY(Json::parse(nested(200)).has_value());
        QVERIFY(!Json::parse(nested(201)).has_value());
        QVERIFY(!Json::parse(std::string(1'000'000, '[')).has_value());
    }

    void manyKeysAreReadInTime() {
        std::string text = "{";
        for (int i = 0; i < 50000; ++i)
            text += (i ? ", \"" : "\"") + std::to_string(i) + "\": " + std::to_string(i);
        const auto json = Json::parse(text + "}");
        QCOMPARE(json->size(), std::size_t(50000));
        QVERIFY(!Json::parse(text + ", \"77\": 1}").has_value());
    }

    void pathsReachInside() {
        Json json;
        json.setAt("a.b.c", 3);
        json.setAt("a.b.d", "x");
        json.setAt("a.e", Json::array({1}));
        QCOMPARE(json.dump(), std::string(R"({"a": {"b": {"c": 3, "d": "x"}, "e": [1]}})"));
        QVERIFY(json.at("a.b.none.deeper").isNull());
        QVERIFY(json.at("a.e.0").isNull());
        json.setAt("a.b", 1);
        QCOMPARE(json.at("a.b").toInteger(), 1);
        QVERIFY(json.contains("a") && !json.contains("b"));
        QVERIFY(json.erase("a") && !json.erase("a"));
        QCOMPARE(json.dump(), std::string("{}"));
    }

    void otherTypesGiveTheFallback() {
        const Json text("x");
        QCOMPARE(text.toInteger(5), 5);
        QCOMPARE(text.toNumber(2.5), 2.5);
        QVERIFY(text.toBool(true));
        QVERIFY(text["key"].isNull() && text.items().empty() && text.members().empty());
        QCOMPARE(Json(3).toString("none"), std::string("none"));
        QCOMPARE(Json(1.9).toInteger(7), 7);
    }

    void objectsAreEqualInAnyOrder() {
        QVERIFY(*Json::parse(R"({"a": 1, "b": [1, 2]})") == *Json::parse(R"({"b": [1, 2], "a": 1})"));
        QVERIFY(*Json::parse("[1, 2]") != *Json::parse("[2, 1]"));
        QVERIFY(*Json::parse(R"({"a": 1})") != *Json::parse(R"({"a": 1, "b": 2})"));
        QVERIFY(Json(true) != Json(1) && Json() != Json(0) && Json("1") != Json(1));
    }

    void spoiledTextNeverDoesHarm() {
        const std::string good =
            R"({"event": "step", "x": [1, 2.5e3, "a\u00e9\n", {"y": null}], "ok": true})";
        const Random random(7, "spoil");
        for (std::uint64_t i = 0; i < 20000; ++i) {
            std::string bad = good;
            for (std::uint64_t k = 0; k <= i % 4; ++k)
                bad[random.below(i * 16 + k * 2, bad.size())] =
                    static_cast<char>(random.bits(i * 16 + k * 2 + 1));
            if (const auto json = Json::parse(bad)) QVERIFY(*Json::parse(json->dump()) == *json);
        }
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "test_json.moc"
