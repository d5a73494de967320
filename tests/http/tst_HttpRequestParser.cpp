// SPDX-License-Identifier: GPL-3.0-or-later
// Reading request heads: what is accepted, what is refused and as what, wherever it is cut.
#include "engine/http/RequestParser.h"

#include <QTest>

#include <string>

using namespace turnpike::http;
using Status = RequestParser::Status;

namespace {

const std::string good = "POST /api/v1/chat/completions?beta=true HTTP/1.1\r\n"
                         "Host: 127.0.0.1:4417\r\n"
                         "Authorization: Bearer sk-tp-v1-0\r\n"
                         "X-Title:  caf\xc3\xa9\tau lait \t\r\n"
                         "cookie:\r\n"
                         "Content-Length: 17\r\n"
                         "Expect: 100-Continue\r\n"
                         "\r\n";

/// How a head was read, in one line.
std::string outcome(const std::string &input, std::size_t step, const HeadLimits &limits = {})
{
    RequestParser parser(limits);
    Status status = Status::NeedMore;
    for (std::size_t end = std::min(step, input.size());;
         end = std::min(end + step, input.size())) {
        // A fresh copy each time: nothing may be remembered as a pointer.
        const std::string buffer = input.substr(0, end);
        status = parser.parse(buffer);
        if (status != Status::NeedMore || end == input.size())
            break;
    }
    if (status == Status::NeedMore)
        return "more";
    if (status == Status::Refused)
        return std::to_string(parser.refusalStatus()) + ' ' + parser.refusalReason();
    Request request;
    parser.describe(std::string_view(input).substr(0, parser.headSize()), request);
    std::string text(request.method);
    text += '|';
    text += request.target;
    text += "|1." + std::to_string(request.minor) + (request.keepAlive ? "|keep" : "|close");
    text += request.isChunked ? "|chunked" : '|' + std::to_string(request.declaredLength);
    text += request.expectsContinue ? "|expects" : "";
    for (const Header &header : request.headers) {
        text += '|';
        text.append(header.name).append("=").append(header.value);
    }
    return text + '|' + std::to_string(parser.headSize());
}

std::string withLines(const std::string &lines)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

} // namespace

class HttpRequestParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headIsReadWhole();
    void meaningDoesNotDependOnWhereTheNetworkCuts();
    void bytesAfterTheHeadAreLeftAlone();
    void oneBlankLineBeforeARequestIsSkipped();
    void absoluteTargetIsReducedToItsPath();
    void connectionHeaderDecidesWhetherToKeep_data();
    void connectionHeaderDecidesWhetherToKeep();
    void malformedIsRefused_data();
    void malformedIsRefused();
    void limitsHoldToTheByte();
    void everyByteOfAValueIsJudged();
    void parserIsFreshAfterReset();
};

void HttpRequestParserTest::headIsReadWhole()
{
    QCOMPARE(outcome(good, good.size()),
             "POST|/api/v1/chat/completions?beta=true|1.1|keep|17|expects|Host=127.0.0.1:4417"
             "|Authorization=Bearer sk-tp-v1-0|X-Title=caf\xc3\xa9\tau lait|cookie="
             "|Content-Length=17|Expect=100-Continue|"
                 + std::to_string(good.size()));
}

void HttpRequestParserTest::meaningDoesNotDependOnWhereTheNetworkCuts()
{
    const std::string whole = outcome(good, good.size());
    for (std::size_t step = 1; step < good.size(); ++step)
        QCOMPARE(outcome(good, step), whole);
    for (std::size_t size = 0; size < good.size(); ++size)
        QCOMPARE(outcome(good.substr(0, size), size + 1), std::string("more"));
}

void HttpRequestParserTest::bytesAfterTheHeadAreLeftAlone()
{
    const std::string input = good + "\n\n\n{\"model\":1}\r\n\r\n";
    QCOMPARE(outcome(input, input.size()), outcome(good, good.size()));
}

