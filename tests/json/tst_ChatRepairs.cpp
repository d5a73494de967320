// SPDX-License-Identifier: GPL-3.0-or-later
// What strict clients refuse and real providers send (data plane 22), one repair at a time.
#include <QTest>

#include "tests/json/StreamRun.h"

using namespace turnpike;

namespace {

std::string dataEvent(std::string_view data)
{
    return "data: " + std::string(data) + "\n\n";
}

const std::string names = R"("id":"c1","object":"chat.completion.chunk","created":5,"model":"gpt")";
const std::string finish = chunk("{}", "\"stop\"");

/// What a client got for one chunk between a role chunk and a finish chunk.
std::string repaired(std::string_view data, Repair repair, std::uint32_t times = 1)
{
    const StreamRun run(roleChunk + dataEvent(data) + finish + done);
    if (!run.hasEnded())
        return run.machine.broken().message;
    if (run.repairs(repair) != times || run.allRepairs() != times)
        return "repairs: " + std::to_string(run.repairs(repair)) + " of "
            + std::to_string(run.allRepairs());
    return run.sent.substr(roleChunk.size(), run.sent.size() - roleChunk.size() - finish.size());
}

std::string choice(std::string_view members)
{
    return "{" + names + ",\"choices\":[{" + std::string(members) + "}]}";
}

} // namespace

class ChatRepairsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nullsAreTakenOut();
    void missingMembersArePutIn();
    void badMembersAreReplaced();
    void roleChunkIsInserted();
    void roleIsInsertedPerChoice();
    void toolTypeIsInserted();
    void toolIndexIsInserted();
    void lateIndexIsUnderstood();
    void finishIsInsertedBeforeTheEnd();
    void repeatedFinishIsDropped();
    void dataOfSeveralLinesIsRepaired();
};

void ChatRepairsTest::nullsAreTakenOut()
{
    const std::string clean = choice(R"("index":0,"delta":{"content":"x"},"finish_reason":null)");
    QCOMPARE(
        repaired(
            "{" + names
                + R"(,"system_fingerprint":null,"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],"usage":null})",
            Repair::NullMember, 2),
        dataEvent(clean));
    QCOMPARE(
        repaired(
            "{" + names
                + R"(,"provider":null,"choices":[{"index":0,"delta":{"role":null,"content":"x","tool_calls":null,"reasoning_details":null,"images":null,"annotations":null,"audio":null},"finish_reason":null}]})",
            Repair::NullMember, 7),
        dataEvent(clean));
    QCOMPARE(
        repaired(
            choice(
                R"("index":0,"delta":{"content":"x","reasoning":null,"refusal":null},"logprobs":null,"finish_reason":null)"),
            Repair::NullMember, 0),
        dataEvent(choice(
            R"("index":0,"delta":{"content":"x","reasoning":null,"refusal":null},"logprobs":null,"finish_reason":null)")));
}

void ChatRepairsTest::missingMembersArePutIn()
{
    QCOMPARE(repaired(choice(R"("index":0,"delta":{"content":"x"})"), Repair::MissingMember),
             dataEvent(choice(R"("index":0,"delta":{"content":"x"},"finish_reason":null)")));
    QCOMPARE(repaired(choice(R"("delta":{"content":"x"})"), Repair::MissingMember, 2),
             dataEvent(choice(R"("delta":{"content":"x"},"index":0,"finish_reason":null)")));
    QCOMPARE(
        repaired(choice(R"("index":0,"delta":null,"finish_reason":"stop")"), Repair::MissingMember)
            .find("repairs"),
        std::size_t(0)); // The second finish is dropped and counted, too.
    QCOMPARE(
        repaired(R"({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]})",
                 Repair::MissingMember, 4),
        dataEvent(
            R"({"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}],"id":"gen-1","object":"chat.completion.chunk","created":1700000000,"model":"a/b"})"));
}

void ChatRepairsTest::badMembersAreReplaced()
{
    QCOMPARE(
        repaired(
            R"({"id":"c1","object":"chat.completion.chunk","created":5.5,"model":"gpt","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":""}]})",
            Repair::BadMember, 2),
        dataEvent(
            R"({"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"gpt","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]})"));
}

void ChatRepairsTest::roleChunkIsInserted()
{
    const std::string first = chunk(R"({"content":"x"})");
    const StreamRun run(first + finish + done);
    QCOMPARE(run.sent, roleChunk + first + finish);
    QCOMPARE(run.repairs(Repair::MissingRole), 1U);
    QCOMPARE(run.allRepairs(), 1U);
}

