// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatRequest.h"
#include "engine/json/StrictReader.h"

#include <QTest>

#include <string>

using namespace turnpike;

namespace {

const std::string messages = R"("messages":[{"role":"user","content":"hi"}])";

std::string edited(const std::string &body,
                   const UpstreamEdits &edits = {.model = "m", .clampedMax = {}})
{
    const auto request = readChatRequest(body);
    return request ? upstreamBody(*request, edits).joined() : request.error().message;
}

} // namespace

class UpstreamBodyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void modelIsReplacedAndNothingElse();
    void modelIsInsertedWhereItWasLeftOut();
    void gatewayMembersAreTakenOutWithTheirCommas_data();
    void gatewayMembersAreTakenOutWithTheirCommas();
    void usageIsForcedOnStreams();
    void streamOptionsLeaveWhereTheyAreNotWanted();
    void outputLimitIsClampedInTheClientsField();
    void reasoningObjectBecomesAnEffort();
    void thoughtsGoWhereTheServerReadsThem_data();
    void thoughtsGoWhereTheServerReadsThem();
    void routersWordsAreForRouters();
    void storingIsForbidden();
    void bodyIsNotCopied();
    void everyRemovalOfNeighboursLeavesLegalJson();
};

void UpstreamBodyTest::modelIsReplacedAndNothingElse()
{
    QCOMPARE(edited(R"( { "seed" : 12345678901234567890123.10 , "model":"openai/gpt" ,)" + messages
                    + R"(,"x":"\ud83d\/","x":1e5 } )"),
             R"( { "seed" : 12345678901234567890123.10 , "model":"m" ,)" + messages
                 + R"(,"x":"\ud83d\/","x":1e5 } )");
}

void UpstreamBodyTest::modelIsInsertedWhereItWasLeftOut()
{
    QCOMPARE(edited("{" + messages + "\n}"), "{" + messages + "\n,\"model\":\"m\"}");
    QCOMPARE(edited("{" + messages + R"(,"model":null})"), "{" + messages + R"(,"model":"m"})");
}

void UpstreamBodyTest::gatewayMembersAreTakenOutWithTheirCommas_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("first") << QByteArray(R"({"user":"u", "model":"a",M})")
                           << QByteArray(R"({"model":"m",M})");
    QTest::newRow("middle") << QByteArray(R"({"model":"a", "trace":{"a":[1,2]} ,M})")
                            << QByteArray(R"({"model":"m" ,M})");
    QTest::newRow("last") << QByteArray(R"({"model":"a",M,"debug":{} })")
                          << QByteArray(R"({"model":"m",M })");
    QTest::newRow("neighbours") << QByteArray(
        R"({"user":"u","models":["b"],M,"provider":{},"usage":{"include":true},"model":"a","session_id":"s","plugins":[]})")
                                << QByteArray(R"({M,"model":"m"})");
    QTest::newRow("all but messages, model inserted")
        << QByteArray(R"({"transforms":[],"preset":"p",M,"route":null})")
        << QByteArray(R"({M,"model":"m"})");
}

void UpstreamBodyTest::gatewayMembersAreTakenOutWithTheirCommas()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const QByteArray whole = QByteArray::fromStdString(messages);
    QCOMPARE(edited(before.replace("M", whole).toStdString()),
             after.replace("M", whole).toStdString());
}

void UpstreamBodyTest::usageIsForcedOnStreams()
{
    const std::string start = R"({"model":"m",)" + messages + R"(,"stream":true)";
    QCOMPARE(edited(start + "}"), start + R"(,"stream_options":{"include_usage":true}})");
    QCOMPARE(edited(start + R"(,"stream_options":null})"),
             start + R"(,"stream_options":{"include_usage":true}})");
    QCOMPARE(edited(start + R"(,"stream_options":{ }})"),
             start + R"(,"stream_options":{ "include_usage":true}})");
    QCOMPARE(edited(start + R"(,"stream_options":{"a":1}})"),
             start + R"(,"stream_options":{"a":1,"include_usage":true}})");
    QCOMPARE(edited(start + R"(,"stream_options":{"include_usage":false,"a":1}})"),
             start + R"(,"stream_options":{"include_usage":true,"a":1}})");
    const std::string asked = start + R"(,"stream_options":{"include_usage":true}})";
    QCOMPARE(edited(asked), asked);
    QCOMPARE(edited(start + "}", {.model = "m", .forcesUsage = false, .clampedMax = {}}),
             start + "}");
}

