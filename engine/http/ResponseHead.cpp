// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/ResponseHead.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace turnpike::http {

namespace {

void appendNumber(std::string &out, std::uint64_t value, int base = 10)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base);
    out.append(digits.data(), end.ptr);
}

void appendTwoDigits(std::string &out, unsigned value)
{
    out += static_cast<char>('0' + value / 10 % 10);
    out += static_cast<char>('0' + value % 10);
}

void appendSafely(std::string &out, std::string_view text)
{
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    out += text;
    std::replace_if(
        out.begin() + begin, out.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; },
        ' ');
}

} // namespace

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 424: return "Failed Dependency";
    case 425: return "Too Early";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 451: return "Unavailable For Legal Reasons";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Unknown";
    }
}

std::string_view DateText::at(std::int64_t unixSeconds)
{
    if (unixSeconds == m_second)
        return m_text;
    constexpr std::array<std::string_view, 7> days
        = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months
        = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_seconds time{std::chrono::seconds(unixSeconds)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    m_second = unixSeconds;
    m_text.clear();
    m_text += days[std::chrono::weekday(day).c_encoding()];
    m_text += ", ";
    appendTwoDigits(m_text, unsigned(date.day()));
    m_text += ' ';
    m_text += months[unsigned(date.month()) - 1];
    m_text += ' ';
    const auto year = static_cast<unsigned>(int(date.year()));
    appendTwoDigits(m_text, year / 100);
    appendTwoDigits(m_text, year % 100);
    m_text += ' ';
    appendTwoDigits(m_text, static_cast<unsigned>(clock.hours().count()));
    m_text += ':';
    appendTwoDigits(m_text, static_cast<unsigned>(clock.minutes().count()));
    m_text += ':';
    appendTwoDigits(m_text, static_cast<unsigned>(clock.seconds().count()));
    m_text += " GMT";
    return m_text;
}

void appendHex(std::string &out, std::uint64_t value)
{
    appendNumber(out, value, 16);
}

void appendHead(std::string &out, const AnswerHead &head, std::span<const Header> headers)
{
    out += "HTTP/1.1 ";
    appendNumber(out, static_cast<std::uint64_t>(head.status));
    out += ' ';
    out += reasonPhrase(head.status);
    out += "\r\nDate: ";
    out += head.date;
    if (head.framing == AnswerFraming::Length) {
        out += "\r\nContent-Length: ";
        appendNumber(out, head.length);
    } else if (head.framing == AnswerFraming::Chunked) {
        out += "\r\nTransfer-Encoding: chunked";
    }
    if (head.closes)
        out += "\r\nConnection: close";
    for (const Header &header : headers) {
        out += "\r\n";
        appendSafely(out, header.name);
        out += ": ";
        appendSafely(out, header.value);
    }
    out += "\r\n\r\n";
}

} // namespace turnpike::http