void ChatRepairsTest::roleIsInsertedPerChoice()
{
    const std::string stream = chunk(R"({"role":"assistant","content":"a"})")
        + chunk(R"({"content":"b"})", "\"stop\"", {}, 1) + chunk("{}", "\"stop\"");
    const StreamRun run(stream + done, {}, 2);
    QCOMPARE(run.sent,
             chunk(R"({"role":"assistant","content":"a"})")
                 + chunk(R"({"role":"assistant","content":""})", "null", {}, 1)
                 + chunk(R"({"content":"b"})", "\"stop\"", {}, 1) + chunk("{}", "\"stop\""));
    QCOMPARE(run.repairs(Repair::MissingRole), 1U);
}

void ChatRepairsTest::toolTypeIsInserted()
{
    const std::string open = R"("index":0,"delta":{"tool_calls":[)";
    QCOMPARE(
        repaired(
            choice(
                open
                + R"({"index":0,"id":"t","function":{"name":"f","arguments":""}}]},"finish_reason":null)"),
            Repair::MissingToolType),
        dataEvent(choice(
            open
            + R"({"index":0,"id":"t","function":{"name":"f","arguments":""},"type":"function"}]},"finish_reason":null)")));
    const std::string first = chunk(
        R"({"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f"}}]})");
    const std::string later
        = chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]})");
    const StreamRun run(roleChunk + first + later + finish + done);
    QCOMPARE(run.sent, roleChunk + first + later + finish);
    QCOMPARE(run.allRepairs(), 0U);
}

void ChatRepairsTest::toolIndexIsInserted()
{
    const auto calls = [](std::string_view call) {
        return chunk(R"({"tool_calls":[)" + std::string(call) + "]}");
    };
    const StreamRun run(
        roleChunk + calls(R"({"id":"t","type":"function","function":{"name":"f"}})")
        + calls(R"({"id":null,"type":null,"function":{"name":null,"arguments":"{}"}})")
        + calls(R"({"id":"u","type":"function","function":{"name":"g"}})") + finish + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent,
             roleChunk + calls(R"({"id":"t","type":"function","function":{"name":"f"},"index":0})")
                 + calls(R"({"function":{"arguments":"{}"},"index":0})")
                 + calls(R"({"id":"u","type":"function","function":{"name":"g"},"index":1})")
                 + finish);
    QCOMPARE(run.repairs(Repair::MissingMember), 3U);
    QCOMPARE(run.repairs(Repair::NullMember), 3U);
}

void ChatRepairsTest::lateIndexIsUnderstood()
{
    const std::string sorted = dataEvent(
        "{" + names
        + R"(,"choices":[{"delta":{"content":"b","role":"assistant"},"finish_reason":"stop","index":1}]})");
    const std::string first = chunk(R"({"role":"assistant","content":"a"})", "\"stop\"");
    const StreamRun run(first + sorted + done, {}, 2);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, first + sorted);
}

void ChatRepairsTest::finishIsInsertedBeforeTheEnd()
{
    StreamRun text(roleChunk + chunk(R"({"content":"x"})") + done);
    QVERIFY(text.hasEnded());
    QCOMPARE(text.machine.closing({}), finish + ourClosing);
    QCOMPARE(text.repairs(Repair::MissingFinish), 1U);
    QCOMPARE(text.machine.finishReason(), "");
    StreamRun tools(
        roleChunk
        + chunk(
            R"({"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f"}}]})")
        + done);
    QCOMPARE(tools.machine.closing({}), chunk("{}", "\"tool_calls\"") + ourClosing);
}

void ChatRepairsTest::repeatedFinishIsDropped()
{
    const StreamRun run(roleChunk + chunk(R"({"content":"x"})") + finish + finish + done);
    QCOMPARE(run.sent, roleChunk + chunk(R"({"content":"x"})") + finish);
    QCOMPARE(run.repairs(Repair::RepeatedFinish), 1U);
}

void ChatRepairsTest::dataOfSeveralLinesIsRepaired()
{
    const std::string first = chunk(R"({"role":"assistant","content":"x"})", "\"stop\"");
    std::string lines = first;
    lines.replace(lines.find(",\"choices\""), 1, ",\ndata: \"usage\":null,\ndata: ");
    const StreamRun run(lines + done);
    QVERIFY(run.hasEnded());
    std::string expected = first;
    expected.replace(expected.find(",\"choices\""), 1, ", ");
    QCOMPARE(run.sent, expected);
    // Without a repair the lines stay as they came.
    std::string untouched = first;
    untouched.replace(untouched.find(",\"choices\""), 1, ",\ndata: ");
    QCOMPARE(StreamRun(untouched + done).sent, untouched);
}

QTEST_GUILESS_MAIN(ChatRepairsTest)
#include "tst_ChatRepairs.moc"