void HttpRequestParserTest::oneBlankLineBeforeARequestIsSkipped()
{
    const std::string one = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t step = 1; step <= one.size(); ++step)
        QCOMPARE(outcome(one, step), std::string("GET|/|1.1|keep|0|Host=a|29"));
    QCOMPARE(outcome("\r\n" + one, 1), std::string("400 This is not an HTTP request."));
}

void HttpRequestParserTest::absoluteTargetIsReducedToItsPath()
{
    QCOMPARE(outcome("GET http://LocalHost:4417/a/b?c HTTP/1.1\r\nHost: localhost:4417\r\n\r\n", 7),
             std::string("GET|/a/b?c|1.1|keep|0|Host=localhost:4417|66"));
}

void HttpRequestParserTest::connectionHeaderDecidesWhetherToKeep_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("keeps");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
    QTest::newRow("close") << QByteArray(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n")
                           << false;
    QTest::newRow("closed is no close")
        << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n") << true;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("1.0 keep-alive")
        << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << false;
}

void HttpRequestParserTest::connectionHeaderDecidesWhetherToKeep()
{
    QFETCH(const QByteArray, head);
    QFETCH(const bool, keeps);
    const std::string text = outcome(head.toStdString(), 1000);
    QCOMPARE(text.find("|keep|") != std::string::npos, keeps);
    QCOMPARE(text.find("|close|") != std::string::npos, !keeps);
}

