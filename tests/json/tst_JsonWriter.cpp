// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"

#include <QTest>

using namespace turnpike;

class JsonWriterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void commasStandBetweenMembersOnly();
    void everyByteBecomesLegalJson();
    void textSurvivesWritingAndReading();
};

void JsonWriterTest::commasStandBetweenMembersOnly()
{
    json::Writer json;
    json.beginObject().member("a", 1).member("b", true).key("c").beginArray();
    json.integer(-2).null().beginObject().endObject().string("x").endArray();
    json.member("d", Money{182'000}).key("e").raw("[0]").endObject();
    QCOMPARE(json.text(), R"({"a":1,"b":true,"c":[-2,null,{},"x"],"d":0.000182,"e":[0]})");
}

void JsonWriterTest::everyByteBecomesLegalJson()
{
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; second += 3) {
            std::string text;
            json::appendString(text,
                               std::string{static_cast<char>(first), static_cast<char>(second)});
            json::StrictReader reader(text);
            QVERIFY(reader.skip().kind == json::Kind::String);
            QVERIFY(reader.finish());
        }
    std::string broken;
    json::appendString(broken, "a\xFF\xC3\xA9");
    QCOMPARE(broken, "\"a\xEF\xBF\xBD\xC3\xA9\"");
}

void JsonWriterTest::textSurvivesWritingAndReading()
{
    std::string text;
    for (int byte = 0; byte < 128; ++byte)
        text += static_cast<char>(byte);
    text += "\xC3\xA9\xF0\x9F\x98\x80";
    std::string written;
    json::appendString(written, text);
    QCOMPARE(json::decodedText(written).value(), text);
}

QTEST_GUILESS_MAIN(JsonWriterTest)
#include "tst_JsonWriter.moc"
