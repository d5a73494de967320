// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the answers of servers that we call.
#include "engine/http/ResponseParser.h"

#include <QTest>

#include <string>

using namespace turnpike::http;
using Event = ResponseParser::Event;
using Asked = ResponseParser::Asked;

namespace {

enum class Then { KeepOpen, Close };

/// "200[n=v;]BODY|End|keep|consumed", fed in pieces of `step` bytes.
std::string outcome(std::string_view input, std::size_t step, Then then = Then::KeepOpen,
                    Asked asked = Asked::WithBody, const HeadLimits &limits = {})
{
    ResponseParser parser(limits);
    parser.reset(asked);
    std::string text;
    std::size_t consumed = 0;
    Event last = Event::NeedMore;
    while (!input.empty() && last == Event::NeedMore) {
        // A buffer of its own: what the parser keeps must not be views of it.
        const std::string copy(input.substr(0, step));
        std::string_view piece = copy;
        input.remove_prefix(piece.size());
        do {
            const ResponseParser::Step result = parser.next(piece);
            piece.remove_prefix(result.consumed);
            consumed += result.consumed;
            last = result.event;
            if (last == Event::Head) {
                text += std::to_string(parser.status()) + '[';
                for (const Header &header : parser.headers())
                    text.append(header.name).append("=").append(header.value).append(";");
                text += ']';
            }
            text.append(result.body);
        } while (last == Event::Head || last == Event::Body);
    }
    if (last == Event::NeedMore && then == Then::Close)
        last = parser.finish().event;
    switch (last) {
    case Event::End: text += "|End"; break;
    case Event::NeedMore: text += "|More"; break;
    default: return text + "|Broken";
    }
    return text + (parser.keepsAlive() ? "|keep|" : "|close|") + std::to_string(consumed);
}

} // namespace

class ResponseParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answerIsReadWhereverItIsCut_data();
    void answerIsReadWhereverItIsCut();
    void malformedIsBrokenWhereverItIsCut_data();
    void malformedIsBrokenWhereverItIsCut();
    void answerToHeadHasNoBody();
    void closeBeforeTheEndIsBroken();
    void limitsHold();
    void nextAnswerStartsFresh();
    void bytesOfAnAnswerAreNoticed();
    void keepingIsKnownFromTheHeadOn();
};

