// SPDX-License-Identifier: GPL-3.0-or-later
// Writing the head of an answer.
#include "engine/http/ResponseHead.h"

#include <QTest>

#include <array>
#include <string>

using namespace turnpike::http;

class ResponseHeadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headHasStatusDateFramingAndHeaders();
    void framingIsToldOnlyWhereThereIsOne();
    void headersCannotBeForged();
    void dateIsWrittenAsTheRfcShows();
};

void ResponseHeadTest::headHasStatusDateFramingAndHeaders()
{
    std::string text = "before|";
    const std::array<Header, 1> headers{Header{"X-Generation-Id", "gen-1"}};
    appendHead(text, {.status = 402, .length = 12, .closes = true, .date = "D"}, headers);
    QCOMPARE(text,
             std::string("before|HTTP/1.1 402 Payment Required\r\nDate: D\r\n"
                         "Content-Length: 12\r\nConnection: close\r\n"
                         "X-Generation-Id: gen-1\r\n\r\n"));
}

void ResponseHeadTest::framingIsToldOnlyWhereThereIsOne()
{
    std::string text;
    appendHead(text, {.framing = AnswerFraming::Chunked, .date = "D"}, {});
    QCOMPARE(text, std::string("HTTP/1.1 200 OK\r\nDate: D\r\nTransfer-Encoding: chunked\r\n\r\n"));
    text.clear();
    appendHead(text, {.status = 204, .framing = AnswerFraming::None, .date = "D"}, {});
    QCOMPARE(text, std::string("HTTP/1.1 204 No Content\r\nDate: D\r\n\r\n"));
    text.clear();
    appendHead(text, {.status = 299, .framing = AnswerFraming::UntilClose, .date = "D"}, {});
    QCOMPARE(text, std::string("HTTP/1.1 299 Unknown\r\nDate: D\r\n\r\n"));
}

void ResponseHeadTest::headersCannotBeForged()
{
    std::string text;
    const std::array<Header, 1> headers{Header{"X-A\r\nX-B", "v\r\nSet-Cookie: evil"}};
    appendHead(text, {.framing = AnswerFraming::None, .date = "D"}, headers);
    QCOMPARE(text,
             std::string("HTTP/1.1 200 OK\r\nDate: D\r\nX-A  X-B: v  Set-Cookie: evil\r\n\r\n"));
}

void ResponseHeadTest::dateIsWrittenAsTheRfcShows()
{
    DateText date;
    QCOMPARE(date.at(784'111'777), std::string_view("Sun, 06 Nov 1994 08:49:37 GMT"));
    QCOMPARE(date.at(0), std::string_view("Thu, 01 Jan 1970 00:00:00 GMT"));
    QCOMPARE(date.at(1'709'164'800), std::string_view("Thu, 29 Feb 2024 00:00:00 GMT"));
    QCOMPARE(date.at(1'709'164'800), std::string_view("Thu, 29 Feb 2024 00:00:00 GMT"));
}

QTEST_GUILESS_MAIN(ResponseHeadTest)
#include "tst_ResponseHead.moc"
