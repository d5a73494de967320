// SPDX-License-Identifier: GPL-3.0-or-later
// response-healing, context-compression, and the plugins and tools that are refused.
#include "engine/formats/chat/ChatApi.h"
#include "engine/formats/plugins/JsonHealing.h"
#include "engine/formats/plugins/MiddleOut.h"
#include "engine/json/StrictReader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

#include "tests/engine/GatewayFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::test;

namespace {

constexpr std::size_t anyTurns = std::numeric_limits<std::size_t>::max();

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

QByteArray turn(const char *role, const QByteArray &content)
{
    return QByteArray("{\"role\":\"") + role + R"(","content":")" + content + "\"}";
}

/// The first letters of the turns that are left.
QByteArray leftOf(const QByteArrayList &turns, std::int64_t mostBytes,
                  std::size_t mostTurns = anyTurns)
{
    const QByteArray body = R"({"model":"m","messages":[)" + turns.join(',') + "]}";
    const auto request = chatApi().read(viewOf(body));
    const auto talk = chatApi().converse(*request);
    const Conversation left = middleOut(*talk, mostBytes, mostTurns);
    QByteArray letters;
    for (const Turn &one : left.turns)
        for (const ContentPart &part : one.parts) {
            const bool isResult = part.kind == ContentPart::Kind::ToolResult;
            letters += part.kind == ContentPart::Kind::ToolCall ? 'C'
                : isResult                                      ? 'R'
                                                                : part.text.at(1);
        }
    return letters;
}

QByteArray answerWith(const QByteArray &content, const QByteArray &finish = "stop")
{
    QJsonObject message{{u"role"_s, u"assistant"_s}, {u"content"_s, QString::fromUtf8(content)}};
    QJsonObject choice{
        {u"index"_s, 0}, {u"message"_s, message}, {u"finish_reason"_s, QString::fromUtf8(finish)}};
    return QJsonDocument(QJsonObject{{u"id"_s, u"up"_s},
                                     {u"object"_s, u"chat.completion"_s},
                                     {u"created"_s, 1},
                                     {u"model"_s, u"upstream-m1"_s},
                                     {u"choices"_s, QJsonArray{choice}},
                                     {u"usage"_s,
                                      QJsonObject{{u"prompt_tokens"_s, 10},
                                                  {u"completion_tokens"_s, 5},
                                                  {u"total_tokens"_s, 15}}}})
        .toJson(QJsonDocument::Compact);
}

QString contentOf(const Reply &reply)
{
    return QJsonDocument::fromJson(reply.body)[u"choices"_s][0][u"message"_s][u"content"_s]
        .toString();
}

} // namespace

class PluginsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonIsHealed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("healed"); ///< Empty: left as it is.
        const auto row = [](const char *name, const char *text, const char *healed) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(healed);
        };
        row("JSON", R"({"a": 1})", "");
        row("fence", "```json\n{\"a\": 1}\n```", R"({"a":1})");
        row("fence without a name", "```\n[1]\n```", "[1]");
        row("fence that never ends", "```json\n{\"a\":1}", R"({"a":1})");
        row("fence inside a string", "Here: {\"a\":\"```x```\"}", "{\"a\":\"```x```\"}");
        row("prose around it", "Sure [see below]: {\"a\":{\"b\":2}} Enjoy {it}!",
            R"({"a":{"b":2}})");
        row("comma behind the last", R"({"a":[1,2,],})", R"({"a":[1,2]})");
        row("keys without quotes", R"({a:1, $b_2 : {c-d:"x"}})", R"({"a":1,"$b_2":{"c-d":"x"}})");
        row("missing brackets", R"({"a":[1,{"b":2)", R"({"a":[1,{"b":2}]})");
        row("missing bracket inside", R"({"a":[1,2})", R"({"a":[1,2]})");
        row("line break in a string", "{\"a\":\"x\ny\"}", "{\"a\":\"x\\ny\"}");
        row("brackets in strings", "x {\"a\":\"}]{[\\\"\",\"b\":1", "{\"a\":\"}]{[\\\"\",\"b\":1}");
        row("cut in a string", "{\"a\":\"hel", "");
        row("cut in a number's place", R"({"a":)", "");
        row("cut in a key", "{\"a\":1,\"b", "");
        row("two values without a comma", R"({"a":1 "b":2})", "");
        row("no JSON", "I cannot do that.", "");
        row("word for a value", R"({"a":maybe})", "");
        row("closing alone", "}", "");
        row("wrong closing", "[1}", "");
    }

    void jsonIsHealed()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, healed);
        QCOMPARE(QByteArray::fromStdString(healedJson(viewOf(text)).value_or(std::string())),
                 healed);
    }

    void deepTextIsLeftAlone() { QVERIFY(!healedJson(std::string(1U << 17U, '['))); }

    void answersAreHealedWhereTheirTextLies_data()
    {
        QTest::addColumn<int>("api");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("healed");
        QTest::newRow("chat")
            << int(ApiType::Chat) << QByteArray(R"({"choices":[{"message":{"content":"{a:1}"}}]})")
            << QByteArray("{\"choices\":[{\"message\":{\"content\":\"{\\\"a\\\":1}\"}}]}");
        QTest::newRow("messages")
            << int(ApiType::Messages)
            << QByteArray(
                   R"({"content":[{"type":"thinking","thinking":"{a:1}"},{"text":"{a:1}"}]})")
            << QByteArray("{\"content\":[{\"type\":\"thinking\",\"thinking\":\"{a:1}\"},{\"text\":"
                          "\"{\\\"a\\\":1}\"}]}");
        QTest::newRow("responses")
            << int(ApiType::Responses)
            << QByteArray(
                   R"({"output":[{"type":"reasoning","content":[{"text":"{a:1}"}]},{"content":[{"text":"{a:1}"}],"type":"message"}]})")
            << QByteArray("{\"output\":[{\"type\":\"reasoning\",\"content\":[{\"text\":\"{a:1}\"}]}"
                          ",{\"content\":[{\"text\":\"{\\\"a\\\":1}\"}],\"type\":\"message\"}]}");
    }

    void answersAreHealedWhereTheirTextLies()
    {
        QFETCH(const int, api);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, healed);
        const auto better = healedAnswer(ApiType(api), viewOf(body));
        QVERIFY(better);
        QCOMPARE(QByteArray::fromStdString(*better), healed);
        QVERIFY(!healedAnswer(ApiType(api), *better));
    }

    void gatewayHealsOnlyWhatAskedForIt()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, answerWith("```json\n{\"a\":1}\n```")));
        gateway.start();
        const QByteArray plugin = R"(,"plugins":[{"id":"response-healing"}])";
        const QByteArray shape = R"(,"response_format":{"type":"json_object"})";
        QCOMPARE(contentOf(gateway.chat(chatBody(false, plugin + shape))),
                 QStringLiteral("{\"a\":1}"));
        QVERIFY(!gateway.upstream[0]->requests().value(0).body.contains("plugins"));
        QVERIFY(contentOf(gateway.chat(chatBody(false, plugin))).startsWith(QLatin1String("```")));
        QVERIFY(contentOf(gateway.chat(chatBody(false, shape))).startsWith(QLatin1String("```")));
        const QByteArray off = R"(,"plugins":[{"id":"response-healing","enabled":false}])";
        QVERIFY(
            contentOf(gateway.chat(chatBody(false, off + shape))).startsWith(QLatin1String("```")));
        gateway.upstream[0]->setDefault(Answer::json(200, answerWith("{\"a\":[1", "length")));
        QCOMPARE(contentOf(gateway.chat(chatBody(false, plugin + shape))),
                 QStringLiteral("{\"a\":[1"));
    }

    void middleGoesFirst()
    {
        const QByteArray x(98, 'x');
        const QByteArrayList turns{turn("system", "s" + x),    turn("user", "1" + x),
                                   turn("assistant", "2" + x), turn("user", "3" + x),
                                   turn("assistant", "4" + x), turn("user", "5" + x)};
        QCOMPARE(leftOf(turns, 10'000), QByteArray("s12345"));
        QCOMPARE(leftOf(turns, 510), QByteArray("s1245"));
        QCOMPARE(leftOf(turns, 420), QByteArray("s125"));
        QCOMPARE(leftOf(turns, 310), QByteArray("s15"));
        // System, first and last stay, however short they must become.
        QCOMPARE(leftOf(turns, 10), QByteArray("s15"));
        QCOMPARE(leftOf(turns, 10'000, 4), QByteArray("s125"));
    }

    void callsGoWithTheirResults()
    {
        const QByteArray x(100, 'x');
        const QByteArray call
            = R"({"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]})";
        const QByteArray result
            = "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"" + x + "\"}";
        const QByteArrayList turns{turn("user", "1" + x), call, result, turn("user", "2" + x),
                                   turn("assistant", "3" + x)};
        QCOMPARE(leftOf(turns, 10'000), QByteArray("1CR23"));
        QCOMPARE(leftOf(turns, 320), QByteArray("1CR3"));
        QCOMPARE(leftOf(turns, 220), QByteArray("13"));
        const QByteArrayList ending{turn("user", "1" + x), turn("assistant", "2" + x), call,
                                    result};
        QCOMPARE(leftOf(ending, 10), QByteArray("1CR"));
    }

    void longTextsLoseTheirMiddleAndStayValid()
    {
        QByteArray text = "head";
        for (int i = 0; i < 300; ++i)
            text += "\\ud83d\\ude00\\n\\\""
                    "\xc3\xa9";
        text += "tail";
        const QByteArray body
            = R"({"model":"m","messages":[)" + turn("user", text) + "," + turn("user", "x") + "]}";
        const auto request = chatApi().read(viewOf(body));
        const auto talk = chatApi().converse(*request);
        for (const std::int64_t most : {3000, 1501, 777, 400, 203, 202, 201, 200, 199}) {
            const Conversation left = middleOut(*talk, most, anyTurns);
            QVERIFY(textBytesOf(left) <= most);
            const RawJson token = left.turns.front().parts.front().text;
            const auto decoded = json::decodedText(token); // No lone surrogate, so no cut pair.
            QVERIFY(decoded);
            QVERIFY(decoded->starts_with("head"));
            QVERIFY(decoded->ends_with("tail"));
            QVERIFY(decoded->find(" [...] ") != std::string::npos);
            const QByteArray array
                = "[" + QByteArray(token.data(), static_cast<qsizetype>(token.size())) + "]";
            QVERIFY(!QJsonDocument::fromJson(array).isNull());
        }
    }

    void promptIsCompressedWhereItDoesNotFit()
    {
        GatewayFixture gateway;
        gateway.policy.providers.resize(1);
        gateway.policy.models.front().endpoints.resize(1);
        gateway.policy.models.front().endpoints.front().contextLength = 10'000;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const QByteArray x(30'000, 'x');
        const QByteArray body = R"({"model":"lab/m1","messages":[)" + turn("user", "first" + x)
            + ',' + turn("assistant", "second" + x) + ',' + turn("user", "third") + ']';
        QVERIFY(gateway.chat(body + '}').status >= 400);
        QCOMPARE(gateway.upstream[0]->requests().size(), 0);
        const QByteArray plugin = R"(,"plugins":[{"id":"context-compression"}]})";
        for (const QByteArray &more : {plugin, QByteArray(R"(,"transforms":["middle-out"]})")}) {
            QCOMPARE(gateway.chat(body + more).status, 200);
            const QByteArray sent = gateway.upstream[0]->requests().last().body;
            QVERIFY(sent.contains("first"));
            QVERIFY(!sent.contains("second"));
            QVERIFY(sent.contains("third"));
            QVERIFY(sent.size() < 30'000);
        }
        // What fits passes as it is.
        QCOMPARE(gateway.chat(chatBody(false, R"(,"x":1)" + plugin.chopped(1))).status, 200);
        QVERIFY(gateway.upstream[0]->requests().last().body.contains(R"("x":1)"));
    }

    void smallContextIsCompressedUnlessThatIsSwitchedOff()
    {
        GatewayFixture gateway;
        gateway.policy.providers.resize(1);
        gateway.policy.models.front().endpoints.resize(1);
        gateway.policy.models.front().endpoints.front().contextLength = 4'000;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const QByteArray x(13'000, 'x');
        const QByteArray body = R"({"model":"lab/m1","messages":[)" + turn("user", "first" + x)
            + ',' + turn("user", "last") + ']';
        QCOMPARE(gateway.chat(body + '}').status, 200);
        QVERIFY(gateway.upstream[0]->requests().last().body.contains("[...]"));
        gateway.chat(body + R"(,"plugins":[{"id":"context-compression","enabled":false}]})");
        QCOMPARE(gateway.upstream[0]->requests().size(), 2);
        QVERIFY(gateway.upstream[0]->requests().last().body.contains(x));
    }

    void whatIsNotServedIsNamed_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QByteArray>("pointer"); ///< Empty: served.
        const auto row = [](const char *name, const char *more, const char *pointer) {
            QTest::newRow(name) << QByteArray(more) << QByteArray(pointer);
        };
        row("web", R"(,"plugins":[{"id":"web"}])", "/plugins/0/id");
        row("second", R"(,"plugins":[{"id":"response-healing"},{"id":"file-parser"}])",
            "/plugins/1/id");
        row("unknown", R"(,"plugins":[{"id":"x"}])", "/plugins/0/id");
        row("unknown, off", R"(,"plugins":[{"id":"x","enabled":false}])", "/plugins/0/id");
        row("web, off", R"(,"plugins":[{"id":"web","enabled":false}])", "");
        row("without an id", R"(,"plugins":[{}])", "/plugins/0/id");
        row("text", R"(,"plugins":["web"])", "/plugins/0/id");
        row("no array", R"(,"plugins":{"id":"web"})", "/plugins");
        row("other engine", R"(,"plugins":[{"id":"context-compression","engine":"x"}])",
            "/plugins/0/engine");
        row("unknown transform", R"(,"transforms":["middle-out","x"])", "/transforms/1");
        row("server tool",
            R"(,"tools":[{"type":"function","function":{"name":"f"}},{"type":"openrouter:web_search"}])",
            "/tools/1/type");
        row("none", R"(,"plugins":[])", "");
    }

    void whatIsNotServedIsNamed()
    {
        QFETCH(const QByteArray, more);
        QFETCH(const QByteArray, pointer);
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false, more));
        QCOMPARE(reply.status, pointer.isEmpty() ? 200 : 400);
        QVERIFY2(pointer.isEmpty() || reply.body.contains('"' + pointer + '"'),
                 reply.body.constData());
    }
};

QTEST_GUILESS_MAIN(PluginsTest)
#include "tst_Plugins.moc"
