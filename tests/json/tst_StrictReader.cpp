// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/json/StrictReader.h"

#include <QTest>

#include <string>

using namespace turnpike;
using namespace turnpike::json;

namespace {

bool accepts(std::string_view text, std::size_t depth = StrictReader::defaultDepth)
{
    StrictReader reader(text, depth);
    reader.skip();
    return reader.finish();
}

std::size_t faultAt(std::string_view text)
{
    StrictReader reader(text);
    reader.skip();
    reader.finish();
    return reader.hasFailed() ? reader.fault().offset : std::string_view::npos;
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string result;
    for (std::size_t count = 0; count < times; ++count)
        result += text;
    return result;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

class StrictReaderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void legalTextIsAccepted_data();
    void legalTextIsAccepted();
    void illegalTextIsRefused_data();
    void illegalTextIsRefused();
    void everyTruncationIsRefused();
    void controlCharacterIsFoundAtEveryPosition();
    void depthIsLimited();
    void membersAreWalkedAsWritten();
    void walkedTextIsValidatedLikeSkippedText();
    void readerStaysFailed();
    void textIsDecoded();
    void loneSurrogateIsNoText();
    void integerIsOnlyAnInteger();
    void numberIsScaledAndRounded_data();
    void numberIsScaledAndRounded();
    void nameReadsAsInEverySpelling();
    void nameIsComparedWhole();
};

void StrictReaderTest::legalTextIsAccepted_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"{}", "[]", " \t\r\n[ ]\n", "\"\"", "0", "-0", "-0.0e-0", "1E+400",
          "123456789012345678901234567890.5", "true", "false", "null", "[1,2,[3,{\"a\":[]}],{}]",
          R"({"a":{"b":[{"c":null}]},"d":"\u0000\ud800\"\\\/\b\f\n\r\t"})", "\"\x7f\"",
          "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"", R"({"a":1,"a":2})", R"({"":0})"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void StrictReaderTest::legalTextIsAccepted()
{
    QFETCH(QByteArray, text);
    QVERIFY(accepts(view(text)));
}

void StrictReaderTest::illegalTextIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray nul("[\0]", 3);
    QTest::newRow("nul") << nul;
    for (const char *text : {"",
                             " ",
                             "{",
                             "}",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{,}",
                             "{a:1}",
                             "{'a':1}",
                             "{1:1}",
                             "[1]]",
                             "{}{}",
                             "{} x",
                             "01",
                             "-",
                             "+1",
                             ".5",
                             "1.",
                             "1e",
                             "1e+",
                             "0x10",
                             "NaN",
                             "Infinity",
                             "-Infinity",
                             "tru",
                             "TRUE",
                             "nul",
                             "truefalse",
                             "\"",
                             "\"\\\"",
                             "\"\\x41\"",
                             "\"\\u12\"",
                             "\"\\u12G4\"",
                             "\"\t\"",
                             "\"\n\"",
                             "/**/1",
                             "[1}",
                             "{]",
                             "\xEF\xBB\xBF{}",
                             "\"\xC0\x80\"",
                             "\"\xED\xA0\x80\"",
                             "\"\xF4\x90\x80\x80\"",
                             "\"\xFF\"",
                             "\"\xC3\"",
                             "\xC2\xA0[]",
                             "1\x0C",
                             "{\"a\":1 \"b\":2}",
                             "[\"a\":1]"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void StrictReaderTest::illegalTextIsRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!accepts(view(text)));
}

void StrictReaderTest::everyTruncationIsRefused()
{
    const std::string text = R"({"a":[1,-2.5e+3,"x\u00e9\n",true,false,null],"b":{"c":{}}})";
    QVERIFY(accepts(text));
    for (std::size_t size = 0; size < text.size(); ++size)
        QVERIFY2(!accepts(std::string(text, 0, size)), std::to_string(size).c_str());
}

void StrictReaderTest::controlCharacterIsFoundAtEveryPosition()
{
    for (std::size_t position = 0; position < 70; ++position)
        for (const char byte : {'\x00', '\x1f', '\n'}) {
            std::string text = "\"" + std::string(70, 'x') + "\"";
            text[1 + position] = byte;
            QCOMPARE(faultAt(text), position + 1);
        }
    QVERIFY(accepts("\"" + std::string(70, ' ') + "\""));
}

void StrictReaderTest::depthIsLimited()
{
    QVERIFY(accepts(repeated("[", 128) + repeated("]", 128)));
    QVERIFY(!accepts(repeated("[", 129) + repeated("]", 129)));
    QVERIFY(accepts(repeated("{\"a\":", 3) + "1" + repeated("}", 3), 3));
    StrictReader reader("[[[]]]", 2);
    reader.skip();
    QVERIFY(reader.hasFailed() && reader.fault().isDepth);
    QVERIFY(!accepts(repeated("[", 1'000'000)));
}

