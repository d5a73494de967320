// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/Conversation.h"

#include "engine/formats/RawWalk.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace turnpike {

namespace {

constexpr std::array<std::string_view, 8> effortWords
    = {"", "none", "minimal", "low", "medium", "high", "xhigh", "max"};
/// Thousandths of the output limit, by effort (data plane 10.2).
constexpr std::array<std::int64_t, 8> effortShares = {500, 0, 100, 200, 500, 800, 950, 950};

constexpr std::int64_t leastBudget = 1024;
constexpr std::int64_t largestBudget = 128'000;

std::string_view inner(RawJson string)
{
    return string.size() < 2 ? std::string_view() : string.substr(1, string.size() - 2);
}

/// A code unit of an escape; `digits` has at least four.
unsigned unitOf(std::string_view digits)
{
    unsigned unit = 0;
    for (const char digit : digits.substr(0, 4)) {
        const unsigned value = digit <= '9' ? static_cast<unsigned>(digit - '0')
                                            : (static_cast<unsigned>(digit) | 0x20U) - 'a' + 10U;
        unit = unit << 4U | value;
    }
    return unit;
}

void appendUtf8(std::string &out, unsigned point)
{
    const auto byte = [&out](unsigned value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | point >> 6U);
        byte(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        byte(0xE0U | point >> 12U);
        byte(0x80U | (point >> 6U & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    } else {
        byte(0xF0U | point >> 18U);
        byte(0x80U | (point >> 12U & 0x3FU));
        byte(0x80U | (point >> 6U & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    }
}

bool isLow(unsigned unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}
bool isHigh(unsigned unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

/// Decodes what the strict reader has validated; lone surrogates become U+FFFD.
std::string decoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        ++i;
        switch (text[i]) {
        case 'n': out += '\n'; break;
        case 't': out += '\t'; break;
        case 'r': out += '\r'; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'u': {
            unsigned point = unitOf(text.substr(i + 1));
            i += 4;
            const std::string_view rest = text.substr(i + 1);
            if (isHigh(point) && rest.starts_with("\\u") && isLow(unitOf(rest.substr(2)))) {
                point = 0x10000 + ((point - 0xD800) << 10U) + (unitOf(rest.substr(2)) - 0xDC00);
                i += 6;
            } else if (isHigh(point) || isLow(point)) {
                point = 0xFFFD;
            }
            appendUtf8(out, point);
            break;
        }
        default: out += text[i]; break;
        }
    }
    return out;
}

bool isObjectText(std::string_view text)
{
    json::StrictReader reader(text);
    return reader.peek() == json::Kind::Object && reader.skip().kind == json::Kind::Object
        && reader.finish();
}

} // namespace

RawJson keepString(Conversation &conversation, std::string_view text)
{
    std::string token;
    json::appendString(token, text);
    return conversation.keep(std::move(token));
}

std::string_view plainText(Conversation &conversation, RawJson string)
{
    const std::string_view text = inner(string);
    if (text.find('\\') == std::string_view::npos)
        return text;
    return conversation.keep(decoded(text));
}

RawJson argumentsObject(Conversation &conversation, RawJson arguments)
{
    if (arguments.empty())
        return "{}";
    if (arguments.front() != '"')
        return arguments;
    const std::string_view text = plainText(conversation, arguments);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return "{}";
    if (isObjectText(text))
        return text;
    std::string object = R"({"arguments":)";
    object.append(arguments).append(1, '}');
    return conversation.keep(std::move(object));
}

RawJson argumentsString(Conversation &conversation, RawJson arguments)
{
    if (arguments.empty() || arguments == R"("")")
        return R"("{}")";
    if (arguments.front() == '"')
        return arguments;
    std::string token = "\"";
    appendEscaped(token, arguments);
    return conversation.keep(std::move(token.append(1, '"')));
}

bool isQuotable(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char byte) {
        return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < ' ';
    });
}

bool splitDataUrl(Conversation &conversation, RawJson url, std::string_view &mediaType,
                  std::string_view &base64)
{
    constexpr std::string_view scheme = "data:";
    constexpr std::string_view marker = ";base64";
    // The head of a URL may be escaped ("\/"); megabytes of base64 are looked at only once.
    const std::string_view text = plainText(conversation, url);
    if (text.size() < scheme.size()
        || !std::equal(scheme.begin(), scheme.end(), text.begin(),
                       [](char a, char b) { return a == (b | 0x20) || a == b; }))
        return false;
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos)
        return false;
    const std::string_view head = text.substr(scheme.size(), comma - scheme.size());
    if (!head.ends_with(marker))
        return false;
    // Without an escape the token itself is proof.
    if (text.data() != url.data() + 1 && !isQuotable(text))
        return false;
    mediaType = head.substr(0, head.find(';'));
    base64 = text.substr(comma + 1);
    return true;
}

void appendInner(std::string &out, RawJson string)
{
    out.append(inner(string));
}

void appendContent(std::string &out, std::string_view text)
{
    if (isQuotable(text)) {
        out += text;
        return;
    }
    std::string token;
    json::appendString(token, text);
    appendInner(out, token);
}

void appendEscaped(std::string &out, std::string_view text)
{
    // What is valid JSON holds no control characters but line ends and tabs between its tokens.
    for (const char byte : text) {
        switch (byte) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out += byte; break;
        }
    }
}

std::string_view effortWord(ReasoningWish::Effort effort)
{
    return effortWords[static_cast<std::size_t>(effort)];
}

ReasoningWish::Effort effortOf(std::string_view word)
{
    const auto *const found = std::find(effortWords.begin() + 1, effortWords.end(), word);
    return found == effortWords.end()
        ? ReasoningWish::Effort::NotTold
        : static_cast<ReasoningWish::Effort>(found - effortWords.begin());
}

std::int64_t budgetOf(ReasoningWish::Effort effort, std::int64_t maxTokens)
{
    if (effort == ReasoningWish::Effort::None)
        return 0;
    const std::int64_t share = effortShares[static_cast<std::size_t>(effort)];
    return std::max(
        std::min(maxTokens / 1000 * share + maxTokens % 1000 * share / 1000, largestBudget),
        leastBudget);
}

ReasoningWish::Effort effortOfBudget(std::int64_t budget, std::int64_t maxTokens)
{
    using Effort = ReasoningWish::Effort;
    if (budget <= 0)
        return Effort::None;
    constexpr std::array<Effort, 5> efforts
        = {Effort::Minimal, Effort::Low, Effort::Medium, Effort::High, Effort::XHigh};
    const auto distance = [budget, maxTokens](Effort effort) {
        return std::abs(budgetOf(effort, maxTokens) - budget);
    };
    return *std::min_element(efforts.begin(), efforts.end(),
                             [&distance](Effort a, Effort b) { return distance(a) < distance(b); });
}

bool Conversation::asksAudio() const
{
    bool asks = false;
    json::StrictReader json(modalities.empty() ? "[]" : modalities);
    eachElement(json, [&](std::size_t) { asks = rawString(json) == R"("audio")" || asks; });
    return asks;
}

ApiError spokenAnswerRefused()
{
    return {.status = 400,
            .errorType = "invalid_request",
            .message = "/modalities asks for audio, which this model's provider does not answer "
                       "with.",
            .pointer = "/modalities"};
}

} // namespace turnpike