void HttpRequestParserTest::malformedIsRefused_data()
{
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const std::string &input, int status) {
        QTest::newRow(name) << input << status;
    };
    row("length and coding", withLines("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400);
    row("coding and length", withLines("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400);
    row("two lengths", withLines("Content-Length: 3\r\nContent-Length: 4\r\n"), 400);
    row("same length twice", withLines("Content-Length: 3\r\nContent-Length: 3\r\n"), 400);
    row("list of lengths", withLines("Content-Length: 3, 3\r\n"), 400);
    row("signed length", withLines("Content-Length: +3\r\n"), 400);
    row("negative length", withLines("Content-Length: -3\r\n"), 400);
    row("hex length", withLines("Content-Length: 0x3\r\n"), 400);
    row("empty length", withLines("Content-Length:\r\n"), 400);
    row("length over 64 bits", withLines("Content-Length: 18446744073709551616\r\n"), 400);
    row("bare line feed", "POST / HTTP/1.1\nHost: a\r\n\r\n", 400);
    row("bare line feed in headers", withLines("A: b\nC: d\r\n"), 400);
    row("bare line feed at the end", "POST / HTTP/1.1\r\nHost: a\r\n\n", 400);
    row("first byte line feed", "\nPOST / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("bare carriage return in value", withLines("A: b\rC: d\r\n"), 400);
    row("doubled carriage return", withLines("A: b\r\r\n"), 400);
    row("fold", withLines("A: b\r\n c\r\n"), 400);
    row("fold by tab", withLines("A: b\r\n\tc\r\n"), 400);
    row("fold before the first header", "POST / HTTP/1.1\r\n Host: a\r\n\r\n", 400);
    row("blank before colon", withLines("Content-Length : 3\r\n"), 400);
    row("tab before colon", withLines("Content-Length\t: 3\r\n"), 400);
    row("name is no token", withLines("A(b): c\r\n"), 400);
    row("name beyond ASCII", withLines("Caf\xc3\xa9: c\r\n"), 400);
    row("empty name", withLines(": c\r\n"), 400);
    row("no colon", withLines("Content-Length\r\n"), 400);
    row("nul in value", withLines(std::string("A: b\0c\r\n", 8)), 400);
    row("escape in value", withLines("A: \x1b[2J\r\n"), 400);
    row("delete in value", withLines("A: b\x7f\r\n"), 400);
    row("coding with parameters", withLines("Transfer-Encoding: chunked;q=1\r\n"), 501);
    row("gzip, chunked", withLines("Transfer-Encoding: gzip, chunked\r\n"), 501);
    row("chunked, identity", withLines("Transfer-Encoding: chunked, identity\r\n"), 501);
    row("vertical tab before chunked",
        withLines("Transfer-Encoding: \x0b"
                  "chunked\r\n"),
        400);
    row("chunked twice", withLines("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        400);
    row("coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505);
    row("HTTP/0.9", "GET /\r\n\r\n", 400);
    row("version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n", 400);
    row("version too long", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
    row("no Host", "GET / HTTP/1.1\r\n\r\n", 400);
    row("two Hosts", withLines("Host: a\r\n"), 400);
    row("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
    row("Host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);
    row("Host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
    row("Host list", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400);
    row("absolute target of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute target without path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("absolute target without host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("authority target", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 400);
    row("asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("relative target", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("target beyond ASCII", "GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("blank in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("blank at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400);
    row("method is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    row("TLS", "\x16\x03\x01\x02", 400);
    row("unknown expectation", withLines("Expect: the-unexpected\r\n"), 417);
}

void HttpRequestParserTest::malformedIsRefused()
{
    QFETCH(const std::string, input);
    QFETCH(const int, status);
    const std::string whole = outcome(input, input.size());
    QCOMPARE(whole.substr(0, 4), std::to_string(status) + ' ');
    for (std::size_t step = 1; step < input.size(); ++step)
        QCOMPARE(outcome(input, step), whole);
}

void HttpRequestParserTest::limitsHoldToTheByte()
{
    const HeadLimits limits{.firstLineBytes = 20, .headBytes = 60, .headerCount = 3};
    const std::string host = "Host: a\r\n";
    const std::string line20 = "GET /2345 HTTP/1.1\r\n";
    QCOMPARE(line20.size(), 20U);
    const auto both = [&](const std::string &input) {
        const std::string whole = outcome(input, input.size(), limits);
        return outcome(input, 1, limits) == whole ? whole.substr(0, 4)
                                                  : "cut: " + outcome(input, 1, limits);
    };
    QCOMPARE(both(line20 + host + "\r\n"), std::string("GET|"));
    QCOMPARE(both("GET /23456 HTTP/1.1\r\n" + host + "\r\n"), std::string("414 "));
    QCOMPARE(both(std::string(21, 'G')), std::string("414 "));
    QCOMPARE(both(line20 + host + "A: b\r\nC: d\r\n\r\n"), std::string("GET|"));
    QCOMPARE(both(line20 + host + "A: b\r\nC: d\r\nE: f\r\n\r\n"), std::string("431 "));
    QCOMPARE(both(line20 + host + "A: " + std::string(24, 'x') + "\r\n\r\n"), std::string("GET|"));
    QCOMPARE(both(line20 + host + "A: " + std::string(25, 'x') + "\r\n\r\n"), std::string("431 "));
    QCOMPARE(both(line20 + host + std::string(40, 'x')), std::string("431 "));
}

// The scan takes 16 bytes at a time: each byte value at each place of two such blocks.
void HttpRequestParserTest::everyByteOfAValueIsJudged()
{
    for (int byte = 0; byte < 256; ++byte) {
        const bool isAllowed = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
        for (std::size_t at = 0; at < 35; ++at) {
            std::string text(35, 'x');
            text[at] = static_cast<char>(byte);
            QCOMPARE(isFieldText(text), isAllowed);
        }
    }
}

void HttpRequestParserTest::parserIsFreshAfterReset()
{
    RequestParser parser;
    QCOMPARE(parser.parse(withLines("Transfer-Encoding: x\r\n")), Status::Refused);
    parser.reset();
    const std::string chunked = withLines("Transfer-Encoding: chunked\r\nConnection: close\r\n");
    QCOMPARE(parser.parse(chunked), Status::Complete);
    parser.reset();
    const std::string plain = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    QCOMPARE(parser.parse(plain), Status::Complete);
    Request request;
    parser.describe(plain, request);
    QVERIFY(!request.isChunked && request.keepAlive && !request.expectsContinue);
    QCOMPARE(request.headers.size(), 1U);
}

QTEST_GUILESS_MAIN(HttpRequestParserTest)
#include "tst_HttpRequestParser.moc"