void StrictReaderTest::membersAreWalkedAsWritten()
{
    const std::string_view text = R"( { "a" : 1.50 , "\u0062":[true] ,"c":{"d":"e"}} )";
    StrictReader reader(text);
    QVERIFY(reader.enterObject());
    Member member;
    QVERIFY(reader.nextMember(member));
    QCOMPARE(member.name, "a");
    QCOMPARE(text.substr(member.begin, 3), "\"a\"");
    QVERIFY(!member.isEscaped);
    const Value number = reader.skip();
    QCOMPARE(number.kind, Kind::Number);
    QCOMPARE(number.text, "1.50");
    QVERIFY(reader.nextMember(member));
    QCOMPARE(member.name, R"(\u0062)");
    QVERIFY(member.isEscaped);
    QVERIFY(reader.enterArray());
    bool isFirst = true;
    QVERIFY(reader.nextElement(isFirst));
    QCOMPARE(reader.skip().kind, Kind::True);
    QVERIFY(!reader.nextElement(isFirst));
    QVERIFY(reader.nextMember(member));
    QVERIFY(!member.isEscaped);
    QCOMPARE(reader.skip().text, R"({"d":"e"})");
    QVERIFY(!reader.nextMember(member));
    QVERIFY(reader.finish());
}

void StrictReaderTest::walkedTextIsValidatedLikeSkippedText()
{
    for (const std::string_view text : {R"({"a":1,})", R"({"a":1 "b":2})", R"({"a" 1})",
                                        R"({"a":1)", R"({,"a":1})", R"({"a":1}})"}) {
        StrictReader reader(text);
        QVERIFY(reader.enterObject());
        for (Member member; reader.nextMember(member);)
            reader.skip();
        QVERIFY2(!reader.finish(), std::string(text).c_str());
    }
}

void StrictReaderTest::readerStaysFailed()
{
    StrictReader reader("[1,x]");
    reader.skip();
    const std::size_t offset = reader.fault().offset;
    QCOMPARE(reader.peek(), Kind::None);
    QVERIFY(!reader.enterArray());
    QVERIFY(!reader.finish());
    QCOMPARE(reader.fault().offset, offset);
}

void StrictReaderTest::textIsDecoded()
{
    QCOMPARE(decodedText(R"("a\u00e9\n\/\ud83d\ude00z")").value(), "a\xC3\xA9\n/\xF0\x9F\x98\x80z");
    QCOMPARE(decodedText("\"\"").value(), "");
    QCOMPARE(decodedText(R"("\u0000")").value(), std::string(1, '\0'));
    QCOMPARE(decodedSize(R"("a\u00e9\n\/\ud83d\ude00z")"), std::size_t(10));
}

void StrictReaderTest::loneSurrogateIsNoText()
{
    for (const std::string_view text :
         {R"("\ud83d")", R"("\ude00")", R"("\ude00\ud83d")", R"("\ud83dx")", R"("\ud83d\u0041")"})
        QVERIFY(!decodedText(text));
    QCOMPARE(decodedSize(R"("\ud83d")"), std::size_t(3));
}

void StrictReaderTest::integerIsOnlyAnInteger()
{
    QCOMPARE(integerOf("0").value(), 0);
    QCOMPARE(integerOf("-9223372036854775808").value(), std::numeric_limits<std::int64_t>::min());
    for (const std::string_view text : {"1.0", "1e2", "100.0", "9223372036854775808", "1E0"})
        QVERIFY(!integerOf(text));
}

void StrictReaderTest::numberIsScaledAndRounded_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<qlonglong>("nano");
    QTest::newRow("zero") << QByteArray("0") << 0LL;
    QTest::newRow("whole") << QByteArray("12") << 12'000'000'000LL;
    QTest::newRow("fraction") << QByteArray("0.000000001") << 1LL;
    QTest::newRow("half up") << QByteArray("0.0000000005") << 1LL;
    QTest::newRow("below half") << QByteArray("0.00000000049999999999999999") << 0LL;
    QTest::newRow("exponent") << QByteArray("1.82e-4") << 182'000LL;
    QTest::newRow("big exponent") << QByteArray("0.000000000000000000001e21") << 1'000'000'000LL;
    QTest::newRow("tiny") << QByteArray("1e-999999999999999999999") << 0LL;
    QTest::newRow("zero with a huge exponent") << QByteArray("0e99999999999") << 0LL;
    QTest::newRow("negative") << QByteArray("-0.0000000015") << -2LL;
    QTest::newRow("double noise") << QByteArray("0.00018200000000000001") << 182'000LL;
}

void StrictReaderTest::numberIsScaledAndRounded()
{
    QFETCH(QByteArray, number);
    QFETCH(qlonglong, nano);
    QCOMPARE(scaledOf(view(number), 9).value(), nano);
    QVERIFY(!scaledOf("1e99999", 9));
    QVERIFY(!scaledOf("9223372036.8547758075", 9)); // Rounds to 2^63.
}

void StrictReaderTest::nameReadsAsInEverySpelling()
{
    QVERIFY(readsAs("model", false, "model"));
    QVERIFY(readsAs(R"(mod\u0065l)", true, "model"));
    QVERIFY(readsAs(R"(\u006D\u006f\u0064\u0065\u006c)", true, "model"));
    QVERIFY(readsAs("MODEL", false, "model"));
    QVERIFY(readsAs("me\xC5\xBF\xC5\xBF"
                    "ages",
                    false, "messages"));
    QVERIFY(readsAs(R"(to\u212aen)", true, "token"));
    QVERIFY(readsAs("to\xE2\x84\xAA"
                    "en",
                    false, "token"));
}

void StrictReaderTest::nameIsComparedWhole()
{
    for (const std::string_view name : {"mode", "models", "m0del", "", "model "})
        QVERIFY(!readsAs(name, false, "model"));
    QVERIFY(!readsAs(R"(model\u0000)", true, "model"));
    QVERIFY(!readsAs(R"(mod\u00e9l)", true, "model"));
}

QTEST_GUILESS_MAIN(StrictReaderTest)
#include "tst_StrictReader.moc"