void UpstreamBodyTest::streamOptionsLeaveWhereTheyAreNotWanted()
{
    const std::string start = R"({"model":"m",)" + messages;
    QCOMPARE(edited(start + R"(,"stream_options":{"include_usage":true}})"), start + "}");
    QCOMPARE(edited(start + R"(,"stream_options":{},"stream":true})",
                    {.model = "m", .sendsStreamOptions = false, .clampedMax = {}}),
             start + R"(,"stream":true})");
}

void UpstreamBodyTest::outputLimitIsClampedInTheClientsField()
{
    const std::string start = R"({"model":"m",)" + messages;
    const UpstreamEdits edits{.model = "m", .clampedMax = 300};
    QCOMPARE(edited(start + R"(,"max_tokens":5000})", edits), start + R"(,"max_tokens":300})");
    QCOMPARE(edited(start + R"(,"max_tokens":200})", edits), start + R"(,"max_tokens":200})");
    QCOMPARE(edited(start + R"(,"max_completion_tokens":5000})", edits),
             start + R"(,"max_completion_tokens":300})");
    QCOMPARE(edited(start + R"(,"max_completion_tokens":5000,"max_tokens":400})", edits),
             start + R"(,"max_completion_tokens":300,"max_tokens":300})");
    QCOMPARE(edited(start + "}", edits), start + R"(,"max_tokens":300})");
    QCOMPARE(edited(start + R"(,"max_tokens":null})", edits), start + R"(,"max_tokens":300})");
    QCOMPARE(edited(start + R"(,"max_tokens":null})",
                    {.model = "m", .clampedMax = 300, .defaultLimit = "max_completion_tokens"}),
             start + R"(,"max_tokens":null,"max_completion_tokens":300})");
}

void UpstreamBodyTest::reasoningObjectBecomesAnEffort()
{
    const std::string start = R"({"model":"m",)" + messages;
    const std::string asked = start + R"(,"reasoning":{"effort":"low"})";
    const UpstreamEdits low{
        .model = "m", .clampedMax = {}, .replacesReasoning = true, .effort = "low"};
    QCOMPARE(edited(asked + "}", low), start + R"(,"reasoning_effort":"low"})");
    QCOMPARE(edited(asked + R"(,"reasoning_effort":"low"})", low),
             start + R"(,"reasoning_effort":"low"})");
    const UpstreamEdits none{.model = "m", .clampedMax = {}, .replacesReasoning = true};
    QCOMPARE(edited(asked + "}", none), start + "}");
    QCOMPARE(edited(asked + "}"), asked + "}");
}

void UpstreamBodyTest::thoughtsGoWhereTheServerReadsThem_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row
        = [](const char *name, ReasoningField field, const QByteArray &before,
             const QByteArray &after) { QTest::newRow(name) << int(field) << before << after; };
    const QByteArray details
        = R"("reasoning_details":[{"type":"reasoning.text","text":"a\n"},{"type":"reasoning.encrypted","data":"x"},{"type":"reasoning.summary","summary":"b"}])";
    const auto content = ReasoningField::ReasoningContent;
    row("renamed", content, R"("content":"c","reasoning":"\ud83d why")",
        R"("content":"c","reasoning_content":"\ud83d why")");
    row("as it is", content, R"("reasoning_content" : "why","content":"c")",
        R"("reasoning_content" : "why","content":"c")");
    row("the wanted one wins", content,
        R"("reasoning":"no","content":"c","reasoning_content":"yes", )" + details,
        R"("content":"c","reasoning_content":"yes")");
    row("null is none", content, R"("reasoning_content":null,"reasoning":"why")",
        R"("reasoning_content":"why")");
    row("elements as text", content, R"("content":"c",)" + details,
        R"("content":"c","reasoning_content":"a\nb")");
    row("nothing to say", content, R"("reasoning_details":[],"content":"c")",
        R"("reasoning_details":[],"content":"c")");
    row("the other spelling", ReasoningField::Reasoning, R"("reasoning_content":"why")",
        R"("reasoning":"why")");
    row("elements stay", ReasoningField::ReasoningDetails, details + R"(,"reasoning":"why")",
        details);
    row("text stays where elements are read", ReasoningField::ReasoningDetails,
        R"("reasoning":"why")", R"("reasoning":"why")");
    row("nobody told", ReasoningField::None, R"("reasoning":"why",)" + details,
        R"("reasoning":"why",)" + details);
}

