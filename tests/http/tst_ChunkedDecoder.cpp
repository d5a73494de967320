// SPDX-License-Identifier: GPL-3.0-or-later
// Taking the chunked coding off a body.
#include "engine/http/ChunkedDecoder.h"

#include <QTest>

#include <string>

using namespace turnpike::http;
using Event = ChunkedDecoder::Event;

namespace {

/// "DATA|End|bytes consumed", fed in pieces of `step` bytes.
std::string outcome(std::string_view input, std::size_t step)
{
    ChunkedDecoder decoder;
    std::string text;
    std::size_t consumed = 0;
    Event last = Event::NeedMore;
    while (!input.empty() && last == Event::NeedMore) {
        std::string_view piece = input.substr(0, step);
        input.remove_prefix(piece.size());
        do {
            const ChunkedDecoder::Step result = decoder.next(piece);
            piece.remove_prefix(result.consumed);
            consumed += result.consumed;
            text.append(result.data);
            last = result.event;
        } while (last == Event::Data);
    }
    switch (last) {
    case Event::NeedMore: text += "|More"; break;
    case Event::End: text += "|End"; break;
    default: text += "|Broken";
    }
    return text + '|' + std::to_string(consumed);
}

std::string repeated(const std::string &text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace

class ChunkedDecoderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodyIsReadWhereverItIsCut_data();
    void bodyIsReadWhereverItIsCut();
    void malformedIsBrokenWhereverItIsCut_data();
    void malformedIsBrokenWhereverItIsCut();
    void slicesAreViewsOfTheInput();
    void largestSizeIsReadAndTheNextIsNot();
};

void ChunkedDecoderTest::bodyIsReadWhereverItIsCut_data()
{
    QTest::addColumn<std::string>("input");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char *name, const std::string &input, const std::string &expected) {
        QTest::newRow(name) << input << expected;
    };
    row("empty", "0\r\n\r\n", "|End|5");
    row("one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello|End|15");
    row("hex in both cases", "a\r\n0123456789\r\nB\r\n01234567890\r\n0\r\n\r\n",
        "012345678901234567890|End|36");
    row("leading zeros", "0000000000000003\r\nabc\r\n0\r\n\r\n", "abc|End|28");
    row("extension", "3;name=\"v\"\r\nabc\r\n0;last\r\n\r\n", "abc|End|27");
    row("trailers", "3\r\nabc\r\n0\r\nDigest: x\r\nB: y\r\n\r\n", "abc|End|30");
    row("what follows is left", "1\r\na\r\n0\r\n\r\nGET /", "a|End|11");
    row("line ends inside data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n|End|14");
    row("unfinished data", "5\r\nhel", "hel|More|6");
    row("unfinished end", "1\r\na\r\n0\r\n", "a|More|9");
}

void ChunkedDecoderTest::bodyIsReadWhereverItIsCut()
{
    QFETCH(const std::string, input);
    QFETCH(const std::string, expected);
    for (std::size_t step = 1; step <= input.size(); ++step)
        QCOMPARE(outcome(input, step), expected);
}

void ChunkedDecoderTest::malformedIsBrokenWhereverItIsCut_data()
{
    QTest::addColumn<std::string>("input");
    const auto row
        = [](const char *name, const std::string &input) { QTest::newRow(name) << input; };
    row("no size", "\r\n");
    row("no hex", "g\r\n");
    row("0x", "0x5\r\nhello\r\n");
    row("sign", "+5\r\nhello\r\n");
    row("blank before size", " 5\r\nhello\r\n");
    row("blank after size", "5 \r\nhello\r\n");
    row("blank before extension", "5 ;a\r\nhello\r\n");
    row("extension without size", ";a\r\n");
    row("bare line feed after size", "5\nhello\r\n");
    row("bare carriage return after size", "5\rhello\r\n");
    row("bare line feed after data", "5\r\nhello\n0\r\n\r\n");
    row("data longer than its size", "4\r\nhello\r\n");
    row("bare line feed in extension", "5;a\nb\r\n");
    row("control character in extension", std::string("5;a\0\r\n", 6));
    row("bare line feed in trailer", "0\r\nA: b\nC: d\r\n\r\n");
    row("folded trailer", "0\r\n b\r\n\r\n");
    row("bare line feed at the end", "0\r\n\n");
    row("size of 17 digits", "00000000000000001\r\na\r\n");
    row("size over 63 bits", "8000000000000000\r\n");
    row("size over 64 bits", "fffffffffffffffff\r\n");
    row("long extension", "1;" + std::string(1024, 'x') + "\r\n");
    row("many extensions", repeated("1;" + std::string(999, 'x') + "\r\na\r\n", 17));
    row("long trailers", "0\r\n" + repeated("A: " + std::string(100, 'b') + "\r\n", 80) + "\r\n");
}

void ChunkedDecoderTest::malformedIsBrokenWhereverItIsCut()
{
    QFETCH(const std::string, input);
    const std::string whole = outcome(input, input.size());
    QVERIFY2(whole.find("|Broken|") != std::string::npos, whole.c_str());
    for (std::size_t step = 1; step < std::min<std::size_t>(input.size(), 40); ++step)
        QCOMPARE(outcome(input, step), whole);
}

void ChunkedDecoderTest::slicesAreViewsOfTheInput()
{
    const std::string input = "5\r\nhello\r\n";
    ChunkedDecoder decoder;
    const ChunkedDecoder::Step step = decoder.next(input);
    QCOMPARE(step.event, Event::Data);
    QCOMPARE(step.data.data(), input.data() + 3);
    QCOMPARE(step.consumed, 8U);
}

void ChunkedDecoderTest::largestSizeIsReadAndTheNextIsNot()
{
    QCOMPARE(outcome("7fffffffffffffff\r\na", 100), std::string("a|More|19"));
    QCOMPARE(outcome("8000000000000000\r\na", 100).substr(0, 8), std::string("|Broken|"));
}

QTEST_GUILESS_MAIN(ChunkedDecoderTest)
#include "tst_ChunkedDecoder.moc"