void ResponseParserTest::answerIsReadWhereverItIsCut_data()
{
    QTest::addColumn<std::string>("input");
    QTest::addColumn<std::string>("expected");
    QTest::addColumn<bool>("closes");
    const auto row
        = [](const char *name, const std::string &input, const std::string &expected,
             bool closes = false) { QTest::newRow(name) << input << expected << closes; };
    row("length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "200[Content-Length=3;]abc|End|keep|41");
    row("length twice, the same",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "200[Content-Length=1;Content-Length=1;]a|End|keep|58");
    row("no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        "200[Content-Length=0;]|End|keep|35");
    row("chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
        "200[Transfer-Encoding=Chunked;]abc|End|keep|65");
    row("until close", "HTTP/1.1 200 OK\r\nA: b\r\n\r\nabc", "200[A=b;]abc|End|close|28", true);
    row("until close, empty", "HTTP/1.1 500 Oh no\r\n\r\n", "500[]|End|close|22", true);
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", "204[]|End|keep|27");
    row("304 with length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        "304[Content-Length=9;]|End|keep|48");
    row("connection: close", "HTTP/1.1 429 No\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
        "429[Connection=close;Content-Length=1;]x|End|close|58");
    row("1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "200[Content-Length=1;]x|End|close|39");
    row("1.0 keep-alive", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx",
        "200[Connection=Keep-Alive;Content-Length=1;]x|End|keep|63");
    row("interim answers",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "200[Content-Length=2;]ok|End|keep|102");
    row("what follows is left", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc",
        "200[Content-Length=1;]a|End|keep|39");
}

void ResponseParserTest::answerIsReadWhereverItIsCut()
{
    QFETCH(const std::string, input);
    QFETCH(const std::string, expected);
    QFETCH(const bool, closes);
    for (std::size_t step = 1; step <= input.size(); ++step)
        QCOMPARE(outcome(input, step, closes ? Then::Close : Then::KeepOpen), expected);
}

void ResponseParserTest::malformedIsBrokenWhereverItIsCut_data()
{
    QTest::addColumn<std::string>("input");
    const auto row
        = [](const char *name, const std::string &input) { QTest::newRow(name) << input; };
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    row("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n");
    row("TLS alert", std::string("\x15\x03\x03\x00\x02\x02\x46", 7));
    row("HTTP/2", "HTTP/2 200 OK\r\n\r\n");
    row("status of two digits", "HTTP/1.1 20 OK\r\n\r\n");
    row("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n");
    row("status 600", "HTTP/1.1 600 What\r\n\r\n");
    row("status 099", "HTTP/1.1 099 What\r\n\r\n");
    row("length and coding", ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("differing lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n");
    row("malformed length", ok + "Content-Length: 1x\r\n\r\n");
    row("gzip coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n");
    row("coding in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("bare line feed", "HTTP/1.1 200 OK\nA: b\n\n");
    row("folded line", ok + "A: b\r\n c\r\n\r\n");
    row("malformed chunk", ok + "Transfer-Encoding: chunked\r\n\r\nxyz");
    row("unasked upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
    std::string interim;
    for (int i = 0; i < 9; ++i)
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    row("endless interim answers", interim);
}

void ResponseParserTest::malformedIsBrokenWhereverItIsCut()
{
    QFETCH(const std::string, input);
    const std::string whole = outcome(input, input.size());
    QVERIFY2(whole.ends_with("|Broken"), whole.c_str());
    for (std::size_t step = 1; step < input.size(); ++step)
        QCOMPARE(outcome(input, step), whole);
}

void ResponseParserTest::answerToHeadHasNoBody()
{
    QCOMPARE(outcome("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n", 5, Then::KeepOpen,
                     Asked::HeadOnly),
             std::string("200[Content-Length=30;]|End|keep|39"));
}

void ResponseParserTest::closeBeforeTheEndIsBroken()
{
    for (const std::string &input :
         {std::string("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"),
          std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"),
          std::string("HTTP/1.1 200 OK\r\nA"), std::string("HTTP/1.1 100 Continue\r\n\r\n")}) {
        const std::string text = outcome(input, 7, Then::Close);
        QVERIFY2(text.ends_with("|Broken"), text.c_str());
        QVERIFY(outcome(input, 7).find("|More|") != std::string::npos);
    }
}

void ResponseParserTest::limitsHold()
{
    const HeadLimits limits{.firstLineBytes = 40, .headBytes = 80, .headerCount = 2};
    const auto broken = [&](const std::string &input) {
        const std::string whole
            = outcome(input, input.size(), Then::KeepOpen, Asked::WithBody, limits);
        return whole == outcome(input, 1, Then::KeepOpen, Asked::WithBody, limits)
            && whole.ends_with("|Broken");
    };
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    QVERIFY(!broken(ok + "A: b\r\nC: d\r\n\r\n"));
    QVERIFY(broken(ok + "A: b\r\nC: d\r\nE: f\r\n\r\n"));
    QVERIFY(broken("HTTP/1.1 200 " + std::string(30, 'x') + "\r\n\r\n"));
    QVERIFY(broken(ok + "A: " + std::string(80, 'x')));
}

void ResponseParserTest::nextAnswerStartsFresh()
{
    ResponseParser parser;
    const std::string first = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
    std::string_view rest = first;
    for (auto step = parser.next(rest); step.event != Event::NeedMore; step = parser.next(rest))
        rest.remove_prefix(step.consumed);
    parser.reset();
    const std::string second = "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx";
    const auto head = parser.next(second);
    QCOMPARE(head.event, Event::Head);
    QCOMPARE(parser.status(), 404);
    QCOMPARE(parser.framing(), BodyFraming::Length);
    const auto body = parser.next(std::string_view(second).substr(head.consumed));
    QCOMPARE(body.event, Event::Body);
    QCOMPARE(parser.next({}).event, Event::End);
}

void ResponseParserTest::bytesOfAnAnswerAreNoticed()
{
    ResponseParser parser;
    QVERIFY(!parser.hasBegun());
    QCOMPARE(parser.next("H").event, Event::NeedMore);
    QVERIFY(parser.hasBegun());
    parser.reset();
    QVERIFY(!parser.hasBegun());
}

void ResponseParserTest::keepingIsKnownFromTheHeadOn()
{
    ResponseParser parser;
    QCOMPARE(parser.next("HTTP/1.1 200 OK\r\n\r\n").event, Event::Head);
    QCOMPARE(parser.framing(), BodyFraming::UntilClose);
    QVERIFY(!parser.keepsAlive());
    parser.reset();
    QCOMPARE(parser.next("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n").event, Event::Head);
    QVERIFY(parser.keepsAlive());
}

QTEST_GUILESS_MAIN(ResponseParserTest)
#include "tst_ResponseParser.moc"