void UpstreamBodyTest::thoughtsGoWhereTheServerReadsThem()
{
    QFETCH(const int, field);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const auto body = [](const QByteArray &message) {
        return R"({"model":"m","messages":[{"role":"user","content":"hi"},{"role":"assistant",)"
            + message.toStdString() + R"(},{"role":"user","content":"on"}],"seed":1})";
    };
    QCOMPARE(
        edited(
            body(before),
            {.model = "m", .clampedMax = {}, .reasoningField = static_cast<ReasoningField>(field)}),
        body(after));
}

void UpstreamBodyTest::routersWordsAreForRouters()
{
    const std::string start = R"({"model":"m",)" + messages;
    const std::string words
        = R"(,"cache_control":{"type":"ephemeral"},"include_reasoning":true,"structured_outputs":true)";
    QCOMPARE(edited(start + words + "}"), start + words + "}");
    const UpstreamEdits edits{.model = "m", .clampedMax = {}, .dropsRouterMembers = true};
    QCOMPARE(edited(start + words + "}", edits), start + "}");
    // Of this gateway, whoever is asked.
    QCOMPARE(
        edited(start
               + R"(,"speed":"fast","max_tool_calls":3,"stop_server_tools_when":[{"type":"x"}]})"),
        start + "}");
    QCOMPARE(edited(start + R"(,"service_tier":"fast"})"),
             start + R"(,"service_tier":"priority"})");
    QCOMPARE(edited(start + R"(,"service_tier":"flex"})"), start + R"(,"service_tier":"flex"})");
}

void UpstreamBodyTest::storingIsForbidden()
{
    const std::string start = R"({"model":"m",)" + messages;
    const UpstreamEdits edits{.model = "m", .clampedMax = {}, .forbidsStoring = true};
    QCOMPARE(edited(start + "}", edits), start + R"(,"store":false})");
}

void UpstreamBodyTest::bodyIsNotCopied()
{
    const std::string body = R"({"model":"a",)" + messages + R"(,"user":"u","x":1})";
    const auto request = readChatRequest(body);
    const GatheredText text = upstreamBody(*request, {.model = "m", .clampedMax = {}});
    std::size_t owned = 0;
    for (const std::string_view piece : text.pieces())
        if (piece.data() < body.data() || piece.data() >= body.data() + body.size())
            owned += piece.size();
    QCOMPARE(owned, std::size_t(3));
    QCOMPARE(text.size(), text.joined().size());
}

void UpstreamBodyTest::everyRemovalOfNeighboursLeavesLegalJson()
{
    // Every subset of six members removed, with and without an insertion.
    const std::string text = R"( {"a" : 1 , "b":2,"c":{} ,"d":[],"e":"x" , "f":0 } )";
    std::vector<MemberSlice> members;
    json::StrictReader reader(text);
    reader.enterObject();
    std::size_t previousEnd = MemberSlice::none;
    for (json::Member member; reader.nextMember(member);) {
        reader.skip();
        if (!members.empty())
            members.back().nextBegin = member.begin;
        members.push_back({.value = {},
                           .begin = member.begin,
                           .end = reader.offset(),
                           .previousEnd = previousEnd});
        previousEnd = reader.offset();
    }
    for (unsigned subset = 0; subset < 128; ++subset) {
        BodyEdit edit(text);
        for (std::size_t index = 6; index-- > 0;)
            if ((subset >> index & 1U) != 0)
                edit.remove(members[index]);
        if ((subset & 64U) != 0)
            edit.insertAtEnd(text, "\"z\":1");
        const std::string result = std::move(edit).gathered().joined();
        json::StrictReader check(result);
        QVERIFY(check.enterObject());
        std::string names;
        for (json::Member member; check.nextMember(member);) {
            names += member.name;
            check.skip();
        }
        QVERIFY2(check.finish(), result.c_str());
        std::string expected;
        for (std::size_t index = 0; index < 6; ++index)
            if ((subset >> index & 1U) == 0)
                expected += static_cast<char>('a' + index);
        QCOMPARE(names, expected + ((subset & 64U) != 0 ? "z" : ""));
    }
}

QTEST_GUILESS_MAIN(UpstreamBodyTest)
#include "tst_UpstreamBody.moc"
