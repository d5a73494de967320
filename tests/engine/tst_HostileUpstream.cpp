// SPDX-License-Identifier: GPL-3.0-or-later
// Providers that misbehave, each through a running engine over real sockets: what the client gets
// is legal, one record says what happened, no money stays held, and the next request is served.
#include <QTest>

#include "tests/engine/ChatAnswerCheck.h"
#include "tests/engine/HostileGateway.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

namespace {

using End = Answer::End;
using Framing = Answer::Framing;

constexpr qsizetype mebibyte = qsizetype{1} << 20;

/// How an attempt that failed before its first content ends its request.
enum class Cost {
    Nothing, ///< The provider cannot have worked, or said that it did not.
    Lost, ///< Nobody can tell: kept as `lost`, never charged in soft mode.
};

/// A stream that is sound up to its second content chunk; `rest` follows.
Answer afterContent(const QByteArrayList &rest)
{
    return Answer::sse(goodStream().mid(0, 3) + rest);
}

Answer rawHead(const QByteArray &lines, const QByteArrayList &rest, End end = End::Close)
{
    return Answer::raw(QByteArrayList{"HTTP/1.1 200 OK\r\n" + lines + "\r\n"} + rest, end);
}

} // namespace

class HostileUpstreamTest final : public QObject
{
    Q_OBJECT

private:
    /// Answers of which nothing may reach the client.
    static void addFailuresBeforeContent()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("errorType");
        QTest::addColumn<bool>("isLost");
        const auto row = [](const char *name, const Answer &answer, int status,
                            const QByteArray &type, Cost cost) {
            QTest::newRow(name) << answer << status << type << (cost == Cost::Lost);
        };
        const QByteArray unavailable = "provider_unavailable";
        const QByteArray overloaded = "provider_overloaded";
        row("hangs before the head", Answer::silence(), 503, overloaded, Cost::Lost);
        row("hangs in the head", Answer::json(200, "{}").cutAfter(20, End::Hang), 503, overloaded,
            Cost::Lost);
        row("hangs after the head", Answer::sse({""}).cutAfter(80, End::Hang), 503, overloaded,
            Cost::Lost);
        row("closes without a byte", Answer::raw({}, End::Close), 502, unavailable, Cost::Lost);
        row("resets without a byte", Answer::raw({}, End::Reset), 502, unavailable, Cost::Lost);
        row("cut in the head", Answer::json(200, "{}").cutAfter(20), 502, unavailable, Cost::Lost);
        row("role only, then cut",
            Answer::sse(goodStream().mid(0, 1)).endingWith(End::Reset).cutAfter(250, End::Reset),
            502, unavailable, Cost::Lost);
        row("role only, then a clean end", Answer::sse(goodStream().mid(0, 1)), 502, unavailable,
            Cost::Lost);
        row("speaks another protocol", Answer::raw({"220 smtp ready\r\n"}, End::Close), 502,
            unavailable, Cost::Lost);
        row("endless head", rawHead("X: " + QByteArray(300'000, 'x') + "\r\n", {}), 502,
            unavailable, Cost::Lost);
        row("length and chunked",
            rawHead("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", {"0\r\n\r\n"}), 502,
            unavailable, Cost::Lost);
        row("two lengths", rawHead("Content-Length: 4\r\nContent-Length: 2\r\n", {"{}{}"}), 502,
            unavailable, Cost::Lost);
        row("broken chunk size",
            rawHead("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n",
                    {"zz\r\n"}),
            502, unavailable, Cost::Lost);
        row("compressed unasked", Answer::json(200, "x").withHeader("Content-Encoding", "gzip"),
            502, unavailable, Cost::Lost);
        row("HTML with 200", Answer::json(200, "<!doctype html><html><body>Welcome</body></html>"),
            502, unavailable, Cost::Lost);
        Answer page = Answer::json(200, "<html>Sign in</html>");
        page.headers = {{"Content-Type", "text/html; charset=utf-8"}};
        row("HTML that says so", page, 502, unavailable, Cost::Lost);
        row("HTML as an event stream", Answer::sse({"<html>\n\n", "Sign in\n\n", "</html>\n\n"}),
            502, unavailable, Cost::Lost);
        row("nothing with 200", Answer::json(200, ""), 502, unavailable, Cost::Lost);
        row("204", Answer::raw({"HTTP/1.1 204 No Content\r\n\r\n"}), 502, unavailable, Cost::Lost);
        row("a number", Answer::json(200, "17"), 502, unavailable, Cost::Lost);
        row("JSON cut short", Answer::json(200, goodAnswer().chopped(20)), 502, unavailable,
            Cost::Lost);
        row("says more bytes than come", Answer::json(200, goodAnswer()).cutAfter(150), 502,
            unavailable, Cost::Lost);
        row("error inside a 200", Answer::json(200, R"({"error":{"message":"boom","code":500}})"),
            502, unavailable, Cost::Lost);
        row("stream without an event", Answer::sse({""}), 502, unavailable, Cost::Lost);
        row("only [DONE]", Answer::sse({"data: [DONE]\n\n"}), 502, unavailable, Cost::Lost);
        row("only comments", Answer::sse({": one\n\n", ": two\n\n"}), 502, unavailable, Cost::Lost);
        row("first event is no JSON", Answer::sse({"data: {\"choices\":[\n\n"}), 502, unavailable,
            Cost::Lost);
        row("first event is no UTF-8", Answer::sse({dataEvent(contentOf("\xc3\x28"))}), 502,
            unavailable, Cost::Lost);
        row("first event has a NUL", Answer::sse({dataEvent(contentOf(QByteArray(1, '\0')))}), 502,
            unavailable, Cost::Lost);
        row("members twice",
            Answer::sse(
                {dataEvent(R"({"choices":[],"choices":[{"index":0,"delta":{"content":"x"}}]})")}),
            502, unavailable, Cost::Lost);
        row("a choice that nobody asked for",
            Answer::sse({dataEvent(
                chunkOf(R"({"index":7,"delta":{"content":"x"},"finish_reason":null})"))}),
            502, unavailable, Cost::Lost);
        row("JSON as deep as a well", Answer::sse({dataEvent(QByteArray(100'000, '['))}), 502,
            unavailable, Cost::Lost);
        row("redirect", Answer::json(302, "").withHeader("Location", "http://169.254.169.254/"),
            502, unavailable, Cost::Nothing);
        row("500 in HTML", Answer::json(500, "<html>Internal</html>"), 503, overloaded,
            Cost::Nothing);
        row("503 that is cut", Answer::json(503, QByteArray(500, ' ')).cutAfter(120, End::Reset),
            503, overloaded, Cost::Nothing);
        row("503 that hangs", Answer::json(503, QByteArray(500, ' ')).cutAfter(120, End::Hang), 503,
            overloaded, Cost::Nothing);
        row("status that makes no sense", Answer::json(451, "{}"), 502, unavailable, Cost::Nothing);
        row("status that is none", Answer::json(799, "{}"), 502, unavailable, Cost::Lost);
    }

private Q_SLOTS:
    void failureBeforeContentIsAnErrorWithItsStatus_data() { addFailuresBeforeContent(); }

    void failureBeforeContentIsAnErrorWithItsStatus()
    {
        QFETCH(const Answer, answer);
        QFETCH(const int, status);
        QFETCH(const QByteArray, errorType);
        QFETCH(const bool, isLost);
        HostileGateway gateway;
        gateway.meet(answer);
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        const QString problem = problemOfError(reply, status, errorType);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));

        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.id, reply.header("X-Generation-Id"));
        QCOMPARE(row.record.state, GenerationState::Failed);
        QCOMPARE(int(row.record.httpStatus), status);
        QCOMPARE(row.errorType, errorType);
        QCOMPARE(row.finishReason, QByteArray());
        QCOMPARE(row.record.cost.nanoUsd, 0);
        QCOMPARE(row.record.counted.nanoUsd, 0);
        QCOMPARE(row.record.lost.nanoUsd > 0, isLost);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void plainRequestGetsTheSameErrors_data() { addFailuresBeforeContent(); }

    void plainRequestGetsTheSameErrors()
    {
        QFETCH(const Answer, answer);
        QFETCH(const int, status);
        QFETCH(const QByteArray, errorType);
        HostileGateway gateway;
        gateway.meet(answer);
        gateway.start();
        const QString problem = problemOfError(gateway.chat(chatBody(false)), status, errorType);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Failed);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void nextEndpointIsTriedAndTheClientSeesNothingOfIt_data() { addFailuresBeforeContent(); }

    void nextEndpointIsTriedAndTheClientSeesNothingOfIt()
    {
        QFETCH(const Answer, answer);
        QFETCH(const bool, isLost);
        HostileGateway gateway(2);
        gateway.meet(answer);
        gateway.upstream[1]->setDefault(Answer::sse(goodStream()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        const ReadStream stream = readChatStream(reply.body);
        QVERIFY2(stream.problem.isEmpty(), qPrintable(stream.problem));
        QVERIFY(stream.isDone);
        QCOMPARE(stream.text, QStringLiteral("Hello!"));
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Complete);
        QCOMPARE(row.record.attemptCount, 2U);
        QCOMPARE(row.record.cost.nanoUsd, 300'000);
        QCOMPARE(row.record.lost.nanoUsd > 0, isLost);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void refusedConnectionCostsNothing()
    {
        HostileGateway gateway;
        const std::uint16_t port = gateway.policy.providers[0].origin.port;
        gateway.policy.providers[0].origin.port = refusingPort();
        gateway.start();
        const QString problem
            = problemOfError(gateway.chat(chatBody(true)), 502, "provider_unavailable");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Failed);
        QCOMPARE(row.record.lost.nanoUsd, 0);
        gateway.policy.providers[0].origin.port = port;
        gateway.publish();
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void failureAfterContentIsAnErrorEventAndTheEnd_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<QByteArray>("errorType");
        const auto row = [](const char *name, const Answer &answer,
                            const QByteArray &type = "provider_unavailable") {
            QTest::newRow(name) << answer << type;
        };
        const Answer begun = afterContent({});
        row("reset", begun.endingWith(End::Reset));
        row("closed between events", untilClose(begun).endingWith(End::Close));
        row("closed inside an event",
            untilClose(afterContent({"data: {\"id\":\"up-1\",\"cho"})).endingWith(End::Close));
        row("closed inside a chunk",
            rawHead("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n",
                    {"400\r\n" + goodStream().mid(0, 3).join()}));
        row("clean end of the framing, none of the answer", begun);
        row("stalls", untilClose(begun).endingWith(End::Hang), "timeout");
        row("broken chunk size",
            rawHead("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n",
                    {"400\r\n" + goodStream().mid(0, 3).join().leftJustified(0x400, '\n') + "\r\n",
                     "xyz\r\n"}));
        row("event is no JSON", afterContent({"data: {\"choices\":[}\n\n"}));
        row("event is HTML", afterContent({"data: <html>gateway timeout</html>\n\n"}));
        row("event is no UTF-8", afterContent({dataEvent(contentOf("\xf0\x28\x8c\xbc"))}));
        row("event has half a character",
            afterContent({dataEvent(contentOf(QByteArray("\xf0\x9f\x98", 3)))}));
        row("event has a control character", afterContent({dataEvent(contentOf("\x01"))}));
        row("event is empty JSON", afterContent({"data: {}\n\n"}));
        row("choice out of range",
            afterContent({dataEvent(
                chunkOf(R"({"index":3,"delta":{"content":"x"},"finish_reason":null})"))}));
        row("choice below zero",
            afterContent({dataEvent(
                chunkOf(R"({"index":-1,"delta":{"content":"x"},"finish_reason":null})"))}));
        row("tool call number one million",
            afterContent({dataEvent(
                chunkOf(R"({"index":0,"delta":{"tool_calls":[{"index":1000000,)"
                        R"("id":"t","function":{"name":"f"}}]},"finish_reason":null})"))}));
        row("content after the finish",
            afterContent({goodStream()[3], dataEvent(contentOf("more"))}));
        row("an error event",
            afterContent({dataEvent(R"({"error":{"message":"I gave up","code":502}})")}));
        row("an error event of overload",
            afterContent({dataEvent(R"({"error":{"type":"overloaded_error","message":"busy"}})")}),
            "provider_overloaded");
        row("a named error event",
            afterContent({"event: error\ndata: {\"message\":\"I gave up\"}\n\n"}));
        row("an event over the limit",
            afterContent({dataEvent(contentOf(QByteArray(17 * mebibyte, 'x')))}));
    }

    void failureAfterContentIsAnErrorEventAndTheEnd()
    {
        QFETCH(const Answer, answer);
        QFETCH(const QByteArray, errorType);
        HostileGateway gateway(2);
        gateway.meet(answer);
        gateway.upstream[1]->setDefault(Answer::sse(goodStream("must not be asked")));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.isWhole);
        const ReadStream stream = readChatStream(reply.body);
        QVERIFY2(stream.problem.isEmpty(), qPrintable(stream.problem));
        QVERIFY(!stream.isDone);
        QCOMPARE(stream.errorType, errorType);
        QVERIFY(stream.errorCode >= 500);
        QVERIFY(stream.text.startsWith(QStringLiteral("Hello!")));
        QCOMPARE(gateway.upstream[1]->requestCount(), 0);

        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Failed);
        QCOMPARE(int(row.record.httpStatus), 200);
        QCOMPARE(row.finishReason, QByteArray("error"));
        QCOMPARE(row.errorType, errorType);
        QCOMPARE(row.record.usageOrigin, UsageOrigin::Estimated);
        // Input estimated, and two tokens for the six bytes that came.
        QCOMPARE(row.record.usage.completion, 2);
        QVERIFY(row.record.cost.nanoUsd > 8'000);
        QCOMPARE(row.record.counted, row.record.cost);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void strangeButSoundStreamComesWhole_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const Answer &answer, const QString &text) {
            QTest::newRow(name) << answer << text;
        };
        const QString hello = QStringLiteral("Hello!");
        const QString smile = QString::fromUtf8("Grüße \xf0\x9f\x98\x80!");
        const QByteArrayList unicode = goodStream("Grüße \xf0\x9f\x98\x80");
        row("a byte at a time", Answer::sse(unicode).byteByByte(), smile);
        Answer single = untilClose(Answer::sse({}));
        for (const char byte : unicode.join())
            single.body.append(QByteArray(1, byte));
        row("a byte at a time, until close", single, smile);
        single.framing = Framing::Chunked;
        row("chunks of one byte, inside characters", single, smile);
        QByteArrayList halves = goodStream(R"(\ud83d)");
        halves.insert(2, dataEvent(contentOf(R"(\ude00)")));
        row("a surrogate pair over two events", Answer::sse(halves),
            QString::fromUtf8("\xf0\x9f\x98\x80!"));
        row("all in one write", Answer::sse({goodStream().join()}), hello);
        const auto withLineEnds = [](const QByteArray &lineEnd) {
            QByteArrayList events = goodStream();
            for (QByteArray &each : events)
                each.replace("\n", lineEnd);
            return events;
        };
        row("CRLF", Answer::sse(withLineEnds("\r\n")), hello);
        row("CRLF, a byte at a time", Answer::sse(withLineEnds("\r\n")).byteByByte(), hello);
        row("lone CR", Answer::sse(withLineEnds("\r")), hello);
        row("byte order mark", Answer::sse(QByteArrayList{"\xef\xbb\xbf"} + goodStream()), hello);
        QByteArrayList commented;
        for (const QByteArray &each : goodStream())
            commented += {": ping\n\n", "\n", each};
        row("comments and blank lines", Answer::sse(commented), hello);
        QByteArrayList split = goodStream();
        split[1].replace(",\"choices\"", ",\ndata: \"choices\"");
        row("data over two lines", Answer::sse(split), hello);
        row("no blank behind the colon",
            Answer::sse({goodStream().join().replace("data: ", "data:")}), hello);
        row("never says [DONE]", Answer::sse(goodStream().mid(0, 5)), hello);
        row("ends without a blank line",
            untilClose(Answer::sse({goodStream().join().trimmed()})).endingWith(End::Close), hello);
        row("goes on after [DONE]",
            Answer::sse(goodStream() + QByteArrayList{"data: {\"late\":1}\n\n"}), hello);
        row("hangs after [DONE]", untilClose(Answer::sse(goodStream())).endingWith(End::Hang),
            hello);
        row("cut after [DONE]", untilClose(Answer::sse(goodStream())).endingWith(End::Reset),
            hello);
    }

    void strangeButSoundStreamComesWhole()
    {
        QFETCH(const Answer, answer);
        QFETCH(const QString, text);
        HostileGateway gateway;
        gateway.meet(answer);
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.isWhole);
        const ReadStream stream = readChatStream(reply.body);
        QVERIFY2(stream.problem.isEmpty(), qPrintable(stream.problem));
        QVERIFY(stream.isDone);
        QCOMPARE(stream.text, text);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Complete);
        QCOMPARE(row.record.usageOrigin, UsageOrigin::Measured);
        QCOMPARE(row.finishReason, QByteArray("stop"));
        QCOMPARE(row.record.cost.nanoUsd, 30'000);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void commentsThatWentOutMakeALaterFailureInBand()
    {
        HostileGateway gateway;
        gateway.policy.providers[0].timeouts.firstByte = 600ms;
        gateway.upstream[0]->setDefault(Answer::silence());
        EngineOptions options;
        options.commentAfter = 50ms;
        gateway.start(options);
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        const ReadStream stream = readChatStream(reply.body);
        QVERIFY2(stream.problem.isEmpty(), qPrintable(stream.problem));
        QCOMPARE(stream.errorType, QByteArray("provider_overloaded"));
        QCOMPARE(stream.errorCode, 503);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Failed);
        QCOMPARE(row.record.cost.nanoUsd, 0);
        QVERIFY(row.record.lost.nanoUsd > 0);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void pooledConnectionThatWasPoisonedIsNotUsedAgain()
    {
        HostileGateway gateway;
        // A second answer that nobody asked for lies behind the first one.
        const QByteArray answer = goodAnswer();
        const QByteArray whole = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                 "Content-Length: "
            + QByteArray::number(answer.size()) + "\r\n\r\n" + answer;
        QByteArray planted = whole;
        planted.replace("\"Hi\"", "\"No\"");
        gateway.upstream[0]->setDefault(Answer::raw({whole + planted}));
        gateway.start();
        for (int i = 0; i < 3; ++i) {
            const Reply reply = gateway.chat(chatBody(false));
            QCOMPARE(reply.status, 200);
            QVERIFY2(reply.body.contains("\"Hi\""), reply.body.constData());
        }
        QCOMPARE(gateway.upstream[0]->acceptedConnections(), 3);
        QCOMPARE(gateway.problemAfterwards(3), QByteArray());
    }
};

QTEST_GUILESS_MAIN(HostileUpstreamTest)
#include "tst_HostileUpstream.moc"
