// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sse/SseParser.h"

#include <QTest>

#include <string>
#include <vector>

using namespace turnpike::sse;

namespace {

struct Seen
{
    std::string raw;
    std::string type;
    std::string data;
    std::string id;
    bool hasData;
    bool isTerminated;

    friend bool operator==(const Seen &, const Seen &) = default;
};

void collect(SseParser &parser, std::vector<Seen> &seen)
{
    Event event;
    while (parser.next(event) == Step::Event)
        seen.push_back({std::string(event.raw), std::string(event.type), std::string(event.data),
                        std::string(event.id), event.hasData, event.isTerminated});
}

/// Feeds copies that die at once, so that a view kept too long is a fault under the sanitizer.
std::vector<Seen> eventsOf(std::string_view stream, const std::vector<std::size_t> &cuts = {})
{
    SseParser parser;
    std::vector<Seen> seen;
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        const std::string piece(stream.substr(begin, cut - begin));
        parser.feed(piece);
        collect(parser, seen);
        begin = cut;
    }
    const std::string piece(stream.substr(begin));
    parser.feed(piece);
    collect(parser, seen);
    Event event;
    if (parser.finish(event) == Step::Event)
        seen.push_back({std::string(event.raw), std::string(event.type), std::string(event.data),
                        std::string(event.id), event.hasData, event.isTerminated});
    return seen;
}

const std::vector<std::string> streams = {
    "data: {\"a\":1}\n\ndata: [DONE]\n\n",
    "data: one\r\n\r\n: note\r\n\r\ndata: two\r\n\r\n",
    "data: one\r\rdata: two\r\r",
    "data: one\r\r\ndata: two\r\r\n\ndata: x\n\n",
    "\xEF\xBB\xBF"
    "data: bom\n\nevent: e\nid: 7\ndata: 1\ndata:  2\ndata\n\n",
    "event: message_start\r\ndata: {}\r\n\r\n\r\n\n:\n\ndata:x\n\r\ndata: last",
    "data: a long line that is longer than sixteen bytes\ndata: and another one of these\n\nretry: "
    "5\n\n",
};

} // namespace

class SseParserTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eventIsReadWithItsBytes();
    void linesOfDataAreJoined();
    void commentIsAnEventWithoutData();
    void byteOrderMarkIsNoPartOfTheFirstEvent();
    void crEventIsDeliveredWithoutWaiting();
    void everySingleCutGivesTheSameEvents();
    void everyPairOfCutsGivesTheSameEvents();
    void bytesComeOutAsTheyWentIn();
    void wholeEventIsNotCopied();
    void unfinishedEventIsTold();
    void tooLongEventEndsTheParser();
};

void SseParserTest::eventIsReadWithItsBytes()
{
    const auto seen = eventsOf("event: delta\nid: 3\ndata: {\"a\":1}\n\ndata:[DONE]\n\n");
    QCOMPARE(seen.size(), std::size_t(2));
    QCOMPARE(seen[0].raw, "event: delta\nid: 3\ndata: {\"a\":1}\n\n");
    QCOMPARE(seen[0].type, "delta");
    QCOMPARE(seen[0].id, "3");
    QCOMPARE(seen[0].data, "{\"a\":1}");
    QCOMPARE(seen[1].data, "[DONE]");
}

void SseParserTest::linesOfDataAreJoined()
{
    const auto seen = eventsOf("data: a\ndata:  b\r\ndata\rdata: c\n\n");
    QCOMPARE(seen.size(), std::size_t(1));
    QCOMPARE(seen[0].data, "a\n b\n\nc");
}

void SseParserTest::commentIsAnEventWithoutData()
{
    const auto seen = eventsOf(": OPENROUTER PROCESSING\n\ndata: x\n\n");
    QCOMPARE(seen.size(), std::size_t(2));
    QVERIFY(!seen[0].hasData);
    QCOMPARE(seen[0].raw, ": OPENROUTER PROCESSING\n\n");
    QVERIFY(seen[1].hasData);
}

void SseParserTest::byteOrderMarkIsNoPartOfTheFirstEvent()
{
    const auto seen = eventsOf("\xEF\xBB\xBF"
                               "data: x\n\n\xEF\xBB\xBF"
                               "data: y\n\n");
    QCOMPARE(seen[0].data, "x");
    QCOMPARE(seen[0].raw, "data: x\n\n");
    QVERIFY(!seen[1].hasData); // Only a stream starts with a mark: this is a field of another name.
}

void SseParserTest::crEventIsDeliveredWithoutWaiting()
{
    SseParser parser;
    std::vector<Seen> seen;
    parser.feed("data: x\r\r");
    collect(parser, seen);
    QCOMPARE(seen.size(), std::size_t(1));
    // An LF behind it is part of its end, and no event of its own.
    QCOMPARE(eventsOf("data: x\r\r\ndata: y\n\n").size(), std::size_t(2));
}

void SseParserTest::everySingleCutGivesTheSameEvents()
{
    for (const std::string &stream : streams) {
        const auto whole = eventsOf(stream);
        QVERIFY(!whole.empty());
        for (std::size_t cut = 0; cut <= stream.size(); ++cut)
            QVERIFY2(eventsOf(stream, {cut}) == whole, stream.substr(0, cut).c_str());
    }
}

void SseParserTest::everyPairOfCutsGivesTheSameEvents()
{
    for (const std::string &stream : streams) {
        const auto whole = eventsOf(stream);
        for (std::size_t first = 0; first <= stream.size(); ++first)
            for (std::size_t second = first; second <= stream.size(); ++second)
                QVERIFY(eventsOf(stream, {first, second}) == whole);
    }
    std::vector<std::size_t> everywhere;
    for (std::size_t cut = 1; cut < streams[4].size(); ++cut)
        everywhere.push_back(cut);
    QVERIFY(eventsOf(streams[4], everywhere) == eventsOf(streams[4]));
}

void SseParserTest::bytesComeOutAsTheyWentIn()
{
    for (const std::string &stream : streams) {
        std::string raw;
        for (const Seen &event : eventsOf(stream))
            raw += event.raw;
        const bool hasMark = stream.starts_with("\xEF\xBB\xBF");
        // What follows the last event without being one (an LF, a field) is not handed out.
        QVERIFY(stream.substr(hasMark ? 3 : 0).starts_with(raw));
    }
}

void SseParserTest::wholeEventIsNotCopied()
{
    const std::string bytes = "data: one\n\ndata: two\n\n";
    SseParser parser;
    parser.feed(bytes);
    Event event;
    for (const char *begin : {bytes.data(), bytes.data() + 11}) {
        QVERIFY(parser.next(event) == Step::Event);
        QVERIFY(event.raw.data() == begin);
    }
    QVERIFY(parser.next(event) == Step::NeedMore);
    QCOMPARE(parser.buffered(), std::size_t(0));
}

void SseParserTest::unfinishedEventIsTold()
{
    const auto seen = eventsOf("data: x\n\ndata: y\n");
    QCOMPARE(seen.size(), std::size_t(2));
    QVERIFY(seen[0].isTerminated);
    QVERIFY(!seen[1].isTerminated);
    QCOMPARE(seen[1].data, "y");
    QCOMPARE(eventsOf("data: x\r\n\r").size(), std::size_t(1));
    QVERIFY(eventsOf("data: x\r\n\r").front().isTerminated);
}

void SseParserTest::tooLongEventEndsTheParser()
{
    SseParser exact(14);
    Event event;
    exact.feed("data: 123456\n\n");
    QVERIFY(exact.next(event) == Step::Event);
    SseParser parser(13);
    parser.feed("data: 123456\n\n");
    QVERIFY(parser.next(event) == Step::TooLong);
    SseParser slow(13);
    Step step = Step::NeedMore;
    for (int count = 0; count < 14 && step == Step::NeedMore; ++count) {
        slow.feed("x");
        step = slow.next(event);
    }
    QVERIFY(step == Step::TooLong);
    QCOMPARE(slow.buffered(), std::size_t(0));
    slow.feed("data: x\n\n");
    QVERIFY(slow.next(event) == Step::TooLong);
}

QTEST_GUILESS_MAIN(SseParserTest)
#include "tst_SseParser.moc"
